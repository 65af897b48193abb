#include "meta/block_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

namespace {

TEST(BlockPool, AReturnedBlockIsUsedAgain) {
  const auto pool = meta::BlockPool::create();
  const std::byte* memory = nullptr;
  {
    const meta::BlockRef block = pool->take();
    memory = block->resize(1000);
  }
  const meta::BlockRef again = pool->take();
  EXPECT_TRUE(again->bytes().empty());
  EXPECT_EQ(again->resize(500), memory);
}

TEST(BlockPool, ABlockReturnsWithItsLastReader) {
  const auto pool = meta::BlockPool::create();
  meta::BlockRef first = pool->take();
  first->resize(8);
  const meta::BlockRef second = first;
  first = {};
  const meta::BlockRef other = pool->take();
  EXPECT_NE(&*other, &*second);
}

TEST(BlockPool, ABlockOutlivesItsPool) {
  auto pool = meta::BlockPool::create();
  meta::BlockRef block = pool->take();
  pool.reset();
  std::memset(block->resize(64), 7, 64);
  EXPECT_EQ(block->bytes()[63], std::byte{7});
}

TEST(BlockPool, GrowingKeepsWhatWasWritten) {
  const auto pool = meta::BlockPool::create();
  const meta::BlockRef block = pool->take();
  for (std::size_t size = 1; size < 10'000; size *= 3) {
    const std::size_t before = block->bytes().size();
    std::byte* const memory = block->resize(size);
    for (std::size_t i = 0; i < before; ++i) ASSERT_EQ(memory[i], static_cast<std::byte>(i));
    for (std::size_t i = before; i < size; ++i) memory[i] = static_cast<std::byte>(i);
  }
}

TEST(BlockPool, BlocksAreSharedBetweenThreads) {
  const auto pool = meta::BlockPool::create();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&pool] {
      for (int i = 0; i < 2000; ++i) {
        const meta::BlockRef block = pool->take();
        std::memset(block->resize(64), i, 64);
        std::vector<meta::BlockRef> copies(3, block);
        ASSERT_EQ(copies.back()->bytes()[0], static_cast<std::byte>(i));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
