// Subscriptions to pads of running pipelines.
#include "gst/tap.h"

#include <gtest/gtest.h>

#include <thread>

#include "test/gst/batch_source.h"
#include "test/gst/driver.h"
#include "test/meta/block_reader.h"

namespace {

using gst::Policy;
using Kind = gst::Event::Kind;
using test::attach_batches;
using test::Driver;

constexpr const char* kStream = "fakesrc name=src num-buffers=20 ! identity name=infer ! fakesink name=sink sync=false";

std::vector<test::BatchSpec> drain(gst::Subscription& subscription) {
  std::vector<test::BatchSpec> batches;
  gst::Subscription::Item item;
  while (subscription.take(item)) batches.push_back(test::read_block(item.block->bytes()));
  return batches;
}

TEST(Tap, EveryBatchThatPassesThePadIsReadInOrder) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 2, 3);
  const auto subscription = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  ASSERT_TRUE(pipeline.wait_until([&] { return subscription->stats().queued == 20; }));
  const auto batches = drain(*subscription);
  for (std::size_t i = 0; i < batches.size(); ++i) {
    ASSERT_EQ(batches[i].size(), 2u);
    EXPECT_EQ(batches[i][1].number, static_cast<int>(i));
    ASSERT_EQ(batches[i][1].objects.size(), 3u);
    EXPECT_EQ(batches[i][1].objects[2].label, "person");
  }
}

TEST(Tap, TheSubscriptionEndsWithTheStreamBeforeTheEndEvent) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto subscription = pipeline.subscribe("sink");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_FALSE(subscription->ended());
  EXPECT_EQ(drain(*subscription).size(), 20u);
  EXPECT_TRUE(subscription->ended());
}

TEST(Tap, BuffersWithoutMetadataAreCountedAndSkipped) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1,
                 [](nvds::NvDsBatchMeta* batch, int number) { return number % 2 ? batch : nullptr; });
  const auto subscription = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(subscription->stats().seen, 10u);
  EXPECT_EQ(subscription->stats().skipped, 10u);
}

TEST(Tap, AnAudioBatchIsSkipped) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1, [](nvds::NvDsBatchMeta* batch, int) {
    batch->base_meta.meta_type = nvds::NVDS_AUDIO_BATCH_META;
    return batch;
  });
  const auto subscription = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(subscription->stats().skipped, 20u);
}

TEST(Tap, MetadataOfAnUnknownReleaseIsCountedAndWarnedOfOnce) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1, [](nvds::NvDsBatchMeta* batch, int) {
    batch->frame_meta_pool->element_size = 192;
    return batch;
  });
  const auto subscription = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(subscription->stats().damaged, 20u);
  int warnings = 0;
  for (const gst::Event& event : pipeline.events()) {
    if (event.kind != Kind::warning) continue;
    ++warnings;
    EXPECT_EQ(event.fault.code, "ERR_METADATA");
    EXPECT_TRUE(event.fault.element.ends_with("/infer"));
  }
  EXPECT_EQ(warnings, 1);
}

TEST(Tap, WhatIsDamagedIsSaidAndReachesThoseWhoDidNotAskForIt) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1, [](nvds::NvDsBatchMeta* batch, int) {
    auto* frame = static_cast<nvds::NvDsFrameMeta*>(batch->frame_meta_list->data);
    auto* object = static_cast<nvds::NvDsObjectMeta*>(frame->obj_meta_list->data);
    // The library frees the mask's data with the object.
    object->mask_params = {g_new0(float, 1), 4, 0.5f, 2, 2};
    return batch;
  });
  const auto masks = pipeline.subscribe("infer", 100, Policy::drop_oldest, {.include = meta::kMasks});
  const auto plain = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  const auto warning = pipeline.wait_for(Kind::warning);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(masks->stats().damaged, 20u);
  EXPECT_EQ(plain->stats().damaged, 0u);
  EXPECT_EQ(drain(*plain).size(), 20u);
  EXPECT_EQ(warning.fault.code, "ERR_METADATA");
  EXPECT_EQ(warning.fault.message,
            "The metadata of a batch is damaged: an object's mask has fewer bytes than its width and height need.");
}

TEST(Tap, SubscriptionsToOnePadShareBlocks) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto first = pipeline.subscribe("infer");
  const auto second = pipeline.subscribe("infer.src");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  gst::Subscription::Item one, two;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(first->take(one));
    ASSERT_TRUE(second->take(two));
    EXPECT_EQ(&*one.block, &*two.block);
  }
}

TEST(Tap, WhatOneSubscriptionIncludesIsNotInTheBlocksOfOthers) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto plain = pipeline.subscribe("infer");
  const auto rich = pipeline.subscribe("infer", 100, Policy::drop_oldest, {.include = meta::kTensors | meta::kMasks});
  const auto other_plain = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  gst::Subscription::Item one, two, three;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(plain->take(one));
    ASSERT_TRUE(rich->take(two));
    ASSERT_TRUE(other_plain->take(three));
    EXPECT_EQ(test::header(one.block->bytes(), meta::block::included), 0u);
    EXPECT_EQ(test::header(two.block->bytes(), meta::block::included), meta::kTensors | meta::kMasks);
    EXPECT_EQ(&*one.block, &*three.block);
  }
}

