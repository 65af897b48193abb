// One stream's part of a batch as a buffer of its own.
#pragma once

#include "gst/ref.h"
#include "nvds/gst_metadata.h"
#include "runtime/surface/surface.h"

namespace runtime::demux {

// The frame at `first` in the list and the ones after it that belong to the same picture (`surfaces` in all, more than
// one after a dewarper): the batch's own pixels, fresh batch metadata with copies of the frames', and the GstMeta that
// the source's buffer had. `exclusive`: nobody but the demuxer holds the batch. Null when there is no such surface.
gst::BufferRef split(GstBuffer* batch, const MappedSurface& surface, const GList* first, guint surfaces,
                     bool exclusive);

}  // namespace runtime::demux
