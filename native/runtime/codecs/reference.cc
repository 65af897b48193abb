#include "runtime/codecs/reference.h"

#include <optional>

namespace runtime::codecs {

namespace {

// What the unit behind a start code says; nullopt when it holds no picture.
std::optional<bool> h264(std::span<const std::uint8_t> unit) {
  const int type = unit[0] & 0x1f;
  if (type < 1 || type > 5) return std::nullopt;
  return (unit[0] >> 5 & 3) != 0;  // nal_ref_idc
}

std::optional<bool> h265(std::span<const std::uint8_t> unit) {
  const int type = unit[0] >> 1 & 0x3f;
  if (type > 31) return std::nullopt;
  return type > 14 || type % 2 == 1;  // even types up to 14: sub-layer non-reference pictures
}

std::optional<bool> mpeg2(std::span<const std::uint8_t> unit) {
  constexpr int picture = 0;
  constexpr int bidirectional = 3;
  if (unit[0] != picture || unit.size() < 3) return std::nullopt;
  return (unit[2] >> 3 & 7) != bidirectional;
}

}  // namespace

bool is_referenced(StreamKind kind, std::span<const std::uint8_t> stream) {
  if (kind == StreamKind::other) return true;
  for (std::size_t i = 0; i + 3 < stream.size(); i++) {
    if (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1) continue;
    const auto unit = stream.subspan(i + 3);
    const std::optional<bool> answer = kind == StreamKind::h264   ? h264(unit)
                                       : kind == StreamKind::h265 ? h265(unit)
                                                                  : mpeg2(unit);
    if (answer) return *answer;
  }
  return true;
}

}  // namespace runtime::codecs
