#include "runtime/codecs/encoder.h"

#include <gst/video/video.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "nvds/events.h"

namespace runtime::codecs {

const char* const encoder_sink_caps =
    "video/x-raw(memory:NVMM), format=(string){ I420, NV12, P010_10LE, Y444, Y444_10LE }; "
    "video/x-raw, format=(string){ I420, NV12, P010_10LE, Y444 }";

namespace {

GType control_rate_type() {
  static const GEnumValue values[] = {{0, "Varies around the bit rate", "variable_bitrate"},
                                      {1, "Keeps to the bit rate", "constant_bitrate"},
                                      {2, "Fixed quantizers", "constant_qp"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsEncoderControlRate", values);
}

GType tuning_type() {
  static const GEnumValue values[] = {{1, "Quality before delay", "HighQualityPreset"},
                                      {2, "No frame waits for a later one", "LowLatencyPreset"},
                                      {3, "As low latency", "UltraLowLatencyPreset"},
                                      {4, "No loss", "LosslessPreset"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsEncoderTuning", values);
}

GType preset_level_type() {
  static const GEnumValue values[] = {{0, "The encoder's own", "DisablePreset"}, {1, "Least work", "UltraFastPreset"},
                                      {2, "Little work", "FastPreset"},          {3, "Between", "MediumPreset"},
                                      {4, "Best quality", "SlowPreset"},         {0, nullptr, nullptr}};
  return register_enum("NdsEncoderPresetLevel", values);
}

// Numbers between separators: "2:3:4", "1,51:-1,-1:-1,-1". nullopt when it is not exactly `count` of them.
template <std::size_t count>
std::optional<std::array<int, count>> numbers(std::string_view text) {
  std::array<int, count> result{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < count; i++) {
    const auto [next, error] = std::from_chars(at, end, result[i]);
    if (error != std::errc()) return std::nullopt;
    at = next;
    if (i + 1 < count && (at == end || (*at != ':' && *at != ','))) return std::nullopt;
    if (i + 1 < count) at++;
  }
  return at == end ? std::optional(result) : std::nullopt;
}

int preset_of_level(gint64 level) {
  switch (level) {
    case 1: return 1;
    case 2: return 3;
    case 4: return 7;
    default: return 6;
  }
}

}  // namespace

std::vector<Property> encoder_properties(std::initializer_list<Property> more) {
  std::vector<Property> table = {
      string_property("device", nullptr, "V4L2 node; none on a CPU"),
      enum_property("control-rate", control_rate_type, 1, "How the bit rate is kept"),
      uint_property("bitrate", 4000000, 0, G_MAXUINT, "Bits per second", GST_PARAM_MUTABLE_PLAYING),
      uint_property("iframeinterval", 30, 0, G_MAXUINT, "Frames from one I picture to the next"),
      uint_property("idrinterval", 256, 0, G_MAXUINT, "Frames from one IDR picture to the next"),
      string_property("qp-range", "-1,-1:-1,-1:-1,-1", "Least,greatest quantizer of P:I:B pictures; -1 leaves it open"),
      uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that encodes; none on a CPU"),
      uint_property("preset-id", 1, 1, 7, "Speed against quality: 1 fastest, 7 best"),
      string_property("constqp", "0:0:0", "Quantizers of P:I:B pictures where the rate control is constant_qp"),
      string_property("initqp", "0:0:0", "First quantizers of P:I:B pictures; only their default is supported"),
      enum_property("tuning-info-id", tuning_type, 2, "What to be good at"),
      boolean_property("force-idr", false, "Setting it makes the next picture an IDR"),
      boolean_property("force-intra", false, "Setting it makes the next picture an intra one"),
      boolean_property("copy-meta", false, "Metadata on encoded buffers; not supported"),
      uint_property("peak-bitrate", 0, 0, G_MAXUINT, "Most bits per second where the rate varies"),
      uint_property("quant-i-frames", G_MAXUINT, 0, G_MAXUINT, "Quantizer of I pictures without rate control"),
      uint_property("quant-p-frames", G_MAXUINT, 0, G_MAXUINT, "Quantizer of P pictures without rate control"),
      uint_property("quant-b-frames", G_MAXUINT, 0, G_MAXUINT, "Quantizer of B pictures without rate control"),
      enum_property("preset-level", preset_level_type, 1, "Speed against quality; beats preset-id when set"),
      uint_property("vbv-size", 4000000, 0, G_MAXUINT, "Bits that the rate control may run ahead"),
      boolean_property("ratecontrol-enable", true, "FALSE: fixed quantizers of the quant- properties"),
      boolean_property("maxperf-enable", false, "Highest clock; nothing on a CPU"),
      boolean_property("MeasureEncoderLatency", false, "Log the delay; not logged on a CPU"),
      boolean_property("insert-sps-pps", false, "Headers before every IDR picture"),
      boolean_property("insert-vui", false, "Usability information; always written here"),
      boolean_property("insert-aud", false, "Access unit delimiters"),
      boolean_property("extended-colorformat", false, "Full range signalled; follows the caps here"),
  };
  table.insert(table.end(), more);
  return table;
}

Encoder::Encoder(GstBin* bin, const Description& description, const char* factory, const char* parser,
                 const char* stream_caps)
    : Codec(bin, description) {
  GstElement* converter = add("nvvideoconvert");
  GstElement* system_memory = capsfilter(add("capsfilter"), "video/x-raw");
  encoder_ = add(factory);
  parser_ = add(parser);
  stream_filter_ = capsfilter(add("capsfilter"), stream_caps);
  link({converter, system_memory, encoder_, parser_, stream_filter_});
  expose("sink", converter);
  expose("src", stream_filter_);
  gst_pad_add_probe(pad("sink"), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, this, nullptr);
}

bool Encoder::start() {
  Settings wanted;
  if (!settings(wanted) || !apply(wanted)) return false;
  g_object_set(parser_, "config-interval", values_.boolean("insert-sps-pps") ? -1 : 0, nullptr);
  return true;
}

bool Encoder::settings(Settings& s) {
  if (values_.boolean("copy-meta"))
    return refuse("copy-meta", "metadata cannot be copied to encoded buffers.", "Leave copy-meta out.");
  if (values_.text("initqp") != "0:0:0")
    return refuse("initqp", "the software encoder chooses its first quantizers itself.", "Leave initqp out.");
  s.kilobits = std::max<guint>(static_cast<guint>((values_.unsigned_integer("bitrate") + 500) / 1000), 1);
  const guint64 interval = values_.unsigned_integer("iframeinterval");
  const guint64 idr = values_.unsigned_integer("idrinterval");
  // Every I picture of the software encoders is an IDR; 0 means none after the first.
  const guint64 never = G_MAXINT;
  s.key_frame_distance = static_cast<guint>(std::min({interval ? interval : never, idr ? idr : never, never}));
  s.preset = values_.was_set("preset-level") ? preset_of_level(values_.integer("preset-level"))
                                             : static_cast<gint>(values_.unsigned_integer("preset-id"));
  const gint64 tuning = values_.integer("tuning-info-id");
  s.low_latency = tuning == 2 || tuning == 3;
  s.rate_control = tuning == 4 ? RateControl::lossless : static_cast<RateControl>(values_.integer("control-rate"));
  const guint64 peak = values_.unsigned_integer("peak-bitrate");
  const guint64 bits_ahead = values_.was_set("vbv-size")               ? values_.unsigned_integer("vbv-size")
                             : s.rate_control == RateControl::variable ? std::max(peak, guint64{s.kilobits} * 2000)
                                                                       : 0;
  s.buffer_milliseconds = static_cast<guint>(std::min<guint64>(bits_ahead / s.kilobits, 10000));
  return quantizer_settings(s);
}

bool Encoder::quantizer_settings(Settings& s) {
  const auto range = numbers<6>(values_.text("qp-range"));
  if (!range)
    return refuse("qp-range", "qp-range is not six numbers.",
                  "Write least,greatest of P:I:B, for example 10,40:10,40:10,40.");
  // The software encoders know one range: the widest of the three.
  for (std::size_t i = 0; i < 6; i += 2) {
    const auto [least, greatest] = std::pair((*range)[i], (*range)[i + 1]);
    if (least >= 0) s.lowest_quantizer = std::min(s.lowest_quantizer.value_or(least), least);
    if (greatest >= 0) s.highest_quantizer = std::max(s.highest_quantizer.value_or(greatest), greatest);
  }
  const auto fixed = numbers<3>(values_.text("constqp"));
  if (!fixed || std::any_of(fixed->begin(), fixed->end(), [](int qp) { return qp < 0 || qp > 51; }))
    return refuse("constqp", "constqp is not three quantizers.", "Write P:I:B with numbers from 0 to 51.");
  if (s.rate_control == RateControl::quantizer) s.quantizers = Quantizers{(*fixed)[0], (*fixed)[1], (*fixed)[2]};
  if (!values_.boolean("ratecontrol-enable")) {
    const auto quantizer = [&](const char* name, int fallback) {
      const guint64 value = values_.unsigned_integer(name);
      return value <= 51 ? static_cast<int>(value) : fallback;
    };
    const int p = quantizer("quant-p-frames", 23);
    s.rate_control = RateControl::quantizer;
    s.quantizers = Quantizers{p, quantizer("quant-i-frames", p), quantizer("quant-b-frames", p)};
  }
  return true;
}

void Encoder::changed(std::string_view property) {
  if (!encoder_) return;
  if (property == "bitrate")
    g_object_set(encoder_, "bitrate",
                 std::max<guint>(static_cast<guint>((values_.unsigned_integer("bitrate") + 500) / 1000), 1), nullptr);
  if (property == "force-idr" || property == "force-intra") {
    if (values_.boolean(property)) force_key_frame();
    values_.assign(property, 0);  // it asks for one picture
  }
}

void Encoder::force_key_frame() {
  gst_element_send_event(encoder_, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

GstPadProbeReturn Encoder::on_event(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* self = static_cast<Encoder*>(data);
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  gchar* stream = nullptr;
  switch (static_cast<guint32>(GST_EVENT_TYPE(event))) {
    case nvds::GST_NVEVENT_ENC_BITRATE_UPDATE: {
      guint bits = 0;
      nvds::gst_nvevent_parse_enc_bitrate_update(event, &stream, &bits);
      g_object_set(self->bin(), "bitrate", bits, nullptr);
      break;
    }
    case nvds::GST_NVEVENT_ENC_FORCE_IDR:
    case nvds::GST_NVEVENT_ENC_FORCE_INTRA: self->force_key_frame(); break;
    case nvds::GST_NVEVENT_ENC_IFRAME_INTERVAL_UPDATE: {
      guint interval = 0;
      nvds::gst_nvevent_parse_enc_iframeinterval_update(event, &stream, &interval);
      g_object_set(self->encoder_, "key-int-max", interval, nullptr);
      break;
    }
    default: return GST_PAD_PROBE_OK;
  }
  g_free(stream);
  return GST_PAD_PROBE_DROP;  // nobody behind the encoder is meant
}

}  // namespace runtime::codecs
