// What no real batch exceeds; beyond it the metadata is taken for damaged.
#pragma once

#include <cstddef>
#include <cstdint>

namespace meta {

constexpr std::uint32_t kMaxFrames = 4096;
constexpr std::uint32_t kMaxObjects = 1u << 18;
constexpr std::uint32_t kMaxClassifiers = 1u << 18;
constexpr std::uint32_t kMaxLabels = 1u << 18;
constexpr std::size_t kMaxTextBytes = 4096;  // of one string; the rest is cut off
constexpr std::size_t kMaxCharacters = 16u << 20;

constexpr std::uint32_t kMaxUserMeta = 1u << 16;  // of one frame, object, region or batch
constexpr std::uint32_t kMaxAttachments = 1u << 20;
constexpr std::size_t kMaxRecordWords = 16u << 20;
constexpr std::uint64_t kMaxBulkBytes = 1u << 30;  // tensors, masks, maps and vectors together
constexpr std::uint32_t kMaxLayers = 1024;         // of one model
constexpr std::uint32_t kMaxDimensions = 8;
constexpr std::uint32_t kMaxRegions = 1u << 16;
constexpr std::uint32_t kMaxEntries = 1u << 16;  // of any other list in one record

}  // namespace meta
