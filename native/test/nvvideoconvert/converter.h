// nvvideoconvert between two fixed caps, fed and read by the test.
#pragma once

#include <gst/check/gstharness.h>

#include <memory>
#include <string>

#include "gst/ref.h"
#include "surface/pictures.h"

namespace videoconvert_test {

using surface_test::Colour;

constexpr Colour red = {230, 20, 30};
constexpr Colour green = {20, 200, 40};
constexpr Colour blue = {10, 30, 220};
constexpr Colour yellow = {220, 210, 30};
constexpr Colour black = {0, 0, 0};

class Converter {
 public:
  // `settings`: properties as in a launch line. Output caps without a format or size leave them to the element.
  Converter(const std::string& in, const std::string& out, const std::string& settings = "");
  ~Converter();
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  GstFlowReturn push(gst::BufferRef buffer);
  gst::BufferRef pull();
  // Pushes one and pulls one.
  gst::BufferRef convert(gst::BufferRef buffer);
  gst::CapsRef output_caps();
  // The first error on the bus: its message and the value of a field of its details.
  std::string error(const char* field = nullptr);
  GstElement* element() { return element_.get(); }

  GstHarness* harness = nullptr;

 private:
  gst::ElementRef element_;
  gst::BusRef bus_;
};

// Buffers with caps: the picture painted with one colour in each quarter.
gst::BufferRef quarters(const std::string& caps, Colour top_left = red, Colour top_right = green,
                        Colour bottom_left = blue, Colour bottom_right = yellow);
gst::BufferRef filled(const std::string& caps, Colour colour);

// The colour at a place given as fractions of the picture, of the batch's picture `index`.
Colour colour_at(GstBuffer* buffer, const GstCaps* caps, double x, double y, guint index = 0);

}  // namespace videoconvert_test
