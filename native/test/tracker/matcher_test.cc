// One-to-one matching.
#include "runtime/tracker/matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

using tracker::Candidate;
using tracker::Match;
using tracker::Matcher;

namespace {

double total(const std::vector<Match>& matches, const std::vector<Candidate>& candidates) {
  double sum = 0;
  for (const Match& m : matches)
    for (const Candidate& c : candidates)
      if (c.row == m.row && c.column == m.column) sum += c.score;
  return sum;
}

TEST(Greedy, TakesTheBestPairFirst) {
  std::vector<Candidate> candidates = {{0, 0, 0.9f}, {0, 1, 0.8f}, {1, 0, 0.85f}};
  Matcher matcher;
  const auto& matches = matcher.greedy(candidates, 2, 2);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].row, 0);
  EXPECT_EQ(matches[0].column, 0);
}

TEST(Greedy, EqualScoresGoByRowThenColumn) {
  std::vector<Candidate> candidates = {{1, 1, 0.5f}, {1, 0, 0.5f}, {0, 1, 0.5f}, {0, 0, 0.5f}};
  Matcher matcher;
  const auto& matches = matcher.greedy(candidates, 2, 2);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(matches[0].row, 0);
  EXPECT_EQ(matches[0].column, 0);
}

TEST(Optimal, TakesTheMatchingOfGreatestTotal) {
  const std::vector<Candidate> candidates = {{0, 0, 0.9f}, {0, 1, 0.8f}, {1, 0, 0.85f}};
  Matcher matcher;
  EXPECT_NEAR(total(matcher.optimal(candidates, 2, 2), candidates), 1.65, 1e-6);
}

TEST(Optimal, NeverMatchesAPairThatIsNoCandidate) {
  const std::vector<Candidate> candidates = {{0, 0, 0.9f}, {1, 0, 0.8f}};
  Matcher matcher;
  const auto& matches = matcher.optimal(candidates, 2, 2);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].row, 0);
}

TEST(Optimal, OfNothingIsNothing) {
  Matcher matcher;
  EXPECT_TRUE(matcher.optimal({}, 3, 0).empty());
  EXPECT_TRUE(matcher.optimal({}, 0, 3).empty());
}

// Against all permutations, for every shape up to 6 × 6.
TEST(Optimal, EqualsTheBestOfAllMatchings) {
  std::mt19937 random(7);
  Matcher matcher;
  for (int rows = 1; rows <= 6; ++rows)
    for (int columns = 1; columns <= 6; ++columns)
      for (int round = 0; round < 10; ++round) {
        std::vector<Candidate> candidates;
        std::vector<std::vector<double>> score(rows, std::vector<double>(std::max(rows, columns), 0));
        for (int r = 0; r < rows; ++r)
          for (int c = 0; c < columns; ++c)
            if (random() % 3) {
              const float value = float(random() % 1000 + 1) / 1000;
              candidates.push_back({r, c, value});
              score[r][c] = value;
            }
        std::vector<int> order(std::max(rows, columns));
        std::iota(order.begin(), order.end(), 0);
        double best = 0;
        do {
          double sum = 0;
          for (int r = 0; r < rows; ++r) sum += score[r][order[r]];
          best = std::max(best, sum);
        } while (std::next_permutation(order.begin(), order.end()));
        const auto& matches = matcher.optimal(candidates, rows, columns);
        EXPECT_NEAR(total(matches, candidates), best, 1e-5) << rows << "x" << columns;
        std::vector<int> used;
        for (const Match& m : matches) used.push_back(m.column);
        std::sort(used.begin(), used.end());
        EXPECT_EQ(std::adjacent_find(used.begin(), used.end()), used.end());
      }
}

}  // namespace
