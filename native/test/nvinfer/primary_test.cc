#include <fcntl.h>

#include "element_fixture.h"
#include "nvds/events.h"
#include "runtime/nvinfer/raw_output.h"

namespace {

std::vector<bool> inferred(const std::vector<nvds::NvDsFrameMeta*>& frames) {
  std::vector<bool> done;
  for (const auto* frame : frames) done.push_back(frame->bInferDone);
  return done;
}

TEST_F(NvInferTest, DetectionsAreMappedBackToTheFrame) {
  play();
  const auto out = through({{0, 5, {{1, 0}}}});
  const auto* frame = frames(out)[0];
  EXPECT_TRUE(frame->bInferDone);
  ASSERT_EQ(frame->num_obj_meta, 1u);
  const auto* object = objects(frame)[0];
  EXPECT_FLOAT_EQ(object->rect_params.left, 16.5f);
  EXPECT_FLOAT_EQ(object->rect_params.top, 0.5f);
  EXPECT_NEAR(object->rect_params.width, 7.0f, 1e-3);
  EXPECT_NEAR(object->rect_params.height, 10.5f, 1e-3);
  EXPECT_NEAR(object->confidence, 1.0f, 1e-3);
  EXPECT_EQ(object->unique_component_id, 1);
  EXPECT_EQ(object->object_id, nvds::UNTRACKED_OBJECT_ID);
}

TEST_F(NvInferTest, EveryFrameOfABatchIsInferred) {
  play("batch-size=4\n");
  const auto out = through({{0, 0, {{0, 0}}}, {1, 0, {}}, {2, 0, {{1, 1}, {0, 1}}}});
  const auto list = frames(out);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0]->num_obj_meta, 1u);
  EXPECT_EQ(list[1]->num_obj_meta, 0u);
  EXPECT_EQ(list[2]->num_obj_meta, 2u);
  EXPECT_EQ(inferred(list), std::vector<bool>({true, true, true}));
}

struct Seen {
  std::vector<unsigned> units;
  std::vector<std::string> layers;
  float first_pixel = -1;
};
void remember(GstBuffer* buffer, nvds::NvDsInferNetworkInfo* network, nvds::NvDsInferLayerInfo* layers, guint count,
              guint units, gpointer data) {
  auto* seen = static_cast<Seen*>(data);
  EXPECT_NE(buffer, nullptr);
  EXPECT_EQ(network->width, 32u);
  seen->units.push_back(units);
  seen->layers.clear();
  for (guint i = 0; i < count; ++i) seen->layers.push_back(layers[i].layerName);
  seen->first_pixel = *static_cast<float*>(layers[0].buffer);
}

TEST_F(NvInferTest, MoreUnitsThanBatchSizeMakeSeveralInferences) {
  Seen seen;
  set("raw-output-generated-callback", reinterpret_cast<gpointer>(&remember));
  set("raw-output-generated-userdata", &seen);
  play("batch-size=2\n");
  const auto out = through({{0, 0, {{0, 0}}}, {1, 0, {{0, 0}}}, {2, 0, {}}, {3, 0, {{0, 0}}}, {4, 0, {{0, 0}}}});
  EXPECT_EQ(seen.units, (std::vector<unsigned>{2, 2, 1}));
  EXPECT_EQ(seen.layers, (std::vector<std::string>{"images", "out_cov", "out_bbox"}));
  EXPECT_EQ(seen.first_pixel, 255.0f);
  EXPECT_EQ(frames(out)[4]->num_obj_meta, 1u);
  EXPECT_EQ(frames(out)[2]->num_obj_meta, 0u);
}

TEST_F(NvInferTest, AFixedBatchModelTakesFewerUnits) {
  onnx::detector(4, kSize, kSize).write(folder_ / "model.onnx");
  play("batch-size=4\n");
  const auto out = through({{0, 0, {{0, 0}}}});
  EXPECT_EQ(frames(out)[0]->num_obj_meta, 1u);
}

