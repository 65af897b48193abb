// Reads a packed block back into plain values, checking every offset on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "meta/block.h"
#include "test/meta/synthetic_batch.h"

namespace test {

std::uint32_t header(std::span<const std::byte> block, meta::block::Header word);

BatchSpec read_block(std::span<const std::byte> block);

// Strings in the block, number 0 included.
std::vector<std::string> read_strings(std::span<const std::byte> block);

}  // namespace test
