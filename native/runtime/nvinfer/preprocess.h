// From a picture's part to one unit of the network's input tensor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "nvds/inference.h"
#include "nvds/osd.h"
#include "runtime/element/fault.h"
#include "runtime/nvinfer/config.h"
#include "runtime/nvinfer/onnxruntime.h"
#include "runtime/surface/surface.h"

namespace runtime::nvinfer {

// Where the part of the picture lands in the network's input.
struct Placement {
  Rectangle source;    // in the picture, even numbers
  Rectangle target;    // in the network's input; what lies around it is black
  double ratio_x = 1;  // target / source
  double ratio_y = 1;
};

// DeepStream's rules: left and top round up to even, width and height down; with maintain-aspect-ratio the part keeps
// its proportions and symmetric-padding centres it. nullopt when nothing of the part lies inside the picture.
std::optional<Placement> place(const nvds::NvOSD_RectParams& part, int picture_width, int picture_height,
                               const nvds::NvDsInferNetworkInfo& network, bool maintain_aspect_ratio,
                               bool symmetric_padding);

// Values become net-scale-factor * (pixel - mean), in the model's channel order and layout.
class Preprocessor {
 public:
  // nullptr with ERR_CONFIG when offsets or the mean image do not fit the network.
  static std::unique_ptr<Preprocessor> create(const Config& config, const nvds::NvDsInferNetworkInfo& network,
                                              ort::ElementType type, Fault& fault);

  std::size_t unit_bytes() const;
  // Safe from several threads, each with its own `scratch` (reused, no allocation in the steady state).
  // False when the picture's format cannot be converted.
  bool fill(const Picture& picture, const Placement& placement, std::vector<std::uint8_t>& scratch, void* unit) const;

 private:
  Preprocessor() = default;
  bool read_mean_image(const Config& config, Fault& fault);
  void make_table();
  template <class Value>
  void write(const std::uint8_t* pixels, std::uint8_t* planes, Value* out) const;
  template <class Value>
  void write_row(const std::uint8_t* row, std::size_t count, const float* means, unsigned channel, Value* out) const;

  nvds::NvDsInferNetworkInfo network_{};
  ort::ElementType type_ = ort::ElementType::kFloat;
  TensorOrder order_ = TensorOrder::kNchw;
  GstVideoFormat format_ = GST_VIDEO_FORMAT_RGB;
  Scaling scaling_ = Scaling::bilinear;
  float scale_ = 1;
  std::vector<float> offsets_;        // one for each channel
  std::vector<float> means_;          // as many as a unit has values, in its layout; empty: offsets_ count
  std::vector<std::uint16_t> table_;  // value of each channel's 256 pixel levels, for the small types
};

}  // namespace runtime::nvinfer
