// One-to-one matching of rows (targets) and columns (detections) by score.
#pragma once

#include <vector>

namespace tracker {

// A pair that may be matched; a greater score is better, scores are above zero.
struct Candidate {
  int row;
  int column;
  float score;
};

struct Match {
  int row;
  int column;
};

class Matcher {
 public:
  // Takes the best remaining pair first; equal scores by row, then column, so that results never depend on luck.
  const std::vector<Match>& greedy(std::vector<Candidate>& candidates, int rows, int columns);
  // The matching of greatest total score.
  const std::vector<Match>& optimal(const std::vector<Candidate>& candidates, int rows, int columns);

 private:
  void solve(int rows, int columns);

  // Reused from frame to frame.
  std::vector<Match> matches_;
  std::vector<char> row_taken_, column_taken_;
  std::vector<double> cost_, row_potential_, column_potential_, shortest_;
  std::vector<int> row_of_column_, way_;
  std::vector<char> visited_;
};

}  // namespace tracker
