#include "runtime/nvstreammux/ntp.h"

namespace runtime::mux {

NtpClock::NtpClock(bool wall_clock, GstClockTime frame_duration)
    : wall_clock_(wall_clock), frame_duration_(frame_duration) {
  reset();
}

void NtpClock::reset() {
  has_report_ = false;
  current_ = next_ = {};
  average_ = frame_duration_ == GST_CLOCK_TIME_NONE ? 0 : frame_duration_;
  previous_timestamp_ = previous_pts_ = 0;
}

void NtpClock::report(GstClockTime epoch, GstClockTime stream_time, GstClockTime average_frame_time) {
  (has_report_ ? next_ : current_) = {epoch, stream_time};
  if (frame_duration_ == 0) average_ = average_frame_time;
  has_report_ = true;
}

GstClockTime NtpClock::timestamp(GstClockTime pts) {
  if (wall_clock_) return GstClockTime(g_get_real_time()) * GST_USECOND;
  const GstClockTime result = mapped(pts);
  previous_timestamp_ = result;
  previous_pts_ = pts;
  return result;
}

// A new report counts only if the clock does not run more than a tenth faster through it: senders are known to send
// reports that jump.
GstClockTime NtpClock::mapped(GstClockTime pts) {
  if ((current_.epoch == 0 && next_.epoch == 0) || !GST_CLOCK_TIME_IS_VALID(pts)) return 0;
  GstClockTime result = current_.epoch - current_.stream_time + pts;
  if (next_.epoch != 0) {
    const GstClockTime candidate = next_.epoch - next_.stream_time + pts;
    const GstClockTime step = candidate - previous_timestamp_;
    if (current_.epoch == 0 || step < gst_util_uint64_scale(pts - previous_pts_, 11, 10)) {
      result = candidate;
      current_ = next_;
    }
    next_ = {};
  }
  const bool corrects = frame_duration_ != GST_CLOCK_TIME_NONE && previous_timestamp_ != 0;
  if (corrects && (result <= previous_timestamp_ || result - previous_timestamp_ < average_ * 9 / 10))
    return previous_timestamp_ + average_;
  return result;
}

}  // namespace runtime::mux
