#include "gst/bus_reader.h"

namespace gst {

BusReader::BusReader(GstElement* pipeline, std::function<void(GstMessage*)> handle)
    : bus_(gst_element_get_bus(pipeline)),
      handle_(std::move(handle)),
      marker_(g_quark_from_static_string("nds-bus-marker")) {}

void BusReader::start() {
  thread_ = std::thread([this] { run(); });
}

void BusReader::barrier() {
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  const std::uint64_t mine = post_marker();
  passed_.wait(lock, [this, mine] { return markers_passed_ >= mine; });
}

void BusReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      stopping_ = true;
      post_marker();
    }
  }
  if (thread_.joinable()) thread_.join();
  // Queued messages hold their elements, and those hold the bus.
  gst_bus_set_flushing(bus_.get(), TRUE);
}

// With the mutex held, so that markers are on the bus in the order of their numbers.
std::uint64_t BusReader::post_marker() {
  gst_bus_post(bus_.get(), gst_message_new_application(nullptr, gst_structure_new_id_empty(marker_)));
  return ++markers_posted_;
}

bool BusReader::is_own(GstMessage* message) const {
  const GstStructure* structure =
      GST_MESSAGE_TYPE(message) == GST_MESSAGE_APPLICATION ? gst_message_get_structure(message) : nullptr;
  return structure && gst_structure_get_name_id(structure) == marker_;
}

void BusReader::run() {
  for (;;) {
    const MessageRef message(gst_bus_timed_pop(bus_.get(), GST_CLOCK_TIME_NONE));
    if (!message) continue;
    if (!is_own(message.get())) {
      handle_(message.get());
      continue;
    }
    const std::lock_guard lock(mutex_);
    ++markers_passed_;
    passed_.notify_all();
    if (stopping_ && markers_passed_ == markers_posted_) return;
  }
}

}  // namespace gst
