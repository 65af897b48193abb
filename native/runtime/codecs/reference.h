// Whether other pictures need a coded picture: what skip-frames=decode_non_ref leaves out may not be needed.
#pragma once

#include <cstdint>
#include <span>

namespace runtime::codecs {

enum class StreamKind { h264, h265, mpeg2, other };

// Reads the first picture's header in a byte stream. Kinds without such a mark are always needed.
bool is_referenced(StreamKind kind, std::span<const std::uint8_t> stream);

}  // namespace runtime::codecs
