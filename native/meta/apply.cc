#include "meta/apply.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "meta/attachment.h"

namespace meta {
namespace {

using nvds::field;
using nvds::Layout;

constexpr float kTextRise = 10;  // pixels that nvinfer puts a text above its box
// Not freed by the library. It outlives all buffers, because the add-on stays mapped.
constexpr char kFont[] = "Serif";

template <class T>
void put(void* base, std::uint32_t offset, const T& value) {
  std::memcpy(static_cast<std::byte*>(base) + offset, &value, sizeof value);
}

std::uint32_t pixel(float position) { return position > 0 ? static_cast<std::uint32_t>(position) : 0; }

class Applier {
 public:
  Applier(const Edits& edits, const BatchRows& rows, nvds::NvDsBatchMeta& batch, const Library& library)
      : edits_(edits), rows_(rows), batch_(batch), library_(library), layout_(*nvds::layout_of(rows.shape().family)) {}

  void apply() {
    for (const FrameEdit& edit : edits_.frames)
      put(rows_.frame(edit.frame), layout_.frame.bInferDone, static_cast<gboolean>(edit.inferred));
    for (const Change& change : edits_.changes) write(rows_.object(change.object), change.fields);
    for (const Addition& addition : edits_.additions) add(addition);
    for (const Classify& classify : edits_.classifications) add(classify);
    add_drawings();
    for (const Attachment& attachment : edits_.frame_attachments)
      if (auto* user = make_json(library_, batch_, attachment.name, attachment.json))
        library_.add_user_to_frame(rows_.frame(attachment.target), user);
    for (const Attachment& attachment : edits_.object_attachments)
      if (auto* user = make_json(library_, batch_, attachment.name, attachment.json))
        library_.add_user_to_object(object(attachment.target), user);
    remove();
  }

 private:
  nvds::NvDsObjectMeta* object(std::uint32_t row) const {
    return row >= kAdded ? added_[row - kAdded] : rows_.object(row);
  }

  // Looks like a new object of nvinfer, until the fields say otherwise.
  void add(const Addition& addition) {
    nvds::NvDsObjectMeta* const object = library_.acquire_object(&batch_);
    const nvds::NvBbox_Coords& box = *addition.fields.box;
    put(object, layout_.object.object_id, nvds::UNTRACKED_OBJECT_ID);
    put(object, layout_.object.unique_component_id, gint{-1});
    put(object, layout_.object.detector_bbox_info, box);
    put(object, rect(layout_.rect.border_width), 3u);
    put(object, rect(layout_.rect.border_color), nvds::NvOSD_ColorParams{1, 0, 0, 1});
    put(object, text(layout_.text.x_offset), pixel(box.left));
    put(object, text(layout_.text.y_offset), pixel(box.top - kTextRise));
    give_look_to_text(object);
    // Moving to its box moves no text of an object that has none yet.
    put(object, rect(layout_.rect.left), box);
    write(object, addition.fields);
    nvds::NvDsObjectMeta* const parent = addition.parent == kNobody ? nullptr : this->object(addition.parent);
    library_.add_object(rows_.frame(addition.frame), object, parent);
    added_.push_back(object);
  }

  void write(nvds::NvDsObjectMeta* object, const ObjectFields& fields) {
    const auto set = [object](std::uint32_t offset, const auto& value) {
      if (value) put(object, offset, *value);
    };
    if (fields.label) copy_label(object, layout_.object.obj_label, *fields.label);
    set(layout_.object.class_id, fields.class_id);
    set(layout_.object.unique_component_id, fields.component_id);
    set(layout_.object.object_id, fields.track_id);
    set(layout_.object.confidence, fields.confidence);
    if (fields.box) move(object, *fields.box);
    if (fields.rotation && layout_.rect.rotation_angle != nvds::kAbsent)
      put(object, rect(layout_.rect.rotation_angle), *fields.rotation);
    set(rect(layout_.rect.border_width), fields.border_width);
    set(rect(layout_.rect.border_color), fields.border_color);
    if (fields.background)
      put_colour(object, rect(layout_.rect.has_bg_color), rect(layout_.rect.bg_color), *fields.background);
    if (fields.text) replace_text(object, *fields.text);
    if (fields.text_at) {
      put(object, text(layout_.text.x_offset), fields.text_at->x);
      put(object, text(layout_.text.y_offset), fields.text_at->y);
    }
    set(text(layout_.text.font_name), fields.font_name);
    set(text(layout_.text.font_size), fields.font_size);
    set(text(layout_.text.font_color), fields.font_color);
    if (fields.text_background)
      put_colour(object, text(layout_.text.set_bg_clr), text(layout_.text.text_bg_clr), *fields.text_background);
  }

