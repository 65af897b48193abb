// Latency measurement, which the environment turns on before the first call.
#include "nvds/latency.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "gst/ref.h"
#include "nvds/gst_metadata.h"

namespace {

using namespace nvds;

class Latency : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("NVDS_ENABLE_LATENCY_MEASUREMENT", "0", TRUE);
    gst_init(nullptr, nullptr);
  }
  Latency() {
    auto* meta =
        gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
  }
  const NvDsMetaCompLatency* component(guint number) {
    auto* user = static_cast<NvDsUserMeta*>(g_list_nth_data(batch->batch_user_meta_list, number));
    return user ? static_cast<const NvDsMetaCompLatency*>(user->user_meta_data) : nullptr;
  }
  void add_component(const char* name, guint source, double in) {
    auto* made = static_cast<NvDsMetaCompLatency*>(nvds_set_latency_metadata_ptr());
    g_strlcpy(made->component_name, name, MAX_COMPONENT_LEN);
    made->source_id = source;
    made->frame_num = 40 + source;
    made->in_system_timestamp = in;
    auto* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = made;
    user->base_meta.meta_type = NVDS_LATENCY_MEASUREMENT_META;
    user->base_meta.copy_func = &nvds_copy_latency_meta;
    user->base_meta.release_func = &nvds_release_latency_meta;
    nvds_add_user_meta_to_batch(batch, user);
  }

  gchar infer[8] = "nvinfer";
  gchar osd[8] = "nvdsosd";
  gst::BufferRef buffer{gst_buffer_new()};
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
};

TEST_F(Latency, IsOnWhenTheVariableExistsWhateverItsValue) {
  EXPECT_TRUE(nvds_get_enable_latency_measurement());
  EXPECT_FALSE(nvds_get_enable_per_component_latency_measurement());
  EXPECT_FALSE(nvds_get_latency_measurement_silent());
}

TEST_F(Latency, ComponentEntersAndLeaves) {
  const double before = nvds_get_current_system_timestamp();
  auto* user = nvds_set_input_system_timestamp(buffer.get(), infer);
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->base_meta.meta_type, NVDS_LATENCY_MEASUREMENT_META);
  ASSERT_NE(component(0), nullptr);
  EXPECT_STREQ(component(0)->component_name, "nvinfer");
  EXPECT_GE(component(0)->in_system_timestamp, before);
  EXPECT_EQ(component(0)->out_system_timestamp, 0);
  EXPECT_FALSE(nvds_set_output_system_timestamp(buffer.get(), osd)) << "it never entered";
  EXPECT_TRUE(nvds_set_output_system_timestamp(buffer.get(), infer));
  EXPECT_GE(component(0)->out_system_timestamp, component(0)->in_system_timestamp);
}

TEST_F(Latency, NeedsABatch) {
  gst::BufferRef plain(gst_buffer_new());
  EXPECT_EQ(nvds_set_input_system_timestamp(plain.get(), infer), nullptr);
  EXPECT_FALSE(nvds_set_output_system_timestamp(plain.get(), infer));
  NvDsFrameLatencyInfo info[1];
  EXPECT_EQ(nvds_measure_buffer_latency(plain.get(), info), 0u);
}

TEST_F(Latency, OfAFrameRunsFromTheDecoderEntryBeforeItsMuxerEntry) {
  const double now = nvds_get_current_system_timestamp();
  add_component("nvv4l2decoder", 1, now - 300);
  add_component("nvstreammux-main", 1, now - 200);
  add_component("nvinfer", 1, now - 100);
  NvDsFrameLatencyInfo info[4];
  ASSERT_EQ(nvds_measure_buffer_latency(buffer.get(), info), 1u);
  EXPECT_EQ(info[0].source_id, 1u);
  EXPECT_EQ(info[0].frame_num, 41u);
  EXPECT_EQ(info[0].comp_in_timestamp, now - 300);
  EXPECT_GE(info[0].latency, 300);
  EXPECT_LT(info[0].latency, 60000);
}

TEST_F(Latency, TravelsWithCopiesOfTheBuffer) {
  nvds_set_input_system_timestamp(buffer.get(), infer);
  gst::BufferRef copy(gst_buffer_copy(buffer.get()));
  auto* copied = gst_buffer_get_nvds_batch_meta(copy.get());
  ASSERT_NE(copied->batch_user_meta_list, nullptr);
  auto* user = static_cast<NvDsUserMeta*>(copied->batch_user_meta_list->data);
  EXPECT_STREQ(static_cast<NvDsMetaCompLatency*>(user->user_meta_data)->component_name, "nvinfer");
}

TEST_F(Latency, BeforeTheMuxerIsAReferenceTimestamp) {
  gst::BufferRef plain(gst_buffer_new());
  gchar decoder[] = "nvv4l2decoder0";
  nvds_add_reference_timestamp_meta(plain.get(), decoder, 7);
  const auto* meta = gst_buffer_get_reference_timestamp_meta(plain.get(), nullptr);
  ASSERT_NE(meta, nullptr);
  const GstStructure* fields = gst_caps_get_structure(meta->reference, 0);
  EXPECT_STREQ(gst_structure_get_string(fields, "component_name"), "nvv4l2decoder0");
  gint frame = 0;
  gdouble in = 0;
  EXPECT_TRUE(gst_structure_get(fields, "frame_num", G_TYPE_INT, &frame, "in_timestamp", G_TYPE_DOUBLE, &in, nullptr));
  EXPECT_EQ(frame, 7);
  EXPECT_GT(in, 0);
}

}  // namespace
