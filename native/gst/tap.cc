#include "gst/tap.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "gst/property.h"
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

bool Tap::empty() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_.empty();
}

void Tap::set_halted(Halt why, bool halted) {
  for (const auto& subscription : subscriptions()) subscription->set_halted(why, halted);
}

std::vector<std::shared_ptr<Subscription>> Tap::subscriptions() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_;
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

void Tap::on_buffer(GstBuffer* buffer) {
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
  tell(result);
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

// Once per probe and kind: the counters tell how often.
void Tap::tell(meta::Packed result) {
  switch (result) {
    case meta::Packed::not_video: break;
    case meta::Packed::ok:
      if (std::exchange(read_, true)) break;
      if (const std::string caution = packer_.caution(); !caution.empty())
        warn(caution, "Use a newer version of node-deepstream, or a DeepStream whose plugins tell their version.");
      break;
    case meta::Packed::unknown_layout:
      if (!std::exchange(warned_, true))
        warn(packer_.refusal(), "Use DeepStream 6.0 to 9.1, or a newer version of node-deepstream.");
      break;
    case meta::Packed::damaged:
      if (!std::exchange(warned_, true))
        warn(std::string("The metadata of a batch is damaged: ") + packer_.damage() + ".",
             "Look for an element or probe that changes metadata without taking the batch's lock.");
      break;
  }
}

void Tap::warn(const std::string& message, const char* remedy) {
  const ElementRef element(gst_pad_get_parent_element(pad_.get()));
  if (!element) return;
  const ErrorRef error(g_error_new_literal(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, message.c_str()));
  GstStructure* details =
      gst_structure_new("nds-fault", "code", G_TYPE_STRING, "ERR_METADATA", "message", G_TYPE_STRING, message.c_str(),
                        "remedy", G_TYPE_STRING, remedy, "key", G_TYPE_STRING, GST_OBJECT_NAME(pad_.get()), nullptr);
  gst_element_post_message(
      element.get(), gst_message_new_warning_with_details(GST_OBJECT(element.get()), error.get(), nullptr, details));
}

}  // namespace gst
