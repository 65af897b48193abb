#include "pipeline.h"

#include <gtest/gtest.h>

#include <chrono>

#include "nvds/gst_metadata.h"
#include "runtime/surface/surface.h"

namespace test {

Recorder::Recorder(GstPad* pad, bool keep_buffers) : pad_(gst::share(pad)) {
  state_->keep = keep_buffers;
  const auto mask = GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  const auto release = [](gpointer state) { delete static_cast<std::shared_ptr<State>*>(state); };
  id_ = gst_pad_add_probe(pad, mask, probe, new std::shared_ptr<State>(state_), release);
}

Recorder::~Recorder() { gst_pad_remove_probe(pad_.get(), id_); }

GstPadProbeReturn Recorder::probe(GstPad*, GstPadProbeInfo* info, gpointer data) {
  const std::shared_ptr<State> state = *static_cast<std::shared_ptr<State>*>(data);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    record(*state, GST_PAD_PROBE_INFO_BUFFER(info));
  } else {
    record(*state, GST_PAD_PROBE_INFO_EVENT(info));
  }
  return GST_PAD_PROBE_OK;
}

void Recorder::record(State& state, GstBuffer* buffer) {
  SeenBatch batch{};
  batch.pts = GST_BUFFER_PTS(buffer);
  {
    const runtime::MappedSurface surface(buffer, GST_MAP_READ);
    if (surface) {
      batch.batch_size = surface->batchSize;
      batch.num_filled = surface->numFilled;
    }
  }
  if (const nvds::NvDsBatchMeta* meta = nvds::gst_buffer_get_nvds_batch_meta(buffer)) {
    batch.max_frames = meta->max_frames_in_batch;
    for (const GList* item = meta->frame_meta_list; item; item = item->next) {
      const auto& f = *static_cast<const nvds::NvDsFrameMeta*>(item->data);
      batch.frames.push_back({f.pad_index, f.source_id, f.batch_id, f.frame_num, f.buf_pts, f.ntp_timestamp,
                              f.source_frame_width, f.source_frame_height, f.pipeline_width, f.pipeline_height});
    }
  }
  if (state.keep) batch.buffer.reset(gst_buffer_ref(buffer), gst_buffer_unref);
  const std::lock_guard lock(state.mutex);
  state.batches.push_back(std::move(batch));
  state.changed.notify_all();
}

void Recorder::record(State& state, GstEvent* event) {
  const GstStructure* structure = gst_event_get_structure(event);
  std::string name = GST_EVENT_TYPE_NAME(event);
  if (structure && g_str_has_prefix(gst_structure_get_name(structure), "nv-")) {
    name = gst_structure_get_name(structure);
    name = name.substr(0, name.rfind('-'));
  }
  const std::lock_guard lock(state.mutex);
  if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    state.caps = gst::to_string(gst_caps_to_string(caps));
  }
  state.events.push_back(name);
  state.changed.notify_all();
}

std::vector<SeenBatch> Recorder::batches() {
  const std::lock_guard lock(state_->mutex);
  return state_->batches;
}

std::vector<std::string> Recorder::events() {
  const std::lock_guard lock(state_->mutex);
  return state_->events;
}

std::size_t Recorder::count() {
  const std::lock_guard lock(state_->mutex);
  return state_->batches.size();
}

std::string Recorder::caps() {
  const std::lock_guard lock(state_->mutex);
  return state_->caps;
}

bool Recorder::wait_for_batches(std::size_t number, int milliseconds) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, std::chrono::milliseconds(milliseconds),
                                  [&] { return state_->batches.size() >= number; });
}

bool Recorder::wait_for_event(const std::string& start, int milliseconds) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] {
    for (const std::string& event : state_->events)
      if (event.rfind(start, 0) == 0) return true;
    return false;
  });
}

Pipeline::Pipeline(const std::string& text) {
  GError* error = nullptr;
  pipeline_.reset(gst_parse_launch(text.c_str(), &error));
  const gst::ErrorRef owned(error);
  EXPECT_EQ(error, nullptr) << error->message;
  bus_.reset(gst_element_get_bus(pipeline_.get()));
}

Pipeline::~Pipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

gst::ElementRef Pipeline::element(const char* name) const {
  return gst::ElementRef(gst_bin_get_by_name(GST_BIN(pipeline_.get()), name));
}

gst::PadRef Pipeline::pad(const char* name, const char* pad) const {
  return gst::PadRef(gst_element_get_static_pad(element(name).get(), pad));
}

bool Pipeline::set_state(GstState state, int milliseconds) {
  if (gst_element_set_state(pipeline_.get(), state) == GST_STATE_CHANGE_FAILURE) return false;
  return gst_element_get_state(pipeline_.get(), nullptr, nullptr, milliseconds * GST_MSECOND) !=
         GST_STATE_CHANGE_FAILURE;
}

gst::MessageRef Pipeline::wait(int types, int milliseconds) {
  return gst::MessageRef(gst_bus_timed_pop_filtered(bus_.get(), milliseconds * GST_MSECOND, GstMessageType(types)));
}

std::string Pipeline::play_to_end(int milliseconds) {
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  const gst::MessageRef message = wait(GST_MESSAGE_EOS | GST_MESSAGE_ERROR, milliseconds);
  if (!message) return "no end of stream";
  return GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR ? error_text(message.get()) : "";
}

std::string error_text(GstMessage* message) {
  GError* error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const gst::ErrorRef owned(error);
  return error->message;
}

}  // namespace test
