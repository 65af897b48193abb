// A batch of one release, packed with what a request includes.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "meta/pack.h"
#include "test/meta/block_reader.h"
#include "test/meta/synthetic_batch.h"

namespace test {

inline nvds::Version version_of(const std::string& text) {
  nvds::Version version;
  std::sscanf(text.c_str(), "%u.%u.%u", &version.first, &version.second, &version.third);
  return version;
}

inline constexpr std::uint32_t kEverything = ~0u;

class Attached : public testing::Test {
 protected:
  // Two frames with two objects and one.
  void make(const std::string& version) {
    batch_ = std::make_unique<SyntheticBatch>(facts::Release::of(version),
                                              BatchSpec{FrameSpec{.objects = {{}, {}}}, FrameSpec{.objects = {{}}}});
    packer_ = std::make_unique<meta::Packer>(version_of(version));
  }

  meta::Packed pack(meta::Request request = {.include = kEverything}) {
    block_ = blocks_->take();
    return packer_->pack(batch_->meta(), 0, *block_, request);
  }

  std::vector<Attachment> attachments(meta::block::Kind kind) const {
    std::vector<Attachment> found = read_attachments(block_->bytes());
    std::erase_if(found, [kind](const Attachment& each) { return each.kind != kind; });
    return found;
  }

  // Packs, and gives the one attachment of that kind after checking whose it is.
  RecordReader only(meta::block::Kind kind, meta::block::Owner owner, std::uint32_t row) {
    EXPECT_EQ(pack(), meta::Packed::ok) << packer_->damage();
    const auto found = attachments(kind);
    if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " attachments of that kind");
    EXPECT_EQ(found[0].owner, owner);
    EXPECT_EQ(found[0].row, row);
    return found[0].record;
  }

  // What packing says is wrong.
  std::string damage(meta::Request request = {.include = kEverything}) {
    return pack(request) == meta::Packed::damaged ? packer_->damage() : "nothing";
  }

  const facts::Struct& facts_of(const char* structure) const { return batch_->release().at(structure); }
  bool has(const char* enumerator) const { return batch_->release().values("NvDsMetaType").contains(enumerator); }
  template <class T>
  void set(std::byte* base, const char* structure, const char* field, T value) {
    SyntheticBatch::set(base, facts_of(structure)[field], value);
  }

  std::unique_ptr<SyntheticBatch> batch_;
  std::unique_ptr<meta::Packer> packer_;
  std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
  meta::BlockRef block_;
};

class AttachedInEachRelease : public Attached, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override { make(GetParam()); }
};

}  // namespace test
