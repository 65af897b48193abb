#include "golden_player.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <thread>

#include "golden_lines.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/queries.h"
#include "nvds/surface.h"

namespace test {
namespace {

// ---- a pipeline clock that stands still until it is set

struct StandingClock {
  GstClock parent;
  gint64 time;
};
struct StandingClockClass {
  GstClockClass parent_class;
};
G_DEFINE_TYPE(StandingClock, standing_clock, GST_TYPE_CLOCK)

GstClockTime standing_time(GstClock* clock) {
  return GstClockTime(__atomic_load_n(&reinterpret_cast<StandingClock*>(clock)->time, __ATOMIC_SEQ_CST));
}
void standing_clock_class_init(StandingClockClass* klass) { klass->parent_class.get_internal_time = standing_time; }
void standing_clock_init(StandingClock*) {}

// ---- NVMM buffers as the recording had them: a descriptor in plain memory, sizes and no pixels

struct Descriptor {
  nvds::NvBufSurface surface;
  nvds::NvBufSurfaceParams params[8];
};

gst::BufferRef descriptor_buffer(guint width, guint height, guint surfaces) {
  auto* descriptor = new Descriptor();
  descriptor->surface.batchSize = descriptor->surface.numFilled = surfaces;
  descriptor->surface.memType = nvds::NVBUF_MEM_SYSTEM;
  descriptor->surface.surfaceList = descriptor->params;
  for (guint i = 0; i < surfaces; ++i) {
    descriptor->params[i].width = width;
    descriptor->params[i].height = height;
    descriptor->params[i].colorFormat = nvds::NVBUF_COLOR_FORMAT_NV12;
  }
  return gst::BufferRef(gst_buffer_new_wrapped_full(GstMemoryFlags(0), &descriptor->surface, sizeof(nvds::NvBufSurface),
                                                    0, sizeof(nvds::NvBufSurface), descriptor,
                                                    [](gpointer data) { delete static_cast<Descriptor*>(data); }));
}

std::string place_of(const YAML::Node& expected) {
  if (expected["state"]) return "state";
  if (expected["message"] && !expected["event"]) return "bus";
  return expected["src"] ? "src " + expected["src"].as<std::string>() : "sink";
}

int step_of(const YAML::Node& expected) { return expected["step"] ? expected["step"].as<int>() : -1; }

}  // namespace

Log expected_log(const YAML::Node& golden) {
  std::map<Channel, std::vector<Line>> lines;
  for (const auto& expected : golden["expected"])
    lines[{step_of(expected), place_of(expected)}].push_back(line_of(expected));
  Log log;
  for (auto& [channel, list] : lines) log[channel] = in_order(std::move(list));
  return log;
}

GoldenPlayer::GoldenPlayer(const YAML::Node& golden) : golden_(golden), settle_ms_(golden["settle_ms"].as<int>()) {
  for (const auto& expected : golden["expected"]) ++expected_count_[step_of(expected)];
  build();
}

GoldenPlayer::~GoldenPlayer() {
  {
    const std::lock_guard lock(mutex_);
    hold_ = false;
  }
  changed_.notify_all();
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  const gst::BusRef bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
  for (auto& [id, pad] : sources_) gst_pad_set_active(pad.get(), FALSE);
  if (!config_path_.empty()) std::remove(config_path_.c_str());
}

void GoldenPlayer::build() {
  pipeline_.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
  clock_.reset(static_cast<GstClock*>(gst_object_ref_sink(g_object_new(standing_clock_get_type(), nullptr))));
  gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), clock_.get());
  const gst::BusRef bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), on_message, this, nullptr);

  GstElement* mux = gst_element_factory_make("nvstreammux", "mux");
  ASSERT_NE(mux, nullptr);
  mux_ = gst::share(mux);
  gst_bin_add(GST_BIN(pipeline_.get()), mux);
  for (const auto& property : golden_["properties"])
    gst_util_set_object_arg(G_OBJECT(mux), property.first.as<std::string>().c_str(),
                            property.second.as<std::string>().c_str());
  if (golden_["config"]) {
    const bool yaml = golden_["config_format"].as<std::string>() == "yaml";
    gchar* name = nullptr;
    const int file = g_file_open_tmp("nvstreammux-XXXXXX", &name, nullptr);
    close(file);
    std::remove(name);
    config_path_ = gst::to_string(name) + (yaml ? ".yml" : ".txt");
    std::ofstream(config_path_) << golden_["config"].as<std::string>();
    g_object_set(mux, "config-file-path", config_path_.c_str(), nullptr);
  }

  const bool async = golden_["sink_async"] && golden_["sink_async"].as<bool>();
  const auto add_sink = [&](GstElement* from, const char* pad, const std::string& place) {
    GstElement* sink = gst_element_factory_make("fakesink", nullptr);
    g_object_set(sink, "sync", FALSE, "async", gboolean(async), nullptr);
    gst_bin_add(GST_BIN(pipeline_.get()), sink);
    EXPECT_TRUE(gst_element_link_pads(from, pad, sink, "sink"));
    const gst::PadRef sink_pad(gst_element_get_static_pad(sink, "sink"));
    watch(sink_pad.get(), place);
  };
  if (golden_["elements"].size() > 1) {
    GstElement* demux = gst_element_factory_make("nvstreamdemux", nullptr);
    gst_bin_add(GST_BIN(pipeline_.get()), demux);
    ASSERT_TRUE(gst_element_link(mux, demux));
    for (const auto& id : golden_["src_pads"])
      add_sink(demux, ("src_" + id.as<std::string>()).c_str(), "src " + id.as<std::string>());
    if (golden_["objects_per_frame"]) {
      const gst::PadRef src(gst_element_get_static_pad(mux, "src"));
      gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_BUFFER, add_objects, this, nullptr);
    }
  } else {
    add_sink(mux, "src", "sink");
  }
  for (const auto& id : golden_["sink_pads"]) request(id.as<guint>());
}

