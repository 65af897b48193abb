// nvstreammux as DeepStream has it by default: every picture is scaled into the muxer's own pool.
#pragma once

#include "runtime/nvstreammux/mux.h"
#include "runtime/nvstreammux/round_robin.h"
#include "runtime/surface/surface.h"

namespace runtime::mux {

std::span<const Property> legacy_properties();
GstStaticPadTemplate& legacy_sink_template();

class LegacyMux final : public Mux {
 public:
  LegacyMux(GstElement* element, GstPad* src);

  bool check_properties() override;
  void property_changed(const std::string&) override {}
  gboolean sink_query(GstPad* pad, Input& input, GstQuery* query) override;
  gboolean src_query(GstQuery* query) override;

 private:
  struct Pick {
    guint pad_index;
    guint first_frame_num;
    Frame frame;
  };

  void step(Lock& lock) override;
  void reset() override;
  void restart_segment() override;
  bool accept_frame(Input& input, Frame& frame) override;
  bool accept_caps(GstPad* pad, Input& input, GstCaps* caps) override;
  void input_added(Input& input) override;
  void stream_started(Input& input, GstEvent* event) override;
  GstPad* existing_pad(GstPad*) override { return nullptr; }  // DeepStream: a pad is requested once
  std::size_t queue_limit() const override;
  GstClockTime own_latency() const override;

  // ---- output format (legacy_caps.cc)
  GstCaps* sink_caps() const;
  void set_output(const InputFormat& input, GstVideoFormat format);

  // ---- batching
  std::size_t places() const;
  std::size_t offered(const Input& input, GstClockTime now) const;
  void drop_late(GstClockTime now);
  GstClockTime time_out() const;
  bool send_prologue(Lock& lock);
  void send(Lock& lock, std::span<const std::shared_ptr<Input>> from, const Share& share);
  bool finish(Lock& lock);
  void wait(Lock& lock, bool batch_open, GstClockTime now);

  // ---- pictures
  gst::BufferRef compose(std::span<const Pick> picks) const;
  guint copy_pictures(const Frame& frame, std::span<nvds::NvBufSurfaceParams> targets) const;
  GstClockTime batch_pts();

  std::unique_ptr<SurfacePool> pool_;
  gst::CapsRef output_caps_;
  GstVideoFormat output_format_ = GST_VIDEO_FORMAT_UNKNOWN;
  GstClockTime frame_duration_ = 0;
  GstClockTime shortest_frame_ = GST_CLOCK_TIME_NONE;
  GstClockTime next_pts_ = 0;
  std::size_t first_ = 0;           // the source that has the first turn
  Clock::time_point open_since_{};  // of the open batch
  bool batch_open_ = false;
  bool stream_start_sent_ = false;
  bool caps_sent_ = false;
  bool segment_sent_ = false;
  bool eos_sent_ = false;
};

}  // namespace runtime::mux
