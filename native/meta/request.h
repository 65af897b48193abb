// What a reader asks for beyond the fields that every block has: nobody pays for what he does not read.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace meta {

enum Include : std::uint32_t {
  kTensors = 1u << 0,
  kMasks = 1u << 1,
  kSegmentation = 1u << 2,
  kEmbeddings = 1u << 3,
  kTracks = 1u << 4,
  kDisplay = 1u << 5,
  kLatency = 1u << 6,
  kSei = 1u << 7,
  kUserMeta = 1u << 8,
  kPixels = 1u << 9,  // kept with the block, not in it
};

// The names of lib/options.ts.
constexpr std::pair<std::string_view, Include> kIncludeNames[] = {
    {"tensors", kTensors},   {"masks", kMasks},     {"segmentation", kSegmentation}, {"embeddings", kEmbeddings},
    {"tracks", kTracks},     {"display", kDisplay}, {"latency", kLatency},           {"sei", kSei},
    {"userMeta", kUserMeta}, {"pixels", kPixels},
};

// The bit of a name, 0 for one that is none.
constexpr std::uint32_t include_bit(std::string_view name) {
  for (const auto& [known, bit] : kIncludeNames)
    if (known == name) return bit;
  return 0;
}

// How many bytes of a user metadata's struct a registered decoder reads.
struct UserMetaSize {
  std::int32_t type;
  std::uint32_t bytes;
  bool operator==(const UserMetaSize&) const = default;
};

constexpr std::uint32_t kMaxUserMetaBytes = 1u << 20;

struct Request {
  std::uint32_t include = 0;  // bits of Include
  std::vector<UserMetaSize> user_meta{};
  bool operator==(const Request&) const = default;
};

}  // namespace meta
