#include "runtime/nvinfer/tensors.h"

#include <bit>
#include <cmath>

namespace runtime::nvinfer {

using ort::ElementType;

std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
    case ElementType::kInt8:
    case ElementType::kBool: return 1;
    case ElementType::kFloat16: return 2;
    case ElementType::kFloat:
    case ElementType::kInt32: return 4;
    case ElementType::kInt64:
    case ElementType::kDouble: return 8;
    case ElementType::kUndefined: break;
  }
  return 0;
}

std::size_t element_size(nvds::NvDsInferDataType type) {
  switch (type) {
    case nvds::INT8:
    case nvds::UINT8: return 1;
    case nvds::HALF: return 2;
    case nvds::FLOAT:
    case nvds::INT32: return 4;
    case nvds::INT64: return 8;
  }
  return 0;
}

const char* type_name(ElementType type) {
  switch (type) {
    case ElementType::kFloat: return "float32";
    case ElementType::kUint8: return "uint8";
    case ElementType::kInt8: return "int8";
    case ElementType::kInt32: return "int32";
    case ElementType::kInt64: return "int64";
    case ElementType::kBool: return "bool";
    case ElementType::kFloat16: return "float16";
    case ElementType::kDouble: return "float64";
    case ElementType::kUndefined: break;
  }
  return "of an unknown type";
}

std::optional<nvds::NvDsInferDataType> layer_type(ElementType type) {
  switch (type) {
    case ElementType::kFloat:
    case ElementType::kFloat16:
    case ElementType::kDouble: return nvds::FLOAT;
    case ElementType::kUint8:
    case ElementType::kBool: return nvds::UINT8;
    case ElementType::kInt8: return nvds::INT8;
    case ElementType::kInt32: return nvds::INT32;
    case ElementType::kInt64: return nvds::INT64;
    case ElementType::kUndefined: break;
  }
  return std::nullopt;
}

std::optional<ElementType> element_type(nvds::NvDsDataType type) {
  switch (type) {
    case nvds::NvDsDataType_FP32: return ElementType::kFloat;
    case nvds::NvDsDataType_FP16: return ElementType::kFloat16;
    case nvds::NvDsDataType_UINT8: return ElementType::kUint8;
    case nvds::NvDsDataType_INT8: return ElementType::kInt8;
    case nvds::NvDsDataType_INT32: return ElementType::kInt32;
    case nvds::NvDsDataType_INT64: return ElementType::kInt64;
    case nvds::NvDsDataType_UINT32:
    case nvds::NvDsDataType_UINT64: break;
  }
  return std::nullopt;
}

std::uint16_t to_half(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint16_t sign = (bits >> 16) & 0x8000;
  const float magnitude = std::fabs(value);
  if (std::isnan(value)) return sign | 0x7e00;
  if (magnitude >= 65520.0f) return sign | 0x7c00;  // rounds to infinity
  if (magnitude < 6.103515625e-05f)                 // below 2^-14: subnormal, in steps of 2^-24
    return sign | std::uint16_t(std::nearbyint(magnitude * 16777216.0f));
  const std::uint32_t rounded = (bits & 0x7fffffff) + 0xfff + ((bits >> 13) & 1);
  return sign | std::uint16_t((rounded - (112u << 23)) >> 13);  // exponent bias 127 to 15
}

float from_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const int mantissa = half & 0x3ff;
  float value = 0;
  if (exponent == 0)
    value = std::ldexp(float(mantissa), -24);
  else if (exponent == 0x1f)
    value = mantissa ? std::nanf("") : INFINITY;
  else
    value = std::bit_cast<float>(std::uint32_t(exponent + 112) << 23 | std::uint32_t(mantissa) << 13);
  return half & 0x8000 ? -value : value;
}

std::string dims_text(const std::vector<std::int64_t>& dims) {
  std::string text;
  for (const std::int64_t dim : dims) text += (text.empty() ? "" : "x") + (dim < 0 ? "?" : std::to_string(dim));
  return text.empty() ? "a single number" : text;
}

std::int64_t element_count(const std::vector<std::int64_t>& dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) count *= dim;
  return count;
}

}  // namespace runtime::nvinfer
