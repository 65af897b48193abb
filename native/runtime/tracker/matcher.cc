#include "runtime/tracker/matcher.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace tracker {

const std::vector<Match>& Matcher::greedy(std::vector<Candidate>& candidates, int rows, int columns) {
  matches_.clear();
  row_taken_.assign(rows, 0);
  column_taken_.assign(columns, 0);
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(-a.score, a.row, a.column) < std::tuple(-b.score, b.row, b.column);
  });
  for (const Candidate& c : candidates) {
    if (row_taken_[c.row] || column_taken_[c.column]) continue;
    row_taken_[c.row] = column_taken_[c.column] = 1;
    matches_.push_back({c.row, c.column});
  }
  return matches_;
}

const std::vector<Match>& Matcher::optimal(const std::vector<Candidate>& candidates, int rows, int columns) {
  matches_.clear();
  if (candidates.empty()) return matches_;
  // The solver wants no more rows than columns. A pair that is no candidate costs nothing, which is the same as
  // leaving both unmatched.
  const bool turned = rows > columns;
  const int n = turned ? columns : rows;
  const int m = turned ? rows : columns;
  cost_.assign(std::size_t(n) * m, 0);
  for (const Candidate& c : candidates) {
    cost_[std::size_t(turned ? c.column : c.row) * m + (turned ? c.row : c.column)] = -double(c.score);
  }
  solve(n, m);
  for (int j = 1; j <= m; ++j) {
    const int i = row_of_column_[j];
    if (i == 0 || cost_[std::size_t(i - 1) * m + j - 1] >= 0) continue;
    matches_.push_back(turned ? Match{j - 1, i - 1} : Match{i - 1, j - 1});
  }
  return matches_;
}

// The Hungarian method with potentials: one shortest augmenting path a row, O(rows² · columns). Indices from 1; column
// 0 stands for the row being added.
void Matcher::solve(int rows, int columns) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  row_potential_.assign(rows + 1, 0);
  column_potential_.assign(columns + 1, 0);
  row_of_column_.assign(columns + 1, 0);
  way_.assign(columns + 1, 0);
  for (int row = 1; row <= rows; ++row) {
    row_of_column_[0] = row;
    shortest_.assign(columns + 1, kFar);
    visited_.assign(columns + 1, 0);
    int column = 0;
    do {
      visited_[column] = 1;
      const int from = row_of_column_[column];
      double step = kFar;
      int next = 0;
      for (int j = 1; j <= columns; ++j) {
        if (visited_[j]) continue;
        const double reduced =
            cost_[std::size_t(from - 1) * columns + j - 1] - row_potential_[from] - column_potential_[j];
        if (reduced < shortest_[j]) {
          shortest_[j] = reduced;
          way_[j] = column;
        }
        if (shortest_[j] < step) {
          step = shortest_[j];
          next = j;
        }
      }
      for (int j = 0; j <= columns; ++j) {
        if (visited_[j]) {
          row_potential_[row_of_column_[j]] += step;
          column_potential_[j] -= step;
        } else {
          shortest_[j] -= step;
        }
      }
      column = next;
    } while (row_of_column_[column] != 0);
    while (column != 0) {
      const int previous = way_[column];
      row_of_column_[column] = row_of_column_[previous];
      column = previous;
    }
  }
}

}  // namespace tracker
