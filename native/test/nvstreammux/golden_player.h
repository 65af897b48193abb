// Plays one recorded case: does its steps as they were done on DeepStream and notes what comes out at which step.
#pragma once

#include <gst/gst.h>
#include <yaml-cpp/yaml.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "gst/ref.h"

namespace test {

// What came out during one step at one place: "sink", "src 0" … or "bus".
using Channel = std::pair<int, std::string>;
using Log = std::map<Channel, std::vector<std::string>>;

// A thing that came out, as one line of text. `source` ≥ 0 orders neighbours that belong to different sources, whose
// order is no contract.
struct Line {
  std::string text;
  int source = -1;
};

class GoldenPlayer {
 public:
  explicit GoldenPlayer(const YAML::Node& golden);
  ~GoldenPlayer();
  GoldenPlayer(const GoldenPlayer&) = delete;
  GoldenPlayer& operator=(const GoldenPlayer&) = delete;

  void play();
  Log seen();
  // The machine did not keep the timetable: what came when says nothing.
  bool disturbed() const { return disturbed_; }

 private:
  void build();
  gst::PadRef request(guint pad);
  void do_step(const YAML::Node& step);
  void start(const YAML::Node& step);
  void push(const YAML::Node& step);
  void release(guint pad);
  void sleep(int milliseconds);
  void rest(int milliseconds);
  void note(const std::string& place, Line line);
  void watch(GstPad* pad, const std::string& place);
  void note_buffer(GstBuffer* buffer, const std::string& place);
  void note_event(GstEvent* event, const std::string& place);
  static GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer self);
  static GstPadProbeReturn on_output(GstPad*, GstPadProbeInfo* info, gpointer watch);
  static GstPadProbeReturn add_objects(GstPad*, GstPadProbeInfo* info, gpointer self);
  static gboolean on_query(GstPad* pad, GstObject* parent, GstQuery* query);

  struct Watch {
    GoldenPlayer* player;
    std::string place;
  };

  const YAML::Node golden_;
  const int settle_ms_;
  std::chrono::steady_clock::time_point next_{};  // end of the current step
  std::string config_path_;
  gst::ElementRef pipeline_;
  gst::ElementRef mux_;
  gst::ObjectRef<GstClock> clock_;
  std::map<guint, gst::PadRef> sources_;  // linked to the muxer's sink pads
  std::vector<std::unique_ptr<Watch>> watches_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool disturbed_ = false;
  int step_ = -1;
  bool hold_ = false;
  std::map<Channel, std::vector<Line>> seen_;
  std::map<int, std::size_t> expected_count_;
  std::map<int, std::size_t> seen_count_;
};

// What the recording expects, in the same form.
Log expected_log(const YAML::Node& golden);

}  // namespace test
