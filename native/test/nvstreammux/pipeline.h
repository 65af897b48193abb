// A pipeline under test and everything that reached its recording pad.
#pragma once

#include <gst/gst.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gst/ref.h"
#include "nvds/metadata.h"

namespace test {

struct SeenFrame {
  guint pad_index, source_id, batch_id;
  gint frame_num;
  guint64 buf_pts, ntp_timestamp;
  guint source_width, source_height, pipeline_width, pipeline_height;
};

struct SeenBatch {
  GstClockTime pts;
  guint batch_size, num_filled, max_frames;
  std::vector<SeenFrame> frames;
  std::shared_ptr<GstBuffer> buffer;  // only if the recorder keeps buffers
};

// Records what passes a pad. The stream's names of events, e.g. "nv-pad-added-1"; "eos".
class Recorder {
 public:
  explicit Recorder(GstPad* pad, bool keep_buffers = false);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  std::vector<SeenBatch> batches();
  std::vector<std::string> events();
  std::size_t count();
  std::string caps();
  // False when `milliseconds` have gone without the number of batches.
  bool wait_for_batches(std::size_t number, int milliseconds = 5000);
  bool wait_for_event(const std::string& start, int milliseconds = 5000);

 private:
  // The probe's own, because it may still run when the recorder goes.
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool keep = false;
    std::vector<SeenBatch> batches;
    std::vector<std::string> events;
    std::string caps;
  };
  static GstPadProbeReturn probe(GstPad*, GstPadProbeInfo* info, gpointer state);
  static void record(State& state, GstBuffer* buffer);
  static void record(State& state, GstEvent* event);

  gst::PadRef pad_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
  gulong id_;
};

class Pipeline {
 public:
  explicit Pipeline(const std::string& text);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  GstElement* get() const { return pipeline_.get(); }
  gst::ElementRef element(const char* name) const;
  gst::PadRef pad(const char* element, const char* name) const;
  bool set_state(GstState state, int milliseconds = 10000);
  // The next message of these types, null after the time.
  gst::MessageRef wait(int types, int milliseconds = 20000);
  // Plays to the end of the stream; the text of an error, else "".
  std::string play_to_end(int milliseconds = 60000);

 private:
  gst::ElementRef pipeline_;
  gst::BusRef bus_;
};

std::string error_text(GstMessage* message);

}  // namespace test
