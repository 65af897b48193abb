// Batches that wait for a program: what it may do meanwhile, and who lets them go.
#include "gst/interception.h"

#include <gtest/gtest.h>

#include <limits>

#include "test/gst/batch_source.h"
#include "test/gst/driver.h"
#include "test/meta/block_reader.h"
#include "test/meta/edit_bytes.h"

namespace {

using gst::Interception;
using test::attach_batches;
using test::Driver;
using test::EditBytes;
using Kind = gst::Event::Kind;
using namespace std::chrono_literals;

constexpr const char* kStream = "fakesrc name=src num-buffers=20 ! identity name=infer ! fakesink name=sink sync=false";
constexpr const char* kEndless = "fakesrc name=src ! identity name=infer ! fakesink name=sink sync=false";
constexpr auto kLong = 60s;

std::shared_ptr<Interception> intercept(
    Driver& pipeline, const std::string& at, std::chrono::microseconds timeout, std::function<void()> ready = [] {}) {
  auto interception = pipeline->intercept(at, timeout, std::move(ready));
  if (!interception) throw std::runtime_error(interception.fault().message);
  return *interception;
}

// Answers every batch on the streaming thread itself.
template <class Edit>
std::shared_ptr<Interception> answering(Driver& pipeline, const std::string& at, Edit edit) {
  auto known = std::make_shared<std::weak_ptr<Interception>>();
  auto interception = intercept(pipeline, at, kLong, [known, edit] {
    if (const auto self = known->lock())
      if (const auto offer = self->take()) self->answer(offer->ticket, edit(*offer).bytes());
  });
  *known = interception;
  return interception;
}

// Without waiting: the first batch, which the change to PLAYING awaits, is with the program.
void start(Driver& pipeline) {
  pipeline->set_state(GST_STATE_PLAYING, [](const gst::Outcome&) {});
}

EditBytes relabel(const char* label) { return EditBytes().change(0, test::kLabel).text(label); }

std::string first_label(gst::Subscription& subscription) {
  gst::Subscription::Item item;
  if (!subscription.take(item)) return "nothing";
  return test::read_block(item.block->bytes())[0].objects[0].label;
}

TEST(Interception, EditsAreSeenByReadersOfTheSamePadAndOfLaterOnes) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto before = pipeline.subscribe("src");
  const auto same = pipeline.subscribe("infer");  // subscribed first, and yet sees the edits
  const auto after = pipeline.subscribe("sink");
  const auto interception = answering(pipeline, "infer", [](const auto&) { return relabel("dog"); });
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(first_label(*before), "person");
  EXPECT_EQ(first_label(*same), "dog");
  EXPECT_EQ(first_label(*after), "dog");
  const auto stats = interception->stats();
  EXPECT_EQ(std::tuple(stats.intercepted, stats.edited, stats.late, stats.failed, stats.released),
            std::tuple(20u, 20u, 0u, 0u, 0u));
}

TEST(Interception, SeveralOfOnePadWorkInTheOrderInWhichTheyWereMade) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto append = [](const char* suffix) {
    return [suffix](const Interception::Offer& offer) {
      const std::string label = test::read_block(offer.block->bytes())[0].objects[0].label;
      return relabel((label + suffix).c_str());
    };
  };
  const auto first = answering(pipeline, "infer", append("-a"));
  const auto second = answering(pipeline, "infer", append("-b"));
  const auto reader = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(first_label(*reader), "person-a-b");
}

TEST(Interception, ABatchWithoutAnswerGoesOnUneditedWhenItsTimeIsUpAndIsCounted) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto interception = intercept(pipeline, "infer", 1ms);
  const auto reader = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  const gst::Event warning = pipeline.wait_for(Kind::warning);
  EXPECT_EQ(warning.fault.code, "ERR_INTERCEPT");
  EXPECT_EQ(warning.fault.key, "timeoutMs");
  EXPECT_EQ(warning.fault.value, "1");
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(first_label(*reader), "person");
  EXPECT_EQ(interception->stats().late, 20u);
  EXPECT_EQ(interception->stats().edited, 0u);
  EXPECT_GE(interception->stats().longest_hold_ns, 1'000'000u);
  const auto events = pipeline.events();
  EXPECT_EQ(std::count_if(events.begin(), events.end(), [](const auto& event) { return event.kind == Kind::warning; }),
            1);
}

