// nvdsosd with one grey picture before it, and its metadata to fill.
#pragma once

#include <gst/check/gstharness.h>
#include <gtest/gtest.h>

#include <string>

#include "gst/ref.h"
#include "nvds/gst_metadata.h"
#include "surface/pictures.h"

namespace osd_test {

using namespace nvds;
using runtime::Rectangle;
using surface_test::Colour;

constexpr NvOSD_ColorParams kRed = {1, 0, 0, 1}, kGreen = {0, 1, 0, 1}, kBlue = {0, 0, 1, 1}, kWhite = {1, 1, 1, 1};
constexpr Colour red = {255, 0, 0}, green = {0, 255, 0}, blue = {0, 0, 255}, grey = {120, 120, 120};

class Display {
 public:
  explicit Display(const char* format = "RGBA", int width = 160, int height = 120, guint batch_size = 1);
  ~Display();
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;

  NvDsObjectMeta* object(float left = 0, float top = 0, float width = 0, float height = 0);
  NvDsDisplayMeta* display();
  // Paints before drawing; the picture is grey at first.
  void paint(const Rectangle& part, Colour colour, guint picture = 0);
  // Pushes the buffer through the element and keeps what comes out.
  GstFlowReturn draw();
  Colour at(int x, int y, guint picture = 0);
  // How many pixels of a part are near a colour.
  int count(const Rectangle& part, Colour colour, int tolerance = 60);

  // The first error or warning on the bus: its message, or the value of a field of its details.
  std::string message(GstMessageType type, const char* field = nullptr);

  GstHarness* harness = nullptr;
  std::string caps;
  gst::BufferRef buffer;
  NvDsBatchMeta* batch = nullptr;
  NvDsFrameMeta* frame = nullptr;

 private:
  gst::BusRef bus_;
};

}  // namespace osd_test
