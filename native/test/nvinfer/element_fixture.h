// An nvinfer in a harness, fed with small painted pictures and batch metadata.
#pragma once

#include <gst/check/gstharness.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gst/ref.h"
#include "nvds/gst_metadata.h"
#include "nvds/inference.h"
#include "onnx_writer.h"
#include "runtime/nvinfer/debug.h"
#include "runtime/surface/surface.h"
#include "temporary.h"

namespace runtime {
bool register_nvinfer(GstPlugin* plugin);
}

// 32x32 pixels, black but for red cells of 16x16: what onnx::detector finds.
struct Frame {
  unsigned pad = 0;
  int number = 0;
  std::vector<std::pair<int, int>> red;  // cells (column, row)
};

struct Object {
  std::uint64_t id = nvds::UNTRACKED_OBJECT_ID;
  float left = 0, top = 0, width = 16, height = 16;
  int class_id = 0;
  int component = 1;
};

class NvInferTest : public testing::Test {
 protected:
  static constexpr int kSize = 32;

  static bool ready() {
    static const bool once = [] {
      gst_init(nullptr, nullptr);
      find_onnxruntime();
      return runtime::register_nvinfer(nullptr);
    }();
    return once;
  }

  NvInferTest() {
    EXPECT_TRUE(ready_);
    onnx::detector(-1, kSize, kSize).write(folder_ / "model.onnx");
    element_.reset(gst_element_factory_make("nvinfer", "pgie"));
    gst_object_ref_sink(element_.get());
    bus_.reset(gst_bus_new());
    gst_element_set_bus(element_.get(), bus_.get());
  }
  ~NvInferTest() override {
    if (harness_) gst_harness_teardown(harness_);
    gst_element_set_state(element_.get(), GST_STATE_NULL);
    gst_element_set_bus(element_.get(), nullptr);
  }

  std::string config(const std::string& extra = "", const char* name = "config.txt") {
    return folder_.write(name,
                         "[property]\nonnx-file=model.onnx\nnum-detected-classes=1\ncluster-mode=4\n"
                         "gie-unique-id=1\n" +
                             extra);
  }
  template <class Value>
  void set(const char* property, Value value) {
    g_object_set(element_.get(), property, value, nullptr);
  }
  // Loads the config and plays.
  void play(const std::string& extra = "") {
    set("config-file-path", config(extra).c_str());
    harness_ = gst_harness_new_with_element(element_.get(), "sink", "src");
    gst_harness_set_src_caps_str(harness_,
                                 "video/x-raw(memory:NVMM), format=RGBA, width=32, height=32, framerate=30/1");
  }

  gst::BufferRef buffer(const std::vector<Frame>& frames, const std::vector<Object>& objects = {}) {
    gst::BufferRef buffer = pool_.acquire();
    {
      runtime::MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
      surface->numFilled = unsigned(frames.size());
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const runtime::Picture picture = runtime::picture_of(surface->surfaceList[i]);
        runtime::fill_black(picture, {0, 0, kSize, kSize});
        for (const auto& [column, row] : frames[i].red)
          for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x)
              picture.planes[0].data[(row * 16 + y) * picture.planes[0].stride + (column * 16 + x) * 4] = 255;
      }
    }
    nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(16);
    batch->max_frames_in_batch = 16;
    nvds::NvDsMeta* meta = nvds::gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds::nvds_batch_meta_copy_func,
                                                          nvds::nvds_batch_meta_release_func);
    meta->meta_type = nvds::NVDS_BATCH_GST_META;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      nvds::NvDsFrameMeta* frame = nvds::nvds_acquire_frame_meta_from_pool(batch);
      frame->pad_index = frame->source_id = frames[i].pad;
      frame->batch_id = guint(i);
      frame->frame_num = frames[i].number;
      nvds::nvds_add_frame_meta_to_batch(batch, frame);
      for (const Object& given : objects) {
        nvds::NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(batch);
        object->object_id = given.id;
        object->class_id = given.class_id;
        object->unique_component_id = given.component;
        object->rect_params.left = given.left;
        object->rect_params.top = given.top;
        object->rect_params.width = given.width;
        object->rect_params.height = given.height;
        nvds::nvds_add_obj_meta_to_frame(frame, object, nullptr);
      }
    }
    GST_BUFFER_PTS(buffer.get()) = GstClockTime(count_++) * GST_SECOND / 30;
    return buffer;
  }
  GstFlowReturn push(gst::BufferRef buffer) { return gst_harness_push(harness_, buffer.release()); }
  gst::BufferRef pull() { return gst::BufferRef(gst_harness_pull(harness_)); }
  gst::BufferRef through(const std::vector<Frame>& frames, const std::vector<Object>& objects = {}) {
    EXPECT_EQ(push(buffer(frames, objects)), GST_FLOW_OK);
    return pull();
  }

  static std::vector<nvds::NvDsFrameMeta*> frames(const gst::BufferRef& buffer) {
    std::vector<nvds::NvDsFrameMeta*> list;
    const auto* batch = nvds::gst_buffer_get_nvds_batch_meta(buffer.get());
    for (GList* l = batch->frame_meta_list; l; l = l->next) list.push_back(static_cast<nvds::NvDsFrameMeta*>(l->data));
    return list;
  }
  static std::vector<nvds::NvDsObjectMeta*> objects(const nvds::NvDsFrameMeta* frame) {
    std::vector<nvds::NvDsObjectMeta*> list;
    for (GList* l = frame->obj_meta_list; l; l = l->next) list.push_back(static_cast<nvds::NvDsObjectMeta*>(l->data));
    return list;
  }
  static std::vector<nvds::NvDsUserMeta*> user_metas(GList* list, nvds::NvDsMetaType type) {
    std::vector<nvds::NvDsUserMeta*> found;
    for (; list; list = list->next) {
      auto* user = static_cast<nvds::NvDsUserMeta*>(list->data);
      if (user->base_meta.meta_type == type) found.push_back(user);
    }
    return found;
  }

  // The "nds-fault" details of the next message of this kind, nullptr when there is none.
  gst::StructureRef fault(GstMessageType type) {
    const gst::MessageRef message(gst_bus_pop_filtered(bus_.get(), type));
    if (!message) return nullptr;
    const GstStructure* details = nullptr;
    if (type == GST_MESSAGE_ERROR)
      gst_message_parse_error_details(message.get(), &details);
    else
      gst_message_parse_warning_details(message.get(), &details);
    return gst::StructureRef(details ? gst_structure_copy(details) : nullptr);
  }
  static std::string field(const gst::StructureRef& fault, const char* name) {
    const char* text = fault ? gst_structure_get_string(fault.get(), name) : nullptr;
    return text ? text : "";
  }
  static int line(const gst::StructureRef& fault) {
    int line = 0;
    if (fault) gst_structure_get_int(fault.get(), "line", &line);
    return line;
  }

  const bool ready_ = ready();  // before anything of GStreamer below
  TemporaryFolder folder_;
  runtime::SurfacePool pool_{GST_VIDEO_FORMAT_RGBA, {}, kSize, kSize, 16};
  gst::ElementRef element_;
  gst::BusRef bus_;
  GstHarness* harness_ = nullptr;
  guint count_ = 0;
};
