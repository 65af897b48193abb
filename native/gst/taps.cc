#include "gst/taps.h"

namespace gst {

void Taps::add(GstPad* pad, std::shared_ptr<Subscription> subscription) {
  const std::lock_guard lock(mutex_);
  subscription->set_halted(Halt::stop, stopped_);
  tap_of(pad).add(std::move(subscription));
}

void Taps::add(GstPad* pad, std::shared_ptr<Editor> editor) {
  const std::lock_guard lock(mutex_);
  editor->set_halted(Halt::stop, stopped_);
  tap_of(pad).add(std::move(editor));
}

Tap& Taps::tap_of(GstPad* pad) {
  std::shared_ptr<Tap>& tap = taps_[pad];
  if (!tap) tap = Tap::attach(pad);
  return *tap;
}

void Taps::remove(const std::shared_ptr<Subscription>& subscription) {
  subscription->close();
  const std::lock_guard lock(mutex_);
  for (auto& [pad, tap] : taps_) tap->remove(subscription.get());
  detach_unused();
}

void Taps::remove(const std::shared_ptr<Editor>& editor) {
  const std::lock_guard lock(mutex_);
  for (auto& [pad, tap] : taps_) tap->remove(editor.get());
  detach_unused();
}

void Taps::detach_unused() {
  std::erase_if(taps_, [](const auto& entry) {
    if (!entry.second->empty()) return false;
    entry.second->detach();
    return true;
  });
}

void Taps::remove_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [pad, tap] : taps_) {
    tap->set_halted(Halt::stop, true);
    tap->detach();
  }
  taps_.clear();
}

void Taps::set_stopped(bool stopped) {
  const std::lock_guard lock(mutex_);
  stopped_ = stopped;
  for (auto& [pad, tap] : taps_) tap->set_halted(Halt::stop, stopped);
}

}  // namespace gst
