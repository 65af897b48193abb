// Images of frames, made on request.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gst/fault.h"
#include "picture/encoder.h"
#include "picture/kept.h"
#include "picture/source.h"

namespace picture {

// `raw`: the pixels as they lie in the pipeline.
enum class Format { jpeg, png, rgb, rgba, gray, raw };

struct Request {
  std::uint32_t index = 0;  // the frame's place in the batch
  Format format = Format::jpeg;
  std::optional<Crop> crop{};
  // Of the image, in pixels: a width, a height, or both; or a scale. 0 where not asked for.
  int width = 0;
  int height = 0;
  double scale = 0;
  int quality = 85;  // of JPEG, 1 to 100
};

// The longest side an image can have.
constexpr int kLongestSide = 16384;

// Of raw images: where a plane begins, and its rows.
struct ImagePlane {
  std::size_t offset = 0;
  std::size_t stride = 0;
  std::size_t rows = 0;
};

struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> data{};
  // Of raw images: GStreamer's names.
  std::string format{};
  std::string colorimetry{};
  std::vector<ImagePlane> planes{};
};

// What one thread uses again and again.
struct Encoders {
  std::unique_ptr<Encoder> jpeg;
  std::unique_ptr<Encoder> png;
};

gst::Result<Image> make_image(const Kept& kept, const Request& request, Encoders& encoders);

}  // namespace picture
