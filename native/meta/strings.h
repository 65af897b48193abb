// The string section of a block under construction. Strings have numbers in the order of their arrival; 0 is "".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace meta {

class StringTable {
 public:
  StringTable() { clear(); }

  // Forgets the strings and keeps the memory.
  void clear();

  // A new number, without looking for an equal string: for texts that rarely repeat.
  std::uint32_t append(std::string_view text);
  // The number of an equal string, or a new one.
  std::uint32_t intern(std::string_view text);

  std::string_view at(std::uint32_t number) const {
    return {characters_.data() + offsets_[number], offsets_[number + 1] - offsets_[number]};
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  std::size_t character_count() const { return characters_.size(); }

  // Bytes that write() fills.
  std::size_t byte_length() const { return offsets_.size() * sizeof(std::uint32_t) + characters_.size(); }
  void write(std::byte* to) const;

 private:
  // A slot is in use when its generation is the current one, so that clear() costs nothing.
  struct Slot {
    std::uint32_t generation = 0;
    std::uint32_t number = 0;
  };

  Slot& slot_of(std::string_view text);
  void grow();

  std::vector<char> characters_;
  std::vector<std::uint32_t> offsets_;
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace meta
