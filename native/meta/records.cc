#include "meta/records.h"

#include <cstring>

namespace meta {

void Records::clear() {
  attachments_.clear();
  words_.clear();
  bulks_.clear();
  bulk_bytes_ = 0;
  damage_ = nullptr;
}

void Records::open(block::Owner owner, std::uint32_t row, block::Kind kind) {
  if (attachments_.size() >= kMaxAttachments) return report("it has more user metadata than any real batch");
  attachments_.push_back({owner, row, kind, static_cast<std::uint32_t>(words_.size())});
}

void Records::text(const char* characters, std::size_t most) {
  text(characters ? std::string_view(characters, strnlen(characters, most)) : std::string_view());
}

void Records::text(std::string_view characters) {
  if (strings_.character_count() > kMaxCharacters) report("it has more text than any real batch");
  put(damage_ ? 0 : strings_.intern(characters.substr(0, kMaxTextBytes)));
}

void Records::bulk(const void* from, std::uint64_t bytes) {
  if (!from || bytes == 0) {
    put(0u);
    put(from ? 0u : block::kNoData);
    return;
  }
  if (bytes > kMaxBulkBytes || bulk_bytes_ + bytes > kMaxBulkBytes)
    return report("its tensors, masks and maps are larger than 1 GiB together");
  put(static_cast<std::uint32_t>(bulk_bytes_));
  bulks_.push_back({from, bulk_bytes_, static_cast<std::size_t>(bytes), words_.size()});
  put(static_cast<std::uint32_t>(bytes));
  bulk_bytes_ += (bytes + 7) & ~std::uint64_t{7};
}

void Records::bulk_within(std::uint32_t offset, std::uint32_t bytes) {
  put(offset);
  put(bytes);
}

void Records::write(std::uint32_t* columns, std::uint32_t* records, std::byte* bulk) {
  const std::size_t rows = attachments_.size();
  const auto put_column = [&](block::Attachment32 column, std::size_t row, auto value) {
    columns[static_cast<std::size_t>(column) * rows + row] = static_cast<std::uint32_t>(value);
  };
  for (std::size_t i = 0; i < rows; ++i) {
    using enum block::Attachment32;
    const Attachment& from = attachments_[i];
    const auto end = i + 1 < rows ? attachments_[i + 1].first : static_cast<std::uint32_t>(words_.size());
    put_column(owner, i, from.owner);
    put_column(row, i, from.row);
    put_column(kind, i, from.kind);
    put_column(first, i, from.first);
    put_column(length, i, end - from.first);
  }
  if (!words_.empty()) std::memcpy(records, words_.data(), record_bytes());
  copies_.clear();
  for (const Bulk& from : bulks_)
    copies_.push_back({from.from, bulk + from.offset, from.bytes, records + from.length_position});
  copy_all(copies_);
}

}  // namespace meta
