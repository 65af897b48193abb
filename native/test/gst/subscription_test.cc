#include "gst/subscription.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace {

using gst::Policy;
using gst::Subscription;

class Queue : public testing::Test {
 protected:
  // A block that holds a number.
  meta::BlockRef block(int number) {
    meta::BlockRef block = blocks_->take();
    *reinterpret_cast<int*>(block->resize(sizeof number)) = number;
    return block;
  }
  static std::vector<std::pair<int, unsigned>> drain(Subscription& subscription) {
    std::vector<std::pair<int, unsigned>> items;
    Subscription::Item item;
    while (subscription.take(item))
      items.emplace_back(*reinterpret_cast<int*>(item.block->data()), item.dropped_before);
    return items;
  }

  std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
};

using Items = std::vector<std::pair<int, unsigned>>;

TEST_F(Queue, KeepsTheOrderAndTellsThereIsNews) {
  int calls = 0;
  Subscription subscription(4, Policy::drop_oldest, [&] { ++calls; });
  EXPECT_FALSE(subscription.take_news());
  subscription.push(block(1));
  subscription.push(block(2));
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(subscription.take_news());
  EXPECT_FALSE(subscription.take_news());
  EXPECT_EQ(drain(subscription), (Items{{1, 0}, {2, 0}}));
}

TEST_F(Queue, DropOldestKeepsTheNewestAndSaysWhereTheGapIs) {
  Subscription subscription(2, Policy::drop_oldest, [] {});
  for (int i = 1; i <= 5; ++i) subscription.push(block(i));
  EXPECT_EQ(drain(subscription), (Items{{4, 3}, {5, 0}}));
  EXPECT_EQ(subscription.stats().dropped, 3u);
  EXPECT_EQ(subscription.stats().seen, 5u);
  EXPECT_EQ(subscription.stats().delivered, 2u);
}

TEST_F(Queue, DropNewestKeepsTheOldestAndSaysWhereTheGapIs) {
  Subscription subscription(2, Policy::drop_newest, [] {});
  for (int i = 1; i <= 5; ++i) subscription.push(block(i));
  EXPECT_EQ(drain(subscription), (Items{{1, 0}, {2, 0}}));
  subscription.push(block(6));
  EXPECT_EQ(drain(subscription), (Items{{6, 3}}));
  EXPECT_EQ(subscription.stats().dropped, 3u);
}

TEST_F(Queue, DropsOfAQueueOfOneAreNotLost) {
  Subscription subscription(1, Policy::drop_oldest, [] {});
  for (int i = 1; i <= 4; ++i) subscription.push(block(i));
  EXPECT_EQ(drain(subscription), (Items{{4, 3}}));
}

TEST_F(Queue, BlockWaitsForRoomAndDropsNothing) {
  Subscription subscription(2, Policy::block, [] {});
  std::thread streaming([&] {
    for (int i = 0; i < 1000; ++i) subscription.push(block(i));
  });
  int expected = 0;
  while (expected < 1000)
    for (const auto& [number, dropped] : drain(subscription)) {
      EXPECT_EQ(number, expected++);
      EXPECT_EQ(dropped, 0u);
    }
  streaming.join();
  EXPECT_EQ(subscription.stats().dropped, 0u);
}

TEST_F(Queue, AWaitingStreamIsReleasedByCloseFlushAndStop) {
  for (int way = 0; way < 3; ++way) {
    Subscription subscription(1, Policy::block, [] {});
    subscription.push(block(1));
    std::future<void> waiting = std::async(std::launch::async, [&] { subscription.push(block(2)); });
    if (way == 0) subscription.close();
    if (way == 1) subscription.set_halted(gst::Halt::flush, true);
    if (way == 2) subscription.set_halted(gst::Halt::stop, true);
    ASSERT_EQ(waiting.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(subscription.stats().dropped, way == 0 ? 0u : 1u);
  }
}

TEST_F(Queue, AFlushThatEndsWhileStoppingDoesNotBlockAgain) {
  Subscription subscription(1, Policy::block, [] {});
  subscription.set_halted(gst::Halt::stop, true);
  subscription.set_halted(gst::Halt::flush, true);
  subscription.set_halted(gst::Halt::flush, false);
  subscription.push(block(1));
  subscription.push(block(2));
  EXPECT_EQ(subscription.stats().dropped, 1u);
}

TEST_F(Queue, TheEndComesAfterWhatIsQueued) {
  Subscription subscription(2, Policy::drop_oldest, [] {});
  subscription.push(block(1));
  subscription.end();
  EXPECT_FALSE(subscription.ended());
  drain(subscription);
  EXPECT_TRUE(subscription.ended());
  subscription.restart();
  EXPECT_FALSE(subscription.ended());
}

TEST_F(Queue, NothingIsTakenAfterClose) {
  Subscription subscription(2, Policy::drop_oldest, [] {});
  subscription.push(block(1));
  subscription.close();
  subscription.push(block(2));
  EXPECT_TRUE(drain(subscription).empty());
}

}  // namespace
