// Boxes and drawings follow the picture to output coordinates.
#include <gtest/gtest.h>

#include "nvds/gst_metadata.h"
#include "nvvideoconvert/converter.h"

using namespace videoconvert_test;
using namespace nvds;

namespace {

const std::string input = "video/x-raw(memory:NVMM),format=NV12,width=200,height=100,framerate=10/1,batch-size=2";

// A batch of two frames: one object and one of each drawing in the second.
gst::BufferRef batch() {
  gst::BufferRef buffer = filled(input, red);
  NvDsBatchMeta* meta = nvds_create_batch_meta(2);
  meta->max_frames_in_batch = 2;
  NvDsMeta* gst_meta =
      gst_buffer_add_nvds_meta(buffer.get(), meta, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  gst_meta->meta_type = NVDS_BATCH_GST_META;
  for (guint i = 0; i < 2; i++) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(meta);
    frame->batch_id = i;
    nvds_add_frame_meta_to_batch(meta, frame);
    if (i == 0) continue;
    NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(meta);
    object->rect_params.left = 20;
    object->rect_params.top = 10;
    object->rect_params.width = 40;
    object->rect_params.height = 30;
    object->text_params.x_offset = 20;
    object->text_params.y_offset = 6;
    object->text_params.font_params.font_size = 12;
    nvds_add_obj_meta_to_frame(frame, object, nullptr);
    NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(meta);
    display->num_rects = display->num_labels = display->num_lines = display->num_arrows = display->num_circles = 1;
    display->rect_params[0].left = 100;
    display->rect_params[0].width = 50;
    display->rect_params[0].height = 20;
    display->text_params[0].x_offset = 60;
    display->text_params[0].y_offset = 40;
    display->line_params[0].x2 = 100;
    display->line_params[0].y2 = 50;
    display->arrow_params[0].x1 = 200;
    display->arrow_params[0].y1 = 100;
    display->circle_params[0].xc = 100;
    display->circle_params[0].yc = 50;
    display->circle_params[0].radius = 10;
    nvds_add_display_meta_to_frame(frame, display);
  }
  return buffer;
}

class Moved {
 public:
  explicit Moved(const std::string& size, const std::string& settings = "")
      : converter_(input, "video/x-raw(memory:NVMM),format=RGBA" + size, settings),
        buffer_(converter_.convert(batch())) {
    NvDsBatchMeta* meta = gst_buffer_get_nvds_batch_meta(buffer_.get());
    EXPECT_NE(meta, nullptr);
    for (GList* l = meta->frame_meta_list; l; l = l->next) {
      auto* frame = static_cast<NvDsFrameMeta*>(l->data);
      if (frame->batch_id != 1) continue;
      object = static_cast<NvDsObjectMeta*>(frame->obj_meta_list->data);
      display = static_cast<NvDsDisplayMeta*>(frame->display_meta_list->data);
    }
  }

  void expect_box(float left, float top, float width, float height) const {
    EXPECT_FLOAT_EQ(object->rect_params.left, left);
    EXPECT_FLOAT_EQ(object->rect_params.top, top);
    EXPECT_FLOAT_EQ(object->rect_params.width, width);
    EXPECT_FLOAT_EQ(object->rect_params.height, height);
  }

 private:
  Converter converter_;
  gst::BufferRef buffer_;

