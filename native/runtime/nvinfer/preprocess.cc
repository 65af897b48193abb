#include "runtime/nvinfer/preprocess.h"

#include <libyuv.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "runtime/nvinfer/tensors.h"

namespace runtime::nvinfer {
namespace {

int round_up_2(double value) { return (int(value) + 1) & ~1; }
int round_down_2(double value) { return int(value) & ~1; }

// Formats whose first plane is 8-bit luma: a GRAY network reads it as it is.
bool has_luma_plane(GstVideoFormat format) {
  const GstVideoFormatInfo* info = gst_video_format_get_info(format);
  return (GST_VIDEO_FORMAT_INFO_IS_YUV(info) || GST_VIDEO_FORMAT_INFO_IS_GRAY(info)) &&
         GST_VIDEO_FORMAT_INFO_DEPTH(info, 0) == 8 && GST_VIDEO_FORMAT_INFO_PSTRIDE(info, 0) == 1;
}

Picture luma_of(const Picture& picture) {
  Picture luma = picture;
  luma.format = GST_VIDEO_FORMAT_GRAY8;
  luma.plane_count = 1;
  return luma;
}

template <class Value>
Value value_of(float value) {
  return value;
}
template <>
std::uint16_t value_of<std::uint16_t>(float value) {
  return to_half(value);
}
template <>
std::uint8_t value_of<std::uint8_t>(float value) {
  return std::uint8_t(std::clamp(std::nearbyint(value), 0.0f, 255.0f));
}

Fault mean_fault(const Config& config, const std::string& message) {
  return config.fault("ERR_CONFIG", "mean-file", config.mean_file, message,
                      "Give a binary PPM (P6) image of exactly the network's size.");
}

}  // namespace

std::optional<Placement> place(const nvds::NvOSD_RectParams& part, int picture_width, int picture_height,
                               const nvds::NvDsInferNetworkInfo& network, bool maintain_aspect_ratio,
                               bool symmetric_padding) {
  const auto inside = [](float value, int limit) {
    return std::clamp(std::isnan(value) ? 0.0f : value, 0.0f, float(limit));
  };
  Placement placement;
  Rectangle& source = placement.source;
  source.left = round_up_2(inside(part.left, picture_width));
  source.top = round_up_2(inside(part.top, picture_height));
  // What reaches beyond the picture is cut off, in even numbers too.
  source.width = std::min(round_down_2(inside(part.width, picture_width)), round_down_2(picture_width - source.left));
  source.height =
      std::min(round_down_2(inside(part.height, picture_height)), round_down_2(picture_height - source.top));
  if (source.width <= 0 || source.height <= 0) return std::nullopt;

  Rectangle& target = placement.target;
  target.width = int(network.width);
  target.height = int(network.height);
  if (maintain_aspect_ratio) {
    const double height = target.width * source.height / double(source.width);
    const double width = target.height * source.width / double(source.height);
    if (height <= target.height)
      target.height = std::max(1, int(height));
    else
      target.width = std::max(1, int(width));
    if (symmetric_padding) {
      target.left = (int(network.width) - target.width) / 2;
      target.top = (int(network.height) - target.height) / 2;
    }
  }
  placement.ratio_x = double(target.width) / source.width;
  placement.ratio_y = double(target.height) / source.height;
  return placement;
}

std::unique_ptr<Preprocessor> Preprocessor::create(const Config& config, const nvds::NvDsInferNetworkInfo& network,
                                                   ort::ElementType type, Fault& fault) {
  std::unique_ptr<Preprocessor> made(new Preprocessor);
  made->network_ = network;
  made->type_ = type;
  made->order_ = config.input_order;
  made->scaling_ = config.scaling;
  made->scale_ = config.net_scale_factor;
  made->format_ = config.color_format == ColorFormat::kRgb   ? GST_VIDEO_FORMAT_RGB
                  : config.color_format == ColorFormat::kBgr ? GST_VIDEO_FORMAT_BGR
                                                             : GST_VIDEO_FORMAT_GRAY8;
  if (!config.offsets.empty() && config.offsets.size() != network.channels) {
    fault = config.fault("ERR_CONFIG", "offsets", std::to_string(config.offsets.size()) + " numbers",
                         "offsets has " + std::to_string(config.offsets.size()) + " numbers, the network " +
                             std::to_string(network.channels) + " channels.",
                         "Give one offset a channel, separated by ';'.");
    return nullptr;
  }
  made->offsets_ = config.offsets;
  made->offsets_.resize(network.channels, 0.0f);
  if (!config.mean_file.empty() && !made->read_mean_image(config, fault)) return nullptr;
  if (made->means_.empty() && made->order_ == TensorOrder::kNhwc)
    for (unsigned i = 0; i < network.width * network.height; ++i)
      made->means_.insert(made->means_.end(), made->offsets_.begin(), made->offsets_.end());
  made->make_table();
  return made;
}

// The bytes after the header are the means, row by row, channels in the network's order.
bool Preprocessor::read_mean_image(const Config& config, Fault& fault) {
  std::ifstream file(config.mean_file, std::ios::binary);
  std::string magic;
  unsigned width = 0, height = 0, maximum = 0;
  file >> magic >> width >> height >> maximum;
  if (!file || (magic != "P3" && magic != "P6")) {
    fault = mean_fault(config, "The mean image is no PPM file.");
    return false;
  }
  if (width != network_.width || height != network_.height) {
    fault = mean_fault(config, "The mean image is " + std::to_string(width) + "x" + std::to_string(height) +
                                   ", the network " + std::to_string(network_.width) + "x" +
                                   std::to_string(network_.height) + ".");
    return false;
  }
  file.get();
  const std::size_t channels = network_.channels, pixels = std::size_t(width) * height;
  std::vector<char> bytes(pixels * channels);
  if (!file.read(bytes.data(), std::streamsize(bytes.size()))) {
    fault = mean_fault(config, "The mean image is cut off.");
    return false;
  }
  means_.resize(bytes.size());
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < channels; ++c)
      means_[order_ == TensorOrder::kNchw ? c * pixels + i : i * channels + c] = std::uint8_t(bytes[i * channels + c]);
  return true;
}