gst::PadRef GoldenPlayer::request(guint id) {
  const std::string name = "sink_" + std::to_string(id);
  gst::PadRef sink(gst_element_request_pad_simple(mux_.get(), name.c_str()));
  GstPad* source = gst_pad_new(("cam-" + std::to_string(id)).c_str(), GST_PAD_SRC);
  sources_[id].reset(GST_PAD(gst_object_ref_sink(source)));
  const YAML::Node answers = golden_["source_id_answers"];
  const YAML::Node answer = answers ? answers[std::to_string(id)] : YAML::Node(YAML::NodeType::Undefined);
  if (answer) {
    g_object_set_data(G_OBJECT(source), "source-id", GUINT_TO_POINTER(answer.as<guint>()));
    gst_pad_set_query_function(source, on_query);
  }
  gst_pad_set_active(source, TRUE);
  EXPECT_EQ(gst_pad_link_full(source, sink.get(), GST_PAD_LINK_CHECK_NOTHING), GST_PAD_LINK_OK);
  return sink;
}

gboolean GoldenPlayer::on_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  if (!nvds::gst_nvquery_is_sourceid(query)) return gst_pad_query_default(pad, parent, query);
  nvds::gst_nvquery_sourceid_set(query, GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(pad), "source-id")));
  return TRUE;
}

void GoldenPlayer::watch(GstPad* pad, const std::string& place) {
  watches_.push_back(std::make_unique<Watch>(Watch{this, place}));
  const auto mask = GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  gst_pad_add_probe(pad, mask, on_output, watches_.back().get(), nullptr);
}

void GoldenPlayer::note(const std::string& place, Line line) {
  const std::lock_guard lock(mutex_);
  seen_[{step_, place}].push_back(std::move(line));
  ++seen_count_[step_];
  changed_.notify_all();
}

GstPadProbeReturn GoldenPlayer::on_output(GstPad*, GstPadProbeInfo* info, gpointer data) {
  const auto& watch = *static_cast<Watch*>(data);
  GoldenPlayer& self = *watch.player;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    self.note(watch.place, line_of(GST_PAD_PROBE_INFO_BUFFER(info)));
    std::unique_lock lock(self.mutex_);
    self.changed_.wait(lock, [&] { return !self.hold_; });
  } else {
    self.note(watch.place, line_of(GST_PAD_PROBE_INFO_EVENT(info)));
  }
  return GST_PAD_PROBE_OK;
}

GstBusSyncReply GoldenPlayer::on_message(GstBus*, GstMessage* message, gpointer data) {
  Line line;
  if (line_of(message, line)) static_cast<GoldenPlayer*>(data)->note("bus", std::move(line));
  gst_message_unref(message);
  return GST_BUS_DROP;
}