 public:
  const NvDsObjectMeta* object = nullptr;
  const NvDsDisplayMeta* display = nullptr;
};

TEST(Metadata, ObjectsAreScaledWithTheirText) {
  const Moved moved(",width=400,height=50");
  moved.expect_box(40, 5, 80, 15);
  EXPECT_EQ(moved.object->text_params.x_offset, 40u);
  EXPECT_EQ(moved.object->text_params.y_offset, 3u);
  EXPECT_EQ(moved.object->text_params.font_params.font_size, 6u);
}

TEST(Metadata, DrawingsAreScaled) {
  const Moved moved(",width=400,height=50");
  EXPECT_FLOAT_EQ(moved.display->rect_params[0].left, 200);
  EXPECT_FLOAT_EQ(moved.display->rect_params[0].width, 100);
  EXPECT_FLOAT_EQ(moved.display->rect_params[0].height, 10);
  EXPECT_EQ(moved.display->text_params[0].x_offset, 120u);
  EXPECT_EQ(moved.display->text_params[0].y_offset, 20u);
  EXPECT_EQ(moved.display->line_params[0].x2, 200u);
  EXPECT_EQ(moved.display->line_params[0].y2, 25u);
  EXPECT_EQ(moved.display->arrow_params[0].x1, 400u);
  EXPECT_EQ(moved.display->circle_params[0].xc, 200u);
  EXPECT_EQ(moved.display->circle_params[0].yc, 25u);
  EXPECT_EQ(moved.display->circle_params[0].radius, 5u);  // by the smaller factor: a circle stays inside of its box
}

TEST(Metadata, SourceCropMovesTheOrigin) {
  const Moved moved(",width=200,height=100", "src-crop=10:0:100:50");
  moved.expect_box(20, 20, 80, 60);
}

TEST(Metadata, DestinationCropMovesIntoThePart) {
  const Moved moved(",width=200,height=100", "dest-crop=100:50:100:50");
  moved.expect_box(110, 55, 20, 15);
}

TEST(Metadata, UnsignedCoordinatesStopAtTheEdge) {
  const Moved moved(",width=200,height=100", "src-crop=100:50:100:50");
  EXPECT_EQ(moved.display->line_params[0].x1, 0u);
  EXPECT_EQ(moved.object->text_params.y_offset, 0u);
}

TEST(Metadata, FlipsMoveObjects) {
  Moved("", "flip-method=counterclockwise").expect_box(10, 140, 30, 40);
  Moved("", "flip-method=rotate-180").expect_box(140, 60, 40, 30);
  Moved("", "flip-method=clockwise").expect_box(60, 20, 30, 40);
  Moved("", "flip-method=horizontal-flip").expect_box(140, 10, 40, 30);
  Moved("", "flip-method=upper-right-diagonal").expect_box(60, 140, 30, 40);
  Moved("", "flip-method=vertical-flip").expect_box(20, 60, 40, 30);
  Moved("", "flip-method=upper-left-diagonal").expect_box(10, 20, 30, 40);
}

TEST(Metadata, AFlippedObjectsTextReturnsAboveItsBox) {
  const Moved moved("", "flip-method=rotate-180");
  EXPECT_EQ(moved.object->text_params.x_offset, 140u);
  EXPECT_EQ(moved.object->text_params.y_offset, 60u - 12u);
}

TEST(Metadata, AFlippedObjectIsScaledAfterwards) {
  Moved(",width=200,height=100", "flip-method=clockwise").expect_box(120, 10, 60, 20);
}

TEST(Metadata, TheInputsOwnMetadataStaysAsItIs) {
  Converter converter(input, "video/x-raw(memory:NVMM),format=RGBA,width=400,height=50");
  gst::BufferRef original = batch();
  converter.convert(gst::BufferRef(gst_buffer_ref(original.get())));
  const NvDsBatchMeta* meta = gst_buffer_get_nvds_batch_meta(original.get());
  const auto* frame = static_cast<NvDsFrameMeta*>(g_list_last(meta->frame_meta_list)->data);
  EXPECT_FLOAT_EQ(static_cast<NvDsObjectMeta*>(frame->obj_meta_list->data)->rect_params.left, 20);
}

TEST(Metadata, SurvivesTheWayToSystemMemory) {
  const std::string one = "video/x-raw(memory:NVMM),format=NV12,width=200,height=100,framerate=10/1,batch-size=1";
  Converter converter(one, "video/x-raw,format=RGBA");
  gst::BufferRef buffer = filled(one, red);
  NvDsBatchMeta* meta = nvds_create_batch_meta(1);
  meta->max_frames_in_batch = 1;
  gst_buffer_add_nvds_meta(buffer.get(), meta, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func)
      ->meta_type = NVDS_BATCH_GST_META;
  gst::BufferRef result = converter.convert(std::move(buffer));
  EXPECT_NE(gst_buffer_get_nvds_batch_meta(result.get()), nullptr);
}

}  // namespace
