// What hangs on a batch, its frames, objects and regions, written as records. Readers in lib/ take the fields in the
// same order. Everything here runs under the batch's lock.
#pragma once

#include <glib.h>

#include <cstdint>
#include <string_view>

#include "meta/address_table.h"
#include "meta/records.h"
#include "meta/request.h"
#include "nvds/release.h"

namespace nvds {
struct NvDsReidTensorBatch;
}

namespace meta {

// One batch being packed.
struct Attaching {
  Records& to;
  const Request& request;
  const nvds::Layout& layout;
  const nvds::Release& release;
  const AddressTable* frames = nullptr;  // known once all frames and objects are packed
  const AddressTable* objects = nullptr;
  // The vectors of all objects, where the tracker attached them: objects' own point into them.
  const nvds::NvDsReidTensorBatch* embeddings = nullptr;
  std::uint32_t embeddings_offset = 0;
  std::uint32_t regions = 0;  // numbered so far
};

struct Holder {
  block::Owner owner;
  std::uint32_t row;
};

// attach.cc: all that is there and that the request includes.
void attach_to_object(Attaching& batch, std::uint32_t row, const void* object);
void attach_to_frame(Attaching& batch, std::uint32_t row, const void* frame);
void attach_to_batch(Attaching& batch, const nvds::NvDsBatchMeta& meta);
void attach_user_meta(Attaching& batch, Holder holder, const GList* list);

// attach_inference.cc
void attach_tensors(Attaching& batch, Holder holder, const void* data);
void attach_segmentation(Attaching& batch, Holder holder, const void* data);
void attach_region(Attaching& batch, Holder holder, const void* data);
void attach_preprocessed(Attaching& batch, const void* data);
void attach_mask(Attaching& batch, std::uint32_t object_row, const void* mask_params);

// attach_tracker.cc
void attach_embeddings(Attaching& batch, const GList* batch_user_meta);
void attach_embedding(Attaching& batch, Holder holder, nvds::UserKind kind, const void* data);
void attach_projection(Attaching& batch, Holder holder, nvds::UserKind kind, const void* data);
void attach_tracks(Attaching& batch, block::Kind kind, const void* data);

// attach_analytics.cc
void attach_frame_analytics(Attaching& batch, Holder holder, const void* data);
void attach_object_analytics(Attaching& batch, Holder holder, const void* data);

// attach_display.cc
void attach_display(Attaching& batch, std::uint32_t frame_row, const GList* list);
void attach_style(Attaching& batch, std::uint32_t object_row, const void* object);

// attach_other.cc
void attach_misc(Attaching& batch, Holder holder, const void* four_words);
void attach_sensor(Attaching& batch, std::uint32_t frame_row, const void* sensor);
void attach_latency(Attaching& batch, Holder holder, const void* data);
void attach_sei(Attaching& batch, Holder holder, void* gst_buffer);
void attach_json(Attaching& batch, Holder holder, const void* data);
void attach_unknown(Attaching& batch, Holder holder, std::int32_t type, nvds::UserKind kind, const void* data);

}  // namespace meta
