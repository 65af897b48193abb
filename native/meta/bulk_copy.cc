#include "meta/bulk_copy.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "meta/block.h"

namespace meta {
namespace {

constexpr std::size_t kMostAtOnce = 512;

void copy_directly(std::span<const BulkCopy> copies) {
  for (const BulkCopy& copy : copies) std::memcpy(copy.to, copy.from, copy.bytes);
}

}  // namespace

void copy_all(std::span<const BulkCopy> copies) {
  std::array<iovec, kMostAtOnce> local, remote;
  while (!copies.empty()) {
    const std::size_t count = std::min(copies.size(), kMostAtOnce);
    for (std::size_t i = 0; i < count; ++i) {
      local[i] = {copies[i].to, copies[i].bytes};
      remote[i] = {const_cast<void*>(copies[i].from), copies[i].bytes};
    }
    ssize_t copied = process_vm_readv(getpid(), local.data(), count, remote.data(), count, 0);
    if (copied < 0 && errno != EFAULT) return copy_directly(copies);  // a sandbox without this system call
    std::size_t done = 0;
    for (copied = std::max<ssize_t>(copied, 0); done < count && static_cast<std::size_t>(copied) >= copies[done].bytes;
         ++done)
      copied -= static_cast<ssize_t>(copies[done].bytes);
    // The kernel stops at the first that it cannot read.
    if (done < count) *copies[done++].failed = block::kNoData;
    copies = copies.subspan(done);
  }
}

}  // namespace meta
