// The batch is found on buffers written by DeepStream's own functions, whichever library gives them.
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include "gst/ref.h"
#include "meta/batch.h"
#include "meta/pack.h"
#include "test/meta/block_reader.h"

namespace {

class FindBatch : public testing::Test {
 protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }

  nvds::NvDsBatchMeta* attach_batch() {
    nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(4);
    auto* meta = nvds::gst_buffer_add_nvds_meta(buffer_.get(), batch, nullptr, nvds::nvds_batch_meta_copy_func,
                                                nvds::nvds_batch_meta_release_func);
    meta->meta_type = nvds::NVDS_BATCH_GST_META;
    return batch;
  }

  gst::BufferRef buffer_{gst_buffer_new()};
};

TEST_F(FindBatch, ABufferWithoutMetadataHasNone) { EXPECT_EQ(meta::find_batch(buffer_.get()), nullptr); }

TEST_F(FindBatch, OtherMetasAreNoBatch) {
  gst_buffer_add_video_meta(buffer_.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGBA, 16, 16);
  auto* decoder = nvds::gst_buffer_add_nvds_meta(buffer_.get(), this, nullptr, nullptr, nullptr);
  decoder->meta_type = nvds::NVDS_DECODER_GST_META;
  EXPECT_EQ(meta::find_batch(buffer_.get()), nullptr);
}

TEST_F(FindBatch, TheBatchIsFoundBehindOtherMetas) {
  gst_buffer_add_video_meta(buffer_.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGBA, 16, 16);
  nvds::NvDsBatchMeta* batch = attach_batch();
  EXPECT_EQ(meta::find_batch(buffer_.get()), batch);
}

TEST_F(FindBatch, OfSeveralBatchesTheLastIsReadAsByDeepStreamsOwnFunction) {
  attach_batch();
  for (int i = 0; i < 2; ++i) {
    nvds::NvDsBatchMeta* const last = attach_batch();
    EXPECT_EQ(meta::find_batch(buffer_.get()), last);
    EXPECT_EQ(nvds::gst_buffer_get_nvds_batch_meta(buffer_.get()), last);
  }
}

TEST_F(FindBatch, ABatchMadeByTheLibraryIsPacked) {
  nvds::NvDsBatchMeta* batch = attach_batch();
  nvds::NvDsFrameMeta* frame = nvds::nvds_acquire_frame_meta_from_pool(batch);
  frame->source_id = 5;
  nvds::nvds_add_frame_meta_to_batch(batch, frame);
  nvds::NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(batch);
  object->class_id = 3;
  object->rect_params.left = 12.5f;
  g_strlcpy(object->obj_label, "dog", sizeof object->obj_label);
  nvds::nvds_add_obj_meta_to_frame(frame, object, nullptr);

  const auto blocks = meta::BlockPool::create();
  const meta::BlockRef block = blocks->take();
  meta::Packer packer;
  ASSERT_EQ(packer.pack(*meta::find_batch(buffer_.get()), 0, *block), meta::Packed::ok);
  const test::BatchSpec read = test::read_block(block->bytes());
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].source_id, 5u);
  ASSERT_EQ(read[0].objects.size(), 1u);
  EXPECT_EQ(read[0].objects[0].label, "dog");
  EXPECT_EQ(read[0].objects[0].class_id, 3);
  EXPECT_EQ(read[0].objects[0].box[0], 12.5f);
}

}  // namespace
