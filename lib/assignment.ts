/** Which row belongs to which column, so that the sum is greatest: the assignment problem, solved exactly. */

/** Working memory of solvers, to be used again. */
export class Assignment {
  #rowPotential = new Float64Array(0);
  #columnPotential = new Float64Array(0);
  #shortest = new Float64Array(0);
  #rowOfColumn = new Int32Array(0);
  #way = new Int32Array(0);
  #visited = new Uint8Array(0);

  /**
   * Pairs `[row, column]` with the greatest sum of scores, each row and column in at most one pair. Scores are not negative; pairs that score 0
   * are left out, which costs nothing.
   *
   * @param score of a row and a column, `scores[row * columns + column]`.
   */
  best(scores: Float64Array, rows: number, columns: number): [row: number, column: number][] {
    // The solver wants no more rows than columns.
    const turned = rows > columns;
    const n = turned ? columns : rows;
    const m = turned ? rows : columns;
    const at = turned ? (i: number, j: number) => scores[j * columns + i] as number : (i: number, j: number) => scores[i * columns + j] as number;
    this.#solve(n, m, at);
    const pairs: [number, number][] = [];
    for (let j = 1; j <= m; j++) {
      const i = this.#rowOfColumn[j] as number;
      if (i > 0 && at(i - 1, j - 1) > 0) pairs.push(turned ? [j - 1, i - 1] : [i - 1, j - 1]);
    }
    return pairs;
  }

  /**
   * The Hungarian method with potentials: one shortest augmenting path a row, O(rows² · columns). Indices from 1; column 0 stands for the row
   * that is being added.
   */
  #solve(rows: number, columns: number, score: (row: number, column: number) => number): void {
    this.#room(rows, columns);
    const [rowPotential, columnPotential, shortest] = [this.#rowPotential, this.#columnPotential, this.#shortest];
    const [rowOfColumn, way, visited] = [this.#rowOfColumn, this.#way, this.#visited];
    for (let row = 1; row <= rows; row++) {
      rowOfColumn[0] = row;
      shortest.fill(Number.POSITIVE_INFINITY, 0, columns + 1);
      visited.fill(0, 0, columns + 1);
      let column = 0;
      do {
        visited[column] = 1;
        const from = rowOfColumn[column] as number;
        const base = rowPotential[from] as number;
        let step = Number.POSITIVE_INFINITY;
        let next = 0;
        for (let j = 1; j <= columns; j++) {
          if (visited[j]) continue;
          const reduced = -score(from - 1, j - 1) - base - (columnPotential[j] as number);
          if (reduced < (shortest[j] as number)) {
            shortest[j] = reduced;
            way[j] = column;
          }
          if ((shortest[j] as number) < step) {
            step = shortest[j] as number;
            next = j;
          }
        }
        for (let j = 0; j <= columns; j++) {
          if (visited[j]) {
            const of = rowOfColumn[j] as number;
            rowPotential[of] = (rowPotential[of] as number) + step;
            columnPotential[j] = (columnPotential[j] as number) - step;
          } else {
            shortest[j] = (shortest[j] as number) - step;
          }
        }
        column = next;
      } while (rowOfColumn[column] !== 0);
      while (column !== 0) {
        const previous = way[column] as number;
        rowOfColumn[column] = rowOfColumn[previous] as number;
        column = previous;
      }
    }
  }

  #room(rows: number, columns: number): void {
    if (this.#rowPotential.length <= rows) this.#rowPotential = new Float64Array(2 * rows + 1);
    if (this.#columnPotential.length <= columns) {
      const size = 2 * columns + 1;
      this.#columnPotential = new Float64Array(size);
      this.#shortest = new Float64Array(size);
      this.#rowOfColumn = new Int32Array(size);
      this.#way = new Int32Array(size);
      this.#visited = new Uint8Array(size);
    }
    this.#rowPotential.fill(0, 0, rows + 1);
    this.#columnPotential.fill(0, 0, columns + 1);
    this.#rowOfColumn.fill(0, 0, columns + 1);
    this.#way.fill(0, 0, columns + 1);
  }
}
