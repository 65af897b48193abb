// ntp_timestamp of the frames of one source: the wall clock at arrival, or the sender's clock by RTCP sender reports.
#pragma once

#include <gst/gst.h>

namespace runtime::mux {

class NtpClock {
 public:
  // frame_duration in ns: GST_CLOCK_TIME_NONE corrects nothing, 0 takes the source's own average (DeepStream's
  // property frame-duration, which counts in milliseconds).
  NtpClock(bool wall_clock, GstClockTime frame_duration);

  // True as long as the source has told no sender report (never in wall clock mode).
  bool wants_report() const { return !wall_clock_ && !has_report_; }
  // A pair of sender report time and stream time; a later one replaces the first where it agrees with it.
  void report(GstClockTime epoch, GstClockTime stream_time, GstClockTime average_frame_time);
  void reset();

  GstClockTime timestamp(GstClockTime pts);

 private:
  struct Report {
    GstClockTime epoch = 0;
    GstClockTime stream_time = 0;
  };
  GstClockTime mapped(GstClockTime pts);

  const bool wall_clock_;
  const GstClockTime frame_duration_;
  bool has_report_ = false;
  Report current_;
  Report next_;
  GstClockTime average_ = 0;
  GstClockTime previous_timestamp_ = 0;
  GstClockTime previous_pts_ = 0;
};

}  // namespace runtime::mux
