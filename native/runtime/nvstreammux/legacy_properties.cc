#include "runtime/nvstreammux/legacy_mux.h"
#include "runtime/surface/property_types.h"

namespace runtime::mux {
std::span<const Property> legacy_properties() {
  constexpr int kControlled = GST_PARAM_CONTROLLABLE | G_PARAM_CONSTRUCT;
  static const Property table[] = {
      uint_property("batch-size", 0, 0, 1024, "frames in a full batch"),
      int_property("batched-push-timeout", -1, -1, G_MAXINT,
                   "µs after the first frame at which an incomplete batch leaves; -1: never"),
      uint_property("width", 0, 0, G_MAXUINT, "width of the pictures of a batch"),
      uint_property("height", 0, 0, G_MAXUINT, "height of the pictures of a batch"),
      uint_property("num-surfaces-per-frame", 1, 1, 4, "pictures in one input buffer (dewarper)"),
      boolean_property("enable-padding", false, "keep the aspect ratio by black bars"),
      boolean_property("live-source", false, "sources are live: one frame of each in a batch"),
      boolean_property("sync-inputs", false, "batch frames of the same time"),
      boolean_property("align-inputs", false, "the same as sync-inputs"),
      uint_property("gpu-id", 0, 0, G_MAXUINT, "without meaning on a CPU"),
      uint_property("buffer-pool-size", 4, 4, 1024, "without meaning on a CPU: the pool grows"),
      uint_property("failsafe-flush-count", 4, 1, 1024, "without meaning on a CPU: nothing is kept back at the end"),
      boolean_property("drop-backward-sei", false, "SEI times that run backwards"),
      uint_property("max-latency", 0, 0, G_MAXUINT, "ns that sync-inputs waits for late frames"),
      boolean_property("attach-sys-ts", true, "ntp_timestamp is the wall clock; off: the sender's clock by RTCP"),
      enum_property("nvbuf-memory-type", memory_type, 0, "without meaning on a CPU", GST_PARAM_MUTABLE_READY),
      enum_property("compute-hw", compute_hw_type, 0, "without meaning on a CPU", kControlled),
      enum_property("interpolation-method", interpolation_type, 1, "how pictures are scaled", kControlled),
      boolean_property("frame-num-reset-on-eos", false, "frame numbers start again at a source's EOS"),
      boolean_property("frame-num-reset-on-stream-reset", false, "frame numbers start again at a source's reset"),
      uint64_property("frame-duration", G_MAXUINT64, 0, G_MAXUINT64,
                      "ms between frames, to correct the sender's clock; 0: measured, -1: no correction"),
      boolean_property("async-process", true, "without meaning on a CPU"),
      boolean_property("drop-pipeline-eos", false, "no EOS when all sources have ended"),
      boolean_property("extract-sei-type5-data", false, "user data of the video stream"),
      boolean_property("extract-sei-sim-time", false, "simulated time of the video stream"),
      boolean_property("sort-batch", false, "frames of a batch in order of source_id"),
      boolean_property("cache-buffer", false, "a source without a frame repeats its last one"),
      int_property("cache-buffer-timeout", -1, -1, G_MAXINT, "µs for which a frame may be repeated; -1: always"),
      boolean_property("align-first-buffer", false, "the first batch waits for all sources"),
      int_property("sync-inputs-ntp", 0, 0, G_MAXINT, "µs within which NTP times count as the same"),
  };
  return table;
}

}  // namespace runtime::mux
