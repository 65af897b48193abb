// Edits as lib/edits.ts writes them, and as it never would.
#pragma once

#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "meta/edits.h"

namespace test {

class EditBytes {
 public:
  EditBytes() {
    put(meta::kEditMagic);
    put(0u);
  }

  EditBytes& command(meta::Command command, std::initializer_list<std::uint32_t> words = {}) {
    std::uint32_t count;
    std::memcpy(&count, bytes_.data() + 4, 4);
    ++count;
    std::memcpy(bytes_.data() + 4, &count, 4);
    put(static_cast<std::uint32_t>(command));
    for (const std::uint32_t word : words) put(word);
    return *this;
  }
  // Fields of an object by their bit.
  EditBytes& change(std::uint32_t object, std::uint32_t mask) { return command(meta::Command::change, {object, mask}); }
  EditBytes& add(std::uint32_t frame, std::uint32_t parent, std::uint32_t mask) {
    return command(meta::Command::add, {frame, parent, mask});
  }

  template <class T>
  EditBytes& put(T value) {
    const auto* from = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), from, from + sizeof value);
    return *this;
  }
  EditBytes& text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    const auto* from = reinterpret_cast<const std::byte*>(text.data());
    bytes_.insert(bytes_.end(), from, from + text.size());
    return *this;
  }
  EditBytes& box(float left, float top, float width, float height) { return put(left).put(top).put(width).put(height); }
  EditBytes& color(double red, double green, double blue, double alpha) {
    return put(red).put(green).put(blue).put(alpha);
  }

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

// Bits of an object's fields.
enum Field : std::uint32_t {
  kLabel = 1u << 0,
  kClassId = 1u << 1,
  kComponentId = 1u << 2,
  kTrackId = 1u << 3,
  kConfidence = 1u << 4,
  kBox = 1u << 5,
  kRotation = 1u << 6,
  kBorderWidth = 1u << 7,
  kBorderColor = 1u << 8,
  kBackground = 1u << 9,
  kText = 1u << 10,
  kTextAt = 1u << 11,
  kFont = 1u << 12,
  kFontSize = 1u << 13,
  kFontColor = 1u << 14,
  kTextBackground = 1u << 15,
};

}  // namespace test
