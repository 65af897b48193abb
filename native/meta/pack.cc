#include "meta/pack.h"

#include <bit>
#include <cstring>

#include "meta/attach.h"
#include "meta/batch.h"
#include "meta/walk.h"

namespace meta {
namespace {

using nvds::field;
using nvds::Layout;

constexpr std::size_t aligned(std::size_t bytes) { return (bytes + 7) & ~std::size_t{7}; }

template <class Column>
constexpr std::size_t columns() {
  return static_cast<std::size_t>(Column::count);
}

constexpr std::size_t kHeaderBytes = aligned(block::header_words * sizeof(std::uint32_t));
constexpr std::size_t kFrameBytes = columns<block::Frame64>() * 8 + columns<block::Frame32>() * 4;
constexpr std::size_t kObjectBytes = columns<block::Object64>() * 8 + columns<block::Object32>() * 4;
constexpr std::size_t kClassifierBytes = columns<block::Classifier32>() * 4;
constexpr std::size_t kLabelBytes = columns<block::Label32>() * 4;
constexpr std::size_t kAttachmentBytes = columns<block::Attachment32>() * 4;

std::size_t object_section(std::uint32_t frames) { return kHeaderBytes + aligned(frames * kFrameBytes); }

template <class Column, class Value>
void put(std::uint32_t* column32, std::uint32_t stride, Column column, Value value) {
  static_assert(sizeof(Value) == sizeof(std::uint32_t));
  column32[static_cast<std::uint32_t>(column) * stride] = std::bit_cast<std::uint32_t>(value);
}

// Whether anything hangs on an object that most objects do not have.
template <Layout L>
bool has_attachments(const void* object, std::uint32_t include) {
  const auto misc = field<std::array<gint64, nvds::MAX_USER_FIELDS>>(object, L.object.misc_obj_info);
  return field<const GList*>(object, L.object.obj_user_meta_list) || (misc[0] | misc[1] | misc[2] | misc[3]) != 0 ||
         (include & (kMasks | kDisplay)) != 0;
}

}  // namespace

Packed Packer::pack(nvds::NvDsBatchMeta& batch, GstClockTime pts, Block& block, const Request& request) {
  const BatchLock lock(batch);
  records_.clear();
  if (batch.base_meta.meta_type != nvds::NVDS_BATCH_META) return Packed::not_video;
  release_ = release_of(batch, installed_);
  if (!release_) {
    if (refusal_.empty()) refusal_ = refusal_of(batch, installed_);
    return Packed::unknown_layout;
  }
  switch (release_->family) {
    case nvds::Family::v6: return pack_as<nvds::kLayout6>(batch, pts, block, request);
    case nvds::Family::v8: return pack_as<nvds::kLayout8>(batch, pts, block, request);
    case nvds::Family::v9: return pack_as<nvds::kLayout9>(batch, pts, block, request);
    case nvds::Family::unknown: break;
  }
  return Packed::unknown_layout;
}

template <Layout L>
Packed Packer::pack_as(const nvds::NvDsBatchMeta& batch, GstClockTime pts, Block& block, const Request& request) {
  static constexpr Layout kLayout = L;
  const auto damaged = [this](const char* why) {
    records_.report(why);
    return Packed::damaged;
  };
  // The frames' own counts tell the size; when they are wrong, the lists are counted.
  Rows rows;
  std::uint64_t announced = 0;
  if (!walk(batch.frame_meta_list, kMaxFrames, [&](const void* frame) {
        ++rows.frames;
        announced += field<guint>(frame, L.frame.num_obj_meta);
      }))
    return damaged("its list of frames does not end");

  std::optional<Attaching> attaching;
  const auto write = [&](std::uint64_t objects) {
    rows.objects = static_cast<std::uint32_t>(objects);
    begin();
    objects_.resize(objects);
    frames_.resize(rows.frames);
    attaching.emplace(records_, request, kLayout, *release_);
    if (request.include & kEmbeddings) attach_embeddings(*attaching, batch.batch_user_meta_list);
    return write_rows<L>(batch, rows, block.resize(object_section(rows.frames) + aligned(objects * kObjectBytes)),
                         *attaching);
  };
  if (announced > kMaxObjects || !write(announced)) {
    std::uint64_t counted = 0;
    bool ends = true;
    walk(batch.frame_meta_list, kMaxFrames, [&](const void* frame) {
      ends = ends && counted <= kMaxObjects &&
             walk(field<GList*>(frame, L.frame.obj_meta_list), kMaxObjects, [&](const void*) { ++counted; });
    });
    if (!ends || counted > kMaxObjects) return damaged("its list of objects does not end");
    if (!write(counted)) return damaged("its objects change while they are read");
  }
  attach_to_frames_and_batch(batch, *attaching);
  if (damage()) return Packed::damaged;
  finish(rows, *attaching, pts, block);
  return Packed::ok;
}

void Packer::begin() {
  strings_.clear();
  classifiers_.clear();
  labels_.clear();
  children_.clear();
  records_.clear();
  if (++batch_ == 0) {
    recent_labels_.fill({});
    batch_ = 1;
  }
}

template <Layout L>
bool Packer::write_rows(const nvds::NvDsBatchMeta& batch, Rows rows, std::byte* data, Attaching& attaching) {
  auto* const frames64 = reinterpret_cast<std::uint64_t*>(data + kHeaderBytes);
  auto* const frames32 = reinterpret_cast<std::uint32_t*>(frames64 + rows.frames * columns<block::Frame64>());
  auto* const objects64 = reinterpret_cast<std::uint64_t*>(data + object_section(rows.frames));
  auto* const objects32 = reinterpret_cast<std::uint32_t*>(objects64 + rows.objects * columns<block::Object64>());

  std::uint32_t frame_row = 0;
  std::uint32_t object_row = 0;
  bool fits = true;
  walk(batch.frame_meta_list, rows.frames, [&](const void* frame) {
    frames_[frame_row] = frame;
    frames64[frame_row] = field<guint64>(frame, L.frame.buf_pts);
    frames64[rows.frames + frame_row] = field<guint64>(frame, L.frame.ntp_timestamp);

    const std::uint32_t first = object_row;
    const GList* node = field<GList*>(frame, L.frame.obj_meta_list);
    for (; node; node = node->next) {
      if (!node->data) continue;
      if (object_row == rows.objects) {
        fits = false;
        break;
      }
      write_object<L>(node->data, object_row, frame_row, rows.objects, objects64 + object_row, objects32 + object_row,
                      attaching);
      ++object_row;
    }

    using enum block::Frame32;
    std::uint32_t* const at = frames32 + frame_row;
    const auto copy = [&](block::Frame32 column, std::uint32_t offset) {
      put(at, rows.frames, column, field<std::uint32_t>(frame, offset));
    };
    copy(pad_index, L.frame.pad_index);
    copy(source_id, L.frame.source_id);
    copy(batch_id, L.frame.batch_id);
    copy(number, L.frame.frame_num);
    copy(source_width, L.frame.source_frame_width);
    copy(source_height, L.frame.source_frame_height);
    copy(width, L.frame.pipeline_width);
    copy(height, L.frame.pipeline_height);
    copy(surface_type, L.frame.surface_type);
    copy(surface_index, L.frame.surface_index);
    copy(surfaces_per_frame, L.frame.num_surfaces_per_frame);
    put(at, rows.frames, flags, field<gboolean>(frame, L.frame.bInferDone) ? block::kInferDone : 0u);
    put(at, rows.frames, first_object, first);
    put(at, rows.frames, object_count, object_row - first);
    ++frame_row;
  });
  if (!fits || object_row != rows.objects) return false;
  resolve_parents(
      reinterpret_cast<std::int32_t*>(objects32 + static_cast<std::size_t>(block::Object32::parent) * rows.objects));
  return true;
}

template <Layout L>
void Packer::write_object(const void* object, std::uint32_t row, std::uint32_t frame_row, std::uint32_t stride,
                          std::uint64_t* column64, std::uint32_t* column32, Attaching& attaching) {
  using enum block::Object32;
  const auto copy = [&](block::Object32 column, std::uint32_t offset) {
    put(column32, stride, column, field<std::uint32_t>(object, offset));
  };
  const auto class_number = field<gint>(object, L.object.class_id);
  const auto component = field<gint>(object, L.object.unique_component_id);
  const void* const parent_object = field<const void*>(object, L.object.parent);

  objects_[row] = object;
  column64[0] = field<guint64>(object, L.object.object_id);
  copy(left, L.object.rect_params + L.rect.left);
  copy(top, L.object.rect_params + L.rect.top);
  copy(width, L.object.rect_params + L.rect.width);
  copy(height, L.object.rect_params + L.rect.height);
  copy(confidence, L.object.confidence);
  copy(tracker_confidence, L.object.tracker_confidence);
  copy(detector_left, L.object.detector_bbox_info);
  copy(detector_top, L.object.detector_bbox_info + 4);
  copy(detector_width, L.object.detector_bbox_info + 8);
  copy(detector_height, L.object.detector_bbox_info + 12);
  copy(tracker_left, L.object.tracker_bbox_info);
  copy(tracker_top, L.object.tracker_bbox_info + 4);
  copy(tracker_width, L.object.tracker_bbox_info + 8);
  copy(tracker_height, L.object.tracker_bbox_info + 12);
  if constexpr (L.rect.rotation_angle == nvds::kAbsent)
    put(column32, stride, rotation, 0.0f);
  else
    copy(rotation, L.object.rect_params + L.rect.rotation_angle);
  put(column32, stride, class_id, class_number);
  put(column32, stride, component_id, component);
  put(column32, stride, parent, block::kNoParent);
  put(column32, stride, frame, frame_row);
  if (parent_object) children_.push_back({row, parent_object});

  const auto* const label_text = static_cast<const char*>(object) + L.object.obj_label;
  const std::uint32_t label_number = label_of<L>(label_text, class_number, component);
  put(column32, stride, label, label_number);
  // Until a tracker or a classifier adds to it, the displayed text is a copy of the label.
  const auto* const display = field<const char*>(object, L.object.text_params + L.text.display_text);
  const bool same = display && std::strncmp(display, label_text, nvds::MAX_LABEL_SIZE) == 0;
  put(column32, stride, text, same ? label_number : text_of(display));

  const auto first = static_cast<std::uint32_t>(classifiers_.size());
  add_classifiers<L>(field<GList*>(object, L.object.classifier_meta_list), row);
  put(column32, stride, first_classifier, first);
  put(column32, stride, classifier_count, static_cast<std::uint32_t>(classifiers_.size()) - first);
  if (has_attachments<L>(object, attaching.request.include)) attach_to_object(attaching, row, object);
}

template <Layout L>
void Packer::add_classifiers(const GList* list, std::uint32_t object) {
  const auto left = kMaxClassifiers - static_cast<std::uint32_t>(classifiers_.size());
  const bool ends = walk(list, left, [&](const void* classifier) {
    const auto first = static_cast<std::uint32_t>(labels_.size());
    add_labels<L>(field<GList*>(classifier, L.classifier.label_info_list));
    classifiers_.push_back({.component_id = field<gint>(classifier, L.classifier.unique_component_id),
                            .type = text_of(field<const char*>(classifier, L.classifier.classifier_type)),
                            .first_label = first,
                            .label_count = static_cast<std::uint32_t>(labels_.size()) - first,
                            .object = object});
  });
  if (!ends) records_.report("a list of classifiers does not end");
}

template <Layout L>
void Packer::add_labels(const GList* list) {
  const auto left = kMaxLabels - static_cast<std::uint32_t>(labels_.size());
  const bool ends = walk(list, left, [&](const void* info) {
    // A label longer than 127 bytes is kept beside the array.
    const auto* const longer = field<const char*>(info, L.label.pResult_label);
    const auto* const label = static_cast<const char*>(info) + L.label.result_label;
    labels_.push_back(
        {.label_id = field<guint>(info, L.label.label_id),
         .class_id = field<guint>(info, L.label.result_class_id),
         .probability = field<float>(info, L.label.result_prob),
         .text = longer ? text_of(longer) : strings_.intern({label, strnlen(label, nvds::MAX_LABEL_SIZE)}),
         .class_count = field<guint>(info, L.label.num_classes)});
  });
  if (!ends) records_.report("a list of labels does not end");
}

template <Layout L>
std::uint32_t Packer::label_of(const char* label, std::int32_t class_id, std::int32_t component_id) {
  const auto hash = static_cast<std::uint32_t>(class_id) + 31u * static_cast<std::uint32_t>(component_id);
  RecentLabel& recent = recent_labels_[hash % recent_labels_.size()];
  if (recent.batch == batch_ && recent.class_id == class_id && recent.component_id == component_id) {
    const std::string_view known = strings_.at(recent.number);
    const bool ends = known.size() == nvds::MAX_LABEL_SIZE || label[known.size()] == '\0';
    if (ends && (known.empty() || std::memcmp(label, known.data(), known.size()) == 0)) return recent.number;
  }
  const std::uint32_t number = strings_.intern({label, strnlen(label, nvds::MAX_LABEL_SIZE)});
  recent = {batch_, class_id, component_id, number};
  return number;
}

std::uint32_t Packer::text_of(const char* text) {
  if (!text) return 0;
  if (strings_.character_count() > kMaxCharacters) {
    records_.report("it has more text than any real batch");
    return 0;
  }
  return strings_.append({text, strnlen(text, kMaxTextBytes)});
}

// A parent is known by its address.
void Packer::resolve_parents(std::int32_t* parents) {
  if (children_.empty()) return;
  object_rows_.assign(objects_);
  for (const Child& child : children_) {
    const std::int32_t found = object_rows_.find(child.parent);
    parents[child.row] = found >= 0 ? found : block::kParentElsewhere;
  }
}

void Packer::attach_to_frames_and_batch(const nvds::NvDsBatchMeta& batch, Attaching& attaching) {
  for (std::uint32_t row = 0; row < frames_.size(); ++row) attach_to_frame(attaching, row, frames_[row]);
  if (batch.batch_user_meta_list && (attaching.request.include & kTensors)) {
    // Regions refer to their frames and objects.
    frame_rows_.assign(frames_);
    object_rows_.assign(objects_);
    attaching.frames = &frame_rows_;
    attaching.objects = &object_rows_;
  }
  attach_to_batch(attaching, batch);
}

void Packer::finish(Rows rows, const Attaching& attached, GstClockTime pts, Block& block) {
  const auto classifier_count = static_cast<std::uint32_t>(classifiers_.size());
  const auto label_count = static_cast<std::uint32_t>(labels_.size());
  const std::size_t objects_at = object_section(rows.frames);
  const std::size_t classifiers_at = objects_at + aligned(rows.objects * kObjectBytes);
  const std::size_t labels_at = classifiers_at + aligned(classifier_count * kClassifierBytes);
  const std::size_t strings_at = labels_at + aligned(label_count * kLabelBytes);
  const std::size_t attachments_at = aligned(strings_at + strings_.byte_length());
  const std::size_t records_at = attachments_at + aligned(records_.count() * kAttachmentBytes);
  const std::size_t bulk_at = records_at + aligned(records_.record_bytes());
  const std::size_t end = bulk_at + aligned(records_.bulk_bytes());
  std::byte* const data = block.resize(end);

  auto* const classifiers = reinterpret_cast<std::uint32_t*>(data + classifiers_at);
  for (std::uint32_t row = 0; row < classifier_count; ++row) {
    using enum block::Classifier32;
    const ClassifierRow& from = classifiers_[row];
    put(classifiers + row, classifier_count, component_id, from.component_id);
    put(classifiers + row, classifier_count, type, from.type);
    put(classifiers + row, classifier_count, first_label, from.first_label);
    put(classifiers + row, classifier_count, block::Classifier32::label_count, from.label_count);
    put(classifiers + row, classifier_count, object, from.object);
  }
  auto* const labels = reinterpret_cast<std::uint32_t*>(data + labels_at);
  for (std::uint32_t row = 0; row < label_count; ++row) {
    using enum block::Label32;
    const LabelRow& from = labels_[row];
    put(labels + row, label_count, label_id, from.label_id);
    put(labels + row, label_count, class_id, from.class_id);
    put(labels + row, label_count, probability, from.probability);
    put(labels + row, label_count, text, from.text);
    put(labels + row, label_count, class_count, from.class_count);
  }
  strings_.write(data + strings_at);
  records_.write(reinterpret_cast<std::uint32_t*>(data + attachments_at),
                 reinterpret_cast<std::uint32_t*>(data + records_at), data + bulk_at);

  auto* const header = reinterpret_cast<std::uint32_t*>(data);
  std::memset(header, 0, kHeaderBytes);
  header[block::magic] = block::kMagic;
  header[block::byte_length] = static_cast<std::uint32_t>(end);
  header[block::frame_count] = rows.frames;
  header[block::object_count] = rows.objects;
  header[block::classifier_count] = classifier_count;
  header[block::label_count] = label_count;
  header[block::string_count] = strings_.count();
  header[block::frame_offset] = static_cast<std::uint32_t>(kHeaderBytes);
  header[block::object_offset] = static_cast<std::uint32_t>(objects_at);
  header[block::classifier_offset] = static_cast<std::uint32_t>(classifiers_at);
  header[block::label_offset] = static_cast<std::uint32_t>(labels_at);
  header[block::string_offset] = static_cast<std::uint32_t>(strings_at);
  header[block::layout_family] = static_cast<std::uint32_t>(attached.layout.family);
  header[block::pts_low] = static_cast<std::uint32_t>(pts);
  header[block::pts_high] = static_cast<std::uint32_t>(pts >> 32);
  header[block::included] = attached.request.include;
  header[block::attachment_count] = records_.count();
  header[block::attachment_offset] = static_cast<std::uint32_t>(attachments_at);
  header[block::record_offset] = static_cast<std::uint32_t>(records_at);
  header[block::bulk_offset] = static_cast<std::uint32_t>(bulk_at);
  header[block::bulk_length] = static_cast<std::uint32_t>(records_.bulk_bytes());
}

}  // namespace meta