TEST_F(NvInferTest, IntervalCountsBuffersNotSources) {
  play("interval=1\nbatch-size=2\n");
  std::vector<bool> done;
  for (int i = 0; i < 4; ++i) done.push_back(inferred(frames(through({{0, i, {}}, {1, i, {}}})))[1]);
  EXPECT_EQ(done, std::vector<bool>({true, false, true, false}));
}

TEST_F(NvInferTest, Event407ChangesTheInterval) {
  play();
  gchar stream[] = "0";
  gst_harness_push_event(harness_, nvds::gst_nvevent_infer_interval_update(stream, 2));
  std::vector<bool> done;
  for (int i = 0; i < 6; ++i) done.push_back(inferred(frames(through({{0, i, {}}})))[0]);
  EXPECT_EQ(done, std::vector<bool>({true, false, false, true, false, false}));
  guint interval = 0;
  g_object_get(element_.get(), "interval", &interval, nullptr);
  EXPECT_EQ(interval, 2u);
}

TEST_F(NvInferTest, EosSetsTheIntervalCounterToZero) {
  play("interval=2\n");
  EXPECT_TRUE(frames(through({{0, 0, {}}}))[0]->bInferDone);
  EXPECT_FALSE(frames(through({{0, 1, {}}}))[0]->bInferDone);
  gst_harness_push_event(harness_, gst_event_new_eos());
  gst_harness_push_event(harness_, gst_event_new_flush_start());
  gst_harness_push_event(harness_, gst_event_new_flush_stop(TRUE));
  gst_harness_push_event(harness_, gst_event_new_stream_start("again"));
  gst_harness_set_src_caps_str(harness_, "video/x-raw(memory:NVMM), format=RGBA, width=32, height=32, framerate=30/1");
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(harness_, gst_event_new_segment(&segment));
  EXPECT_TRUE(frames(through({{0, 2, {}}}))[0]->bInferDone);
}

