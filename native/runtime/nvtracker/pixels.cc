#include "runtime/nvtracker/pixels.h"

namespace runtime::nvtracker {

using namespace nvds;

std::unique_ptr<Pixels> Pixels::make(const NvMOTQuery& query, const Options& options, Fault& fault) {
  const auto refuse = [&](const std::string& what, const std::string& remedy, const char* key) {
    fault = {.code = "ERR_TRACKER", .message = "The tracker library wants " + what + ".", .remedy = remedy, .key = key};
    return nullptr;
  };
  const NvBufSurfaceMemType memory = query.memType;
  if (memory == NVBUF_MEM_CUDA_DEVICE || memory == NVBUF_MEM_CUDA_ARRAY) {
    return refuse("pictures in a GPU's memory, which the CPU runtime does not have",
                  "Use a library that takes NVBUF_MEM_DEFAULT or NVBUF_MEM_SYSTEM.", "ll-lib-file");
  }
  const GstVideoFormat format = video_format(query.colorFormats[0]);
  if (format == GST_VIDEO_FORMAT_UNKNOWN) {
    return refuse("pictures of colour format " + std::to_string(query.colorFormats[0]) + ", which there are not",
                  "Use a library that takes NV12, I420, RGBA or another common format.", "ll-lib-file");
  }
  if (options.width == 0 || options.height == 0) {
    return refuse("pictures, but tracker-width or tracker-height is 0", "Set both, for example to 960 and 544.",
                  "tracker-width");
  }
  if (options.input_tensors) {
    return refuse("pictures from nvdspreprocess (input-tensor-meta), which the CPU runtime does not hand on",
                  "Set input-tensor-meta=false: the frames themselves are used then.", "input-tensor-meta");
  }
  GstVideoColorimetry colorimetry;
  gst_video_colorimetry_from_string(&colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  return std::unique_ptr<Pixels>(new Pixels(
      std::make_unique<SurfacePool>(format, colorimetry, int(options.width), int(options.height), options.batch_size)));
}

bool Pixels::convert(std::span<NvBufSurfaceParams> pictures, Fault& fault) {
  mapped_.reset();
  buffer_ = pool_->acquire();
  if (!buffer_) return false;
  mapped_ = std::make_unique<MappedSurface>(buffer_.get(), GST_MAP_READWRITE);
  for (std::size_t i = 0; i < pictures.size() && i < (*mapped_)->batchSize; ++i) {
    if (!runtime::convert(picture_of(pictures[i]), picture_of((*mapped_)->surfaceList[i]))) {
      fault = {.code = "ERR_TRACKER",
               .message = "A frame of colour format " + std::to_string(pictures[i].colorFormat) +
                          " cannot be converted to what the tracker library wants.",
               .remedy = "Put an nvvideoconvert with another format before nvtracker."};
      return false;
    }
    (*mapped_)->numFilled = guint(i + 1);
  }
  return true;
}

}  // namespace runtime::nvtracker