// Object ids tell frame and order of adding apart.
GstPadProbeReturn GoldenPlayer::add_objects(GstPad*, GstPadProbeInfo* info, gpointer data) {
  const auto objects = static_cast<GoldenPlayer*>(data)->golden_["objects_per_frame"].as<guint>();
  nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(GST_PAD_PROBE_INFO_BUFFER(info));
  for (GList* item = batch->frame_meta_list; item; item = item->next) {
    auto* frame = static_cast<nvds::NvDsFrameMeta*>(item->data);
    for (guint k = 0; k < objects; ++k) {
      nvds::NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(batch);
      object->object_id = frame->pad_index * 10000 + guint(frame->frame_num) * 10 + k;
      nvds::nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
  return GST_PAD_PROBE_OK;
}

// Steps keep to the recording's timetable, whatever they cost themselves.
void GoldenPlayer::sleep(int milliseconds) {
  constexpr auto kTolerance = std::chrono::milliseconds(5);
  next_ += std::chrono::milliseconds(milliseconds);
  std::this_thread::sleep_until(next_);
  disturbed_ = disturbed_ || std::chrono::steady_clock::now() > next_ + kTolerance;
}

// A step lasts somewhat longer when what belongs to it has not come yet.
void GoldenPlayer::rest(int milliseconds) {
  sleep(milliseconds);
  std::unique_lock lock(mutex_);
  const auto complete = [&] { return seen_count_[step_] >= expected_count_[step_]; };
  if (complete()) return;
  disturbed_ = true;
  changed_.wait_for(lock, std::chrono::milliseconds(100), complete);
  next_ = std::chrono::steady_clock::now();
}

void GoldenPlayer::start(const YAML::Node& step) {
  const auto id = step["pad"].as<guint>();
  GstPad* pad = sources_[id].get();
  gst_pad_push_event(pad, gst_event_new_stream_start(("cam-" + std::to_string(id)).c_str()));
  sleep(settle_ms_);
  const gst::CapsRef caps(gst_caps_from_string(step["caps"].as<std::string>().c_str()));
  gst_pad_push_event(pad, gst_event_new_caps(caps.get()));
  sleep(settle_ms_);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  if (step["segment"]) {
    segment.start = step["segment"]["start"].as<guint64>();
    segment.base = step["segment"]["base"].as<guint64>();
  }
  gst_pad_push_event(pad, gst_event_new_segment(&segment));
}

void GoldenPlayer::push(const YAML::Node& step) {
  const guint surfaces = step["surfaces"] ? step["surfaces"].as<guint>() : 1;
  gst::BufferRef buffer = descriptor_buffer(step["width"].as<guint>(), step["height"].as<guint>(), surfaces);
  if (step["pts"] && !step["pts"].IsNull()) GST_BUFFER_PTS(buffer.get()) = step["pts"].as<guint64>();
  if (step["reference_timestamp_meta"] && step["reference_timestamp_meta"].as<bool>()) {
    const gst::CapsRef reference(gst_caps_new_empty_simple("timestamp/x-test"));
    gst_buffer_add_reference_timestamp_meta(buffer.get(), reference.get(), 1, GST_CLOCK_TIME_NONE);
  }
  gst_pad_push(sources_[step["pad"].as<guint>()].get(), buffer.release());
}

void GoldenPlayer::release(guint id) {
  const gst::PadRef sink(gst_element_get_static_pad(mux_.get(), ("sink_" + std::to_string(id)).c_str()));
  gst_pad_unlink(sources_[id].get(), sink.get());
  gst_pad_set_active(sources_[id].get(), FALSE);
  sources_.erase(id);
  gst_element_release_request_pad(mux_.get(), sink.get());
}

void GoldenPlayer::do_step(const YAML::Node& step) {
  const auto action = step["do"].as<std::string>();
  const guint pad = step["pad"] ? step["pad"].as<guint>() : 0;
  if (action == "start") {
    start(step);
  } else if (action == "push") {
    push(step);
  } else if (action == "eos") {
    gst_pad_push_event(sources_[pad].get(), gst_event_new_eos());
  } else if (action == "reset") {
    gst_pad_push_event(sources_[pad].get(), nvds::gst_nvevent_new_stream_reset(pad));
  } else if (action == "request") {
    request(pad);
  } else if (action == "release") {
    release(pad);
  } else if (action == "set") {
    gst_util_set_object_arg(G_OBJECT(mux_.get()), step["property"].as<std::string>().c_str(),
                            step["value"].as<std::string>().c_str());
  } else if (action == "clock") {
    const gint64 time = step["running_time"].as<gint64>() + gint64(gst_element_get_base_time(pipeline_.get()));
    __atomic_store_n(&reinterpret_cast<StandingClock*>(clock_.get())->time, time, __ATOMIC_SEQ_CST);
  } else if (action == "hold" || action == "unhold") {
    const std::lock_guard lock(mutex_);
    hold_ = action == "hold";
    changed_.notify_all();
  } else {
    ASSERT_EQ(action, "mark");
  }
}

void GoldenPlayer::play() {
  const GstStateChangeReturn change = gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  if (change == GST_STATE_CHANGE_FAILURE) return note("state", {"state failure", -1});
  const bool async = golden_["sink_async"] && golden_["sink_async"].as<bool>();
  if (!async) gst_element_get_state(pipeline_.get(), nullptr, nullptr, 5 * GST_SECOND);
  int number = 0;
  next_ = std::chrono::steady_clock::now();
  for (const auto& step : golden_["steps"]) {
    {
      const std::lock_guard lock(mutex_);
      step_ = number++;
    }
    if (step["do"].as<std::string>() == "wait") {
      rest(step["ms"].as<int>());
      continue;
    }
    do_step(step);
    rest(settle_ms_);
  }
}

Log GoldenPlayer::seen() {
  const std::lock_guard lock(mutex_);
  Log log;
  for (const auto& [channel, lines] : seen_) log[channel] = in_order(lines);
  return log;
}

}  // namespace test
