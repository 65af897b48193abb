// Settings of the new muxer, and the caps that it makes of the first source's.
#include "nvds/events.h"
#include "nvds/queries.h"
#include "runtime/element/fault.h"
#include "runtime/nvstreammux/formats.h"
#include "runtime/nvstreammux/new_mux.h"

namespace runtime::mux {

bool NewMux::load_config() {
  BatchConfig config;
  const std::string path = values.text("config-file-path");
  if (!path.empty()) {
    Fault error;
    std::vector<Fault> warnings;
    const std::optional<BatchConfig> read = read_batch_config(path, error, warnings);
    for (const Fault& warning : warnings)
      post_warning(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, warning);
    if (!read) {
      post_error(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, error);
      return false;
    }
    config = *read;
  }
  const std::lock_guard lock(mutex_);
  config_ = config;
  from_file_ = !path.empty();
  return true;
}

void NewMux::reload_config(Lock& lock) {
  reload_ = false;
  lock.unlock();
  const bool loaded = load_config();
  lock.lock();
  if (loaded) make_policy();
}

void NewMux::make_policy() {
  std::vector<guint> pads;
  for (const auto& input : inputs_)
    if (!input->released) pads.push_back(input->id);
  policy_.emplace(config_, from_file_, pads, Clock::now());
  if (!config_.batch_size) policy_->set_batch_size(guint(values.unsigned_integer("batch-size")));
}

guint NewMux::surfaces_per_frame(GstPad* pad) const {
  guint count = guint(values.unsigned_integer("num-surfaces-per-frame"));
  if (count > 0) return count;
  const gst::QueryRef query(nvds::gst_nvquery_num_surfaces_per_buffer_new());
  if (gst_pad_peer_query(pad, query.get())) nvds::gst_nvquery_num_surfaces_per_buffer_parse(query.get(), &count);
  return std::max(1u, count);
}

// The first source's caps, without what differs between sources; its size stays although others may differ.
void NewMux::set_output(GstCaps* caps, const InputFormat& format, GstVideoFormat chosen) {
  gst::CapsRef output(gst_caps_copy(caps));
  gst_caps_set_features_simple(output.get(), gst_caps_features_new("memory:NVMM", nullptr));
  GstStructure* fields = gst_caps_get_structure(output.get(), 0);
  gst_structure_remove_fields(fields, "pixel-aspect-ratio", "chroma-site", "interlace-mode", "colorimetry",
                              "multiview-mode", "multiview-flags", nullptr);
  gst_structure_set(fields, "format", G_TYPE_STRING, gst_video_format_to_string(chosen), "batch-size", G_TYPE_INT,
                    int(policy_->announced_size(sources().size())), "num-surfaces-per-frame", G_TYPE_INT,
                    int(surfaces_), nullptr);
  output_caps_ = std::move(output);
  output_format_ = chosen;
  const int numerator = GST_VIDEO_INFO_FPS_N(&format.info);
  const int denominator = GST_VIDEO_INFO_FPS_D(&format.info);
  frame_duration_ = numerator > 0 && denominator > 0
                        ? gst_util_uint64_scale(GST_SECOND, guint64(denominator), guint64(numerator))
                        : GST_SECOND / 30;
}

bool NewMux::accept_caps(GstPad* pad, Input& input, GstCaps* caps) {
  const InputFormat& format = *input.format;
  input.pool.reset();
  const GstVideoFormat given = GST_VIDEO_INFO_FORMAT(&format.info);
  // Both ask other elements: before the lock.
  const GstVideoFormat chosen = format.nvmm ? given : choose_batch_format(src_, given);
  const guint surfaces = surfaces_per_frame(pad);
  const gst::StringRef stream_id(gst_pad_get_stream_id(pad));

  const std::lock_guard lock(mutex_);
  if (!policy_) {
    surfaces_ = surfaces;
    make_policy();
  }
  if (!output_caps_) set_output(caps, format, chosen);
  std::vector<gst::EventRef> events;
  events.emplace_back(nvds::gst_nvevent_new_update_caps(input.id, guint(GST_VIDEO_INFO_WIDTH(&format.info)),
                                                        guint(GST_VIDEO_INFO_HEIGHT(&format.info)),
                                                        gst_caps_get_structure(caps, 0), stream_id.get(), FALSE));
  input.add(Entry::Kind::events, std::move(events));
  return true;
}

gboolean NewMux::src_query(GstQuery* query) {
  if (!nvds::gst_nvquery_is_batch_size(query)) return Mux::src_query(query);
  const std::lock_guard lock(mutex_);
  nvds::gst_nvquery_batch_size_set(
      query, policy_ ? guint(policy_->announced_size(sources().size())) : guint(values.unsigned_integer("batch-size")));
  return TRUE;
}

}  // namespace runtime::mux
