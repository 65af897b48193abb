// DeepStream's tests for direction and line crossing, on where an object came from and where it is.
#pragma once

#include "runtime/nvdsanalytics/config.h"
#include "runtime/nvdsanalytics/history.h"

namespace runtime::analytics {

struct Movement {
  Place from;  // History::previous
  Place to;    // History::current
  std::size_t frames = 0;
};

bool moves_along(const Movement& movement, const Segment& arrow);
bool crosses(const Movement& movement, const Line& line, const LineRules& rules);

}  // namespace runtime::analytics
