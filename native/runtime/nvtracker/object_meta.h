// What a library says about one object beyond its box, as metadata of the object and drawings of the frame.
#pragma once

#include "nvds/metadata.h"
#include "nvds/tracker.h"

namespace runtime::nvtracker {

struct Scale {
  float x = 1;
  float y = 1;
};

// Attaches mask, appearance vector, visibility, foot points, 3D box and hull, as far as `query` says that the library
// gives them. `scale` leads from the tracker's pixels to the frame's.
void attach_object_meta(const nvds::NvMOTQuery& query, const nvds::NvMOTTrackedObj& tracked, Scale scale,
                        nvds::NvDsFrameMeta* frame, nvds::NvDsObjectMeta* object);

}  // namespace runtime::nvtracker
