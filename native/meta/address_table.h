// Rows by the address of the metadata that fills them: parents and regions refer to objects and frames by pointer.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace meta {

// Open addressing; filled only when a batch has references.
class AddressTable {
 public:
  void assign(std::span<const void* const> addresses) {
    addresses_ = addresses;
    rows_.assign(std::bit_ceil(addresses.size() * 2 + 1), 0);
    for (std::uint32_t row = 0; row < addresses.size(); ++row) rows_[slot_of(addresses[row])] = row + 1;
  }

  // -1 for an address that is none of them.
  std::int32_t find(const void* address) const { return static_cast<std::int32_t>(rows_[slot_of(address)]) - 1; }

 private:
  std::size_t slot_of(const void* address) const {
    const std::size_t mask = rows_.size() - 1;
    // Metadata is at least 8-byte aligned and hundreds of bytes apart.
    std::size_t index = (reinterpret_cast<std::uintptr_t>(address) >> 3) * 0x9E3779B97F4A7C15ull >> 20 & mask;
    while (rows_[index] != 0 && addresses_[rows_[index] - 1] != address) index = (index + 1) & mask;
    return index;
  }

  std::span<const void* const> addresses_;
  std::vector<std::uint32_t> rows_;  // + 1; 0: free
};

}  // namespace meta