TEST(Tap, ClosingASubscriptionLeavesTheOthersAndTheStreamAlone) {
  Driver pipeline("fakesrc name=src ! identity name=infer ! fakesink sync=false");
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto leaving = pipeline.subscribe("infer", 1);
  const auto staying = pipeline.subscribe("infer", 1);
  pipeline.set_state(GST_STATE_PLAYING);
  ASSERT_TRUE(pipeline.wait_until([&] { return leaving->stats().seen > 5; }));
  pipeline->unsubscribe(leaving);
  const auto seen = leaving->stats().seen;
  const auto others = staying->stats().seen;
  ASSERT_TRUE(pipeline.wait_until([&] { return staying->stats().seen > others + 10; }));
  EXPECT_EQ(leaving->stats().seen, seen);
  pipeline->unsubscribe(leaving);
}

TEST(Tap, SubscribingAndUnsubscribingWhileBatchesPassIsSafe) {
  Driver pipeline("fakesrc name=src ! identity name=infer ! fakesink sync=false");
  attach_batches(pipeline->bin(), "src", 2, 2);
  pipeline.set_state(GST_STATE_PLAYING);
  for (int i = 0; i < 200; ++i) {
    const auto subscription = pipeline.subscribe("infer", 2, i % 2 ? Policy::block : Policy::drop_newest);
    if (i % 5 == 0) {
      ASSERT_TRUE(pipeline.wait_until([&] { return subscription->stats().seen > 0; }));
    }
    drain(*subscription);
    pipeline->unsubscribe(subscription);
  }
}

TEST(Tap, AReaderThatNeverReadsHoldsTheStreamButNotStopPauseCloseOrDestruction) {
  for (int way = 0; way < 4; ++way) {
    Driver pipeline("fakesrc name=src ! identity name=infer ! fakesink sync=false");
    attach_batches(pipeline->bin(), "src", 1, 1);
    const auto subscription = pipeline.subscribe("infer", 2, Policy::block);
    pipeline.set_state(GST_STATE_PLAYING);
    ASSERT_TRUE(pipeline.wait_until([&] { return subscription->stats().queued == 2; }));
    EXPECT_EQ(subscription->stats().dropped, 0u);
    if (way == 0) {
      EXPECT_FALSE(pipeline.set_state(GST_STATE_NULL));
    }
    if (way == 1) {
      EXPECT_FALSE(pipeline.close());
    }
    if (way == 2) pipeline->unsubscribe(subscription);
    pipeline.destroy();
  }
}

TEST(Tap, AFlushReleasesAWaitingStream) {
  Driver pipeline("fakesrc name=src ! identity name=infer ! fakesink name=sink sync=false");
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto subscription = pipeline.subscribe("infer", 1, Policy::block);
  pipeline.set_state(GST_STATE_PLAYING);
  ASSERT_TRUE(pipeline.wait_until([&] { return subscription->stats().seen == 2; }));
  const gst::ElementRef infer(gst_bin_get_by_name(pipeline->bin(), "infer"));
  const gst::PadRef pad(gst_element_get_static_pad(infer.get(), "sink"));
  gst_pad_send_event(pad.get(), gst_event_new_flush_start());
  // Takes the lock that the streaming thread holds while it waits.
  gst_pad_send_event(pad.get(), gst_event_new_flush_stop(TRUE));
  EXPECT_EQ(subscription->stats().dropped, 1u);
}

TEST(Tap, WhatIsQueuedSurvivesAStopAndASecondPlayContinues) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto subscription = pipeline.subscribe("infer");
  for (int play = 0; play < 2; ++play) {
    pipeline.set_state(GST_STATE_PLAYING);
    pipeline.wait_for(Kind::end);
    pipeline.set_state(GST_STATE_NULL);
  }
  EXPECT_EQ(drain(*subscription).size(), 40u);
  EXPECT_TRUE(subscription->ended());
}

TEST(Tap, BufferListsArePackedBufferByBuffer) {
  Driver pipeline("appsrc name=app ! identity ! fakesink name=sink sync=false");
  const auto subscription = pipeline.subscribe("app");
  pipeline->set_state(GST_STATE_PLAYING, [](const gst::Outcome&) {});
  const gst::ElementRef app(gst_bin_get_by_name(pipeline->bin(), "app"));
  GstBufferList* list = gst_buffer_list_new();
  gst_buffer_list_add(list, gst_buffer_new());
  gst_buffer_list_add(list, gst_buffer_new());
  GstFlowReturn result = GST_FLOW_OK;
  g_signal_emit_by_name(app.get(), "push-buffer-list", list, &result);
  gst_buffer_list_unref(list);
  g_signal_emit_by_name(app.get(), "end-of-stream", &result);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(subscription->stats().skipped, 2u);
}

TEST(Tap, HoldsAreMeasured) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 30, 20);
  const auto subscription = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_GT(subscription->stats().longest_hold_ns, 0u);
}

TEST(FrameCount, WithoutAMuxerItIsZero) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 3, 0);
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(pipeline->frame_count(), 0u);
}

}  // namespace
