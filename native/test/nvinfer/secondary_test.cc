// process-mode 2: which objects are inferred, and when again.
#include "element_fixture.h"
#include "nvds/events.h"

namespace {

using Objects = std::vector<Object>;

class Secondary : public NvInferTest {
 protected:
  Secondary() {
    onnx::classifier(16, 16).write(folder_ / "model.onnx");
    folder_.write("labels.txt", "red;green;blue\n");
  }
  void classify(const std::string& extra = "") {
    play(
        "process-mode=2\nnetwork-type=1\nclassifier-threshold=0.1\nclassifier-type=colour\nlabelfile-path=labels.txt\n"
        "batch-size=2\n" +
        extra);
  }
  // Of each object, in list order: its classifications' labels.
  static std::vector<std::string> labels(const gst::BufferRef& buffer, std::size_t frame = 0) {
    std::vector<std::string> all;
    for (const auto* object : objects(frames(buffer)[frame])) {
      std::string text;
      for (GList* c = object->classifier_meta_list; c; c = c->next)
        for (GList* l = static_cast<nvds::NvDsClassifierMeta*>(c->data)->label_info_list; l; l = l->next)
          text += static_cast<nvds::NvDsLabelInfo*>(l->data)->result_label;
      all.push_back(text);
    }
    return all;
  }
  std::string label_of(const Object& object, int number = 0, std::vector<std::pair<int, int>> red = {{0, 0}, {1, 0}}) {
    return labels(through({{0, number, std::move(red)}}, {object}))[0];
  }
};

constexpr const char* kNone = "";
constexpr const char* kRed = "red";

TEST_F(Secondary, ClassifiesEachObjectByItsOwnPixels) {
  classify();
  // nvds_add_obj_meta_to_frame puts objects in front.
  const auto out =
      through({{0, 0, {{1, 1}}}}, {{.left = 0, .top = 0}, {.left = 16, .top = 16}, {.left = 16, .top = 0}});
  EXPECT_EQ(labels(out), (std::vector<std::string>{kNone, kRed, kNone}));
  const auto* object = objects(frames(out)[0])[1];
  const auto* meta = static_cast<nvds::NvDsClassifierMeta*>(object->classifier_meta_list->data);
  EXPECT_EQ(meta->unique_component_id, 1);
  EXPECT_STREQ(meta->classifier_type, "colour");
}

TEST_F(Secondary, OperateOnGieIdChoosesTheDetector) {
  classify("operate-on-gie-id=4\n");
  EXPECT_EQ(label_of({.component = 4}), kRed);
  EXPECT_EQ(label_of({.component = 3}), kNone);
}

TEST_F(Secondary, OperateOnClassIdsChoosesClasses) {
  classify("operate-on-class-ids=0;2\n");
  EXPECT_EQ(label_of({.class_id = 0}), kRed);
  EXPECT_EQ(label_of({.class_id = 1}), kNone);
  EXPECT_EQ(label_of({.class_id = 2}), kRed);
  EXPECT_EQ(label_of({.class_id = -1}), kNone);
}

TEST_F(Secondary, InferOnPropertiesBeatTheFile) {
  set("infer-on-class-ids", "1");
  classify("operate-on-gie-id=9\noperate-on-class-ids=0\n");
  EXPECT_EQ(label_of({.class_id = 1, .component = 2}), kRed);
  EXPECT_EQ(label_of({.class_id = 0, .component = 9}), kNone);
}

TEST_F(Secondary, ObjectsBeyondTheSizeLimitsAreLeftOut) {
  classify(
      "input-object-min-width=8\ninput-object-min-height=6\ninput-object-max-width=20\ninput-object-max-height=12\n");
  EXPECT_EQ(label_of({.width = 8, .height = 6}), kRed);
  EXPECT_EQ(label_of({.width = 7.9f, .height = 6}), kNone);
  EXPECT_EQ(label_of({.width = 8, .height = 5.9f}), kNone);
  EXPECT_EQ(label_of({.width = 20, .height = 12}), kRed);
  EXPECT_EQ(label_of({.width = 20.1f, .height = 12}), kNone);
  EXPECT_EQ(label_of({.width = 20, .height = 12.1f}), kNone);
}

TEST_F(Secondary, ObjectsOutsideThePictureDoNoHarm) {
  classify();
  EXPECT_EQ(label_of({.left = 100, .top = 100}), kNone);
  EXPECT_EQ(label_of({.left = -50, .top = 0, .width = 10}), kRed);  // negative corners count as 0
  EXPECT_EQ(label_of({.left = 30, .top = 0, .width = 900, .height = 900}), kRed);
  EXPECT_EQ(label_of({.left = 0, .top = 0, .width = 1.5f, .height = 16}), kNone);
}

TEST_F(Secondary, IntervalHasNoEffect) {
  classify("interval=5\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(label_of({}, i), kRed);
}

TEST_F(Secondary, UntrackedObjectsAreInferredEveryTime) {
  classify();
  EXPECT_EQ(label_of({}, 0), kRed);
  EXPECT_EQ(label_of({}, 1, {}), kNone);
}

TEST_F(Secondary, ATrackedObjectKeepsItsFirstClassificationByDefault) {
  classify();
  EXPECT_EQ(label_of({.id = 7}, 0), kRed);
  EXPECT_EQ(label_of({.id = 7}, 1, {}), kRed);  // black by now: the cached result
  EXPECT_EQ(label_of({.id = 8}, 2, {}), kNone);
}

TEST_F(Secondary, IsClassifiedAgainAfterTheReinferInterval) {
  classify("secondary-reinfer-interval=3\n");
  EXPECT_EQ(label_of({.id = 7}, 10), kRed);
  EXPECT_EQ(label_of({.id = 7}, 13, {}), kRed);
  EXPECT_EQ(label_of({.id = 7}, 14, {}), kNone);
}

TEST_F(Secondary, IsClassifiedAgainWhenGrownByMoreThanAFifth) {
  classify();
  EXPECT_EQ(label_of({.id = 7, .width = 10, .height = 10}, 0), kRed);
  EXPECT_EQ(label_of({.id = 7, .width = 12, .height = 10}, 1, {}), kRed);
  EXPECT_EQ(label_of({.id = 7, .width = 12.5f, .height = 10}, 2, {}), kNone);
}

TEST_F(Secondary, HistoryIsKeptByPad) {
  classify();
  gst_harness_push_event(harness_, nvds::gst_nvevent_new_pad_added(3));
  const auto first = through({{0, 0, {{0, 0}}}, {3, 0, {}}}, {{.id = 7}});
  EXPECT_EQ(labels(first, 0)[0], kRed);
  EXPECT_EQ(labels(first, 1)[0], kNone);
}

TEST_F(Secondary, PadsWithoutAPadAddedEventAreIgnoredButPadZero) {
  classify();
  const auto before = through({{0, 0, {{0, 0}}}, {2, 0, {{0, 0}}}}, {{}});
  EXPECT_EQ(labels(before, 0)[0], kRed);
  EXPECT_EQ(labels(before, 1)[0], kNone);
  gst_harness_push_event(harness_, nvds::gst_nvevent_new_pad_added(2));
  EXPECT_EQ(labels(through({{2, 1, {{0, 0}}}}, {{}}))[0], kRed);
  gst_harness_push_event(harness_, nvds::gst_nvevent_new_pad_deleted(2));
  EXPECT_EQ(labels(through({{2, 2, {{0, 0}}}}, {{}}))[0], kNone);
}

TEST_F(Secondary, TheEndOfAStreamForgetsItsObjects) {
  classify();
  EXPECT_EQ(label_of({.id = 7}, 0), kRed);
  gst_harness_push_event(harness_, nvds::gst_nvevent_new_stream_eos(0));
  EXPECT_EQ(label_of({.id = 7}, 1, {}), kNone);
}

TEST_F(Secondary, AsynchronousResultsAppearWithTheNextFrameOfTheObject) {
  classify("classifier-async-mode=1\n");
  EXPECT_EQ(label_of({.id = 7}, 0), kNone);
  // The result is attached once it is there; frames go on meanwhile.
  std::string found;
  for (int i = 1; i < 500 && found.empty(); ++i) {
    found = label_of({.id = 7}, i, {});
    g_usleep(1000);
  }
  EXPECT_EQ(found, kRed);
}

TEST_F(Secondary, AsynchronousModeIgnoresUntrackedObjects) {
  classify("classifier-async-mode=1\n");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(label_of({}, i), kNone);
}

TEST_F(Secondary, DetectorsAddTheirObjectsAtTheParentsPlace) {
  onnx::detector(-1, kSize, kSize).write(folder_ / "model.onnx");
  play("process-mode=2\n");
  const auto out = through({{0, 0, {{1, 1}}}}, {{.id = 4, .left = 16, .top = 16}});
  const auto list = objects(frames(out)[0]);
  ASSERT_GE(list.size(), 2u);
  const auto* child = list[0];
  ASSERT_NE(child->parent, nullptr);
  EXPECT_EQ(child->parent->object_id, 4u);
  // A 16x16 object becomes 32x32: cells of the network are 8 frame pixels.
  EXPECT_NEAR(child->rect_params.width, 3.5f, 0.1f);
  EXPECT_GE(child->rect_params.left, 16.0f);
}

TEST_F(Secondary, ADetectorInfersTrackedObjectsAgainUnlessAnIntervalIsGiven) {
  onnx::detector(-1, kSize, kSize).write(folder_ / "model.onnx");
  play("process-mode=2\nsecondary-reinfer-interval=3\n");
  const auto children = [this](int number) {
    return frames(through({{0, number, {{0, 0}}}}, {{.id = 4}}))[0]->num_obj_meta - 1;
  };
  EXPECT_GT(children(0), 0u);
  EXPECT_EQ(children(3), 0u);
  EXPECT_GT(children(4), 0u);
}

TEST_F(Secondary, TensorMetaIsOnTheObject) {
  classify("output-tensor-meta=1\n");
  const auto out = through({{0, 0, {{0, 0}}}}, {{}});
  const auto* object = objects(frames(out)[0])[0];
  const auto metas = user_metas(object->obj_user_meta_list, nvds::NVDSINFER_TENSOR_OUTPUT_META);
  ASSERT_EQ(metas.size(), 1u);
  const auto* meta = static_cast<nvds::NvDsInferTensorMeta*>(metas[0]->user_meta_data);
  EXPECT_NEAR(static_cast<float*>(meta->out_buf_ptrs_host[0])[0], 1.0f, 1e-3);
  EXPECT_TRUE(user_metas(frames(out)[0]->frame_user_meta_list, nvds::NVDSINFER_TENSOR_OUTPUT_META).empty());
}

}  // namespace
