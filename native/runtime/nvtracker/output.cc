#include "runtime/nvtracker/output.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "runtime/nvtracker/debug.h"

namespace runtime::nvtracker {
namespace {

using namespace nvds;

constexpr std::size_t kTextSize = 128;      // bytes of an object's text, the terminator included
constexpr float kTextRise = 20;             // pixels that the text stands above the box
constexpr float kMissedConfidence = -0.1f;  // of an object that only the tracker sees

struct Box {
  float left, top, width, height;
};

// Cuts the box to the frame; false when nothing is left of it.
bool clip(Box& box, float width, float height) {
  if (box.left < 0) {
    box.width += box.left;
    box.left = 0;
  }
  if (box.top < 0) {
    box.height += box.top;
    box.top = 0;
  }
  // Written so that an undefined number counts as nothing.
  if (!(box.left < width && box.top < height && box.width > 0 && box.height > 0)) return false;
  box.width = std::min(box.width, width - box.left);
  box.height = std::min(box.height, height - box.top);
  return true;
}

void place(NvDsObjectMeta* object, const Box& clipped, const Box& unclipped, float confidence) {
  object->rect_params.left = clipped.left;
  object->rect_params.top = clipped.top;
  object->rect_params.width = clipped.width;
  object->rect_params.height = clipped.height;
  object->tracker_bbox_info.org_bbox_coords = {unclipped.left, unclipped.top, unclipped.width, unclipped.height};
  object->tracker_confidence = confidence;
}

// Removes an object, and every other object's pointer to it as its parent.
void remove_object(NvDsFrameMeta* frame, NvDsObjectMeta* object) {
  for (GList* l = frame->obj_meta_list; l; l = l->next) {
    auto* other = static_cast<NvDsObjectMeta*>(l->data);
    if (other->parent == object) other->parent = nullptr;
  }
  nvds_remove_obj_meta_from_frame(frame, object);
}

unsigned pixel(float position) { return position > 0 ? unsigned(position) : 0; }

}  // namespace

void ObjectMapping::learn(const NvDsObjectMeta& object) {
  const auto id = NvMOTClassId(object.class_id);
  if (looks_.contains(id)) return;
  ClassLook look{object.class_id, object.unique_component_id, object.rect_params, object.text_params, "",
                 object.obj_label};
  if (object.text_params.display_text) look.display_text = object.text_params.display_text;
  look.text.display_text = nullptr;
  looks_.emplace(id, std::move(look));
}

const char* ObjectMapping::label_of(NvMOTClassId id) const {
  const auto look = looks_.find(id);
  return look == looks_.end() ? "" : look->second.label.c_str();
}

void ObjectMapping::fill(const NvDsFrameMeta& meta, Scale scale, NvMOTFrame& frame) {
  NvMOTObjToTrackList& list = frame.objectsIn;
  list.detectionDone = meta.bInferDone != 0;
  for (GList* l = meta.obj_meta_list; l; l = l->next) {
    auto* object = static_cast<NvDsObjectMeta*>(l->data);
    if (!options_.classes.empty() && !options_.classes.contains(object->class_id)) continue;
    if (list.numFilled >= list.numAllocated) {
      if (!overflow_told_) {
        overflow_told_ = true;
        post_warning(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
                     {.code = "ERR_TRACKER",
                      .message = "A frame has more objects than the tracker takes (" +
                                 std::to_string(list.numAllocated) + "); the others are dropped.",
                      .remedy = "Raise maxTargetsPerStream in the tracker's configuration.",
                      .key = "maxTargetsPerStream",
                      .value = std::to_string(list.numAllocated)});
      }
      break;
    }
    learn(*object);
    const NvOSD_RectParams& rect = object->rect_params;
    list.list[list.numFilled++] = {
        NvMOTClassId(object->class_id),
        {rect.left * scale.x, rect.top * scale.y, rect.width * scale.x, rect.height * scale.y},
        object->confidence,
        true,
        object};
  }
}

guint64 ObjectMapping::object_id(guint64 id, std::uint64_t stream) {
  const guint64 first = first_ids_.emplace(stream, id).first->second;
  if (!options_.ids_from_zero_after_eos) return id;
  // The upper half names the stream and stays; the lower half counts from the stream's first id.
  return (id & 0xFFFFFFFF00000000u) + guint32(id - first);
}

NvDsObjectMeta* ObjectMapping::missed(const NvMOTTrackedObj& tracked, NvDsFrameMeta* meta) const {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(meta->base_meta.batch_meta);
  if (!object) return nullptr;
  object->class_id = tracked.classId;
  if (const auto look = looks_.find(tracked.classId); look != looks_.end()) {
    object->class_id = look->second.class_id;  // the library's is cut to 16 bits
    object->unique_component_id = look->second.component_id;
    object->rect_params = look->second.rect;
    object->text_params = look->second.text;
    object->text_params.display_text = g_strdup(look->second.display_text.c_str());
    g_strlcpy(object->obj_label, look->second.label.c_str(), MAX_LABEL_SIZE);
  }
  object->detector_bbox_info.org_bbox_coords = {};
  object->confidence = kMissedConfidence;
  return object;
}

void ObjectMapping::write_text(NvDsObjectMeta* object) const {
  NvOSD_TextParams& text = object->text_params;
  static char font[] = "Serif";
  text.font_params.font_name = font;
  text.font_params.font_size = 10;
  text.font_params.font_color = {1, 1, 1, 1};
  text.set_bg_clr = 1;
  text.text_bg_clr = {0, 0, 0, 1};
  text.x_offset = pixel(object->rect_params.left);
  text.y_offset = pixel(object->rect_params.top - kTextRise);
  if (!options_.display_id) return;
  std::string shown = text.display_text ? std::string(text.display_text) + " " : "";
  shown += std::to_string(object->object_id);
  if (shown.size() >= kTextSize) {
    shown.resize(kTextSize - 1);
    const gchar* end = nullptr;  // not in the middle of a character
    if (!g_utf8_validate(shown.data(), gssize(shown.size()), &end)) shown.resize(std::size_t(end - shown.data()));
  }
  g_free(text.display_text);
  text.display_text = g_strdup(shown.c_str());
}

void ObjectMapping::apply(const NvMOTQuery& query, const NvMOTFrame& frame, const NvMOTTrackedObjList& tracked,
                          guint width, guint height, Scale scale, NvDsFrameMeta* meta) {
  meta->frame_num = gint(tracked.frameNum);
  const Scale back = {1 / scale.x, 1 / scale.y};
  const NvMOTObjToTrackList& inputs = frame.objectsIn;
  std::vector<bool> removed(inputs.numFilled, false);
  for (std::uint32_t i = 0; i < std::min(tracked.numFilled, tracked.numAllocated); ++i) {
    const NvMOTTrackedObj& found = tracked.list[i];
    const Box unclipped = {found.bbox.x * back.x, found.bbox.y * back.y, found.bbox.width * back.x,
                           found.bbox.height * back.y};
    Box box = unclipped;
    const bool visible = clip(box, float(width), float(height));
    NvDsObjectMeta* object = nullptr;
    if (found.associatedObjectIn) {
      const auto index = std::size_t(found.associatedObjectIn - inputs.list);
      if (index >= inputs.numFilled || removed[index]) {
        GST_WARNING_OBJECT(element_, "the tracker library names an object that it was not given");
        continue;
      }
      object = static_cast<NvDsObjectMeta*>(inputs.list[index].pPreservedData);
      object->object_id = object_id(found.trackingId, tracked.streamID);
      if (!visible) {
        remove_object(meta, object);
        removed[index] = true;
        continue;
      }
      if (found.classId != inputs.list[index].classId) {
        GST_WARNING_OBJECT(element_, "object %" G_GUINT64_FORMAT ": the library changed its class from %d to %d",
                           object->object_id, object->class_id, found.classId);
      } else {
        place(object, box, unclipped, found.confidence);
        attach_object_meta(query, found, back, meta, object);
      }
    } else {
      if (!visible || !(object = missed(found, meta))) continue;
      object->object_id = object_id(found.trackingId, tracked.streamID);
      place(object, box, unclipped, found.confidence);
      attach_object_meta(query, found, back, meta, object);
      nvds_add_obj_meta_to_frame(meta, object, nullptr);
    }
    write_text(object);
  }
}

void ObjectMapping::remove_untracked(NvDsFrameMeta* meta) const {
  if (!options_.classes.empty()) return;
  std::vector<NvDsObjectMeta*> untracked;
  for (GList* l = meta->obj_meta_list; l; l = l->next) {
    auto* object = static_cast<NvDsObjectMeta*>(l->data);
    if (object->object_id == UNTRACKED_OBJECT_ID) untracked.push_back(object);
  }
  for (NvDsObjectMeta* object : untracked) remove_object(meta, object);
}

}  // namespace runtime::nvtracker
