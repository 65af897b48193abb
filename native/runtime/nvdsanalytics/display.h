// Zones, lines, arrows and counts as display metadata, which nvdsosd draws.
#pragma once

#include "nvds/metadata.h"
#include "runtime/nvdsanalytics/config.h"
#include "runtime/nvdsanalytics/stream.h"

namespace runtime::analytics {

// `rules` in the frame's pixels.
void add_display(nvds::NvDsBatchMeta& batch, nvds::NvDsFrameMeta& frame, const Config& config, const StreamRules& rules,
                 const FrameResult& result);

// The object's status in its text, and its border in the opposite colour when it is in a region or crosses a line.
void mark_object(nvds::NvDsObjectMeta& object, const nvds::NvDsAnalyticsObjInfo& info, unsigned font_size);

}  // namespace runtime::analytics
