// What nvinfer hands to custom parser libraries and attaches as tensors (DeepStream 9.0 and later).
#pragma once

#include <gst/gst.h>
#include <cstdint>
#include <string>
#include <vector>

#include "nvds/metadata.h"

namespace nvds {

constexpr unsigned NVDSINFER_MAX_DIMS = 8;

enum NvDsInferDataType : std::uint32_t {
  FLOAT = 0,
  HALF = 1,
  INT8 = 2,
  INT32 = 3,
  INT64 = 4,
  UINT8 = 5,
};

enum NvDsInferStatus : std::uint32_t {
  NVDSINFER_SUCCESS = 0,
  NVDSINFER_CONFIG_FAILED = 1,
  NVDSINFER_CUSTOM_LIB_FAILED = 2,
  NVDSINFER_INVALID_PARAMS = 3,
  NVDSINFER_OUTPUT_PARSING_FAILED = 4,
  NVDSINFER_CUDA_ERROR = 5,
  NVDSINFER_TENSORRT_ERROR = 6,
  NVDSINFER_RESOURCE_ERROR = 7,
  NVDSINFER_TRITON_ERROR = 8,
  NVDSINFER_TRTIS_ERROR = 8,
  NVDSINFER_MEM_ERROR = 9,
  NVDSINFER_UNKNOWN_ERROR = 10,
};

enum NvDsInferLogLevel : std::uint32_t {
  NVDSINFER_LOG_ERROR = 0,
  NVDSINFER_LOG_WARNING = 1,
  NVDSINFER_LOG_INFO = 2,
  NVDSINFER_LOG_DEBUG = 3,
};

struct NvDsInferDims {
  unsigned int numDims;
  unsigned int d[8];
  unsigned int numElements;
};
static_assert(sizeof(NvDsInferDims) == 40);

struct NvDsInferDimsCHW {
  unsigned int c;
  unsigned int h;
  unsigned int w;
};
static_assert(sizeof(NvDsInferDimsCHW) == 12);

struct NvDsInferLayerInfo {
  NvDsInferDataType dataType;
  union {
    NvDsInferDims inferDims;
    NvDsInferDims dims;
  };
  int bindingIndex;
  const char* layerName;
  void* buffer;
  int isInput;
};
static_assert(sizeof(NvDsInferLayerInfo) == 72);

struct NvDsInferNetworkInfo {
  unsigned int width;
  unsigned int height;
  unsigned int channels;
};
static_assert(sizeof(NvDsInferNetworkInfo) == 12);

struct NvDsInferObjectDetectionInfo {
  unsigned int classId;
  float left;
  float top;
  float width;
  float height;
  float detectionConfidence;
  float rotation_angle;
};
static_assert(sizeof(NvDsInferObjectDetectionInfo) == 28);

struct NvDsInferInstanceMaskInfo {
  unsigned int classId;
  float left;
  float top;
  float width;
  float height;
  float detectionConfidence;
  float* mask;
  unsigned int mask_width;
  unsigned int mask_height;
  unsigned int mask_size;
};
static_assert(sizeof(NvDsInferInstanceMaskInfo) == 48);

struct NvDsInferAttribute {
  unsigned int attributeIndex;
  unsigned int attributeValue;
  float attributeConfidence;
  char* attributeLabel;
};
static_assert(sizeof(NvDsInferAttribute) == 24);

struct NvDsInferTensorMeta {
  guint unique_id;
  guint num_output_layers;
  NvDsInferLayerInfo* output_layers_info;
  void** out_buf_ptrs_host;
  void** out_buf_ptrs_dev;
  gint gpu_id;
  void* priv_data;
  NvDsInferNetworkInfo network_info;
  gboolean maintain_aspect_ratio;
  gboolean symmetric_padding;
};
static_assert(sizeof(NvDsInferTensorMeta) == 72);

struct NvDsInferSegmentationMeta {
  guint classes;
  guint width;
  guint height;
  gint* class_map;
  gfloat* class_probabilities_map;
  void* priv_data;
  gint unique_id;
};
static_assert(sizeof(NvDsInferSegmentationMeta) == 48);

struct NvDsInferParseDetectionParams {
  unsigned int numClassesConfigured;
  std::vector<float> perClassPreclusterThreshold;
  std::vector<float> perClassPostclusterThreshold;
  std::vector<float>& perClassThreshold;
};
static_assert(sizeof(NvDsInferParseDetectionParams) == 64);

using NvDsInferParseObjectInfo = NvDsInferObjectDetectionInfo;

using NvDsInferParseCustomFunc = bool (*)(const std::vector<NvDsInferLayerInfo>&, const NvDsInferNetworkInfo&, const NvDsInferParseDetectionParams&, std::vector<NvDsInferObjectDetectionInfo>&);
using NvDsInferInstanceMaskParseCustomFunc = bool (*)(const std::vector<NvDsInferLayerInfo>&, const NvDsInferNetworkInfo&, const NvDsInferParseDetectionParams&, std::vector<NvDsInferInstanceMaskInfo>&);
using NvDsInferClassiferParseCustomFunc = bool (*)(const std::vector<NvDsInferLayerInfo>&, const NvDsInferNetworkInfo&, float, std::vector<NvDsInferAttribute>&, std::string&);
using NvDsInferSemSegmentationParseCustomFunc = bool (*)(const std::vector<NvDsInferLayerInfo>&, const NvDsInferNetworkInfo&, float, unsigned int, int*, float*&);

}  // namespace nvds
