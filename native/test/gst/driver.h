// A pipeline under test, with everything that it says waited for.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gst/pipeline.h"

namespace test {

class Driver {
 public:
  // Fails the test when the text is refused.
  explicit Driver(const std::string& text, const std::string& name = "");

  gst::Pipeline& operator*() { return *pipeline_; }
  gst::Pipeline* operator->() { return pipeline_.get(); }

  gst::Outcome set_state(GstState target);
  gst::Outcome close();
  void destroy() { pipeline_.reset(); }

  // The first event that fits, among those not waited for yet; fails the test after ten seconds.
  gst::Event wait_for(const std::function<bool(const gst::Event&)>& fits);
  gst::Event wait_for(gst::Event::Kind kind);
  // Everything said until now, in order.
  std::vector<gst::Event> events();

  std::shared_ptr<gst::Subscription> subscribe(const std::string& at, std::size_t capacity = 100,
                                               gst::Policy policy = gst::Policy::drop_oldest,
                                               meta::Request request = {});
  // False when `condition` does not hold within ten seconds.
  bool wait_until(const std::function<bool()>& condition);

 private:
  struct Signal {
    std::mutex mutex;
    std::condition_variable changed;
  };

  std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
  std::vector<gst::Event> seen_;
  std::size_t next_ = 0;
  std::unique_ptr<gst::Pipeline> pipeline_;
};

// The fault of a text that must be refused.
gst::Fault refused(const std::string& text);

}  // namespace test
