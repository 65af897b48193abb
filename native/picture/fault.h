// What goes wrong with pictures, in words.
#pragma once

#include <string>

#include "gst/fault.h"

namespace picture {

inline gst::Fault cannot_read(std::string message, std::string remedy, std::string value = {},
                              std::string detail = {}) {
  return {.code = "ERR_PICTURE",
          .message = std::move(message),
          .value = std::move(value),
          .remedy = std::move(remedy),
          .detail = std::move(detail)};
}

}  // namespace picture
