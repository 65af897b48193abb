// Memory of a CUDA device, through the driver that NVIDIA's elements have loaded; nothing is linked.
#pragma once

#include <cstddef>
#include <cstdint>

namespace picture::cuda {

// True for memory of a device, and for managed memory, which may be on the device just now. False for memory of the
// CPU, and in a process without CUDA.
bool owns(const void* pointer);

// Copies rows to the CPU's memory and waits for them. nullptr when it went well, else the driver's word.
const char* copy_rows(void* to, std::size_t to_stride, const void* from, std::size_t from_stride, std::size_t row_bytes,
                      std::size_t rows);

}  // namespace picture::cuda
