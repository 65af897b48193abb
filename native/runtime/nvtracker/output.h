// From objects to the library and back: what a frame's metadata says after tracking.
#pragma once

#include <map>
#include <string>

#include "nvds/metadata.h"
#include "nvds/tracker.h"
#include "runtime/nvtracker/object_meta.h"
#include "runtime/nvtracker/options.h"

namespace runtime::nvtracker {

// What an object of a class looks like: taken from the first one seen, for objects that the detector misses later.
struct ClassLook {
  int class_id = 0;
  int component_id = 0;
  nvds::NvOSD_RectParams rect{};
  nvds::NvOSD_TextParams text{};  // without its display_text
  std::string display_text;
  std::string label;
};

class ObjectMapping {
 public:
  ObjectMapping(GstElement* element, const Options& options) : element_(element), options_(options) {}

  // Fills the library's input from the frame's objects. `scale` leads from the frame's pixels to the tracker's.
  void fill(const nvds::NvDsFrameMeta& meta, Scale scale, nvds::NvMOTFrame& frame);
  // Writes what the library found into the frame. `width`, `height`: the frame's; `scale` is the same as before.
  void apply(const nvds::NvMOTQuery& query, const nvds::NvMOTFrame& frame, const nvds::NvMOTTrackedObjList& tracked,
             guint width, guint height, Scale scale, nvds::NvDsFrameMeta* meta);
  void remove_untracked(nvds::NvDsFrameMeta* meta) const;

  const char* label_of(nvds::NvMOTClassId id) const;
  // The next id of a stream starts its count of low 32 bits anew, where ids restart at all.
  void forget_ids(std::uint64_t stream) { first_ids_.erase(stream); }

 private:
  void learn(const nvds::NvDsObjectMeta& object);
  guint64 object_id(guint64 id, std::uint64_t stream);
  nvds::NvDsObjectMeta* missed(const nvds::NvMOTTrackedObj& tracked, nvds::NvDsFrameMeta* meta) const;
  void write_text(nvds::NvDsObjectMeta* object) const;

  GstElement* const element_;
  const Options& options_;
  std::map<nvds::NvMOTClassId, ClassLook> looks_;
  std::map<std::uint64_t, guint64> first_ids_;
  bool overflow_told_ = false;
};

}  // namespace runtime::nvtracker
