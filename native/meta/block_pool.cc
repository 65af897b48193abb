#include "meta/block_pool.h"

#include <algorithm>
#include <cstring>

namespace meta {
namespace {

// What a burst left behind is given back to the heap: more idle blocks than queues usually hold, or more memory. A
// batch with a model's tensors has tens of megabytes, which cost more to map anew than to fill.
constexpr std::size_t kIdleBlocks = 64;
constexpr std::size_t kIdleBytes = 128u << 20;

}  // namespace

std::byte* Block::resize(std::size_t bytes) {
  if (bytes > capacity_) {
    const std::size_t capacity = std::max(bytes, capacity_ + capacity_ / 2);
    auto memory = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ > 0) std::memcpy(memory.get(), memory_.get(), size_);
    memory_ = std::move(memory);
    capacity_ = capacity;
  }
  size_ = bytes;
  return memory_.get();
}

BlockRef::~BlockRef() {
  if (!block_ || block_->references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::shared_ptr<BlockPool> home = std::move(block_->home_);
  home->put_back(block_);
}

BlockRef BlockPool::take() {
  std::unique_ptr<Block> block;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      block = std::move(idle_.back());
      idle_.pop_back();
      idle_bytes_ -= block->capacity_;
    }
  }
  if (!block) block = std::make_unique<Block>();
  block->size_ = 0;
  block->references_.store(1, std::memory_order_relaxed);
  block->home_ = shared_from_this();
  return BlockRef(block.release());
}

void BlockPool::put_back(Block* block) {
  std::unique_ptr<Block> owned(block);
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= kIdleBlocks || idle_bytes_ + block->capacity_ > kIdleBytes) return;
  idle_bytes_ += block->capacity_;
  idle_.push_back(std::move(owned));
}

}  // namespace meta
