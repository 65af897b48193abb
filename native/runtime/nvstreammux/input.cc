#include "runtime/nvstreammux/input.h"

namespace runtime::mux {

void Input::add(Frame frame) {
  queue_.push_back({Entry::Kind::frame, std::move(frame), {}});
  ++frames_;
}

void Input::add(Entry::Kind kind, std::vector<gst::EventRef> events) {
  queue_.push_back({kind, {}, std::move(events)});
}

Frame Input::take() {
  Frame frame = std::move(queue_.front().frame);
  queue_.pop_front();
  --frames_;
  room.notify_one();
  return frame;
}

Entry* Input::head_events() {
  return queue_.empty() || queue_.front().kind == Entry::Kind::frame ? nullptr : &queue_.front();
}

void Input::drop_head() {
  if (queue_.front().kind == Entry::Kind::frame) --frames_;
  queue_.pop_front();
  room.notify_one();
}

void Input::clear() {
  queue_.clear();
  frames_ = 0;
  room.notify_one();
}

void Input::drop_frames() {
  std::erase_if(queue_, [](const Entry& entry) {
    return entry.kind == Entry::Kind::frame || entry.kind == Entry::Kind::end_of_stream;
  });
  frames_ = 0;
  room.notify_one();
}

std::size_t Input::ready_frames(std::size_t limit) const {
  std::size_t count = 0;
  while (count < limit && count < queue_.size() && queue_[count].kind == Entry::Kind::frame) ++count;
  return count;
}

}  // namespace runtime::mux
