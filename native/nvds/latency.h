// Latency metadata and its functions (libnvdsgst_meta.so).
#pragma once

#include <gst/gst.h>

#include "nvds/metadata.h"

namespace nvds {

constexpr unsigned MAX_COMPONENT_LEN = 64;

struct NvDsMetaSubCompLatency {
  gchar sub_comp_name[64];
  gdouble in_system_timestamp;
  gdouble out_system_timestamp;
};
static_assert(sizeof(NvDsMetaSubCompLatency) == 80);

struct NvDsMetaCompLatency {
  gchar component_name[64];
  gdouble in_system_timestamp;
  gdouble out_system_timestamp;
  guint source_id;
  guint frame_num;
  guint pad_index;
  NvDsMetaSubCompLatency sub_comp_latencies[16];
  guint num_sub_comps;
};
static_assert(sizeof(NvDsMetaCompLatency) == 1384);

struct NvDsFrameLatencyInfo {
  guint source_id;
  guint frame_num;
  gdouble comp_in_timestamp;
  gdouble latency;
};
static_assert(sizeof(NvDsFrameLatencyInfo) == 24);

extern "C" {
NvDsUserMeta* nvds_set_input_system_timestamp(GstBuffer*, gchar*);
gboolean nvds_set_output_system_timestamp(GstBuffer*, gchar*);
guint nvds_measure_buffer_latency(GstBuffer*, NvDsFrameLatencyInfo*);
gboolean nvds_get_enable_latency_measurement();
void nvds_add_reference_timestamp_meta(GstBuffer*, gchar*, guint);
gboolean nvds_get_latency_measurement_silent();
void* nvds_set_latency_metadata_ptr();
gpointer nvds_copy_latency_meta(gpointer, gpointer);
void nvds_release_latency_meta(gpointer, gpointer);
gdouble nvds_get_current_system_timestamp();
gboolean nvds_get_enable_per_component_latency_measurement();
}

}  // namespace nvds
