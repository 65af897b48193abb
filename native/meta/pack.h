// Packs one batch's metadata into a block (block.h). Runs in the streaming thread; allocates nothing once its tables
// have grown to the stream's size.
#pragma once

#include <gst/gst.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meta/address_table.h"
#include "meta/block.h"
#include "meta/block_pool.h"
#include "meta/limits.h"
#include "meta/producer.h"
#include "meta/records.h"
#include "meta/request.h"
#include "meta/strings.h"
#include "nvds/layout.h"

namespace meta {

struct Attaching;

enum class Packed {
  ok,
  not_video,       // an audio batch: its frame list holds other structs
  unknown_layout,  // a release outside 6.0–9.1
  damaged          // a list without end, or more rows or text than any real batch has
};

// Not thread-safe: one for each pad.
class Packer {
 public:
  // `installed`: the DeepStream version of this process, if it is known.
  explicit Packer(std::optional<nvds::Version> installed = installed_version()) : installed_(installed) {}

  // Takes the batch's lock while reading. `pts` is the buffer's. The block's contents are undefined unless it is ok.
  Packed pack(nvds::NvDsBatchMeta& batch, GstClockTime pts, Block& block, const Request& request = {});

  // What pack() found where it first answered unknown_layout.
  const std::string& refusal() const { return refusal_; }
  // What is left unread of the batch that pack() last answered ok, because its release is not known exactly; "" else.
  std::string caution() const { return caution_of(*release_, installed_); }
  // What is wrong with the batch for which pack() last answered damaged, as the end of a sentence.
  const char* damage() const { return records_.damage(); }

 private:
  struct ClassifierRow {
    std::int32_t component_id;
    std::uint32_t type, first_label, label_count, object;
  };
  struct LabelRow {
    std::uint32_t label_id, class_id;
    float probability;
    std::uint32_t text, class_count;
  };
  struct Child {
    std::uint32_t row;
    const void* parent;
  };
  struct Rows {
    std::uint32_t frames = 0;
    std::uint32_t objects = 0;
  };
  // Labels of one class are nearly always one string: the last one seen, per class and component.
  struct RecentLabel {
    std::uint32_t batch = 0;
    std::int32_t class_id = 0, component_id = 0;
    std::uint32_t number = 0;
  };

  void begin();
  template <nvds::Layout L>
  Packed pack_as(const nvds::NvDsBatchMeta& batch, GstClockTime pts, Block& block, const Request& request);
  // Writes frame and object columns for exactly `rows`; false when the lists hold another number of objects.
  template <nvds::Layout L>
  bool write_rows(const nvds::NvDsBatchMeta& batch, Rows rows, std::byte* data, Attaching& attaching);
  template <nvds::Layout L>
  void write_object(const void* object, std::uint32_t row, std::uint32_t frame_row, std::uint32_t stride,
                    std::uint64_t* column64, std::uint32_t* column32, Attaching& attaching);
  template <nvds::Layout L>
  void add_classifiers(const GList* list, std::uint32_t object);
  template <nvds::Layout L>
  void add_labels(const GList* list);
  template <nvds::Layout L>
  std::uint32_t label_of(const char* label, std::int32_t class_id, std::int32_t component_id);

  // The number of a text of unknown owner, cut at kMaxTextBytes.
  std::uint32_t text_of(const char* text);

  void resolve_parents(std::int32_t* parents);
  void attach_to_frames_and_batch(const nvds::NvDsBatchMeta& batch, Attaching& attaching);
  void finish(Rows rows, const Attaching& attached, GstClockTime pts, Block& block);

  const std::optional<nvds::Version> installed_;
  const nvds::Release* release_ = nullptr;  // of the batch that is being packed
  std::string refusal_;
  StringTable strings_;
  Records records_{strings_};
  std::vector<ClassifierRow> classifiers_;
  std::vector<LabelRow> labels_;
  std::vector<const void*> frames_, objects_;  // by row
  std::vector<Child> children_;
  AddressTable frame_rows_, object_rows_;
  std::array<RecentLabel, 256> recent_labels_{};
  std::uint32_t batch_ = 0;
};

}  // namespace meta
