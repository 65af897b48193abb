// What comes into the legacy muxer and in which format it goes out.
#include "nvds/events.h"
#include "runtime/element/fault.h"
#include "runtime/nvstreammux/formats.h"
#include "runtime/nvstreammux/legacy_mux.h"
#include "runtime/surface/property_types.h"

namespace runtime::mux {
namespace {

std::string memory_nick(gint64 memory) {
  auto* const kinds = static_cast<GEnumClass*>(g_type_class_ref(memory_type()));
  const std::string nick = g_enum_get_value(kinds, int(memory))->value_nick;
  g_type_class_unref(kinds);
  return nick;
}

}  // namespace

// The caps of the first source with the muxer's size; they stay for the run.
void LegacyMux::set_output(const InputFormat& input, GstVideoFormat format) {
  const int width = int(values.unsigned_integer("width"));
  const int height = int(values.unsigned_integer("height"));
  const auto batch_size = guint(values.unsigned_integer("batch-size"));
  const int fps_n = GST_VIDEO_INFO_FPS_N(&input.info);
  const int fps_d = GST_VIDEO_INFO_FPS_D(&input.info);
  output_caps_ = nvmm_caps(format);
  gst_caps_set_simple(output_caps_.get(), "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, "framerate",
                      GST_TYPE_FRACTION, fps_n, fps_d, "batch-size", G_TYPE_INT, int(batch_size),
                      "num-surfaces-per-frame", G_TYPE_INT, int(values.integer("num-surfaces-per-frame")),
                      "nvbuf-memory-type", G_TYPE_STRING, memory_nick(values.integer("nvbuf-memory-type")).c_str(),
                      "gpu-id", G_TYPE_INT, int(values.unsigned_integer("gpu-id")), nullptr);
  GstVideoColorimetry colorimetry{};
  if (!GST_VIDEO_INFO_IS_RGB(&input.info) && format != GST_VIDEO_FORMAT_RGBA) {
    colorimetry = GST_VIDEO_INFO_COLORIMETRY(&input.info);
    const gst::StringRef text(gst_video_colorimetry_to_string(&colorimetry));
    if (text) gst_caps_set_simple(output_caps_.get(), "colorimetry", G_TYPE_STRING, text.get(), nullptr);
  }
  output_format_ = format;
  pool_ = std::make_unique<SurfacePool>(format, colorimetry, width, height, batch_size);
  frame_duration_ =
      fps_n > 0 && fps_d > 0 ? gst_util_uint64_scale(GST_SECOND, guint64(fps_d), guint64(fps_n)) : GST_SECOND / 30;
}

bool LegacyMux::accept_caps(GstPad* pad, Input& input, GstCaps*) {
  const InputFormat& format = *input.format;
  gst::EventRef frame_rate(gst_event_new_custom(
      GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_structure_new("stream-frame-rate", "stream-id", G_TYPE_UINT, input.id, "frame-rate", GST_TYPE_FRACTION,
                        GST_VIDEO_INFO_FPS_N(&format.info), GST_VIDEO_INFO_FPS_D(&format.info), nullptr)));
  const GstVideoFormat chosen =
      choose_batch_format(src_, GST_VIDEO_INFO_FORMAT(&format.info));  // asks downstream: before the lock
  Lock lock(mutex_);
  std::vector<gst::EventRef> events;
  events.push_back(std::move(frame_rate));  // for nvstreamdemux: a stream's own rate
  input.add(Entry::Kind::events, std::move(events));
  if (GST_VIDEO_INFO_FPS_N(&format.info) > 0) {
    const GstClockTime duration = gst_util_uint64_scale(GST_SECOND, guint64(GST_VIDEO_INFO_FPS_D(&format.info)),
                                                        guint64(GST_VIDEO_INFO_FPS_N(&format.info)));
    shortest_frame_ = std::min(shortest_frame_, duration);
  }
  if (!output_caps_) {
    set_output(format, chosen);
    return true;
  }
  const GstVideoFormat given = GST_VIDEO_INFO_FORMAT(&format.info);
  if (!format.nvmm || given == output_format_) return true;
  lock.unlock();
  Fault fault;
  fault.code = "ERR_NEGOTIATION";
  fault.key = gst::to_string(gst_pad_get_name(pad));
  fault.value = gst_video_format_to_string(given);
  fault.message = "Pad " + fault.key + " gives " + fault.value + ", but this muxer's batches are " +
                  gst_video_format_to_string(output_format_) + ", the format of its first source.";
  fault.remedy = std::string("Put nvvideoconvert ! video/x-raw(memory:NVMM),format=") +
                 gst_video_format_to_string(output_format_) + " before the pad.";
  post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
  return false;
}

// NVMM pictures must have the batch's format once it is known; those in system memory are converted.
GstCaps* LegacyMux::sink_caps() const {
  GstCaps* caps = gst_static_pad_template_get_caps(&legacy_sink_template());
  const std::lock_guard lock(mutex_);
  if (output_format_ == GST_VIDEO_FORMAT_UNKNOWN) return caps;
  caps = gst_caps_make_writable(caps);
  gst_structure_set(gst_caps_get_structure(caps, 0), "format", G_TYPE_STRING,
                    gst_video_format_to_string(output_format_), nullptr);
  return caps;
}

gboolean LegacyMux::sink_query(GstPad* pad, Input& input, GstQuery* query) {
  if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS) return Mux::sink_query(pad, input, query);
  GstCaps* filter = nullptr;
  gst_query_parse_caps(query, &filter);
  gst::CapsRef caps(sink_caps());
  if (filter) caps.reset(gst_caps_intersect_full(filter, caps.get(), GST_CAPS_INTERSECT_FIRST));
  gst_query_set_caps_result(query, caps.get());
  return TRUE;
}

gboolean LegacyMux::src_query(GstQuery* query) {
  if (!nvds::gst_nvquery_is_batch_size(query)) return Mux::src_query(query);
  nvds::gst_nvquery_batch_size_set(query, guint(values.unsigned_integer("batch-size")));
  return TRUE;
}

}  // namespace runtime::mux
