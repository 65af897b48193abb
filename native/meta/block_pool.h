// Blocks of packed batches that go round: taken by the streaming thread, shared by the queues, recycled when the last
// reader lets go. In the steady state nothing is allocated.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace meta {

class BlockPool;

// One growable run of bytes, aligned to 8.
class Block {
 public:
  // Grows or shrinks to `bytes`; keeps what was written. Invalidates earlier pointers.
  std::byte* resize(std::size_t bytes);
  std::byte* data() { return memory_.get(); }
  std::span<const std::byte> bytes() const { return {memory_.get(), size_}; }

 private:
  friend class BlockPool;
  friend class BlockRef;

  std::unique_ptr<std::byte[]> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::atomic<unsigned> references_{0};
  std::shared_ptr<BlockPool> home_;  // while it is out, so that a block may outlive its pad probe
};

// Shared ownership of a block that is out.
class BlockRef {
 public:
  BlockRef() = default;
  BlockRef(const BlockRef& other) : block_(other.block_) {
    if (block_) block_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  BlockRef(BlockRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  BlockRef& operator=(BlockRef other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~BlockRef();

  Block* operator->() const { return block_; }
  Block& operator*() const { return *block_; }
  explicit operator bool() const { return block_ != nullptr; }

 private:
  friend class BlockPool;
  explicit BlockRef(Block* block) : block_(block) {}

  Block* block_ = nullptr;
};

class BlockPool : public std::enable_shared_from_this<BlockPool> {
 public:
  static std::shared_ptr<BlockPool> create() { return std::shared_ptr<BlockPool>(new BlockPool); }

  BlockRef take();

 private:
  friend class BlockRef;
  BlockPool() = default;
  void put_back(Block* block);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Block>> idle_;
  std::size_t idle_bytes_ = 0;
};

}  // namespace meta
