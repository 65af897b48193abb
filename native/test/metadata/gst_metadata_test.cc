// A batch on a buffer, and producers' data that the muxer takes over.
#include "nvds/gst_metadata.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gst/ref.h"

namespace {

using namespace nvds;

std::vector<std::string> calls;

gpointer copy_data(gpointer data, gpointer user_data) {
  calls.push_back(std::string("copy ") + static_cast<const char*>(data) + " " +
                  (user_data ? static_cast<const char*>(user_data) : "-"));
  return g_strconcat(static_cast<const char*>(data), "'", nullptr);
}
void free_data(gpointer data, gpointer) {
  calls.push_back(std::string("free ") + static_cast<const char*>(data));
  g_free(data);
}
gpointer copy_user(gpointer meta, gpointer) {
  return g_strdup(static_cast<const char*>(static_cast<NvDsUserMeta*>(meta)->user_meta_data));
}
void free_user(gpointer meta, gpointer) { g_free(static_cast<NvDsUserMeta*>(meta)->user_meta_data); }

class GstMetadata : public testing::Test {
 protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }
  GstMetadata() { calls.clear(); }

  NvDsMeta* add(const char* data, gint type) {
    static char user_data[] = "user";
    auto* meta = gst_buffer_add_nvds_meta(buffer.get(), g_strdup(data), user_data, &copy_data, &free_data);
    meta->meta_type = type;
    return meta;
  }
  NvDsBatchMeta* add_batch() {
    auto* batch = nvds_create_batch_meta(1);
    batch->max_frames_in_batch = 1;
    nvds_add_frame_meta_to_batch(batch, nvds_acquire_frame_meta_from_pool(batch));
    auto* meta =
        gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
    return batch;
  }
  gst::BufferRef buffer{gst_buffer_new_allocate(nullptr, 16, nullptr)};
};

// Not repeated with NVIDIA's library, which crashes, hangs or loses count there: nobody can rely on what it does.
class UnlikeNvidiasGstMetadata : public GstMetadata {};

TEST_F(GstMetadata, IsRegisteredUnderNvidiasNames) {
  const GstMetaInfo* info = nvds_meta_get_info();
  EXPECT_STREQ(g_type_name(info->api), "NvDsMetaAPI");
  EXPECT_STREQ(g_type_name(info->type), "NvDsMeta");
  EXPECT_EQ(info->size, sizeof(NvDsMeta));
  const gchar* const* tags = gst_meta_api_type_get_tags(nvds_meta_api_get_type());
  ASSERT_NE(tags, nullptr);
  EXPECT_STREQ(tags[0], "nvdsmeta");
  EXPECT_EQ(tags[1], nullptr);
}

TEST_F(GstMetadata, BatchIsFoundBesideOtherMetas) {
  EXPECT_EQ(gst_buffer_get_nvds_batch_meta(buffer.get()), nullptr);
  auto* first = add("decoder", NVDS_DECODER_GST_META);
  EXPECT_EQ(gst_buffer_get_nvds_batch_meta(buffer.get()), nullptr);
  auto* batch = add_batch();
  EXPECT_EQ(gst_buffer_get_nvds_batch_meta(buffer.get()), batch);
  EXPECT_EQ(gst_buffer_get_nvds_meta(buffer.get()), first);
}

TEST_F(GstMetadata, CopyOfABufferCopiesTheDataButNotTheUserData) {
  auto* meta = add("decoder", NVDS_DECODER_GST_META);
  meta->gst_to_nvds_meta_transform_func = &copy_user;
  meta->gst_to_nvds_meta_release_func = &free_user;
  {
    gst::BufferRef copy(gst_buffer_copy(buffer.get()));
    const auto* made = gst_buffer_get_nvds_meta(copy.get());
    EXPECT_STREQ(static_cast<const char*>(made->meta_data), "decoder'");
    EXPECT_EQ(made->user_data, nullptr);
    EXPECT_EQ(made->meta_type, NVDS_DECODER_GST_META);
    EXPECT_EQ(made->gst_to_nvds_meta_transform_func, &copy_user);
    EXPECT_EQ(made->gst_to_nvds_meta_release_func, &free_user);
  }
  EXPECT_EQ(calls, (std::vector<std::string>{"copy decoder -", "free decoder'"}));
}

TEST_F(GstMetadata, CopyOfPartOfABufferCopiesTheBatchToo) {
  auto* batch = add_batch();
  gst::BufferRef part(gst_buffer_copy_region(buffer.get(), GST_BUFFER_COPY_ALL, 0, 4));
  auto* copy = gst_buffer_get_nvds_batch_meta(part.get());
  ASSERT_NE(copy, nullptr);
  EXPECT_NE(copy, batch);
  EXPECT_EQ(copy->num_frames_in_batch, 1u);
}

// NVIDIA's crashes.
TEST_F(UnlikeNvidiasGstMetadata, DataWithoutACopyFunctionStaysBehind) {
  static char data[] = "cannot be copied";
  gst_buffer_add_nvds_meta(buffer.get(), data, nullptr, nullptr, nullptr);
  gst::BufferRef copy(gst_buffer_copy(buffer.get()));
  EXPECT_EQ(gst_buffer_get_nvds_meta(copy.get()), nullptr);
}

TEST_F(GstMetadata, ProducersDataBecomesUserMetaOfTheFrame) {
  auto* meta = add("decoder", NVDS_DECODER_GST_META);
  meta->gst_to_nvds_meta_transform_func = &copy_user;
  meta->gst_to_nvds_meta_release_func = &free_user;
  auto* batch = add_batch();
  auto* frame = static_cast<NvDsFrameMeta*>(batch->frame_meta_list->data);
  nvds_copy_gst_meta_to_frame_meta(buffer.get(), batch, frame);
  ASSERT_EQ(g_list_length(frame->frame_user_meta_list), 1u) << "the batch itself is left out";
  const auto* user = static_cast<NvDsUserMeta*>(frame->frame_user_meta_list->data);
  EXPECT_EQ(static_cast<int>(user->base_meta.meta_type), NVDS_DECODER_GST_META);
  EXPECT_STREQ(static_cast<const char*>(user->user_meta_data), "decoder'");
  EXPECT_EQ(user->base_meta.copy_func, &copy_user);
  EXPECT_EQ(user->base_meta.release_func, &free_user);
  EXPECT_EQ(calls, std::vector<std::string>{"copy decoder user"});
}

TEST_F(GstMetadata, OtherGstMetasTravelInOneUserMetaOnAnEmptyBuffer) {
  gst::CapsRef caps(gst_caps_new_empty_simple("timestamp/x-test"));
  gst_buffer_add_reference_timestamp_meta(buffer.get(), caps.get(), 5, 6);
  auto* batch = add_batch();
  auto* frame = static_cast<NvDsFrameMeta*>(batch->frame_meta_list->data);
  nvds_copy_gst_meta_to_frame_meta(buffer.get(), batch, frame);
  ASSERT_EQ(g_list_length(frame->frame_user_meta_list), 1u);
  const auto* user = static_cast<NvDsUserMeta*>(frame->frame_user_meta_list->data);
  EXPECT_EQ(static_cast<int>(user->base_meta.meta_type), NVDS_BUFFER_GST_AS_FRAME_USER_META);
  auto* carrier = static_cast<GstBuffer*>(user->user_meta_data);
  EXPECT_EQ(gst_buffer_get_size(carrier), 0u);
  const auto* stamp = gst_buffer_get_reference_timestamp_meta(carrier, caps.get());
  ASSERT_NE(stamp, nullptr);
  EXPECT_EQ(stamp->timestamp, 5u);
}

}  // namespace