  // The text goes along with its box.
  void move(nvds::NvDsObjectMeta* object, const nvds::NvBbox_Coords& box) {
    const auto shift = [object](std::uint32_t offset, float by) {
      if (by != 0 && std::isfinite(by))
        put(object, offset, pixel(static_cast<float>(field<std::int32_t>(object, offset)) + by));
    };
    shift(text(layout_.text.x_offset), box.left - field<float>(object, rect(layout_.rect.left)));
    shift(text(layout_.text.y_offset), box.top - field<float>(object, rect(layout_.rect.top)));
    put(object, rect(layout_.rect.left), box);
  }

  // The library frees the text with g_free() when the object goes back to its pool.
  void replace_text(nvds::NvDsObjectMeta* object, const std::optional<std::string_view>& shown) {
    const std::uint32_t offset = text(layout_.text.display_text);
    g_free(field<char*>(object, offset));
    put(object, offset, shown ? g_strndup(shown->data(), shown->size()) : nullptr);
    if (shown && !field<char*>(object, text(layout_.text.font_name))) give_look_to_text(object);
  }

  // That of nvinfer: Serif 11, white on black.
  void give_look_to_text(nvds::NvDsObjectMeta* object) {
    put(object, text(layout_.text.font_name), static_cast<const char*>(kFont));
    put(object, text(layout_.text.font_size), 11u);
    put(object, text(layout_.text.font_color), nvds::NvOSD_ColorParams{1, 1, 1, 1});
    put_colour(object, text(layout_.text.set_bg_clr), text(layout_.text.text_bg_clr),
               nvds::NvOSD_ColorParams{0, 0, 0, 1});
  }

  void add(const Classify& classify) {
    nvds::NvDsClassifierMeta* const classifier = library_.acquire_classifier(&batch_);
    put(classifier, layout_.classifier.unique_component_id, classify.component_id);
    put(classifier, layout_.classifier.classifier_type, classify.type);
    // The list stands newest first, and readers expect the first label first.
    for (auto label = classify.labels.rbegin(); label != classify.labels.rend(); ++label) {
      nvds::NvDsLabelInfo* const info = library_.acquire_label(&batch_);
      put(info, layout_.label.label_id, label->id);
      put(info, layout_.label.result_class_id, label->class_id);
      put(info, layout_.label.result_prob, label->probability);
      copy_label(info, layout_.label.result_label, label->text);
      library_.add_label(classifier, info);
    }
    library_.add_classifier(object(classify.object), classifier);
  }

  // Drawings of one frame share display metas.
  void add_drawings() {
    const std::span<const Drawing> all(edits_.drawings);
    for (std::size_t first = 0; first < all.size();) {
      std::size_t end = first;
      while (end < all.size() && all[end].frame == all[first].frame) ++end;
      draw(all.subspan(first, end - first), rows_.frame(all[first].frame), 0, layout_, batch_, library_);
      first = end;
    }
  }

  // The library leaves children pointing at an element that is in the pool again; here they have no parent then.
  void remove() {
    if (edits_.removals.empty()) return;
    std::vector<const void*> removed;
    for (const std::uint32_t row : edits_.removals) removed.push_back(rows_.object(row));
    std::sort(removed.begin(), removed.end());
    const auto orphan = [&](nvds::NvDsObjectMeta* object) {
      const void* const parent = field<const void*>(object, layout_.object.parent);
      if (parent && std::binary_search(removed.begin(), removed.end(), parent))
        put(object, layout_.object.parent, static_cast<void*>(nullptr));
    };
    for (std::uint32_t row = 0; row < rows_.object_count(); ++row) orphan(rows_.object(row));
    for (nvds::NvDsObjectMeta* object : added_) orphan(object);
    for (const std::uint32_t row : edits_.removals) library_.remove_object(rows_.frame_of(row), rows_.object(row));
  }

  std::uint32_t rect(std::uint32_t offset) const { return layout_.object.rect_params + offset; }
  std::uint32_t text(std::uint32_t offset) const { return layout_.object.text_params + offset; }

  static void copy_label(void* base, std::uint32_t offset, std::string_view label) {
    auto* const to = static_cast<char*>(base) + offset;
    std::memset(to, 0, nvds::MAX_LABEL_SIZE);
    std::memcpy(to, label.data(), label.size());
  }

  static void put_colour(void* base, std::uint32_t has_at, std::uint32_t colour_at,
                         const std::optional<nvds::NvOSD_ColorParams>& colour) {
    put(base, has_at, guint{colour.has_value()});
    if (colour) put(base, colour_at, *colour);
  }

  const Edits& edits_;
  const BatchRows& rows_;
  nvds::NvDsBatchMeta& batch_;
  const Library& library_;
  const Layout& layout_;
  std::vector<nvds::NvDsObjectMeta*> added_;
};

}  // namespace

void apply(const Edits& edits, const BatchRows& rows, nvds::NvDsBatchMeta& batch, const Library& library) {
  Applier(edits, rows, batch, library).apply();
}

}  // namespace meta
