// Sources that come and go: the same cases for both muxers.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "pipeline.h"

namespace test {

inline constexpr char kSourceCaps[] = "video/x-raw,format=I420,width=64,height=48,framerate=120/1";

// A live source in the pipeline, linked to a pad of the muxer.
class LiveSource {
 public:
  LiveSource(const Pipeline& pipeline, guint pad) : pipeline_(pipeline), mux_(pipeline.element("mux")) {
    GError* error = nullptr;
    const std::string text = std::string("videotestsrc is-live=1 do-timestamp=1 ! ") + kSourceCaps + " ! identity";
    bin_ = gst_parse_bin_from_description(text.c_str(), TRUE, &error);
    gst_bin_add(GST_BIN(pipeline.get()), bin_);
    const std::string name = "sink_" + std::to_string(pad);
    sink_.reset(gst_element_request_pad_simple(mux_.get(), name.c_str()));
    const gst::PadRef src(gst_element_get_static_pad(bin_, "src"));
    EXPECT_EQ(gst_pad_link(src.get(), sink_.get()), GST_PAD_LINK_OK);
    gst_element_sync_state_with_parent(bin_);
  }
  LiveSource(const LiveSource&) = delete;
  LiveSource& operator=(const LiveSource&) = delete;

  // The customary order: the source first.
  void remove_source_first() {
    gst_element_set_state(bin_, GST_STATE_NULL);
    gst_element_release_request_pad(mux_.get(), sink_.get());
    gst_bin_remove(GST_BIN(pipeline_.get()), bin_);
  }
  // The order that is known to block in DeepStream: the pad first, while its source pushes.
  void remove_pad_first() {
    gst_element_release_request_pad(mux_.get(), sink_.get());
    gst_element_set_state(bin_, GST_STATE_NULL);
    gst_bin_remove(GST_BIN(pipeline_.get()), bin_);
  }
  void release_pad() { gst_element_release_request_pad(mux_.get(), sink_.get()); }
  void remove_bin() {
    gst_element_set_state(bin_, GST_STATE_NULL);
    gst_bin_remove(GST_BIN(pipeline_.get()), bin_);
  }

 private:
  const Pipeline& pipeline_;
  gst::ElementRef mux_;
  GstElement* bin_;
  gst::PadRef sink_;
};

// A watchdog: what does not return within the time hangs.
template <class Work>
bool returns_within(int milliseconds, Work work) {
  std::atomic<bool> done = false;
  std::thread thread([&] {
    work();
    done = true;
  });
  for (int i = 0; i < milliseconds && !done; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (!done) {
    thread.detach();
    return false;
  }
  thread.join();
  return true;
}

// `mux` is the muxer's text, named mux; it must not need all sources for a batch.
inline void sixteen_sources_come_and_go(const std::string& mux, unsigned seed, int milliseconds) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  std::mt19937 random(seed);
  std::vector<std::unique_ptr<LiveSource>> sources(16);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (std::chrono::steady_clock::now() < end) {
    const guint pad = random() % 16;
    if (!sources[pad]) {
      sources[pad] = std::make_unique<LiveSource>(pipeline, pad);
    } else {
      if (random() % 2) {
        sources[pad]->remove_pad_first();
      } else {
        sources[pad]->remove_source_first();
      }
      sources[pad].reset();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 10));
  }
  // What is left still flows, and what flows is in order for each life of a pad.
  if (!sources[0]) sources[0] = std::make_unique<LiveSource>(pipeline, 0);
  const std::size_t before = recorder.count();
  EXPECT_TRUE(recorder.wait_for_batches(before + 5));
  for (auto& source : sources)
    if (source) source->remove_pad_first();
  // A source that still pushes when its pad goes says not-linked; nobody else complains.
  while (const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR, 0))
    EXPECT_TRUE(g_str_has_prefix(GST_OBJECT_NAME(GST_MESSAGE_SRC(message.get())), "videotestsrc"))
        << error_text(message.get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  std::map<guint, gint> next;
  for (const auto& batch : recorder.batches())
    for (const auto& frame : batch.frames) {
      gint& expected = next[frame.pad_index];
      if (frame.frame_num != 0) {
        EXPECT_EQ(frame.frame_num, expected);
      }
      expected = frame.frame_num + 1;
    }
}

