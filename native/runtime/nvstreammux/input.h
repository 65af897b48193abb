// The queue behind one sink pad: frames, and the events that must leave between them.
#pragma once

#include <condition_variable>
#include <deque>
#include <vector>

#include "runtime/nvstreammux/frame.h"
#include "runtime/nvstreammux/ntp.h"
#include "runtime/surface/surface.h"

namespace runtime::mux {

// A frame, or events for downstream that wait until the frames before them are out.
struct Entry {
  enum class Kind { frame, events, started, end_of_stream, removed };

  Kind kind = Kind::frame;
  Frame frame;
  std::vector<gst::EventRef> events;
};

// Guarded by the muxer's mutex, except `id` and the fields of the streaming thread.
class Input {
 public:
  explicit Input(guint id) : id(id) { gst_segment_init(&segment, GST_FORMAT_TIME); }

  void add(Frame frame);
  void add(Entry::Kind kind, std::vector<gst::EventRef> events);
  Frame take();
  // The entry at the head, if it is not a frame.
  Entry* head_events();
  void drop_head();
  void clear();
  // What a flush takes away: frames and the end after them. Other events stay.
  void drop_frames();

  // Frames that no event separates from the head, at most `limit`.
  std::size_t ready_frames(std::size_t limit) const;
  const Frame& frame(std::size_t index) const { return queue_[index].frame; }
  std::size_t frames() const { return frames_; }
  bool empty() const { return queue_.empty(); }

  // More frames may still arrive.
  bool open() const { return !released && !end_received; }
  // Nothing will come out of this input any more (until its stream starts again).
  bool done() const { return ended || (released && queue_.empty()); }

  const guint id;

  bool flushing = true;       // the pad is inactive or between flush-start and flush-stop
  bool released = false;      // the pad is gone; what is queued still leaves
  bool end_received = false;  // EOS came in
  bool ended = false;         // EOS went out
  bool idle = true;           // no frame since the pad was made or ended
  bool announced = false;     // PAD_ADDED went into the queue
  guint frames_out = 0;       // frame_num of the next surface
  std::condition_variable room;

  // ---- of the pad's streaming thread
  std::shared_ptr<const InputFormat> format;
  GstSegment segment{};
  std::unique_ptr<NtpClock> ntp;
  std::unique_ptr<SurfacePool> pool;  // pictures from system memory (new muxer)

 private:
  std::deque<Entry> queue_;
  std::size_t frames_ = 0;
};

}  // namespace runtime::mux
