// Order, bounds, state changes and messages of the element.
#include <chrono>

#include "element_fixture.h"

namespace {

TEST_F(NvInferTest, BuffersLeaveInTheOrderTheyCame) {
  play("interval=1\n[onnxruntime]\nparallel-batches=4\n");
  for (int i = 0; i < 60; ++i) ASSERT_EQ(push(buffer({{0, i, {{i % 2, 0}}}})), GST_FLOW_OK);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(frames(pull())[0]->frame_num, i);
}

struct Order {
  std::vector<std::string> seen;
};
GstPadProbeReturn note(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* order = static_cast<Order*>(data);
  if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER)
    order->seen.push_back("buffer");
  else
    order->seen.push_back(GST_EVENT_TYPE_NAME(GST_PAD_PROBE_INFO_EVENT(info)));
  return GST_PAD_PROBE_OK;
}

TEST_F(NvInferTest, SerializedEventsWaitForTheBuffersBeforeThem) {
  play();
  const gst::PadRef src(gst_element_get_static_pad(element_.get(), "src"));
  Order order;
  gst_pad_add_probe(src.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM), note,
                    &order, nullptr);
  for (int i = 0; i < 3; ++i) push(buffer({{0, i, {}}}));
  gst_harness_push_event(harness_, gst_event_new_gap(GST_SECOND, GST_SECOND));
  push(buffer({{0, 3, {}}}));
  gst_harness_push_event(harness_, gst_event_new_eos());
  std::erase_if(order.seen, [](const std::string& what) { return what != "buffer" && what != "gap" && what != "eos"; });
  EXPECT_EQ(order.seen, (std::vector<std::string>{"buffer", "buffer", "buffer", "gap", "buffer", "eos"}));
}

TEST_F(NvInferTest, FlushingDropsWhatWaitsAndGoesOnAfterwards) {
  play();
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 3; ++i) push(buffer({{0, i, {}}}));
    gst_harness_push_event(harness_, gst_event_new_flush_start());
    EXPECT_EQ(push(buffer({{0, 99, {}}})), GST_FLOW_FLUSHING);
    gst_harness_push_event(harness_, gst_event_new_flush_stop(TRUE));
    while (gst::BufferRef old{gst_harness_try_pull(harness_)}) {
    }
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_harness_push_event(harness_, gst_event_new_segment(&segment));
    const auto out = through({{0, 100 + round, {{0, 0}}}});
    EXPECT_EQ(frames(out)[0]->frame_num, 100 + round);
    EXPECT_EQ(frames(out)[0]->num_obj_meta, 1u);
  }
}

