// What is kept, for how long, and who makes images of it.
#include "picture/kept.h"

#include <future>

#include "picture/workers.h"
#include "test/picture/subject.h"

namespace picture_test {
namespace {

using picture::Keeper;
using picture::KeptRef;
using picture::Workers;

// A pool that has `most` buffers and no more; 0 for one that grows.
gst::ObjectRef<GstBufferPool> pool_of(guint most) {
  gst::ObjectRef<GstBufferPool> pool(gst_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool.get());
  gst_buffer_pool_config_set_params(config, nullptr, 16, 0, most);
  gst_buffer_pool_set_config(pool.get(), config);
  gst_buffer_pool_set_active(pool.get(), TRUE);
  return pool;
}

gst::BufferRef acquire(const gst::ObjectRef<GstBufferPool>& pool) {
  GstBufferPoolAcquireParams parameters{};
  parameters.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT;
  GstBuffer* buffer = nullptr;
  gst_buffer_pool_acquire_buffer(pool.get(), &buffer, &parameters);
  return gst::BufferRef(buffer);
}

TEST(Keeper, CountsWhatItKeeps) {
  const auto keeper = std::make_shared<Keeper>();
  const auto pool = pool_of(0);
  std::vector<KeptRef> kept;
  for (int i = 0; i < 20; ++i) kept.push_back(keeper->keep(acquire(pool).get(), nullptr, nvds::Family::v9));
  EXPECT_EQ(keeper->held(), 20u);
  kept.resize(5);
  EXPECT_EQ(keeper->held(), 5u);
  kept.clear();
  EXPECT_EQ(keeper->held(), 0u);
  EXPECT_EQ(keeper->not_kept(), 0u);
}

TEST(Keeper, LeavesHalfOfALimitedPoolToThePipelineWhoeverAsks) {
  const auto first = std::make_shared<Keeper>();
  const auto second = std::make_shared<Keeper>();
  const auto pool = pool_of(4);
  std::vector<KeptRef> kept;
  for (const auto& keeper : {first, second, first, second})
    kept.push_back(keeper->keep(acquire(pool).get(), nullptr, nvds::Family::v9));
  EXPECT_TRUE(kept[0] && kept[1]);
  EXPECT_FALSE(kept[2] || kept[3]);
  EXPECT_EQ(first->held(), 1u);
  EXPECT_EQ(first->not_kept(), 1u);
  const gst::BufferRef third = acquire(pool);
  const gst::BufferRef fourth = acquire(pool);
  EXPECT_TRUE(third && fourth);
  kept.clear();
  EXPECT_TRUE(first->keep(third.get(), nullptr, nvds::Family::v9));
}

TEST(Keeper, KeepsNothingOfAPoolOfOne) {
  const auto keeper = std::make_shared<Keeper>();
  const auto pool = pool_of(1);
  EXPECT_FALSE(keeper->keep(acquire(pool).get(), nullptr, nvds::Family::v9));
  EXPECT_TRUE(acquire(pool));
}

TEST(Keeper, WhatIsKeptOutlivesItsPoolAndItsKeeper) {
  KeptRef kept;
  {
    const auto pool = pool_of(4);
    kept = std::make_shared<Keeper>()->keep(acquire(pool).get(), nullptr, nvds::Family::v9);
    gst_buffer_pool_set_active(pool.get(), FALSE);
  }
  EXPECT_EQ(gst_buffer_get_size(kept->buffer()), 16u);
}

TEST(Kept, PicturesStayWhatTheyAreWhenThePipelineDrawsOnItsOwn) {
  gst::BufferRef buffer =
      batch(GST_VIDEO_FORMAT_NV12, 64, 48, 1, [](const auto& picture, guint) { paint_quarters(picture); });
  const KeptRef kept = keep(buffer.get(), caps("video/x-raw(memory:NVMM)"));
  // What an element does that works in place.
  buffer.reset(gst_buffer_make_writable(buffer.release()));
  {
    const runtime::MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
    surface_test::paint(runtime::picture_of(surface->surfaceList[0]), {0, 0, 64, 48}, {0, 0, 0});
  }
  expect_quarters(image(kept, {.format = picture::Format::rgb}), 3, "kept");
}

TEST(Workers, DoEveryJob) {
  Workers workers;
  std::promise<void> all;
  std::atomic<int> done{0};
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(workers.post([&](picture::Encoders&) {
      if (++done == 100) all.set_value();
    }));
  EXPECT_EQ(all.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Workers, StopWaitsForWhatRunsAndForgetsWhatWaits) {
  Workers workers;
  std::promise<void> started;
  std::promise<void> gate;
  std::atomic<int> done{0};
  const auto canary = std::make_shared<int>();
  auto open = std::make_shared<std::shared_future<void>>(gate.get_future().share());
  std::atomic<bool> first{true};
  for (int i = 0; i < 50; ++i)
    workers.post([&, canary, open](picture::Encoders&) {
      if (first.exchange(false)) started.set_value();
      open->wait();
      ++done;
    });
  started.get_future().wait();
  std::thread opener([&] { gate.set_value(); });
  workers.stop();
  opener.join();
  const int ran = done;
  EXPECT_GE(ran, 1);
  EXPECT_EQ(canary.use_count(), 1);
  EXPECT_FALSE(workers.post([](picture::Encoders&) {}));
  workers.stop();
  EXPECT_EQ(done, ran);
}

TEST(Workers, RefuseMoreThanTheyCanHoldOnTo) {
  Workers workers;
  std::promise<void> gate;
  const std::shared_future<void> open = gate.get_future().share();
  std::size_t taken = 0;
  while (taken < 2 * Workers::kMostWaiting && workers.post([open](picture::Encoders&) { open.wait(); })) ++taken;
  EXPECT_GE(taken, Workers::kMostWaiting);
  EXPECT_LE(taken, Workers::kMostWaiting + 4);
  gate.set_value();
}

}  // namespace
}  // namespace picture_test
