// Pads of the new muxer requested and released while it plays.
#include "dynamic_cases.h"
#include "runtime.h"

namespace {

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(true));
// Without any pad left the new muxer ends the stream, unless it is told not to.
constexpr char kMux[] = "nvstreammux name=mux batch-size=16 drop-pipeline-eos=1";

TEST(NewMuxPads, SixteenSourcesComeAndGo) { test::sixteen_sources_come_and_go(kMux, 2, 4000); }
TEST(NewMuxPads, ReleasingDoesNotWaitForDownstream) { test::releasing_does_not_wait_for_downstream(kMux); }
TEST(NewMuxPads, ReleasingFromTheStreamingThreadWorks) { test::releasing_from_the_streaming_thread(kMux); }
TEST(NewMuxPads, OthersGoOnWhileAPadIsReleased) { test::others_go_on_while_a_pad_is_released(kMux); }
TEST(NewMuxPads, QueuedFramesOfAReleasedPadLeave) { test::queued_frames_of_a_released_pad_leave(kMux); }
TEST(NewMuxPads, APadCanComeBackAtOnce) { test::a_pad_can_come_back_at_once(kMux); }
TEST(NewMuxPads, ComeAndGoInEveryState) { test::pads_come_and_go_in_every_state(kMux); }

}  // namespace
