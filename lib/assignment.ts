/** Which row belongs to which column, so that the sum is greatest: the assignment problem, solved exactly. */

/** Working memory of solvers, to be used again. */
export class Assignment {
  #table = new Float64Array(0);
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
   * @param scores of rows and columns, `scores[row * columns + column]`.
   */
  best(scores: Float64Array, rows: number, columns: number): [row: number, column: number][] {
    const pairs: [number, number][] = [];
    // Boxes far apart have nothing to do with each other: what hangs together is solved by itself, which is much less work.
    for (const { rows: some, columns: others } of islands(scores, rows, columns)) this.#solveIsland(scores, columns, some, others, pairs);
    return pairs;
  }

  #solveIsland(scores: Float64Array, stride: number, some: readonly number[], others: readonly number[], pairs: [number, number][]): void {
    if (some.length === 1 && others.length === 1) {
      pairs.push([some[0] as number, others[0] as number]);
      return;
    }
    // The solver wants no more rows than columns.
    const turned = some.length > others.length;
    const n = turned ? others.length : some.length;
    const m = turned ? some.length : others.length;
    if (this.#table.length < n * m) this.#table = new Float64Array(2 * n * m);
    const table = this.#table;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        const row = some[turned ? j : i] as number;
        const column = others[turned ? i : j] as number;
        table[i * m + j] = scores[row * stride + column] as number;
      }
    }
    this.#solve(n, m);
    for (let j = 1; j <= m; j++) {
      const i = this.#rowOfColumn[j] as number;
      if (i === 0 || table[(i - 1) * m + j - 1] === 0) continue;
      pairs.push(turned ? [some[j - 1] as number, others[i - 1] as number] : [some[i - 1] as number, others[j - 1] as number]);
    }
  }

  /**
   * The Hungarian method with potentials: one shortest augmenting path a row, O(rows² · columns). Indices from 1; column 0 stands for the row
   * that is being added.
   */
  #solve(rows: number, columns: number): void {
    this.#room(rows, columns);
    const table = this.#table;
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
          const reduced = -(table[(from - 1) * columns + j - 1] as number) - base - (columnPotential[j] as number);
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

/** Rows and columns that hang together by scores. */
interface Island {
  readonly rows: number[];
  readonly columns: number[];
}

function islands(scores: Float64Array, rows: number, columns: number): Island[] {
  // Union-find over rows, then columns.
  const parent = new Int32Array(rows + columns);
  for (let node = 0; node < parent.length; node++) parent[node] = node;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if ((scores[row * columns + column] as number) > 0) parent[rootOf(parent, row)] = rootOf(parent, rows + column);
    }
  }
  const found: (Island | undefined)[] = new Array(parent.length).fill(undefined);
  for (let node = 0; node < parent.length; node++) {
    const top = rootOf(parent, node);
    let island = found[top];
    if (!island) {
      island = { rows: [], columns: [] };
      found[top] = island;
    }
    if (node < rows) island.rows.push(node);
    else island.columns.push(node - rows);
  }
  return found.filter((island) => island !== undefined && island.rows.length > 0 && island.columns.length > 0) as Island[];
}

function rootOf(parent: Int32Array, node: number): number {
  let top = node;
  while (parent[top] !== top) {
    const above = parent[parent[top] as number] as number;
    parent[top] = above;
    top = above;
  }
  return top;
}
