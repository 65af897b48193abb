// nvv4l2h264enc on x264.
#include <cmath>

#include "runtime/codecs/encoder.h"
#include "runtime/codecs/names.h"

namespace runtime::codecs {

namespace {

GType profile_type() {
  static const GEnumValue values[] = {{0, "Baseline", "Baseline"},
                                      {2, "Main", "Main"},
                                      {4, "High", "High"},
                                      {7, "High 4:4:4", "High444"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsH264Profile", values);
}

const std::vector<Property>& properties() {
  static const std::vector<Property> table = encoder_properties({
      enum_property("profile", profile_type, 0, "H.264 profile; the encoder's choice unless set"),
      uint_property("num-B-Frames", 0, 0, 2, "B pictures between two others"),
      uint_property("num-Ref-Frames", 1, 0, 8, "Pictures that others may refer to"),
      uint_property("poc-type", 0, 0, 2, "Picture order count; only 0 is supported"),
  });
  return table;
}

constexpr const char* stream_caps = "video/x-h264, stream-format=byte-stream, alignment=au";

const char* profile_caps(gint64 profile) {
  switch (profile) {
    case 2: return "video/x-h264, stream-format=byte-stream, alignment=au, profile=main";
    case 4: return "video/x-h264, stream-format=byte-stream, alignment=au, profile=high";
    case 7: return "video/x-h264, stream-format=byte-stream, alignment=au, profile=high-4:4:4";
    default:
      return "video/x-h264, stream-format=byte-stream, alignment=au, profile=(string){ constrained-baseline, baseline "
             "}";
  }
}

// The x264 factor that sets two quantizers apart by that many steps: 6 steps double the quantizer scale.
float factor(int steps) { return std::fmin(2.0f, std::exp2(static_cast<float>(steps) / 6.0f)); }

class H264Encoder : public Encoder {
 public:
  H264Encoder(GstBin* bin, const Description& description)
      : Encoder(bin, description, "x264enc", "h264parse", stream_caps) {}

 private:
  bool apply(const Settings& s) override {
    if (values_.unsigned_integer("poc-type") != 0)
      return refuse("poc-type", "the software encoder chooses the picture order count itself.", "Leave poc-type out.");
    capsfilter(stream_filter_, values_.was_set("profile") ? profile_caps(values_.integer("profile")) : stream_caps);
    g_object_set(encoder_, "bitrate", s.kilobits, "key-int-max", s.key_frame_distance, "speed-preset", s.preset,
                 "bframes", static_cast<guint>(values_.unsigned_integer("num-B-Frames")), "ref",
                 std::max<guint>(static_cast<guint>(values_.unsigned_integer("num-Ref-Frames")), 1), "aud",
                 values_.boolean("insert-aud"), nullptr);
    gst_util_set_object_arg(G_OBJECT(encoder_), "tune", s.low_latency ? "zerolatency" : "0");
    if (s.buffer_milliseconds > 0) g_object_set(encoder_, "vbv-buf-capacity", s.buffer_milliseconds, nullptr);
    if (s.lowest_quantizer) g_object_set(encoder_, "qp-min", static_cast<guint>(*s.lowest_quantizer), nullptr);
    if (s.highest_quantizer) g_object_set(encoder_, "qp-max", static_cast<guint>(*s.highest_quantizer), nullptr);
    if (s.rate_control == RateControl::lossless) {
      gst_util_set_object_arg(G_OBJECT(encoder_), "pass", "quant");
      g_object_set(encoder_, "quantizer", 0u, "qp-min", 0u, nullptr);
    } else if (s.quantizers) {
      gst_util_set_object_arg(G_OBJECT(encoder_), "pass", "quant");
      g_object_set(encoder_, "quantizer", static_cast<guint>(s.quantizers->p), "ip-factor",
                   factor(s.quantizers->p - s.quantizers->i), "pb-factor", factor(s.quantizers->b - s.quantizers->p),
                   nullptr);
    } else {
      gst_util_set_object_arg(G_OBJECT(encoder_), "pass", "cbr");
    }
    return true;
  }
};

}  // namespace

const Description& h264_encoder() {
  static const Description description = {
      "nvv4l2h264enc",
      "NdsH264Encoder",
      "H.264 encoder",
      "Codec/Encoder/Video",
      "Encodes H.264 with x264, under DeepStream's name and properties",
      encoder_sink_caps,
      stream_caps,
      properties(),
      [](GstBin* bin, const Description& d) -> std::unique_ptr<Codec> { return std::make_unique<H264Encoder>(bin, d); },
  };
  return description;
}

}  // namespace runtime::codecs
