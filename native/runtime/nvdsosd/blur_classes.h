#pragma once

#include <optional>
#include <string>
#include <vector>

namespace runtime::osd {

// What blur-on-gie-class-ids names: the objects of a class that an inference element of this id found.
struct BlurClass {
  int component_id = 0;
  int class_id = 0;
  bool operator==(const BlurClass&) const = default;
};

// "gie,class;gie,class". Nothing when the text is not such a list.
std::optional<std::vector<BlurClass>> parse_blur_classes(const std::string& text);

}  // namespace runtime::osd
