// SEI user data of H.264 and H.265 streams, as NVIDIA's decoder attaches it to buffers (libgstnvdsseimeta.so,
// from 6.1). The muxer carries the GstMeta on, in a user meta of type NVDS_BUFFER_GST_AS_FRAME_USER_META.
#pragma once

#include <gst/gst.h>

#include <cstdint>

namespace nvds {

// Found by the name of its API, so that NVIDIA's library need not be linked.
constexpr const char* kSeiApi = "GstVideoSEIMetaAPI";
// sei_metadata_type of unregistered user data (payload type 5) is the quark of this; the data begins with its UUID.
constexpr const char* kSeiUserData = "GST.USER.SEI.META";

// User data as GStreamer's own parsers attach it, from 1.22.
constexpr const char* kUnregisteredSeiApi = "GstVideoSEIUserDataUnregisteredMetaAPI";

struct GstVideoSEIMeta {
  GstMeta meta;
  guint sei_metadata_type;
  guint sei_metadata_size;
  void* sei_metadata_ptr;
};
static_assert(sizeof(GstVideoSEIMeta) == 32);

// The data of user metadata named "NVIDIA.USER.CUSTOM_META".
struct NVDS_CUSTOM_PAYLOAD {
  uint32_t payloadType;
  uint32_t payloadSize;
  uint8_t* payload;
};
static_assert(sizeof(NVDS_CUSTOM_PAYLOAD) == 16);

}  // namespace nvds
