// Names of the functions that a loaded library exports, for messages about a missing one.
#pragma once

#include <string>
#include <vector>

namespace runtime::nvinfer {

// `handle` of dlopen(). C++ names stay mangled; in the order of the library's symbol table.
std::vector<std::string> exported_functions(void* handle);

}  // namespace runtime::nvinfer