// Downstream takes nothing (a paused sink): the source's push is blocked when its pad goes.
inline void releasing_does_not_wait_for_downstream(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  std::mutex mutex;
  std::condition_variable changed;
  bool blocked = true;
  struct Gate {
    std::mutex& mutex;
    std::condition_variable& changed;
    bool& blocked;
  } gate{mutex, changed, blocked};
  const gst::PadRef sink = pipeline.pad("sink", "sink");
  const auto hold = [](GstPad*, GstPadProbeInfo*, gpointer data) {
    auto& g = *static_cast<Gate*>(data);
    std::unique_lock lock(g.mutex);
    g.changed.wait(lock, [&] { return !g.blocked; });
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(sink.get(), GST_PAD_PROBE_TYPE_BUFFER, hold, &gate, nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto first = std::make_unique<LiveSource>(pipeline, 0);
  auto second = std::make_unique<LiveSource>(pipeline, 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the queues are full
  EXPECT_TRUE(returns_within(2000, [&] { first->remove_pad_first(); }));
  EXPECT_TRUE(returns_within(2000, [&] { second->remove_source_first(); }));
  {
    const std::lock_guard lock(mutex);
    blocked = false;
  }
  changed.notify_all();
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
}

// From the muxer's own streaming thread, where waiting for the muxer would be for ever.
inline void releasing_from_the_streaming_thread(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  LiveSource stays(pipeline, 0);
  LiveSource goes(pipeline, 1);
  const gst::PadRef sink = pipeline.pad("sink", "sink");
  Recorder recorder(sink.get());
  struct Job {
    LiveSource& source;
    int batches = 0;
    std::atomic<bool> done = false;
  } job{goes};
  const auto release = [](GstPad*, GstPadProbeInfo*, gpointer data) {
    auto& j = *static_cast<Job*>(data);
    if (++j.batches == 5) {
      j.source.release_pad();
      j.done = true;
    }
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(sink.get(), GST_PAD_PROBE_TYPE_BUFFER, release, &job, nullptr);
  ASSERT_TRUE(recorder.wait_for_event("nv-pad-deleted-1"));
  const std::size_t before = recorder.count();
  EXPECT_TRUE(recorder.wait_for_batches(before + 5));
  EXPECT_TRUE(job.done);
  goes.remove_bin();
  stays.remove_pad_first();
}

// The other sources do not notice: no gap in their frame numbers, no batch held back.
inline void others_go_on_while_a_pad_is_released(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  LiveSource stays(pipeline, 0);
  Recorder recorder(pipeline.pad("sink", "sink").get());
  for (int round = 0; round < 10; ++round) {
    LiveSource goes(pipeline, 1);
    const std::size_t before = recorder.count();
    ASSERT_TRUE(recorder.wait_for_batches(before + 3));
    goes.remove_pad_first();
  }
  stays.remove_pad_first();
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  gint expected = -1;
  for (const auto& batch : recorder.batches())
    for (const auto& frame : batch.frames) {
      if (frame.pad_index != 0) continue;
      if (expected >= 0) {
        EXPECT_EQ(frame.frame_num, expected);
      }
      expected = frame.frame_num + 1;
    }
}

// What was queued before the release still leaves, and PAD_DELETED behind it.
inline void queued_frames_of_a_released_pad_leave(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const gst::ElementRef element = pipeline.element("mux");
  gst::PadRef pad(gst_element_request_pad_simple(element.get(), "sink_0"));
  gst_pad_send_event(pad.get(), gst_event_new_stream_start("camera"));
  const gst::CapsRef caps(gst_caps_from_string(kSourceCaps));
  gst_pad_send_event(pad.get(), gst_event_new_caps(caps.get()));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_send_event(pad.get(), gst_event_new_segment(&segment));
  for (int i = 0; i < 3; ++i) {
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, 64 * 48 * 3 / 2, nullptr);
    GST_BUFFER_PTS(buffer) = guint64(i) * 10 * GST_MSECOND;
    ASSERT_EQ(gst_pad_chain(pad.get(), buffer), GST_FLOW_OK);
  }
  gst_element_release_request_pad(element.get(), pad.get());
  pad.reset();
  ASSERT_TRUE(recorder.wait_for_event("nv-pad-deleted-0"));
  std::size_t frames = 0;
  for (const auto& batch : recorder.batches()) frames += batch.frames.size();
  EXPECT_EQ(frames, 3u);
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
}

// A pad that was released and requested again is a new source behind the old one.
inline void a_pad_can_come_back_at_once(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  Recorder recorder(pipeline.pad("sink", "sink").get());
  for (int round = 0; round < 20; ++round) {
    LiveSource source(pipeline, 3);
    std::this_thread::sleep_for(std::chrono::milliseconds(round % 4 * 5));
    source.remove_pad_first();
  }
  LiveSource last(pipeline, 3);
  const std::size_t before = recorder.count();
  EXPECT_TRUE(recorder.wait_for_batches(before + 3));
  last.remove_pad_first();
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
}

inline void pads_come_and_go_in_every_state(const std::string& mux) {
  Pipeline pipeline(mux + " ! fakesink name=sink sync=false async=false");
  for (const GstState state : {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_PAUSED,
                               GST_STATE_READY, GST_STATE_NULL}) {
    gst_element_set_state(pipeline.get(), state);
    LiveSource first(pipeline, 0);
    LiveSource second(pipeline, 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_TRUE(returns_within(2000, [&] { first.remove_pad_first(); }));
    EXPECT_TRUE(returns_within(2000, [&] { second.remove_source_first(); }));
  }
}

}  // namespace test