TEST_F(NvInferTest, TheFirstStabilizeBufferCountBuffersAreDropped) {
  play("stabilize-buffer-count=2\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(push(buffer({{0, i, {}}})), GST_FLOW_OK);
  EXPECT_EQ(frames(pull())[0]->frame_num, 2);
  EXPECT_EQ(gst_harness_buffers_received(harness_), 1u);
}

TEST_F(NvInferTest, FilterOutClassIdsDropsDetections) {
  set("filter-out-class-ids", "0;3");
  play();
  const auto out = through({{0, 0, {{1, 1}}}});
  EXPECT_TRUE(frames(out)[0]->bInferDone);
  EXPECT_EQ(frames(out)[0]->num_obj_meta, 0u);
}

TEST_F(NvInferTest, LabelsComeFromTheLabelFile) {
  folder_.write("labels.txt", "pedestrian\n");
  play("labelfile-path=labels.txt\n");
  const auto out = through({{0, 0, {{1, 1}}}});
  EXPECT_STREQ(objects(frames(out)[0])[0]->obj_label, "pedestrian");
}

TEST_F(NvInferTest, OutputTensorMetaHasTheLayersOfEachFrame) {
  play("output-tensor-meta=1\nbatch-size=2\n");
  auto out = through({{0, 0, {{1, 0}}}, {1, 0, {{0, 1}}}});
  for (std::size_t i = 0; i < 2; ++i) {
    const auto metas = user_metas(frames(out)[i]->frame_user_meta_list, nvds::NVDSINFER_TENSOR_OUTPUT_META);
    ASSERT_EQ(metas.size(), 1u);
    const auto* meta = static_cast<nvds::NvDsInferTensorMeta*>(metas[0]->user_meta_data);
    EXPECT_EQ(meta->unique_id, 1u);
    ASSERT_EQ(meta->num_output_layers, 2u);
    EXPECT_STREQ(meta->output_layers_info[0].layerName, "out_cov");
    EXPECT_EQ(meta->network_info.width, 32u);
    const auto* coverage = static_cast<float*>(meta->out_buf_ptrs_host[0]);
    EXPECT_NEAR(coverage[i == 0 ? 1 : 2], 1.0f, 1e-3);
    EXPECT_NEAR(coverage[0], 0.0f, 1e-3);
  }
}

TEST_F(NvInferTest, CopiesOfTensorMetaOutliveBufferAndElement) {
  play("output-tensor-meta=1\n");
  auto out = through({{0, 0, {{1, 0}}}});
  gst::BufferRef copy(gst_buffer_copy(out.get()));
  out.reset();
  gst_harness_teardown(harness_);
  harness_ = nullptr;
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  const auto metas = user_metas(frames(copy)[0]->frame_user_meta_list, nvds::NVDSINFER_TENSOR_OUTPUT_META);
  ASSERT_EQ(metas.size(), 1u);
  const auto* meta = static_cast<nvds::NvDsInferTensorMeta*>(metas[0]->user_meta_data);
  EXPECT_STREQ(meta->output_layers_info[0].layerName, "out_cov");
  EXPECT_NEAR(static_cast<float*>(meta->out_buf_ptrs_host[0])[1], 1.0f, 1e-3);
}

TEST_F(NvInferTest, RawOutputFileWriteDumpsInputsAndOutputs) {
  onnx::Model model = onnx::identity(onnx::kFloat, {-1, 3, kSize, kSize});
  model.node("Identity", {"images"}, {"a/b"});
  model.output("a/b", onnx::kFloat, {-1, 3, kSize, kSize});
  model.write(folder_ / "model.onnx");
  const std::filesystem::path was = std::filesystem::current_path();
  std::filesystem::current_path(folder_ / "");
  play("raw-output-file-write=1\nnetwork-type=100\nbatch-size=2\n");
  through({{0, 0, {{0, 0}}}, {1, 0, {}}});
  std::filesystem::current_path(was);
  for (const char* layer : {"images", "echo", "a_b"}) {
    const std::string file =
        folder_ / ("gstnvdsinfer_uid-01_layer-" + std::string(layer) + "_batch-0000000000_batchsize-02.bin");
    ASSERT_TRUE(std::filesystem::exists(file)) << file;
    EXPECT_EQ(std::filesystem::file_size(file), 2u * 3 * kSize * kSize * 4);
  }
}

TEST_F(NvInferTest, AParserThatCannotReadTheOutputIsAWarningOnceAndTheStreamGoesOn) {
  onnx::identity(onnx::kFloat, {-1, 3, kSize, kSize}).write(folder_ / "model.onnx");
  play("output-tensor-meta=1\n");  // readers of tensors need no parser, so the model is not refused on start
  for (int i = 0; i < 3; ++i) through({{0, i, {}}});
  EXPECT_TRUE(fault(GST_MESSAGE_WARNING));
  EXPECT_FALSE(fault(GST_MESSAGE_WARNING));
  EXPECT_FALSE(fault(GST_MESSAGE_ERROR));
}

TEST_F(NvInferTest, PropertiesTellTheFilesValuesAndBeatThem) {
  set("batch-size", 3u);
  set("config-file-path", config("batch-size=8\ninterval=4\nprocess-mode=2\noperate-on-class-ids=0;2\n").c_str());
  guint unique_id = 0, batch_size = 0, interval = 0;
  int mode = 0;
  gchar* classes = nullptr;
  g_object_get(element_.get(), "unique-id", &unique_id, "batch-size", &batch_size, "interval", &interval,
               "process-mode", &mode, "infer-on-class-ids", &classes, nullptr);
  EXPECT_EQ(unique_id, 1u);
  EXPECT_EQ(batch_size, 3u);
  EXPECT_EQ(interval, 4u);
  EXPECT_EQ(mode, 2);
  EXPECT_EQ(gst::to_string(classes), "0:2:");
}

}  // namespace
