// Faults of pipeline text: what is wrong, where it stands, what to do.
#include "gst/launch.h"

#include <gtest/gtest.h>

#include "gst/property.h"
#include "test/gst/driver.h"

namespace {

using test::refused;

std::string place_of(const gst::Fault& fault) {
  return std::to_string(fault.line) + ":" + std::to_string(fault.column);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Launch, AnyElementsBecomeOnePipeline) {
  for (const char* text :
       {"fakesrc", "fakesrc ! fakesink", "bin.( fakesrc ! fakesink )", "fakesrc ! fakesink fakesrc"}) {
    auto launched = gst::launch(text);
    ASSERT_TRUE(launched) << text;
    EXPECT_TRUE(GST_IS_PIPELINE(launched->get())) << text;
  }
}

TEST(Launch, APipelineCanBeNamed) {
  test::Driver pipeline("fakesrc ! fakesink", "gate");
  EXPECT_EQ(pipeline->name(), "gate");
}

TEST(Launch, AMissingElementIsNamedWithItsPlaceAndTheNearestName) {
  const gst::Fault fault = refused("videotestsrc !\n  fakesnik");
  EXPECT_EQ(fault.code, "ERR_ELEMENT_MISSING");
  EXPECT_EQ(fault.value, "fakesnik");
  EXPECT_EQ(place_of(fault), "2:3");
  EXPECT_TRUE(contains(fault.message, "\"fakesnik\"")) << fault.message;
  EXPECT_TRUE(contains(fault.remedy, "\"fakesink\"")) << fault.remedy;
}

TEST(Launch, AMissingElementOfAKnownPackageNamesThePackage) {
  const gst::Fault fault = refused("videotestsrc ! avenc_of_another_day ! fakesink");
  EXPECT_EQ(fault.code, "ERR_ELEMENT_MISSING");
  EXPECT_TRUE(contains(fault.remedy, "apt-get install gstreamer1.0-libav")) << fault.remedy;
}

TEST(Launch, AMissingElementOfDeepStreamPointsToTheDoctor) {
  EXPECT_TRUE(contains(refused("nvnosuchthing ! fakesink").remedy, "node-deepstream doctor"));
}

TEST(Launch, AMisspeltPropertyIsPointedAtWithTheNearestName) {
  const gst::Fault fault = refused("videotestsrc num-bufers=3 name=src ! fakesink");
  EXPECT_EQ(fault.code, "ERR_PROPERTY");
  EXPECT_EQ(fault.key, "num-bufers");
  EXPECT_EQ(fault.element, "src (videotestsrc)");
  EXPECT_EQ(place_of(fault), "1:14");
  EXPECT_TRUE(contains(fault.remedy, "\"num-buffers\"")) << fault.remedy;
}

TEST(Launch, AWrongEnumerationValueListsTheAllowedOnes) {
  const gst::Fault fault = refused("videotestsrc pattern=bal ! fakesink");
  EXPECT_EQ(fault.code, "ERR_PROPERTY");
  EXPECT_EQ(fault.key, "pattern");
  EXPECT_TRUE(contains(fault.remedy, "smpte, snow, black")) << fault.remedy;
}

TEST(Launch, NumbersThatGStreamerWouldWrapOrDropSilentlyAreRefused) {
  for (const char* text :
       {"videotestsrc num-buffers=-7", "queue max-size-buffers=-1", "queue max-size-buffers=99999999999",
        "fakesrc datarate=2147483648", "queue min-threshold-time=-5", "identity drop-probability=3",
        "fakesink ts-offset=99999999999999999999", "videotestsrc num-buffers=12abc", "queue max-size-buffers=1.7"}) {
    const gst::Fault fault = refused(text);
    EXPECT_EQ(fault.code, "ERR_PROPERTY") << text;
    EXPECT_TRUE(contains(fault.remedy, "…")) << text << ": " << fault.remedy;
    EXPECT_EQ(fault.line, 1) << text;
  }
}

TEST(Launch, NumbersInAnyNotationOfGStreamerAreTaken) {
  test::Driver pipeline("queue name=a max-size-time=0x10 max-size-buffers=max ! fakesink");
  const auto value =
      gst::get_property(gst::ElementRef(gst_bin_get_by_name(pipeline->bin(), "a")).get(), "max-size-time");
  ASSERT_TRUE(value);
  EXPECT_EQ(std::get<std::uint64_t>(value.value()), 16u);
}

TEST(Launch, APropertyThatCanOnlyBeReadIsRefused) {
  const gst::Fault fault = refused("fakesrc ! fakesink last-message=x");
  EXPECT_EQ(fault.code, "ERR_PROPERTY");
  EXPECT_EQ(fault.key, "last-message");
}

TEST(Launch, ANameUsedTwiceIsRefused) {
  const gst::Fault fault = refused("videotestsrc name=a ! fakesink name=a");
  EXPECT_EQ(fault.code, "ERR_PIPELINE_PARSE");
  EXPECT_EQ(place_of(fault), "1:23");
  EXPECT_TRUE(contains(fault.message, "line 1, column 1")) << fault.message;
}

TEST(Launch, APropertyThatIsTakenOnceIsRefusedTheSecondTime) {
  const gst::Fault fault = refused("videotestsrc name=a name=b ! fakesink");
  EXPECT_EQ(fault.code, "ERR_PROPERTY");
  EXPECT_EQ(place_of(fault), "1:21");
}

TEST(Launch, AReferenceToNoElementIsPointedAt) {
  const gst::Fault fault = refused("videotestsrc ! mux.sink_0 funnel name=max ! fakesink");
  EXPECT_EQ(fault.code, "ERR_PIPELINE_PARSE");
  EXPECT_EQ(place_of(fault), "1:16");
  EXPECT_TRUE(contains(fault.remedy, "\"max\"")) << fault.remedy;
}

TEST(Launch, BadSyntaxIsPointedAt) {
  EXPECT_EQ(place_of(refused("videotestsrc ! ! fakesink")), "1:16");
  EXPECT_EQ(place_of(refused("videotestsrc !")), "1:14");
  EXPECT_EQ(place_of(refused("( videotestsrc ! fakesink")), "1:1");
  for (const char* text : {"videotestsrc ! ! fakesink", "videotestsrc !", "( videotestsrc ! fakesink", "=", ")"})
    EXPECT_EQ(refused(text).code, "ERR_PIPELINE_PARSE") << text;
}

TEST(Launch, EmptyTextIsRefused) {
  for (const char* text : {"", "  \n "}) {
    EXPECT_EQ(refused(text).code, "ERR_PIPELINE_PARSE");
    EXPECT_TRUE(contains(refused(text).message, "empty"));
  }
  EXPECT_EQ(refused(std::string("fakesrc\0 ! fakesink", 19)).code, "ERR_PIPELINE_PARSE");
}

TEST(Launch, ElementsThatDoNotFitAreExplainedWithTheirCaps) {
  const gst::Fault fault = refused("videotestsrc ! audioconvert ! fakesink");
  EXPECT_EQ(fault.code, "ERR_NEGOTIATION");
  EXPECT_TRUE(contains(fault.message, "video/x-raw")) << fault.message;
  EXPECT_TRUE(contains(fault.message, "audio/x-raw")) << fault.message;
  const gst::Fault filters = refused(
      "videotestsrc ! video/x-raw,width=64 ! identity ! capsfilter name=b caps=video/x-raw,width=128 ! fakesink");
  EXPECT_EQ(filters.code, "ERR_NEGOTIATION");
  EXPECT_TRUE(contains(filters.message, "width=(int)64")) << filters.message;
  EXPECT_TRUE(contains(filters.message, "width=(int)128")) << filters.message;
  EXPECT_EQ(refused("fakesink ! fakesrc").code, "ERR_NEGOTIATION");
}

TEST(Launch, AnyTextGivesAPipelineOrAFault) {
  std::uint32_t seed = 1;
  const char* const words[] = {"fakesrc",
                               "fakesink",
                               "tee",
                               "t.",
                               "!",
                               "(",
                               ")",
                               "name=",
                               "=",
                               "\"",
                               "queue",
                               "video/x-raw",
                               ",",
                               "x.y",
                               "bin.(",
                               "num-buffers=1",
                               "silent=maybe",
                               "\\",
                               ";",
                               ":"};
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (int words_left = static_cast<int>((seed = seed * 1664525 + 1013904223) >> 24) % 9; words_left >= 0;
         --words_left)
      text += std::string(words[((seed = seed * 1664525 + 1013904223) >> 16) % std::size(words)]) + " ";
    auto launched = gst::launch(text);
    if (!launched) {
      EXPECT_FALSE(launched.fault().message.empty()) << text;
    }
  }
}

}  // namespace
