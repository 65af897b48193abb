// Copies memory that metadata points at. The pointers are other people's: one into memory that is not mapped, or that
// only a GPU can read, must not end the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace meta {

struct BulkCopy {
  const void* from;
  std::byte* to;
  std::size_t bytes;
  std::uint32_t* failed;  // set to kNoData when `from` cannot be read
};

// Does all copies, a thousand in one system call. Where the system forbids asking the kernel, memory is read directly.
void copy_all(std::span<const BulkCopy> copies);

}  // namespace meta
