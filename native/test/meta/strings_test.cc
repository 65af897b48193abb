#include "meta/strings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

TEST(StringTable, NumberZeroIsTheEmptyString) {
  meta::StringTable table;
  EXPECT_EQ(table.count(), 1u);
  EXPECT_EQ(table.intern(""), 0u);
  EXPECT_EQ(table.append(""), 0u);
  EXPECT_EQ(table.at(0), "");
}

TEST(StringTable, EqualStringsShareANumberWhenInterned) {
  meta::StringTable table;
  const auto car = table.intern("car");
  EXPECT_NE(table.intern("cart"), car);
  EXPECT_EQ(table.intern("car"), car);
  EXPECT_NE(table.append("car"), car);
}

TEST(StringTable, ClearForgetsAndTheTableGrowsOverAnyNumberOfStrings) {
  meta::StringTable table;
  for (int round = 0; round < 3; ++round) {
    table.clear();
    std::set<std::uint32_t> numbers;
    for (int i = 0; i < 5000; ++i) numbers.insert(table.intern("label " + std::to_string(i)));
    EXPECT_EQ(numbers.size(), 5000u);
    for (int i = 0; i < 5000; ++i) {
      const std::string text = "label " + std::to_string(i);
      EXPECT_EQ(table.at(table.intern(text)), text);
    }
    EXPECT_EQ(table.count(), 5001u);
  }
}

}  // namespace
