// Which Debian/Ubuntu package brings a well-known element.
#pragma once

#include <string>
#include <string_view>

namespace gst {

// "" when it is not known.
std::string package_of(std::string_view element);

// What to do about an element that is not installed.
std::string install_remedy(std::string_view element);

}  // namespace gst
