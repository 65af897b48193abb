// Names that metadata points at without owning them: fonts, kinds of classifiers. Buffers may outlive whoever named
// them, so the names stay for as long as the process.
#pragma once

#include <cstddef>
#include <string_view>

namespace meta {

// nullptr once kMaxKeptNames different names are kept: a program that makes up ever new ones has a fault.
constexpr std::size_t kMaxKeptNames = 1024;
const char* keep_name(std::string_view name);

}  // namespace meta
