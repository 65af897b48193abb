// Another model while playing.
#include <condition_variable>
#include <mutex>

#include "element_fixture.h"

namespace {

class ModelUpdate : public NvInferTest {
 protected:
  ModelUpdate() {
    g_signal_connect(element_.get(), "model-updated", G_CALLBACK(&ModelUpdate::updated), this);
    onnx::detector(-1, kSize, kSize, {0, 0, 0.4f, 0.4f}).write(folder_ / "other.onnx");
  }
  static void updated(GstElement*, int status, const char* path, gpointer self) {
    auto* test = static_cast<ModelUpdate*>(self);
    std::lock_guard lock(test->mutex_);
    test->updates_.emplace_back(status, path);
    test->changed_.notify_all();
  }
  // Feeds buffers until `count` updates were told; a model is taken over between two buffers.
  std::pair<int, std::string> update(std::size_t count) {
    for (int i = 0; i < 2000; ++i) {
      width_ = objects(frames(through({{0, i, {{0, 0}}}}))[0])[0]->rect_params.width;
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, std::chrono::milliseconds(5), [&] { return updates_.size() >= count; }))
        return updates_.back();
    }
    return {-1, "no signal"};
  }
  float width() { return objects(frames(through({{0, 0, {{0, 0}}}}))[0])[0]->rect_params.width; }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<int, std::string>> updates_;
  float width_ = 0;
};

TEST_F(ModelUpdate, TheFirstModelIsToldToo) {
  play();
  ASSERT_EQ(updates_.size(), 1u);
  EXPECT_EQ(updates_[0].first, 0);
  EXPECT_EQ(updates_[0].second, folder_ / "config.txt");
}

TEST_F(ModelUpdate, AnotherConfigFileSwapsTheModelBetweenBuffers) {
  play("batch-size=2\n");
  EXPECT_NEAR(width(), 7.0f, 0.01f);
  const std::string path = folder_.write("second.txt",
                                         "[property]\nonnx-file=other.onnx\nnum-detected-classes=9\n"
                                         "cluster-mode=4\ngie-unique-id=77\n");
  set("config-file-path", path.c_str());
  EXPECT_EQ(update(2), std::make_pair(0, path));
  const auto out = through({{0, 0, {{0, 0}}}});
  const auto* object = objects(frames(out)[0])[0];
  EXPECT_NEAR(object->rect_params.width, 14.0f, 0.01f);
  EXPECT_EQ(object->unique_component_id, 1);  // the element's own settings stay
  gchar* shown = nullptr;
  g_object_get(element_.get(), "config-file-path", &shown, nullptr);
  EXPECT_EQ(gst::to_string(shown), path);
}

TEST_F(ModelUpdate, ModelEngineFileTakesAnOnnxModel) {
  play();
  set("model-engine-file", (folder_ / "other.onnx").c_str());
  EXPECT_EQ(update(2).first, 0);
  EXPECT_NEAR(width(), 14.0f, 0.01f);
}

TEST_F(ModelUpdate, ABadFileIsToldAndThePresentModelStays) {
  play();
  const std::string path = folder_.write("bad.txt", "[property]\nonnx-file=gone.onnx\n");
  set("config-file-path", path.c_str());
  const auto [status, told] = update(2);
  EXPECT_EQ(status, int(nvds::NVDSINFER_CONFIG_FAILED));
  EXPECT_EQ(told, path);
  EXPECT_NEAR(width(), 7.0f, 0.01f);
  const auto warning = fault(GST_MESSAGE_WARNING);
  EXPECT_EQ(field(warning, "key"), "onnx-file");
  EXPECT_EQ(field(warning, "file"), path);
  EXPECT_FALSE(fault(GST_MESSAGE_ERROR));
}

TEST_F(ModelUpdate, AnEngineIsRefused) {
  play();
  set("model-engine-file", "/nowhere/model.engine");
  EXPECT_EQ(update(2).first, int(nvds::NVDSINFER_CONFIG_FAILED));
  EXPECT_NE(field(fault(GST_MESSAGE_WARNING), "remedy").find(".onnx"), std::string::npos);
}

TEST_F(ModelUpdate, AModelOfAnotherInputSizeIsRefused) {
  play();
  onnx::detector(-1, 64, 64).write(folder_ / "larger.onnx");
  set("model-engine-file", (folder_ / "larger.onnx").c_str());
  EXPECT_EQ(update(2).first, int(nvds::NVDSINFER_CONFIG_FAILED));
  EXPECT_NEAR(width(), 7.0f, 0.01f);
}

}  // namespace
