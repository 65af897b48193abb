// Batches of the new muxer: the sources' own pictures, by reference. Pictures in system memory are copied once, in
// their own streaming thread and size.
#include <algorithm>

#include "runtime/element/fault.h"
#include "runtime/nvstreammux/batch.h"
#include "runtime/nvstreammux/formats.h"
#include "runtime/nvstreammux/new_mux.h"

namespace runtime::mux {
namespace {

// Metas that describe the memory of the old buffer do not fit the new one.
gboolean copy_meta(GstBuffer* from, GstMeta** meta, gpointer to) {
  const GstMetaInfo* info = (*meta)->info;
  const bool of_memory = gst_meta_api_type_has_tag(info->api, g_quark_from_static_string(GST_META_TAG_MEMORY_STR)) ||
                         gst_meta_api_type_has_tag(info->api, g_quark_from_static_string(GST_META_TAG_VIDEO_SIZE_STR));
  if (info->transform_func && !of_memory) {
    GstMetaTransformCopy copy = {FALSE, 0, gsize(-1)};
    info->transform_func(static_cast<GstBuffer*>(to), *meta, from, _gst_meta_transform_copy, &copy);
  }
  return TRUE;
}

}  // namespace

bool NewMux::to_nvmm(Input& input, Frame& frame) const {
  const GstVideoInfo& info = frame.format->info;
  if (!input.pool) {
    GstVideoFormat format = GST_VIDEO_FORMAT_UNKNOWN;
    {
      const std::lock_guard lock(mutex_);
      format = output_format_;
    }
    const GstVideoColorimetry colorimetry =
        format == GST_VIDEO_FORMAT_RGBA ? GstVideoColorimetry{} : GST_VIDEO_INFO_COLORIMETRY(&info);
    input.pool = std::make_unique<SurfacePool>(format, colorimetry, GST_VIDEO_INFO_WIDTH(&info),
                                               GST_VIDEO_INFO_HEIGHT(&info), 1);
  }
  gst::BufferRef copy = input.pool->acquire();
  GstVideoFrame video;
  if (!copy || !gst_video_frame_map(&video, &info, frame.buffer.get(), GST_MAP_READ)) return false;
  bool converted = false;
  {
    const MappedSurface surface(copy.get(), GST_MAP_READWRITE);
    converted = convert(picture_of(video), picture_of(surface->surfaceList[0]));
    surface->numFilled = 1;
  }
  gst_video_frame_unmap(&video);
  if (!converted) return false;
  gst_buffer_copy_into(copy.get(), frame.buffer.get(),
                       GstBufferCopyFlags(GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS), 0, gsize(-1));
  gst_buffer_foreach_meta(frame.buffer.get(), copy_meta, copy.get());
  frame.buffer = std::move(copy);
  return true;
}

bool NewMux::accept_frame(Input& input, Frame& frame) {
  if (!frame.format->nvmm) {
    if (!accept_place(input, Place{})) return false;
    if (to_nvmm(input, frame)) return true;
    Fault fault;
    fault.code = "ERR_STREAM";
    fault.message = "A picture of source " + std::to_string(input.id) + " cannot be converted.";
    fault.remedy = "Put videoconvert before the pad sink_" + std::to_string(input.id) + ".";
    post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
    return false;
  }
  const MappedSurface surface(frame.buffer.get(), GST_MAP_READ);
  if (surface && surface->numFilled > 0) {
    frame.surfaces = surface->numFilled;
    return accept_place(input, surface.place());
  }
  Fault fault;
  fault.code = "ERR_STREAM";
  fault.message =
      "Source " + std::to_string(input.id) + " sent a buffer without a picture, although its caps say memory:NVMM.";
  fault.remedy = "Check the element before this pad: it must give NvBufSurface buffers.";
  post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, fault);
  return false;
}

bool NewMux::accept_place(const Input& input, Place place) {
  {
    const std::lock_guard lock(mutex_);
    if (!place_) place_ = place;
    if (*place_ == place) return true;
  }
  Fault fault;
  fault.code = "ERR_STREAM";
  fault.message = "The pictures of source " + std::to_string(input.id) +
                  " lie in another memory (another GPU, or the system's) than those of the other sources.";
  fault.remedy = "Give all sources the same decoder and GPU, or put nvvideoconvert before the pad sink_" +
                 std::to_string(input.id) + ".";
  post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
  return false;
}

// A pad that wakes up starts the count of the batch's time anew, at the running time; only the first frame of all
// counts from 0.
void NewMux::frame_arriving(Input& input) {
  if (first_frame_) policy_->restart(Clock::now());
  if (input.idle) {
    offset_ = first_frame_ ? 0 : running_time();
    counter_ = 0;
  }
  first_frame_ = false;
}

GstClockTime NewMux::next_pts(std::span<const Pick> picks) {
  GstClockTime pts = 0;
  if (values.boolean("sync-inputs")) {
    for (const Pick& pick : picks)
      if (GST_CLOCK_TIME_IS_VALID(pick.frame.running_time)) pts = std::max(pts, pick.frame.running_time);
  } else {
    pts = counter_ + offset_;
  }
  // Two batches never have the same time.
  if (pts == last_pts_) pts += 250 * GST_USECOND;
  last_pts_ = pts;
  return pts;
}

gst::BufferRef NewMux::compose(std::vector<Pick> picks, std::size_t batch_size, guint max_frames) const {
  std::vector<nvds::NvBufSurfaceParams> pictures;
  std::vector<std::size_t> first_picture;
  Place place;
  for (const Pick& pick : picks) {
    const MappedSurface surface(pick.frame.buffer.get(), GST_MAP_READ);
    first_picture.push_back(pictures.size());
    pictures.insert(pictures.end(), surface.pictures().begin(), surface.pictures().end());
    place = surface.place();
  }
  first_picture.push_back(pictures.size());

  // Metadata first: wrapping the pictures takes the buffers over.
  nvds::NvDsBatchMeta* batch = new_batch_meta(max_frames);
  const std::string component = "nvstreammux-" + gst::to_string(gst_object_get_name(GST_OBJECT(element_)));
  std::vector<gst::BufferRef> owners;
  for (std::size_t i = 0; i < picks.size(); ++i) {
    Pick& pick = picks[i];
    FrameFacts facts;
    facts.pad_index = pick.pad_index;
    facts.first_frame_num = pick.first_frame_num;
    facts.pictures = std::span(pictures).subspan(first_picture[i], first_picture[i + 1] - first_picture[i]);
    facts.surfaces_per_frame = surfaces_;
    facts.keep_gst_metas = true;
    add_latency_meta(batch, pick.frame, facts, component.c_str());
    add_frame_metas(batch, pick.frame, facts, guint(facts.pictures.size()), guint(first_picture[i]));
    owners.push_back(std::move(pick.frame.buffer));
  }
  close_latency_metas(batch);
  gst::BufferRef buffer = wrap_surfaces(pictures, std::move(owners), guint(batch_size), place);
  attach_batch_meta(buffer.get(), batch);
  return buffer;
}

}  // namespace runtime::mux
