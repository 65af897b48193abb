// A GStreamer encoder of still pictures, without a pipeline around it: what goes in at one pad comes out of the other
// before push returns. For one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "gst/fault.h"
#include "gst/ref.h"
#include "picture/picture.h"

namespace picture {

class Encoder {
 public:
  // `factory` is jpegenc or pngenc.
  static gst::Result<std::unique_ptr<Encoder>> create(const char* factory);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // jpegenc only: 1 to 100.
  void set_quality(int quality);
  gst::Result<std::vector<std::uint8_t>> encode(Pixels pixels);

 private:
  explicit Encoder(gst::ElementRef element) : element_(std::move(element)) {}

  bool connect();
  bool set_format(const GstVideoInfo& info);
  static GstFlowReturn on_encoded(GstPad* pad, GstObject* parent, GstBuffer* buffer);

  const gst::ElementRef element_;
  gst::PadRef feed_;
  gst::PadRef drain_;
  gst::CapsRef caps_;
  std::vector<std::uint8_t> encoded_;
};

}  // namespace picture
