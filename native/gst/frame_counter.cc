#include "gst/frame_counter.h"

#include <string_view>

#include "gst/iterate.h"
#include "meta/batch.h"

namespace gst {
namespace {

bool is_muxer(GstElement* element) {
  const GstElementFactory* factory = gst_element_get_factory(element);
  return factory && std::string_view(GST_OBJECT_NAME(factory)) == "nvstreammux";
}

}  // namespace

FrameCounter::FrameCounter(GstBin* pipeline) {
  for (const ElementRef& element : collect<GstElement>(gst_bin_iterate_recurse(pipeline))) {
    if (!is_muxer(element.get())) continue;
    PadRef pad(gst_element_get_static_pad(element.get(), "src"));
    if (!pad) continue;
    const gulong probe = gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad*, GstPadProbeInfo* info, gpointer count) {
          if (const auto* batch = meta::find_batch(GST_PAD_PROBE_INFO_BUFFER(info)))
            (*static_cast<Count*>(count))->fetch_add(batch->num_frames_in_batch, std::memory_order_relaxed);
          return GST_PAD_PROBE_OK;
        },
        new Count(count_), [](gpointer count) { delete static_cast<Count*>(count); });
    probes_.emplace_back(std::move(pad), probe);
  }
}

FrameCounter::~FrameCounter() {
  for (const auto& [pad, probe] : probes_) gst_pad_remove_probe(pad.get(), probe);
}

}  // namespace gst