void Preprocessor::make_table() {
  if (type_ == ort::ElementType::kFloat) return;
  for (const float offset : offsets_)
    for (int level = 0; level < 256; ++level) {
      const float value = scale_ * (float(level) - offset);
      table_.push_back(type_ == ort::ElementType::kFloat16 ? to_half(value) : value_of<std::uint8_t>(value));
    }
}

std::size_t Preprocessor::unit_bytes() const {
  return std::size_t(network_.channels) * network_.width * network_.height * element_size(type_);
}

bool Preprocessor::fill(const Picture& picture, const Placement& placement, std::vector<std::uint8_t>& scratch,
                        void* unit) const {
  if (picture.plane_count == 0) return false;
  const int width = int(network_.width), height = int(network_.height), channels = int(network_.channels);
  const std::size_t packed = std::size_t(width) * height * channels;
  scratch.resize(packed + std::size_t(width) * channels);

  Picture scaled;
  scaled.format = format_;
  scaled.width = width;
  scaled.height = height;
  scaled.plane_count = 1;
  scaled.planes[0] = {scratch.data(), width * channels, width, height, channels};
  const Rectangle& target = placement.target;
  if (target.width < width || target.height < height) std::fill_n(scratch.begin(), packed, std::uint8_t(0));
  const bool luma = format_ == GST_VIDEO_FORMAT_GRAY8 && has_luma_plane(picture.format);
  if (!convert(luma ? luma_of(picture) : picture, placement.source, scaled, target, scaling_)) return false;

  std::uint8_t* planes = scratch.data() + packed;
  switch (type_) {
    case ort::ElementType::kFloat: write(scratch.data(), planes, static_cast<float*>(unit)); return true;
    case ort::ElementType::kFloat16: write(scratch.data(), planes, static_cast<std::uint16_t*>(unit)); return true;
    case ort::ElementType::kUint8: write(scratch.data(), planes, static_cast<std::uint8_t*>(unit)); return true;
    default: return false;
  }
}

template <class Value>
void Preprocessor::write(const std::uint8_t* pixels, std::uint8_t* planes, Value* out) const {
  const std::size_t width = network_.width, height = network_.height, channels = network_.channels;
  for (std::size_t y = 0; y < height; ++y, pixels += width * channels) {
    if (order_ == TensorOrder::kNhwc) {
      const std::size_t at = y * width * channels;
      write_row(pixels, width * channels, &means_[at], 0, out + at);
      continue;
    }
    if (channels == 3)
      libyuv::SplitRGBPlane(pixels, 0, planes, 0, planes + width, 0, planes + 2 * width, 0, int(width), 1);
    const std::uint8_t* rows = channels == 3 ? planes : pixels;
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t at = (c * height + y) * width;
      write_row(rows + c * width, width, means_.empty() ? nullptr : &means_[at], unsigned(c), out + at);
    }
  }
}

template <class Value>
void Preprocessor::write_row(const std::uint8_t* row, std::size_t count, const float* means, unsigned channel,
                             Value* out) const {
  const float scale = scale_;
  if (means) {
    for (std::size_t i = 0; i < count; ++i) out[i] = value_of<Value>(scale * (float(row[i]) - means[i]));
  } else if constexpr (std::is_same_v<Value, float>) {
    const float offset = offsets_[channel];
    for (std::size_t i = 0; i < count; ++i) out[i] = scale * (float(row[i]) - offset);
  } else {
    const std::uint16_t* table = &table_[channel * 256];
    for (std::size_t i = 0; i < count; ++i) out[i] = Value(table[row[i]]);
  }
}

}  // namespace runtime::nvinfer
