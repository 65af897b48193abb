// Audio batches: an NvDsBatchMeta of type NVDS_AUDIO_BATCH_META whose frame list holds NvDsAudioFrameMeta, and its
// functions in libnvds_meta.so and libnvdsgst_meta.so.
#pragma once

#include <gst/gst.h>

#include <cstdint>

#include "nvds/metadata.h"

namespace nvds {

enum NvBufAudioLayout : std::uint32_t {
  NVBUF_AUDIO_INVALID_LAYOUT = 0,
  NVBUF_AUDIO_INTERLEAVED = 1,
  NVBUF_AUDIO_NON_INTERLEAVED = 2,
};

enum NvBufAudioFormat : std::uint32_t {
  NVBUF_AUDIO_INVALID_FORMAT = 0,
  NVBUF_AUDIO_S8 = 1,
  NVBUF_AUDIO_U8 = 2,
  NVBUF_AUDIO_S16LE = 3,
  NVBUF_AUDIO_S16BE = 4,
  NVBUF_AUDIO_U16LE = 5,
  NVBUF_AUDIO_U16BE = 6,
  NVBUF_AUDIO_S24_32LE = 7,
  NVBUF_AUDIO_S24_32BE = 8,
  NVBUF_AUDIO_U24_32LE = 9,
  NVBUF_AUDIO_U24_32BE = 10,
  NVBUF_AUDIO_S32LE = 11,
  NVBUF_AUDIO_S32BE = 12,
  NVBUF_AUDIO_U32LE = 13,
  NVBUF_AUDIO_U32BE = 14,
  NVBUF_AUDIO_S24LE = 15,
  NVBUF_AUDIO_S24BE = 16,
  NVBUF_AUDIO_U24LE = 17,
  NVBUF_AUDIO_U24BE = 18,
  NVBUF_AUDIO_S20LE = 19,
  NVBUF_AUDIO_S20BE = 20,
  NVBUF_AUDIO_U20LE = 21,
  NVBUF_AUDIO_U20BE = 22,
  NVBUF_AUDIO_S18LE = 23,
  NVBUF_AUDIO_S18BE = 24,
  NVBUF_AUDIO_U18LE = 25,
  NVBUF_AUDIO_U18BE = 26,
  NVBUF_AUDIO_F32LE = 27,
  NVBUF_AUDIO_F32BE = 28,
  NVBUF_AUDIO_F64LE = 29,
  NVBUF_AUDIO_F64BE = 30,
};

struct NvDsAudioFrameMeta {
  NvDsBaseMeta base_meta;
  guint pad_index;
  guint batch_id;
  gint frame_num;
  guint64 buf_pts;
  guint64 ntp_timestamp;
  guint source_id;
  gint num_samples_per_frame;
  guint sample_rate;
  guint num_channels;
  NvBufAudioFormat format;
  NvBufAudioLayout layout;
  gboolean bInferDone;
  gint class_id;
  gfloat confidence;
  gchar class_label[128];
  NvDsClassifierMetaList* classifier_meta_list;
  NvDsUserMetaList* frame_user_meta_list;
  gint64 misc_frame_info[4];
  gint64 reserved[4];
};
static_assert(sizeof(NvDsAudioFrameMeta) == 320);

extern "C" {
NvDsBatchMeta* nvds_create_audio_batch_meta(guint);
gboolean nvds_destroy_audio_batch_meta(NvDsBatchMeta*);
NvDsAudioFrameMeta* nvds_acquire_audio_frame_meta_from_pool(NvDsBatchMeta*);
void nvds_add_audio_frame_meta_to_audio_batch(NvDsBatchMeta*, NvDsAudioFrameMeta*);
void nvds_remove_audio_frame_meta_from_audio_batch(NvDsBatchMeta*, NvDsAudioFrameMeta*);
void nvds_add_classifier_meta_to_audio_frame(NvDsAudioFrameMeta*, NvDsClassifierMeta*);
void nvds_remove_classifier_meta_from_audio_frame(NvDsAudioFrameMeta*, NvDsClassifierMeta*);
void nvds_add_user_meta_to_audio_batch(NvDsBatchMeta*, NvDsUserMeta*);
void nvds_add_user_meta_to_audio_frame(NvDsAudioFrameMeta*, NvDsUserMeta*);
void nvds_remove_user_meta_from_audio_batch(NvDsBatchMeta*, NvDsUserMeta*);
void nvds_remove_user_meta_from_audio_frame(NvDsAudioFrameMeta*, NvDsUserMeta*);
gpointer nvds_audio_batch_meta_copy_func(gpointer, gpointer);
void nvds_audio_batch_meta_release_func(gpointer, gpointer);
NvDsAudioFrameMeta* nvds_get_nth_audio_frame_meta(NvDsFrameMetaList*, guint);
void nvds_clear_audio_frame_meta_list(NvDsBatchMeta*, NvDsFrameMetaList*);
void nvds_clear_audio_classifier_meta_list(NvDsAudioFrameMeta*, NvDsClassifierMetaList*);
void nvds_clear_audio_batch_user_meta_list(NvDsBatchMeta*, NvDsUserMetaList*);
void nvds_clear_audio_frame_user_meta_list(NvDsAudioFrameMeta*, NvDsUserMetaList*);
void nvds_copy_audio_batch_user_meta_list(NvDsUserMetaList*, NvDsBatchMeta*);
void nvds_copy_audio_frame_meta(NvDsAudioFrameMeta*, NvDsAudioFrameMeta*);
void nvds_copy_audio_frame_user_meta_list(NvDsUserMetaList*, NvDsAudioFrameMeta*);
void nvds_copy_audio_frame_meta_list(NvDsFrameMetaList*, NvDsBatchMeta*);
void nvds_copy_audio_classification_list(NvDsClassifierMetaList*, NvDsAudioFrameMeta*);
void nvds_copy_gst_meta_to_audio_frame_meta(GstBuffer*, NvDsBatchMeta*, NvDsAudioFrameMeta*);
}

}  // namespace nvds
