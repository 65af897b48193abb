// All taps of a pipeline.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "gst/ref.h"
#include "gst/tap.h"

namespace gst {

class Taps {
 public:
  void add(GstPad* pad, std::shared_ptr<Subscription> subscription);
  // Closes it and removes the probe with the pad's last subscription.
  void remove(const std::shared_ptr<Subscription>& subscription);
  void add(GstPad* pad, std::shared_ptr<Editor> editor);
  void remove(const std::shared_ptr<Editor>& editor);
  void remove_all();
  // While stopped, no streaming thread waits for a reader.
  void set_stopped(bool stopped);

 private:
  Tap& tap_of(GstPad* pad);
  void detach_unused();

  std::mutex mutex_;
  std::map<GstPad*, std::shared_ptr<Tap>> taps_;  // a tap keeps its pad
  bool stopped_ = false;
};

}  // namespace gst
