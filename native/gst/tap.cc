#include "gst/tap.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "meta/batch.h"

namespace gst {
namespace {

constexpr auto kProbeTypes =
    static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST |
                                 GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH);

}  // namespace

std::shared_ptr<Tap> Tap::attach(GstPad* pad) {
  std::shared_ptr<Tap> tap(new Tap(pad));
  tap->probe_ = gst_pad_add_probe(pad, kProbeTypes, on_probe, new std::shared_ptr<Tap>(tap),
                                  [](gpointer self) { delete static_cast<std::shared_ptr<Tap>*>(self); });
  return tap;
}

void Tap::detach() {
  if (const gulong probe = std::exchange(probe_, 0)) gst_pad_remove_probe(pad_.get(), probe);
}

void Tap::add(std::shared_ptr<Subscription> subscription) {
  const std::lock_guard lock(mutex_);
  subscriptions_.push_back(std::move(subscription));
}

void Tap::remove(const Subscription* subscription) {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscriptions_, [subscription](const auto& each) { return each.get() == subscription; });
}

void Tap::add(std::shared_ptr<Editor> editor) {
  const std::lock_guard lock(mutex_);
  editors_.push_back(std::move(editor));
}

void Tap::remove(const Editor* editor) {
  const std::lock_guard lock(mutex_);
  std::erase_if(editors_, [editor](const auto& each) { return each.get() == editor; });
}

bool Tap::empty() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_.empty() && editors_.empty();
}

void Tap::set_halted(Halt why, bool halted) {
  for (const auto& editor : editors()) editor->set_halted(why, halted);
  for (const auto& subscription : subscriptions()) subscription->set_halted(why, halted);
}

std::vector<std::shared_ptr<Subscription>> Tap::subscriptions() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_;
}

std::vector<std::shared_ptr<Editor>> Tap::editors() const {
  const std::lock_guard lock(mutex_);
  return editors_;
}

GstPadProbeReturn Tap::on_probe(GstPad*, GstPadProbeInfo* info, gpointer self) {
  Tap& tap = **static_cast<std::shared_ptr<Tap>*>(self);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    tap.on_buffer(GST_PAD_PROBE_INFO_BUFFER(info));
  } else if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) {
    GstBufferList* list = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
    for (guint i = 0; i < gst_buffer_list_length(list); ++i) tap.on_buffer(gst_buffer_list_get(list, i));
  } else {
    tap.on_event(GST_PAD_PROBE_INFO_EVENT(info));
  }
  return GST_PAD_PROBE_OK;
}

// The metadata is changed in place, under its lock, as DeepStream's own probes do: buffers that share it change too.
void Tap::edit(GstBuffer* buffer) {
  {
    const std::lock_guard lock(mutex_);
    at_work_.assign(editors_.begin(), editors_.end());
  }
  nvds::NvDsBatchMeta* const batch = at_work_.empty() ? nullptr : meta::find_batch(buffer);
  if (batch)
    for (const auto& editor : at_work_) editor->edit(*batch, GST_BUFFER_PTS(buffer));
  at_work_.clear();
}

void Tap::on_buffer(GstBuffer* buffer) {
  edit(buffer);
  {
    const std::lock_guard lock(mutex_);
    receivers_.assign(subscriptions_.begin(), subscriptions_.end());
  }
  nvds::NvDsBatchMeta* const batch = receivers_.empty() ? nullptr : meta::find_batch(buffer);
  for (auto first = receivers_.begin(); first != receivers_.end();) {
    const auto rest = std::partition(first, receivers_.end(), [&request = (*first)->request()](const auto& each) {
      return each->request() == request;
    });
    deliver(buffer, batch, {first, rest});
    first = rest;
  }
  receivers_.clear();
}

void Tap::deliver(GstBuffer* buffer, nvds::NvDsBatchMeta* batch,
                  std::span<const std::shared_ptr<Subscription>> receivers) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  meta::BlockRef block;
  meta::Packed result = meta::Packed::not_video;
  if (batch) {
    block = blocks_->take();
    result = packer_.pack(*batch, GST_BUFFER_PTS(buffer), *block, receivers.front()->request());
  }
  const auto hold = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();

  for (const auto& receiver : receivers) {
    receiver->note_hold(static_cast<std::uint64_t>(hold));
    switch (result) {
      case meta::Packed::ok: receiver->push(block, receiver->keep(buffer, pad_.get(), nvds::family_of(*batch))); break;
      case meta::Packed::not_video: receiver->count_skipped(); break;
      case meta::Packed::unknown_layout:
      case meta::Packed::damaged: receiver->count_damaged(); break;
    }
  }
  warnings_.tell(pad_.get(), result, packer_);
}

void Tap::on_event(GstEvent* event) {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_EOS:
      for (const auto& subscription : subscriptions()) subscription->end();
      break;
    case GST_EVENT_STREAM_START:
      for (const auto& subscription : subscriptions()) subscription->restart();
      break;
    case GST_EVENT_FLUSH_START: set_halted(Halt::flush, true); break;
    case GST_EVENT_FLUSH_STOP:
      for (const auto& subscription : subscriptions()) subscription->restart();
      set_halted(Halt::flush, false);
      break;
    default: break;
  }
}

}  // namespace gst
