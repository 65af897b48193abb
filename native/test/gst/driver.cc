#include "test/gst/driver.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>

namespace test {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kLook = std::chrono::milliseconds(5);  // counters change without a wake-up

}  // namespace

Driver::Driver(const std::string& text, const std::string& name) {
  auto launched = gst::Pipeline::launch(text, name, [signal = signal_] { signal->changed.notify_all(); });
  if (!launched) throw std::runtime_error(launched.fault().message + " " + launched.fault().detail);
  pipeline_ = std::move(*launched);
}

gst::Outcome Driver::set_state(GstState target) {
  std::promise<gst::Outcome> done;
  pipeline_->set_state(target, [&done](const gst::Outcome& outcome) { done.set_value(outcome); });
  auto future = done.get_future();
  if (future.wait_for(kPatience) != std::future_status::ready) {
    ADD_FAILURE() << "the change of state does not complete";
    destroy();  // ends the change, so that `done` can go
  }
  return future.get();
}

gst::Outcome Driver::close() {
  std::promise<gst::Outcome> done;
  pipeline_->close([&done](const gst::Outcome& outcome) { done.set_value(outcome); });
  return done.get_future().get();
}

bool Driver::wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::unique_lock lock(signal_->mutex);
    signal_->changed.wait_for(lock, kLook);
  }
  return true;
}

std::vector<gst::Event> Driver::events() {
  for (gst::Event& event : pipeline_->take_events()) seen_.push_back(std::move(event));
  return seen_;
}

gst::Event Driver::wait_for(const std::function<bool(const gst::Event&)>& fits) {
  gst::Event found{.kind = gst::Event::Kind::info};
  const bool came = wait_until([&] {
    events();
    while (next_ < seen_.size())
      if (fits(seen_[next_++])) {
        found = seen_[next_ - 1];
        return true;
      }
    return false;
  });
  EXPECT_TRUE(came) << "the event does not come";
  return found;
}

gst::Event Driver::wait_for(gst::Event::Kind kind) {
  return wait_for([kind](const gst::Event& event) { return event.kind == kind; });
}

std::shared_ptr<gst::Subscription> Driver::subscribe(const std::string& at, std::size_t capacity, gst::Policy policy,
                                                     meta::Request request) {
  auto subscription = pipeline_->subscribe(
      at, capacity, policy, [signal = signal_] { signal->changed.notify_all(); }, std::move(request));
  if (!subscription) throw std::runtime_error(subscription.fault().message);
  return *subscription;
}

gst::Fault refused(const std::string& text) {
  auto launched = gst::Pipeline::launch(text, "", [] {});
  EXPECT_FALSE(launched) << text;
  return launched ? gst::Fault{} : launched.fault();
}

}  // namespace test