TEST(Interception, ALateAnswerIsDiscardedAndTheNextBatchIsNotMistakenForItsOwn) {
  Driver pipeline(kEndless);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto interception = intercept(pipeline, "infer", 20ms);
  const auto reader = pipeline.subscribe("infer", 1000);
  start(pipeline);
  std::optional<Interception::Offer> first;
  ASSERT_TRUE(pipeline.wait_until([&] { return (first = interception->take()).has_value(); }));
  ASSERT_TRUE(pipeline.wait_until([&] { return interception->stats().late >= first->ticket; }));
  EXPECT_EQ(std::get<Interception::Answer>(interception->answer(first->ticket, relabel("dog").bytes())),
            Interception::Answer::late);
  interception->fail(first->ticket);
  ASSERT_TRUE(pipeline.wait_until([&] { return interception->stats().late >= 3; }));
  EXPECT_EQ(interception->stats().edited + interception->stats().failed, 0u);
  EXPECT_EQ(first_label(*reader), "person");
  pipeline->end_interception(interception);
}

TEST(Interception, ImpossibleEditsLetTheBatchGoUneditedAndCountAsAFailure) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto reader = pipeline.subscribe("infer");
  const auto interception = answering(pipeline, "infer", [](const auto&) {
    return EditBytes()
        .change(0, test::kLabel | test::kBox)
        .text("dog")
        .box(std::numeric_limits<float>::quiet_NaN(), 0, 1, 1);
  });
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(first_label(*reader), "person");
  EXPECT_EQ(interception->stats().failed, 20u);
}

TEST(Interception, AWaitingBatchIsReleasedByStopCloseUnsubscribingAndDestruction) {
  for (int way = 0; way < 4; ++way) {
    Driver pipeline(kEndless);
    attach_batches(pipeline->bin(), "src", 1, 1);
    const auto interception = intercept(pipeline, "infer", kLong);
    start(pipeline);
    ASSERT_TRUE(pipeline.wait_until([&] { return interception->stats().intercepted == 1; }));
    if (way == 0) {
      EXPECT_FALSE(pipeline.set_state(GST_STATE_NULL));
    }
    if (way == 1) {
      EXPECT_FALSE(pipeline.close());
    }
    if (way == 2) pipeline->end_interception(interception);
    pipeline.destroy();
    EXPECT_EQ(interception->stats().released, 1u) << way;
    EXPECT_EQ(interception->stats().late, 0u) << way;
  }
}

TEST(Interception, AFlushReleasesAWaitingBatch) {
  Driver pipeline(kEndless);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto interception = intercept(pipeline, "infer", kLong);
  start(pipeline);
  ASSERT_TRUE(pipeline.wait_until([&] { return interception->stats().intercepted == 1; }));
  const gst::ElementRef infer(gst_bin_get_by_name(pipeline->bin(), "infer"));
  const gst::PadRef pad(gst_element_get_static_pad(infer.get(), "sink"));
  gst_pad_send_event(pad.get(), gst_event_new_flush_start());
  // Takes the lock that the streaming thread holds while it waits.
  gst_pad_send_event(pad.get(), gst_event_new_flush_stop(TRUE));
  EXPECT_EQ(interception->stats().released, 1u);
}

TEST(Interception, WorksAgainAfterAStop) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1);
  const auto interception = answering(pipeline, "infer", [](const auto&) { return relabel("dog"); });
  for (int play = 0; play < 2; ++play) {
    pipeline.set_state(GST_STATE_PLAYING);
    pipeline.wait_for(Kind::end);
    pipeline.set_state(GST_STATE_NULL);
  }
  EXPECT_EQ(interception->stats().edited, 40u);
}

TEST(Interception, ABatchThatAnotherBranchChangedMeanwhileGoesOnWithoutTheEdits) {
  Driver pipeline(kStream);
  nvds::NvDsBatchMeta* current = nullptr;
  attach_batches(pipeline->bin(), "src", 1, 2, [&current](nvds::NvDsBatchMeta* batch, int) { return current = batch; });
  const auto interception = answering(pipeline, "infer", [&current](const auto&) {
    auto* frame = static_cast<nvds::NvDsFrameMeta*>(current->frame_meta_list->data);
    nvds::nvds_remove_obj_meta_from_frame(frame, static_cast<nvds::NvDsObjectMeta*>(frame->obj_meta_list->data));
    return relabel("dog");
  });
  const auto reader = pipeline.subscribe("infer");
  pipeline.set_state(GST_STATE_PLAYING);
  EXPECT_EQ(pipeline.wait_for(Kind::warning).fault.code, "ERR_INTERCEPT");
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(first_label(*reader), "person");
  EXPECT_EQ(interception->stats().failed, 20u);
}

