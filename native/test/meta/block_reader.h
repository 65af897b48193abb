// Reads a packed block back into plain values, checking every offset on the way.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "meta/block.h"
#include "test/meta/synthetic_batch.h"

namespace test {

std::uint32_t header(std::span<const std::byte> block, meta::block::Header word);

BatchSpec read_block(std::span<const std::byte> block);

// Strings in the block, number 0 included.
std::vector<std::string> read_strings(std::span<const std::byte> block);

// The fields of one record, in order. Throws what is read beyond it.
class RecordReader {
 public:
  RecordReader(std::span<const std::byte> block, std::vector<std::uint32_t> words);

  std::uint32_t word();
  std::int32_t integer() { return static_cast<std::int32_t>(word()); }
  float real() { return std::bit_cast<float>(word()); }
  std::uint64_t wide();
  double wide_real() { return std::bit_cast<double>(wide()); }
  std::string text() { return strings_.at(word()); }
  std::optional<std::vector<std::byte>> bulk();
  // As values of a type.
  template <class T>
  std::vector<T> values();
  bool at_end() const { return at_ == words_.size(); }

 private:
  std::span<const std::byte> block_;
  std::vector<std::string> strings_;
  std::vector<std::uint32_t> words_;
  std::size_t at_ = 0;
};

struct Attachment {
  meta::block::Owner owner;
  std::uint32_t row;
  meta::block::Kind kind;
  RecordReader record;
};

std::vector<Attachment> read_attachments(std::span<const std::byte> block);

template <class T>
std::vector<T> RecordReader::values() {
  const auto bytes = bulk().value();
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace test
