#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "test/gst/driver.h"

namespace {

using Kind = gst::Event::Kind;
using test::Driver;

std::string code_of(const gst::Outcome& outcome) { return outcome ? outcome->code : ""; }

TEST(State, PlayingCompletesWhenEverySinkPlays) {
  Driver pipeline("videotestsrc is-live=true ! fakesink sync=false");
  EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_PLAYING)), "");
  EXPECT_EQ(pipeline->state(), GST_STATE_PLAYING);
}

TEST(State, AStreamPlaysToItsEnd) {
  Driver pipeline("videotestsrc num-buffers=5 ! fakesink sync=false");
  EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_PLAYING)), "");
  pipeline.wait_for(Kind::end);
}

TEST(State, APlayedPipelinePlaysAgainFromTheBeginning) {
  Driver pipeline("videotestsrc num-buffers=5 ! fakesink sync=false");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_PLAYING)), "");
    pipeline.wait_for(Kind::end);
    EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_NULL)), "");
  }
}

TEST(State, StateEventsAreThePipelinesOwnInOrder) {
  Driver pipeline("videotestsrc num-buffers=1 ! fakesink sync=false");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline.set_state(GST_STATE_NULL);
  pipeline.close();
  std::vector<GstState> reached;
  for (const gst::Event& event : pipeline.events())
    if (event.kind == Kind::state) reached.push_back(event.to);
  const std::vector<GstState> expected{GST_STATE_READY,  GST_STATE_PAUSED, GST_STATE_PLAYING,
                                       GST_STATE_PAUSED, GST_STATE_READY,  GST_STATE_NULL};
  EXPECT_EQ(reached, expected);
}

TEST(State, TheSameStateTwiceCompletesTwice) {
  Driver pipeline("videotestsrc ! fakesink");
  std::promise<gst::Outcome> first, second;
  pipeline->set_state(GST_STATE_PLAYING, [&](const gst::Outcome& outcome) { first.set_value(outcome); });
  pipeline->set_state(GST_STATE_PLAYING, [&](const gst::Outcome& outcome) { second.set_value(outcome); });
  EXPECT_EQ(code_of(first.get_future().get()), "");
  EXPECT_EQ(code_of(second.get_future().get()), "");
}

// Without data, the sink never gets to PAUSED.
constexpr const char* kNeverReady = "appsrc ! fakesink";

TEST(State, AnotherStateInterruptsAChangeThatDoesNotComplete) {
  Driver pipeline(kNeverReady);
  std::promise<gst::Outcome> playing;
  pipeline->set_state(GST_STATE_PLAYING, [&](const gst::Outcome& outcome) { playing.set_value(outcome); });
  EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_NULL)), "");
  EXPECT_EQ(code_of(playing.get_future().get()), "ERR_STATE");
}

TEST(State, CloseEndsAChangeThatDoesNotComplete) {
  Driver pipeline(kNeverReady);
  std::promise<gst::Outcome> playing;
  pipeline->set_state(GST_STATE_PLAYING, [&](const gst::Outcome& outcome) { playing.set_value(outcome); });
  EXPECT_EQ(code_of(pipeline.close()), "");
  EXPECT_EQ(code_of(playing.get_future().get()), "ERR_CLOSED");
}

TEST(State, DestructionEndsAChangeThatDoesNotComplete) {
  std::promise<gst::Outcome> playing;
  {
    Driver pipeline(kNeverReady);
    pipeline->set_state(GST_STATE_PLAYING, [&](const gst::Outcome& outcome) { playing.set_value(outcome); });
  }
  EXPECT_EQ(code_of(playing.get_future().get()), "ERR_CLOSED");
}

TEST(State, CallsAfterCloseFailAndCloseIsIdempotent) {
  Driver pipeline("videotestsrc ! fakesink");
  EXPECT_EQ(code_of(pipeline.close()), "");
  EXPECT_EQ(code_of(pipeline.close()), "");
  EXPECT_EQ(code_of(pipeline.set_state(GST_STATE_PLAYING)), "ERR_CLOSED");
  EXPECT_EQ(pipeline->state(), GST_STATE_NULL);
}

TEST(State, EndOfStreamCanBeAskedFor) {
  Driver pipeline("videotestsrc ! fakesink");
  pipeline.set_state(GST_STATE_PLAYING);
  pipeline->send_end_of_stream();
  pipeline.wait_for(Kind::end);
}

TEST(State, PositionAndDurationAreKnownWhilePlaying) {
  Driver pipeline("videotestsrc num-buffers=30 ! video/x-raw,framerate=30/1 ! fakesink sync=false");
  EXPECT_FALSE(pipeline->position());
  pipeline.set_state(GST_STATE_PAUSED);
  ASSERT_TRUE(pipeline->position());
  ASSERT_TRUE(pipeline->duration());
  EXPECT_EQ(*pipeline->duration(), 1'000'000'000);
}

TEST(State, ManyPipelinesComeAndGo) {
  for (int i = 0; i < 50; ++i) {
    Driver pipeline("videotestsrc num-buffers=3 ! fakesink sync=false");
    pipeline->set_state(GST_STATE_PLAYING, [](const gst::Outcome&) {});
    if (i % 2) pipeline.wait_for(Kind::end);
  }
}

TEST(State, TheGraphIsDrawn) {
  Driver pipeline("videotestsrc name=camera ! fakesink");
  EXPECT_NE(pipeline->dot().find("camera"), std::string::npos);
}

}  // namespace
