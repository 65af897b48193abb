// Errors that decodebin and parsebin forget.
#pragma once

namespace gst {

// While these bins bring an element up they withhold its errors, to try another one if it fails; when its change of
// state succeeds they forget them. A demuxer that fails on its own streaming thread in that moment is never heard, and
// the pipeline waits for ever. After this call such errors reach the bus. Once per process; GStreamer must run.
void keep_errors_of_decodebin();

}  // namespace gst
