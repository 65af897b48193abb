// Every name that people write, with what stands behind it.
#pragma once

#include "runtime/codecs/bin.h"

namespace runtime::codecs {

const Description& h264_encoder();
const Description& h265_encoder();
const Description& jpeg_encoder();
const Description& jpeg_decoder();
const Description& image_encoder();
const Description& image_decoder();
const Description& video_decoder();
const Description& egl_sink();
const Description& scene_sink();
const Description& drm_sink();

}  // namespace runtime::codecs
