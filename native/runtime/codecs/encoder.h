// What nvv4l2h264enc and nvv4l2h265enc share: properties, rate control as numbers, key frames on demand.
#pragma once

#include <optional>

#include "runtime/codecs/bin.h"

namespace runtime::codecs {

// The properties of both; each adds its profile and what it alone has.
std::vector<Property> encoder_properties(std::initializer_list<Property> more);

extern const char* const encoder_sink_caps;

enum class RateControl { variable, constant, quantizer, lossless };

struct Quantizers {
  int p = 0;
  int i = 0;
  int b = 0;
};

// What the properties ask of a software encoder.
struct Settings {
  RateControl rate_control = RateControl::constant;
  guint kilobits = 4000;
  guint buffer_milliseconds = 0;  // of the rate control; 0 leaves it to the encoder
  guint key_frame_distance = 30;
  guint b_frames = 0;
  guint references = 1;
  gint preset = 1;  // x264's and x265's number: 1 ultrafast … 7 slow
  bool low_latency = true;
  std::optional<Quantizers> quantizers;
  std::optional<int> lowest_quantizer;
  std::optional<int> highest_quantizer;
};

class Encoder : public Codec {
 public:
  bool start() override;
  void changed(std::string_view property) override;

 protected:
  // `factory`: the software encoder; `parser` follows it and repeats the headers where insert-sps-pps asks for it.
  Encoder(GstBin* bin, const Description& description, const char* factory, const char* parser,
          const char* stream_caps);

  virtual bool apply(const Settings& settings) = 0;

  GstElement* encoder_ = nullptr;
  GstElement* stream_filter_ = nullptr;

 private:
  bool settings(Settings& settings);
  bool quantizer_settings(Settings& settings);
  void force_key_frame();
  static GstPadProbeReturn on_event(GstPad*, GstPadProbeInfo* info, gpointer self);

  GstElement* parser_ = nullptr;
};

}  // namespace runtime::codecs
