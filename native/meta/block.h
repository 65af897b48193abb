// The packed form of one batch: what the streaming thread writes and JavaScript reads (lib/block.ts is its mirror).
//
// A block is one run of bytes, little-endian: a header of 32-bit words, then sections, each 8-byte aligned. A section
// holds columns one after the other, each `count` values long, 64-bit columns first; the order is that of the enums
// below. A row's number is its index in the section. Strings are UTF-8, referred to by number; number 0 is "".
//
// What not every frame and object has hangs on them as attachments: a section of columns that says whose it is, what it
// is, and where its record lies among the records. A record is a run of 32-bit words (64-bit values: low word first);
// its fields are in the order in which the functions of attach.h write them. Large data (tensors, masks) lies behind
// the records; a record refers to it by offset and length in bytes.
#pragma once

#include <cstdint>

namespace meta::block {

constexpr std::uint32_t kMagic = 0x3153444e;  // "NDS1"

enum Header : std::uint32_t {
  magic,
  byte_length,
  frame_count,
  object_count,
  classifier_count,
  label_count,
  string_count,  // including number 0
  frame_offset,  // bytes from the start of the block
  object_offset,
  classifier_offset,
  label_offset,
  string_offset,   // string_count + 1 offsets (u32, relative to the bytes that follow them), then the bytes
  dropped_before,  // batches that this subscription's queue dropped since the previous block
  layout_family,   // 6, 8 or 9: which release family the batch was read as
  pts_low,         // GstBuffer PTS of the batch, all ones when it has none
  pts_high,
  included,  // bits of meta::Include: what the reader asked for
  attachment_count,
  attachment_offset,
  record_offset,
  bulk_offset,
  bulk_length,
  header_words
};

// 64-bit columns
enum class Frame64 : std::uint32_t { pts, ntp_timestamp, count };
enum class Object64 : std::uint32_t { track_id, count };

// 32-bit columns
enum class Frame32 : std::uint32_t {
  pad_index,
  source_id,
  batch_id,
  number,  // number is signed
  source_width,
  source_height,
  width,
  height,
  surface_type,
  surface_index,
  surfaces_per_frame,
  flags,  // bit 0: bInferDone
  first_object,
  object_count,
  count
};
enum class Object32 : std::uint32_t {
  left,
  top,
  width,
  height,
  confidence,
  tracker_confidence,  // float32
  detector_left,
  detector_top,
  detector_width,
  detector_height,
  tracker_left,
  tracker_top,
  tracker_width,
  tracker_height,
  rotation,  // degrees; 0 before DeepStream 9.0
  class_id,
  component_id,  // int32
  parent,        // object row; -1 none, -2 not in this batch
  frame,         // frame row
  label,
  text,  // string numbers
  first_classifier,
  classifier_count,
  count
};
enum class Classifier32 : std::uint32_t { component_id, type, first_label, label_count, object, count };
enum class Label32 : std::uint32_t { label_id, class_id, probability, text, class_count, count };

enum class Attachment32 : std::uint32_t {
  owner,   // an Owner
  row,     // of the owner in its section; of a region, its number
  kind,    // a Kind
  first,   // word of its record
  length,  // words
  count
};

// A region is a part of a frame that nvdspreprocess cut out; it has no section but a record with its number.
enum class Owner : std::uint32_t { batch, frame, object, region, count };

enum class Kind : std::uint32_t {
  misc,
  sensor,
  frame_analytics,
  object_analytics,
  visibility,
  image_foot,
  world_foot,
  hull,
  box3d,
  tensors,
  preprocessed,
  region,
  segmentation,
  mask,
  embedding,
  embeddings,
  past_tracks,
  shadow_tracks,
  terminated_tracks,
  latency,
  sei,
  user_meta,
  display,
  style,
  json,
  count
};

// Type of a tensor's values.
enum class Scalar : std::uint32_t { unknown, float32, float16, int8, uint8, int32, uint32, int64, uint64, count };

// In place of a length: the data is missing, or not readable by the CPU.
constexpr std::uint32_t kNoData = 0xFFFFFFFFu;

constexpr std::int32_t kNoParent = -1;
constexpr std::int32_t kParentElsewhere = -2;
constexpr std::uint32_t kInferDone = 1;

}  // namespace meta::block
