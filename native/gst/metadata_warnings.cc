#include "gst/metadata_warnings.h"

#include <string>
#include <utility>

#include "gst/pad_warning.h"

namespace gst {

void MetadataWarnings::tell(GstPad* pad, meta::Packed result, const meta::Packer& packer) {
  const auto post = [pad](const std::string& message, const char* remedy) {
    warn(pad, {.code = "ERR_METADATA", .message = message, .remedy = remedy});
  };
  switch (result) {
    case meta::Packed::not_video: break;
    case meta::Packed::ok:
      if (std::exchange(read_, true)) break;
      if (const std::string caution = packer.caution(); !caution.empty())
        post(caution, "Use a newer version of node-deepstream, or a DeepStream whose plugins tell their version.");
      break;
    case meta::Packed::unknown_layout:
      if (!std::exchange(warned_, true))
        post(packer.refusal(), "Use DeepStream 6.0 to 9.1, or a newer version of node-deepstream.");
      break;
    case meta::Packed::damaged:
      if (!std::exchange(warned_, true))
        post(std::string("The metadata of a batch is damaged: ") + packer.damage() + ".",
             "Look for an element or probe that changes metadata without taking the batch's lock.");
      break;
  }
}

}  // namespace gst