TEST_F(NvInferTest, PlaysAgainAfterNull) {
  play();
  EXPECT_EQ(frames(through({{0, 0, {{0, 0}}}}))[0]->num_obj_meta, 1u);
  for (int round = 0; round < 3; ++round) {
    gst_element_set_state(element_.get(), GST_STATE_NULL);
    ASSERT_NE(gst_element_set_state(element_.get(), GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_harness_push_event(harness_, gst_event_new_stream_start("again"));
    gst_harness_set_src_caps_str(harness_,
                                 "video/x-raw(memory:NVMM), format=RGBA, width=32, height=32, framerate=30/1");
    gst_harness_push_event(harness_, gst_event_new_segment(&segment));
    EXPECT_EQ(frames(through({{0, 0, {{0, 0}}}}))[0]->num_obj_meta, 1u);
  }
}

// A model that takes long: chained convolutions over a large picture.
onnx::Model slow_model() {
  onnx::Model model;
  model.input("images", onnx::kFloat, {1, 3, 256, 256});
  model.constant<float>("first", onnx::kFloat, {64, 3, 3, 3}, std::vector<float>(64 * 3 * 9, 0.01f));
  model.constant<float>("next", onnx::kFloat, {64, 64, 3, 3}, std::vector<float>(64 * 64 * 9, 0.01f));
  const std::vector<onnx::Message> same = {onnx::ints("pads", {1, 1, 1, 1})};
  model.node("Conv", {"images", "first"}, {"x0"}, same);
  for (int i = 0; i < 20; ++i)
    model.node("Conv", {"x" + std::to_string(i), "next"}, {"x" + std::to_string(i + 1)}, same);
  model.output("x20", onnx::kFloat, {1, 64, 256, 256});
  return model;
}

TEST_F(NvInferTest, StoppingBreaksOffAnInferenceUnderWay) {
  slow_model().write(folder_ / "model.onnx");
  const auto loading = std::chrono::steady_clock::now();
  play("network-type=100\n[onnxruntime]\nparallel-batches=1\n");
  const auto one_run = std::chrono::steady_clock::now() - loading;  // play() runs the model once
  for (int i = 0; i < 2; ++i) push(buffer({{0, i, {}}}));
  const auto stopping = std::chrono::steady_clock::now();
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  EXPECT_LT(std::chrono::steady_clock::now() - stopping, one_run);
  EXPECT_FALSE(fault(GST_MESSAGE_ERROR));
}

TEST_F(NvInferTest, ReportsItsLatencyWhileLive) {
  play();
  gst_harness_set_upstream_latency(harness_, 10 * GST_MSECOND);
  const GstClockTime latency = gst_harness_query_latency(harness_);
  EXPECT_GT(latency, 10 * GST_MSECOND);
  EXPECT_LT(latency, 10 * GST_SECOND);
}

TEST_F(NvInferTest, ABufferWithoutBatchMetadataIsAnErrorThatNamesTheMuxer) {
  play();
  EXPECT_EQ(push(pool_.acquire()), GST_FLOW_ERROR);
  const auto error = fault(GST_MESSAGE_ERROR);
  EXPECT_NE(field(error, "remedy").find("nvstreammux"), std::string::npos);
}

class NvInferErrors : public NvInferTest {
 protected:
  gst::StructureRef refused(const std::string& path) {
    if (!path.empty()) set("config-file-path", path.c_str());
    EXPECT_EQ(gst_element_set_state(element_.get(), GST_STATE_PAUSED), GST_STATE_CHANGE_FAILURE);
    return fault(GST_MESSAGE_ERROR);
  }
};

TEST_F(NvInferErrors, WithoutConfigFile) { EXPECT_EQ(field(refused(""), "key"), "config-file-path"); }

TEST_F(NvInferErrors, ConfigFileThatDoesNotExist) {
  const auto error = refused(folder_ / "gone.txt");
  EXPECT_EQ(field(error, "code"), "ERR_CONFIG");
  EXPECT_EQ(field(error, "file"), folder_ / "gone.txt");
}

TEST_F(NvInferErrors, BadNumbersAreAllToldWithTheirLines) {
  const auto error = refused(config("batch-size=0\ninterval=often\n"));
  EXPECT_EQ(field(error, "code"), "ERR_CONFIG");
  EXPECT_EQ(line(error), 6);
  EXPECT_EQ(field(error, "key"), "batch-size");
  EXPECT_EQ(field(error, "value"), "0");
  EXPECT_NE(field(error, "message").find("line 7: interval=often"), std::string::npos) << field(error, "message");
}

TEST_F(NvInferErrors, UnknownKeysAreWarningsAndTheElementStarts) {
  set("config-file-path", config("intervall=3\n").c_str());
  EXPECT_EQ(gst_element_set_state(element_.get(), GST_STATE_PAUSED), GST_STATE_CHANGE_SUCCESS);
  const auto warning = fault(GST_MESSAGE_WARNING);
  EXPECT_EQ(field(warning, "key"), "intervall");
  EXPECT_EQ(line(warning), 6);
  EXPECT_NE(field(warning, "remedy").find("interval"), std::string::npos);
}

TEST_F(NvInferErrors, ModelThatDoesNotFit) {
  onnx::detector(1, kSize, kSize).write(folder_ / "model.onnx");
  const auto error = refused(config("batch-size=4\n"));
  EXPECT_EQ(field(error, "code"), "ERR_MODEL_LOAD");
  EXPECT_EQ(field(error, "key"), "batch-size");
  EXPECT_EQ(line(error), 6);
}

TEST_F(NvInferErrors, CustomLibraryWithoutTheFunction) {
  std::filesystem::copy_file(NDS_RUNTIME_DIR "/libnvds_meta.so", folder_ / "libcustom.so");
  const auto error = refused(config("custom-lib-path=libcustom.so\nparse-bbox-func-name=ParseThis\n"));
  EXPECT_EQ(field(error, "code"), "ERR_LIBRARY_LOAD");
  EXPECT_EQ(field(error, "key"), "parse-bbox-func-name");
  EXPECT_EQ(line(error), 7);
}

TEST_F(NvInferErrors, ClassListOfAPropertyThatIsNoList) {
  set("infer-on-class-ids", "0:car");
  const auto error = refused(config());
  EXPECT_EQ(field(error, "code"), "ERR_PROPERTY");
  EXPECT_EQ(field(error, "key"), "infer-on-class-ids");
}

TEST_F(NvInferErrors, StartsAfterTheFaultIsCorrected) {
  refused(config("batch-size=0\n"));
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  set("config-file-path", config().c_str());
  EXPECT_EQ(gst_element_set_state(element_.get(), GST_STATE_PAUSED), GST_STATE_CHANGE_SUCCESS);
}

}  // namespace
