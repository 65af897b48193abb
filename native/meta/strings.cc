#include "meta/strings.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace meta {

void StringTable::clear() {
  characters_.clear();
  offsets_.assign(2, 0);
  used_ = 0;
  if (++generation_ == 0 || slots_.empty()) {
    slots_.assign(std::max<std::size_t>(slots_.size(), 64), Slot{});
    generation_ = 1;
  }
}

std::uint32_t StringTable::append(std::string_view text) {
  if (text.empty()) return 0;
  characters_.insert(characters_.end(), text.begin(), text.end());
  offsets_.push_back(static_cast<std::uint32_t>(characters_.size()));
  return count() - 1;
}

std::uint32_t StringTable::intern(std::string_view text) {
  if (text.empty()) return 0;
  if (used_ * 2 >= slots_.size()) grow();
  Slot& slot = slot_of(text);
  if (slot.generation != generation_) {
    slot = {generation_, append(text)};
    ++used_;
  }
  return slot.number;
}

StringTable::Slot& StringTable::slot_of(std::string_view text) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t index = std::hash<std::string_view>{}(text)&mask;
  while (slots_[index].generation == generation_ && at(slots_[index].number) != text) index = (index + 1) & mask;
  return slots_[index];
}

void StringTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.generation == generation_) slot_of(at(slot.number)) = slot;
}

void StringTable::write(std::byte* to) const {
  const std::size_t offset_bytes = offsets_.size() * sizeof(std::uint32_t);
  std::memcpy(to, offsets_.data(), offset_bytes);
  if (!characters_.empty()) std::memcpy(to + offset_bytes, characters_.data(), characters_.size());
}

}  // namespace meta
