// nvstreammux as USE_NEW_NVSTREAMMUX=yes selects it: pictures of any size share a batch by reference.
#pragma once

#include <optional>

#include "runtime/nvstreammux/batch_policy.h"
#include "runtime/nvstreammux/mux.h"

namespace runtime::mux {

std::span<const Property> new_properties();

class NewMux final : public Mux {
 public:
  NewMux(GstElement* element, GstPad* src);

  bool check_properties() override;
  void property_changed(const std::string& name) override;
  gboolean src_query(GstQuery* query) override;

 private:
  void step(Lock& lock) override;
  void reset() override;
  void restart_segment() override;
  bool accept_frame(Input& input, Frame& frame) override;
  bool accept_caps(GstPad* pad, Input& input, GstCaps* caps) override;
  void input_added(Input& input) override;
  void stream_started(Input& input, GstEvent* event) override;
  void frame_arriving(Input& input) override;
  void push_queued(Lock& lock, gst::EventRef event) override;
  GstPad* existing_pad(GstPad* pad) override { return pad; }  // DeepStream: the same pad again
  std::size_t queue_limit() const override;
  GstClockTime own_latency() const override;

  // ---- settings and caps (new_caps.cc)
  bool load_config();
  void reload_config(Lock& lock);
  void make_policy();
  guint surfaces_per_frame(GstPad* pad) const;
  void set_output(GstCaps* caps, const InputFormat& format, GstVideoFormat chosen);
  bool to_nvmm(Input& input, Frame& frame) const;

  // ---- batching
  std::size_t full_size() const;
  std::size_t on_time(Input& input, std::size_t most);
  BatchPolicy::Batch form(Clock::time_point now);
  void send(Lock& lock, const BatchPolicy::Batch& batch);
  bool finish(Lock& lock);
  void wait_until(Lock& lock, Clock::time_point time);
  void send_stream_start(Lock& lock);
  void send_caps(Lock& lock);
  void send_segment(Lock& lock);
  void ask_upstream_latency(Lock& lock);

  // ---- output (new_batch.cc)
  struct Pick {
    guint pad_index;
    guint first_frame_num;
    Frame frame;
  };
  bool accept_place(const Input& input, Place place);
  gst::BufferRef compose(std::vector<Pick> picks, std::size_t batch_size, guint max_frames) const;
  GstClockTime next_pts(std::span<const Pick> picks);

  BatchConfig config_;
  bool from_file_ = false;
  bool reload_ = false;
  std::optional<BatchPolicy> policy_;  // made at the first caps, as DeepStream does
  guint surfaces_ = 1;

  gst::EventRef stream_start_;  // the first source's, until it has gone out
  gst::CapsRef output_caps_;
  GstVideoFormat output_format_ = GST_VIDEO_FORMAT_UNKNOWN;
  std::optional<Place> place_;  // of all pictures: a batch has one memory type
  bool stream_start_sent_ = false;
  bool caps_sent_ = false;
  bool segment_sent_ = false;
  bool eos_sent_ = false;

  // The size that the batch's surface announces is that of the time when the muxer began to wait for it.
  std::optional<std::size_t> round_size_;
  bool first_frame_ = true;
  bool just_sent_ = false;
  Clock::time_point poll_{};  // a frame that is too early is looked at again

  GstClockTime frame_duration_ = GST_SECOND / 30;
  GstClockTime counter_ = 0;
  GstClockTime offset_ = 0;  // GST_CLOCK_TIME_NONE, that is -1 ns, while there is no clock
  GstClockTime last_pts_ = 0;
  std::optional<GstClockTime> upstream_latency_;
};

}  // namespace runtime::mux
