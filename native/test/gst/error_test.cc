// What a stopped pipeline says: the first real error, explained.
#include <gst/base/gstbasesrc.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "runtime/element/fault.h"
#include "test/gst/driver.h"

namespace {

using Kind = gst::Event::Kind;
using test::Driver;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

gst::Fault failure_of(const std::string& text, GstState target = GST_STATE_PLAYING) {
  Driver pipeline(text);
  const gst::Outcome outcome = pipeline.set_state(target);
  if (outcome) return *outcome;
  return pipeline.wait_for(Kind::error).fault;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    path_ = std::filesystem::temp_directory_path() / ("nds-gst-test-" + std::to_string(getpid()));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(Error, AFileThatDoesNotExistIsNamed) {
  const gst::Fault fault = failure_of("filesrc name=file location=/nowhere/video.mp4 ! fakesink");
  EXPECT_EQ(fault.code, "ERR_SOURCE_NOT_FOUND");
  EXPECT_EQ(fault.key, "location");
  EXPECT_EQ(fault.value, "/nowhere/video.mp4");
  EXPECT_TRUE(fault.element.ends_with("/file")) << fault.element;
  EXPECT_TRUE(contains(fault.detail, "No such file")) << fault.detail;
}

TEST(Error, AUriThatDoesNotExistIsTheOneThatWasGiven) {
  const gst::Fault fault = failure_of("uridecodebin uri=file:///nowhere/video.mp4 ! fakesink");
  EXPECT_EQ(fault.code, "ERR_SOURCE_NOT_FOUND");
  EXPECT_EQ(fault.key, "uri");
  EXPECT_EQ(fault.value, "file:///nowhere/video.mp4");
}

TEST(Error, AUriOfAnUnknownKindIsAMissingElement) {
  const gst::Fault fault = failure_of("uridecodebin uri=gopher://nowhere/video ! fakesink");
  EXPECT_EQ(fault.code, "ERR_ELEMENT_MISSING");
  EXPECT_TRUE(contains(fault.remedy, "uri")) << fault.remedy;
}

TEST(Error, AFileThatCannotBeWrittenIsNamed) {
  const gst::Fault fault = failure_of("videotestsrc ! filesink location=/nowhere/out.yuv");
  EXPECT_EQ(fault.code, "ERR_WRITE");
  EXPECT_EQ(fault.value, "/nowhere/out.yuv");
}

TEST(Error, AFileThatIsNoVideoIsADecodingError) {
  const TemporaryFile file(std::string(4000, '\1'));
  const gst::Fault fault = failure_of("uridecodebin uri=file://" + file.path() + " ! fakesink");
  EXPECT_EQ(fault.code, "ERR_DECODE");
  EXPECT_TRUE(contains(fault.remedy, file.path())) << fault.remedy;
}

TEST(Error, AnEmptyFileIsADecodingError) {
  const TemporaryFile file("");
  EXPECT_EQ(failure_of("uridecodebin uri=file://" + file.path() + " ! fakesink").code, "ERR_DECODE");
}

TEST(Error, CapsThatDoNotFitNamePadsAndCaps) {
  Driver pipeline("videotestsrc ! capsfilter name=a ! identity ! capsfilter caps=video/x-raw,width=128 ! fakesink");
  const gst::ElementRef filter(gst_bin_get_by_name(pipeline->bin(), "a"));
  gst_util_set_object_arg(G_OBJECT(filter.get()), "caps", "video/x-raw,width=64");
  pipeline->set_state(GST_STATE_PLAYING, [](const gst::Outcome&) {});
  const gst::Fault fault = pipeline.wait_for(Kind::error).fault;
  EXPECT_EQ(fault.code, "ERR_NEGOTIATION");
  EXPECT_TRUE(contains(fault.message, "width=(int)64")) << fault.message;
  EXPECT_TRUE(contains(fault.message, "width=(int)128")) << fault.message;
  EXPECT_TRUE(contains(fault.message, ".src and ")) << fault.message;
}

TEST(Error, APadThatLeadsNowhereIsNamed) {
  const gst::Fault fault = failure_of("fakesink videotestsrc name=lonely num-buffers=3");
  EXPECT_EQ(fault.code, "ERR_NEGOTIATION");
  EXPECT_TRUE(contains(fault.message, "lonely.src")) << fault.message;
}

TEST(Error, TheFirstErrorStopsTheChangeNotItsEcho) {
  Driver pipeline("filesrc location=/nowhere ! fakesink");
  EXPECT_EQ(pipeline.set_state(GST_STATE_PLAYING)->code, "ERR_SOURCE_NOT_FOUND");
  EXPECT_EQ(pipeline.wait_for(Kind::error).fault.code, "ERR_SOURCE_NOT_FOUND");
}

TEST(Error, AnErrorOfThePastDoesNotStopALaterChange) {
  Driver pipeline("filesrc name=file location=/nowhere ! fakesink");
  EXPECT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  EXPECT_FALSE(pipeline.set_state(GST_STATE_NULL));
  const gst::ElementRef file(gst_bin_get_by_name(pipeline->bin(), "file"));
  g_object_set(file.get(), "location", "/proc/self/cmdline", nullptr);
  EXPECT_FALSE(pipeline.set_state(GST_STATE_PLAYING));
}

TEST(Error, AnErrorWhilePlayingIsAnEvent) {
  Driver pipeline("videotestsrc ! identity error-after=3 ! fakesink sync=false");
  const gst::Outcome outcome = pipeline.set_state(GST_STATE_PLAYING);
  const gst::Fault fault = pipeline.wait_for(Kind::error).fault;
  EXPECT_FALSE(fault.message.empty());
  if (outcome) {
    EXPECT_EQ(outcome->message, fault.message);
  }
}

TEST(Error, AnElementsOwnFaultArrivesUnchanged) {
  Driver pipeline("fakesrc ! identity name=infer ! fakesink");
  const gst::ElementRef element(gst_bin_get_by_name(pipeline->bin(), "infer"));
  const runtime::Fault sent{.code = "ERR_CONFIG",
                            .message = "Key \"threshhold\" is unknown.",
                            .remedy = "Did you mean \"threshold\"?",
                            .file = "/tmp/config.txt",
                            .line = 12,
                            .key = "threshhold",
                            .value = "0.5",
                            .detail = "from the parser"};
  runtime::post_warning(element.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, sent);
  const gst::Fault got = pipeline.wait_for(Kind::warning).fault;
  EXPECT_EQ(got.code, sent.code);
  EXPECT_EQ(got.message, sent.message);
  EXPECT_EQ(got.remedy, sent.remedy);
  EXPECT_EQ(got.file, sent.file);
  EXPECT_EQ(got.line, sent.line);
  EXPECT_EQ(got.key, sent.key);
  EXPECT_EQ(got.value, sent.value);
  EXPECT_EQ(got.detail, sent.detail);
  EXPECT_EQ(got.element, "/" + pipeline->name() + "/infer");
}

TEST(Event, TheEndOfOneSourceIsNotTheEnd) {
  Driver pipeline("fakesrc ! identity name=mux ! fakesink");
  const gst::ElementRef mux(gst_bin_get_by_name(pipeline->bin(), "mux"));
  gst_element_post_message(
      mux.get(), gst_message_new_element(GST_OBJECT(mux.get()),
                                         gst_structure_new("stream-eos", "stream-id", G_TYPE_UINT, 3, nullptr)));
  const gst::Event event = pipeline.wait_for(Kind::source_end);
  EXPECT_EQ(event.source, 3u);
  EXPECT_EQ(event.element, "/" + pipeline->name() + "/mux");
}

TEST(Event, OtherElementMessagesKeepTheirFields) {
  Driver pipeline("fakesrc ! identity name=i ! fakesink");
  const gst::ElementRef element(gst_bin_get_by_name(pipeline->bin(), "i"));
  gst_element_post_message(
      element.get(),
      gst_message_new_element(GST_OBJECT(element.get()),
                              gst_structure_new("level", "rms", G_TYPE_DOUBLE, -3.5, "time", G_TYPE_UINT64, G_MAXUINT64,
                                                "name", G_TYPE_STRING, "left", nullptr)));
  const gst::Event event = pipeline.wait_for(Kind::message);
  EXPECT_EQ(event.name, "level");
  const gst::Fields expected{
      {"rms", gst::Value(-3.5)}, {"time", gst::Value(std::uint64_t{G_MAXUINT64})}, {"name", gst::Value("left")}};
  EXPECT_EQ(event.fields, expected);
}

TEST(Event, AFloodOfMessagesIsBoundedAndCountedAndLosesNoEnd) {
  Driver pipeline("videotestsrc num-buffers=1 ! identity name=i ! fakesink sync=false");
  const gst::ElementRef element(gst_bin_get_by_name(pipeline->bin(), "i"));
  const std::size_t sent = gst::Pipeline::kMaxEvents + 500;
  for (std::size_t i = 0; i < sent; ++i)
    gst_element_post_message(element.get(),
                             gst_message_new_element(GST_OBJECT(element.get()), gst_structure_new_empty("x")));
  pipeline.set_state(GST_STATE_PLAYING);
  ASSERT_TRUE(pipeline.wait_until([&] { return pipeline->state() == GST_STATE_PLAYING; }));
  pipeline.wait_for(Kind::end);
  const auto events = pipeline.events();
  const auto messages = static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [](const auto& event) { return event.kind == Kind::message; }));
  EXPECT_LE(messages, gst::Pipeline::kMaxEvents);
  EXPECT_EQ(messages + pipeline->dropped_events(), sent);
}

}  // namespace
