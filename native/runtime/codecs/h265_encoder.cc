// nvv4l2h265enc on x265.
#include "runtime/codecs/encoder.h"
#include "runtime/codecs/names.h"

namespace runtime::codecs {

namespace {

GType profile_type() {
  static const GEnumValue values[] = {
      {0, "Main", "Main"}, {1, "Main 10", "Main10"}, {3, "Range extensions", "FREXT"}, {0, nullptr, nullptr}};
  return register_enum("NdsH265Profile", values);
}

const std::vector<Property>& properties() {
  static const std::vector<Property> table = encoder_properties({
      enum_property("profile", profile_type, 0, "H.265 profile; follows the pictures' format unless set"),
  });
  return table;
}

constexpr const char* stream_caps = "video/x-h265, stream-format=byte-stream, alignment=au";

const char* profile_caps(gint64 profile) {
  switch (profile) {
    case 1: return "video/x-h265, stream-format=byte-stream, alignment=au, profile=main-10";
    case 3: return "video/x-h265, stream-format=byte-stream, alignment=au, profile=(string){ main-444, main-444-10 }";
    default: return "video/x-h265, stream-format=byte-stream, alignment=au, profile=main";
  }
}

class H265Encoder : public Encoder {
 public:
  H265Encoder(GstBin* bin, const Description& description)
      : Encoder(bin, description, "x265enc", "h265parse", stream_caps) {}

 private:
  bool apply(const Settings& s) override {
    capsfilter(stream_filter_, values_.was_set("profile") ? profile_caps(values_.integer("profile")) : stream_caps);
    g_object_set(encoder_, "bitrate", s.kilobits, "key-int-max", static_cast<gint>(s.key_frame_distance),
                 "speed-preset", s.preset, nullptr);
    gst_util_set_object_arg(G_OBJECT(encoder_), "tune", s.low_latency ? "zerolatency" : "0");
    std::string options = "aud=" + std::to_string(values_.boolean("insert-aud") ? 1 : 0);
    const auto option = [&](const char* name, const std::string& value) {
      options += std::string(":") + name + "=" + value;
    };
    if (s.lowest_quantizer) option("qpmin", std::to_string(*s.lowest_quantizer));
    if (s.highest_quantizer) option("qpmax", std::to_string(*s.highest_quantizer));
    // Without a buffer to keep to, x265 keeps the rate on average only.
    const guint64 buffer = s.buffer_milliseconds > 0                 ? s.buffer_milliseconds
                           : s.rate_control == RateControl::constant ? 600
                                                                     : 0;
    if (buffer > 0) {
      option("vbv-maxrate", std::to_string(s.kilobits));
      option("vbv-bufsize", std::to_string(s.kilobits * buffer / 1000));
    }
    if (s.rate_control == RateControl::lossless) option("lossless", "1");
    g_object_set(encoder_, "qp", s.quantizers ? s.quantizers->p : -1, "option-string", options.c_str(), nullptr);
    return true;
  }
};

}  // namespace

const Description& h265_encoder() {
  static const Description description = {
      "nvv4l2h265enc",
      "NdsH265Encoder",
      "H.265 encoder",
      "Codec/Encoder/Video",
      "Encodes H.265 with x265, under DeepStream's name and properties",
      encoder_sink_caps,
      stream_caps,
      properties(),
      [](GstBin* bin, const Description& d) -> std::unique_ptr<Codec> { return std::make_unique<H265Encoder>(bin, d); },
  };
  return description;
}

}  // namespace runtime::codecs
