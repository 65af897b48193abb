// Runs the same calls on whatever metadata libraries the loader finds and prints what they do.
#include <gst/gst.h>

#include <cstdlib>

#include "trace.h"

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const auto seed = static_cast<unsigned>(argc > 1 ? std::atoi(argv[1]) : 1);
  const auto steps = static_cast<unsigned>(argc > 2 ? std::atoi(argv[2]) : 200);
  trace::metadata_steps(seed, steps);
  trace::audio_steps(seed, steps);
  trace::crowd_steps(seed);
  trace::buffer_steps(seed);
  trace::event_steps();
  trace::query_steps();
  trace::stream_query_steps();
  trace::latency_steps();
}
