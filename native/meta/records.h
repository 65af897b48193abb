// The attachments of a block under construction: their records, and what large data the records refer to. Filled by the
// functions of attach.h. Keeps its memory from batch to batch.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "meta/block.h"
#include "meta/bulk_copy.h"
#include "meta/limits.h"
#include "meta/strings.h"

namespace meta {

class Records {
 public:
  explicit Records(StringTable& strings) : strings_(strings) {}

  void clear();

  // What is written next belongs to a new attachment.
  void open(block::Owner owner, std::uint32_t row, block::Kind kind);

  // Numbers of four and eight bytes.
  template <class Number>
  void put(Number number);
  // Characters of unknown owner: null is "", and what has no end is cut.
  void text(const char* characters, std::size_t most = kMaxTextBytes);
  void text(std::string_view characters);
  // Two words, offset and length; the bytes are copied when the block is written. Null is no data.
  void bulk(const void* from, std::uint64_t bytes);
  // Refers to bytes that are already copied as part of a bulk at `offset`.
  void bulk_within(std::uint32_t offset, std::uint32_t bytes);

  // A word that is known later.
  std::size_t position() const { return words_.size(); }
  void set(std::size_t position, std::uint32_t value) { words_[position] = value; }

  // Why the metadata cannot be right; nullptr while it may be.
  const char* damage() const { return damage_; }
  void report(const char* damage) {
    if (!damage_) damage_ = damage;
  }

  std::uint32_t count() const { return static_cast<std::uint32_t>(attachments_.size()); }
  std::size_t record_bytes() const { return words_.size() * sizeof(std::uint32_t); }
  std::size_t bulk_bytes() const { return bulk_bytes_; }
  // Into a block: count() rows of columns, the records, the large data.
  void write(std::uint32_t* columns, std::uint32_t* records, std::byte* bulk);

 private:
  struct Attachment {
    block::Owner owner;
    std::uint32_t row;
    block::Kind kind;
    std::uint32_t first;
  };
  struct Bulk {
    const void* from;
    std::size_t offset, bytes;
    std::size_t length_position;
  };

  StringTable& strings_;
  std::vector<Attachment> attachments_;
  std::vector<std::uint32_t> words_;
  std::vector<Bulk> bulks_;
  std::vector<BulkCopy> copies_;
  std::size_t bulk_bytes_ = 0;
  const char* damage_ = nullptr;
};

template <class Number>
void Records::put(Number number) {
  if (words_.size() >= kMaxRecordWords) return report("it holds more than any real batch has");
  if constexpr (sizeof(Number) == 8) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    words_.push_back(static_cast<std::uint32_t>(bits));
    words_.push_back(static_cast<std::uint32_t>(bits >> 32));
  } else {
    static_assert(sizeof(Number) == 4);
    words_.push_back(std::bit_cast<std::uint32_t>(number));
  }
}

}  // namespace meta
