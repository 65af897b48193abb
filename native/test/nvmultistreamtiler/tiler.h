// nvmultistreamtiler fed with batches that the test makes.
#pragma once

#include <gst/check/gstharness.h>

#include <string>
#include <vector>

#include "gst/ref.h"
#include "nvds/gst_metadata.h"
#include "surface/pictures.h"

namespace tiler_test {

using surface_test::Colour;

constexpr Colour red = {230, 20, 30};
constexpr Colour green = {20, 200, 40};
constexpr Colour blue = {10, 30, 220};
constexpr Colour yellow = {220, 210, 30};
constexpr Colour black = {0, 0, 0};

// A frame of a batch: a picture of one colour.
struct Frame {
  guint pad_index;
  Colour colour;
};

// 40×20 pictures in one batch, each with its frame meta.
gst::BufferRef batch(const std::vector<Frame>& frames);
nvds::NvDsFrameMeta* frame_of(GstBuffer* buffer, guint index = 0);

class Tiler {
 public:
  // Settings as in a launch line. The canvas is 80×40 unless they say otherwise.
  explicit Tiler(const std::string& settings);
  ~Tiler();
  Tiler(const Tiler&) = delete;
  Tiler& operator=(const Tiler&) = delete;

  // Pushes a batch and pulls its canvas; null after an error.
  gst::BufferRef tile(gst::BufferRef buffer);
  gst::BufferRef tile(const std::vector<Frame>& frames) { return tile(batch(frames)); }
  void send(GstEvent* event);
  std::pair<guint, guint> grid() const;  // rows, columns
  // The first error on the bus: its message and the value of a field of its details.
  std::string error(const char* field = nullptr);
  GstElement* element() const { return harness->element; }

  GstHarness* harness = nullptr;

 private:
  gst::BusRef bus_;
};

bool shows(GstBuffer* canvas, int x, int y, Colour colour);

}  // namespace tiler_test
