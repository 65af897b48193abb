// Pads of the default muxer requested and released while it plays.
#include "dynamic_cases.h"
#include "runtime.h"

namespace {

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(false));
constexpr char kMux[] =
    "nvstreammux name=mux width=64 height=48 batch-size=16 live-source=1 batched-push-timeout=10000";

TEST(LegacyMuxPads, SixteenSourcesComeAndGo) { test::sixteen_sources_come_and_go(kMux, 1, 4000); }
TEST(LegacyMuxPads, ReleasingDoesNotWaitForDownstream) { test::releasing_does_not_wait_for_downstream(kMux); }
TEST(LegacyMuxPads, ReleasingFromTheStreamingThreadWorks) { test::releasing_from_the_streaming_thread(kMux); }
TEST(LegacyMuxPads, OthersGoOnWhileAPadIsReleased) { test::others_go_on_while_a_pad_is_released(kMux); }
TEST(LegacyMuxPads, QueuedFramesOfAReleasedPadLeave) { test::queued_frames_of_a_released_pad_leave(kMux); }
TEST(LegacyMuxPads, APadCanComeBackAtOnce) { test::a_pad_can_come_back_at_once(kMux); }
TEST(LegacyMuxPads, ComeAndGoInEveryState) { test::pads_come_and_go_in_every_state(kMux); }

}  // namespace
