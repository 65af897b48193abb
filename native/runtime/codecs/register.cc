#include "runtime/codecs/names.h"

namespace runtime {

bool register_codecs(GstPlugin* plugin) {
  using namespace codecs;
  bool ok = true;
  for (const Description* description :
       {&h264_encoder(), &h265_encoder(), &jpeg_encoder(), &jpeg_decoder(), &image_encoder(), &image_decoder(),
        &video_decoder(), &egl_sink(), &scene_sink(), &drm_sink()})
    ok = register_codec(plugin, *description) && ok;
  return ok;
}

}  // namespace runtime
