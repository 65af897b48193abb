// Filling a batch of the legacy muxer: each picture is copied, scaled and converted in one go into the muxer's pool,
// because elements downstream draw in place.
#include "runtime/element/fault.h"
#include "runtime/nvstreammux/batch.h"
#include "runtime/nvstreammux/legacy_mux.h"
#include "runtime/nvstreammux/placement.h"
#include "runtime/surface/property_types.h"

namespace runtime::mux {
namespace {

// Every picture of an incoming buffer, in system memory or NVMM.
class Pictures {
 public:
  explicit Pictures(const Frame& frame) {
    if (frame.format->nvmm) {
      surface_ = std::make_unique<MappedSurface>(frame.buffer.get(), GST_MAP_READ);
      if (!*surface_) return;
      for (const nvds::NvBufSurfaceParams& params : surface_->pictures()) pictures_.push_back(picture_of(params));
    } else if (gst_video_frame_map(&video_, &frame.format->info, frame.buffer.get(), GST_MAP_READ)) {
      mapped_ = true;
      pictures_.push_back(picture_of(video_));
    }
  }
  ~Pictures() {
    if (mapped_) gst_video_frame_unmap(&video_);
  }
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;

  std::span<const Picture> all() const { return pictures_; }

 private:
  GstVideoFrame video_{};
  bool mapped_ = false;
  std::unique_ptr<MappedSurface> surface_;
  std::vector<Picture> pictures_;
};

}  // namespace

bool LegacyMux::accept_frame(Input& input, Frame& frame) {
  if (!frame.format->nvmm) return true;
  const MappedSurface surface(frame.buffer.get(), GST_MAP_READ);
  if (surface && surface->numFilled > 0) {
    frame.surfaces = surface->numFilled;
    return !refuse_out_of_reach(element_, frame.buffer.get());
  }
  Fault fault;
  fault.code = "ERR_STREAM";
  fault.message =
      "Source " + std::to_string(input.id) + " sent a buffer without a picture, although its caps say memory:NVMM.";
  fault.remedy = "Check the element before this pad: it must give NvBufSurface buffers.";
  post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, fault);
  return false;
}

// Returns how many of the targets were filled.
guint LegacyMux::copy_pictures(const Frame& frame, std::span<nvds::NvBufSurfaceParams> targets) const {
  const Pictures pictures(frame);
  guint filled = 0;
  for (const Picture& from : pictures.all()) {
    if (filled == targets.size()) break;
    const Picture to = picture_of(targets[filled]);
    const Rectangle part = place(frame.format->info, to.width, to.height, values.boolean("enable-padding"));
    paint_bars(to, part);
    if (!convert(from, {0, 0, from.width, from.height}, to, part, scaling_of(values.integer("interpolation-method"))))
      break;
    ++filled;
  }
  return filled;
}

gst::BufferRef LegacyMux::compose(std::span<const Pick> picks) const {
  gst::BufferRef buffer = pool_->acquire();
  if (!buffer) return nullptr;
  const auto batch_size = guint(values.unsigned_integer("batch-size"));
  nvds::NvDsBatchMeta* batch = new_batch_meta(batch_size);
  attach_batch_meta(buffer.get(), batch);
  const MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
  guint filled = 0;
  for (const Pick& pick : picks) {
    const std::span<nvds::NvBufSurfaceParams> rest(surface->surfaceList + filled, surface->batchSize - filled);
    const guint copied = copy_pictures(pick.frame, rest);
    if (copied == 0) {
      GST_WARNING_OBJECT(element_, "source %u: a picture could not be converted", pick.pad_index);
      continue;
    }
    FrameFacts facts;
    facts.pad_index = pick.pad_index;
    facts.first_frame_num = pick.first_frame_num;
    facts.source_width = guint(GST_VIDEO_INFO_WIDTH(&pick.frame.format->info));
    facts.source_height = guint(GST_VIDEO_INFO_HEIGHT(&pick.frame.format->info));
    facts.pipeline_width = guint(values.unsigned_integer("width"));
    facts.pipeline_height = guint(values.unsigned_integer("height"));
    facts.surfaces_per_frame = guint(values.integer("num-surfaces-per-frame"));
    facts.overwrite_pad_index = true;
    add_latency_meta(batch, pick.frame, facts, GST_OBJECT_NAME(element_));
    add_frame_metas(batch, pick.frame, facts, copied, filled);
    filled += copied;
  }
  surface->numFilled = filled;
  if (filled == 0) return nullptr;
  close_latency_metas(batch);
  return buffer;
}

}  // namespace runtime::mux