TEST(Interception, BuffersWithoutABatchPass) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 1, [](nvds::NvDsBatchMeta*, int) { return nullptr; });
  const auto interception = intercept(pipeline, "infer", kLong);
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  EXPECT_EQ(interception->stats().intercepted, 0u);
}

TEST(Interception, MakingAndEndingThemWhileBatchesPassIsSafe) {
  Driver pipeline(kEndless);
  attach_batches(pipeline->bin(), "src", 2, 2);
  start(pipeline);
  for (int i = 0; i < 100; ++i) {
    const auto interception = i % 2 ? answering(pipeline, "infer", [](const auto&) { return relabel("dog"); })
                                    : intercept(pipeline, "infer", kLong);
    ASSERT_TRUE(pipeline.wait_until([&] { return interception->stats().intercepted > 0; }));
    pipeline->end_interception(interception);
  }
}

TEST(Interception, APlaceThatDoesNotExistIsAnError) {
  Driver pipeline(kStream);
  auto result = pipeline->intercept("infre", 1ms, [] {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.fault().code, "ERR_ELEMENT_UNKNOWN");
}

// ---- annotations

std::vector<std::size_t> displays_at(Driver& pipeline, const char* element, int batches) {
  std::vector<std::size_t> counts;
  const gst::ElementRef sink(gst_bin_get_by_name(pipeline->bin(), element));
  const gst::PadRef pad(gst_element_get_static_pad(sink.get(), "sink"));
  gst_pad_add_probe(
      pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo* info, gpointer data) {
        auto* batch = nvds::gst_buffer_get_nvds_batch_meta(GST_PAD_PROBE_INFO_BUFFER(info));
        for (GList* node = batch->frame_meta_list; node; node = node->next)
          static_cast<std::vector<std::size_t>*>(data)->push_back(
              g_list_length(static_cast<nvds::NvDsFrameMeta*>(node->data)->display_meta_list));
        return GST_PAD_PROBE_OK;
      },
      &counts, nullptr);
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.wait_for(Kind::end);
  pipeline.destroy();
  counts.resize(std::min(counts.size(), static_cast<std::size_t>(batches)));
  return counts;
}

EditBytes line() { return EditBytes().command(meta::Command::line, {0, 1, 2, 3, 4, 5}).color(1, 0, 0, 1); }

TEST(Annotation, StaysForItsFramesOfItsSourceAndNoOther) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 2, 0);
  const auto annotation = pipeline->annotate({"infer"}, {gst::FrameChoice::By::source_id, 1}, line().bytes(), 3);
  ASSERT_TRUE(annotation);
  EXPECT_EQ(displays_at(pipeline, "sink", 10), (std::vector<std::size_t>{0, 1, 0, 1, 0, 1, 0, 0, 0, 0}));
}

TEST(Annotation, AFrameThatPassesSeveralPlacesBearsItOnce) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 0);
  const auto annotation = pipeline->annotate({"infer.sink", "infer.src", "sink.sink"},
                                             {gst::FrameChoice::By::source_id, 0}, line().bytes(), 4);
  ASSERT_TRUE(annotation);
  EXPECT_EQ(displays_at(pipeline, "sink", 6), (std::vector<std::size_t>{1, 1, 1, 1, 0, 0}));
}

TEST(Annotation, CanBeCancelled) {
  Driver pipeline(kStream);
  attach_batches(pipeline->bin(), "src", 1, 0);
  const auto annotation = pipeline->annotate({"infer"}, {gst::FrameChoice::By::pad, 0}, line().bytes(), 1000);
  ASSERT_TRUE(annotation);
  annotation.value()->cancel();
  EXPECT_EQ(displays_at(pipeline, "sink", 3), (std::vector<std::size_t>{0, 0, 0}));
}

TEST(Annotation, ThereAreNotMoreThanABound) {
  Driver pipeline(kStream);
  for (std::size_t i = 0; i < gst::Annotations::kMost; ++i)
    ASSERT_TRUE(pipeline->annotate({"infer"}, {}, line().bytes(), 1));
  auto more = pipeline->annotate({"infer"}, {}, line().bytes(), 1);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.fault().code, "ERR_ARGUMENT");
}

TEST(Annotation, ImpossibleDrawingsAreRefused) {
  Driver pipeline(kStream);
  auto refused = pipeline->annotate(
      {"infer"}, {}, EditBytes().command(meta::Command::line, {0, 1, 2, 3, 4, 33}).color(1, 0, 0, 1).bytes(), 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.fault().key, "width");
}

}  // namespace
