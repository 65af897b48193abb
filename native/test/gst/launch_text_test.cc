#include "gst/launch_text.h"

#include <gtest/gtest.h>

#include <random>

namespace {

using gst::LaunchText;
using gst::read_launch_text;

std::string place_of_problem(const std::string& text) {
  const LaunchText read = read_launch_text(text);
  return read.problem ? to_string(read.problem->place) : "";
}

TEST(LaunchText, ElementsAndTheirAssignmentsHavePlaces) {
  const LaunchText text = read_launch_text("videotestsrc  pattern = ball name=src !\n  fakesink sync=false");
  ASSERT_EQ(text.elements.size(), 2u);
  EXPECT_EQ(text.elements[0].factory, "videotestsrc");
  EXPECT_EQ(text.elements[0].name(), "src");
  ASSERT_EQ(text.elements[0].assignments.size(), 2u);
  EXPECT_EQ(text.elements[0].assignments[0].value, "ball");
  EXPECT_EQ(to_string(text.elements[0].assignments[0].place), "line 1, column 15");
  EXPECT_EQ(text.elements[1].factory, "fakesink");
  EXPECT_EQ(to_string(text.elements[1].place), "line 2, column 3");
  EXPECT_FALSE(text.problem);
}

TEST(LaunchText, ColumnsCountCharacters) {
  const LaunchText text = read_launch_text("textoverlay text=\"Müßig\" fakesink");
  EXPECT_EQ(to_string(text.elements.at(1).place), "line 1, column 26");
}

TEST(LaunchText, QuotesAndEscapesBelongToNoValue) {
  const LaunchText text = read_launch_text(R"(a x="b \"c\" d" y='e f' z=g\ h ! i)");
  ASSERT_EQ(text.elements.size(), 2u);
  EXPECT_EQ(text.elements[0].assignments[0].value, "b \"c\" d");
  EXPECT_EQ(text.elements[0].assignments[1].value, "e f");
  EXPECT_EQ(text.elements[0].assignments[2].value, "g h");
}

TEST(LaunchText, CapsAndAddressesAreNoElements) {
  const LaunchText text = read_launch_text(
      "rtspsrc location=rtsp://a/b!c ! video/x-raw(memory:NVMM), width=(int)640, format=\"NV12\" ! fakesink "
      "file:///tmp/x");
  ASSERT_EQ(text.elements.size(), 2u);
  EXPECT_EQ(text.elements[0].assignments[0].value, "rtsp://a/b!c");
  EXPECT_EQ(text.elements[1].factory, "fakesink");
  EXPECT_FALSE(text.problem);
}

TEST(LaunchText, ReferencesAreKept) {
  const LaunchText text = read_launch_text("fakesrc ! mux.sink_0 tee name=t t. ! queue t.src_1 ! fakesink");
  ASSERT_EQ(text.references.size(), 3u);
  EXPECT_EQ(text.references[0].element, "mux");
  EXPECT_EQ(to_string(text.references[1].place), "line 1, column 33");
}

TEST(LaunchText, AssignmentsAfterABracketBelongToTheBin) {
  const LaunchText text = read_launch_text("bin.( name=b fakesrc name=s ! fakesink ) message-forward=true");
  EXPECT_EQ(text.elements.at(0).factory, "bin");
  EXPECT_EQ(text.elements.at(0).name(), "b");
  EXPECT_EQ(text.elements.at(0).assignments.back().key, "message-forward");
  EXPECT_EQ(text.elements.at(1).name(), "s");
}

TEST(LaunchText, TheFirstImpossibleThingIsPointedAt) {
  EXPECT_EQ(place_of_problem("! fakesink"), "line 1, column 1");
  EXPECT_EQ(place_of_problem("fakesrc !"), "line 1, column 9");
  EXPECT_EQ(place_of_problem("fakesrc !\n ! fakesink"), "line 2, column 2");
  EXPECT_EQ(place_of_problem("( fakesrc ! fakesink"), "line 1, column 1");
  EXPECT_EQ(place_of_problem("fakesrc ! fakesink )"), "line 1, column 20");
  EXPECT_EQ(place_of_problem("fakesrc name=\"a ! fakesink"), "line 1, column 14");
  EXPECT_EQ(place_of_problem("fakesrc = 3"), "line 1, column 1");
  EXPECT_EQ(place_of_problem("name=x fakesrc"), "line 1, column 1");
  EXPECT_EQ(place_of_problem("fakesrc name= ! fakesink"), "line 1, column 9");
  EXPECT_EQ(place_of_problem("fakesrc $ fakesink"), "line 1, column 9");
  EXPECT_EQ(place_of_problem("fakesrc ! \"video/x-raw\" ! fakesink"), "line 1, column 11");
}

TEST(LaunchText, AnyTextIsReadToItsEnd) {
  std::mt19937 random(7);
  const std::string alphabet = "ab=!().\"'\\ \n/:,;@$\xC3\xBC\x80";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (auto length = random() % 40; length > 0; --length) text += alphabet[random() % alphabet.size()];
    read_launch_text(text);
  }
}

}  // namespace
