// One probe on one pad, shared by all of its editors and subscriptions: each batch is edited, then packed once for all
// that ask for the same.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "gst/editor.h"
#include "gst/metadata_warnings.h"
#include "gst/ref.h"
#include "gst/subscription.h"
#include "meta/block_pool.h"
#include "meta/pack.h"

namespace gst {

class Tap : public std::enable_shared_from_this<Tap> {
 public:
  static std::shared_ptr<Tap> attach(GstPad* pad);

  // Removes the probe. One that is running finishes with its own reference to the tap.
  void detach();

  void add(std::shared_ptr<Subscription> subscription);
  void remove(const Subscription* subscription);
  // Editors change each batch in the order in which they were added, before any subscription sees it.
  void add(std::shared_ptr<Editor> editor);
  void remove(const Editor* editor);
  bool empty() const;
  void set_halted(Halt why, bool halted);

 private:
  explicit Tap(GstPad* pad) : pad_(share(pad)) {}

  static GstPadProbeReturn on_probe(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  void on_buffer(GstBuffer* buffer);
  void edit(GstBuffer* buffer);
  void on_event(GstEvent* event);
  // Packs what some receivers asked for and hands it to them.
  void deliver(GstBuffer* buffer, nvds::NvDsBatchMeta* batch, std::span<const std::shared_ptr<Subscription>> receivers);
  std::vector<std::shared_ptr<Subscription>> subscriptions() const;
  std::vector<std::shared_ptr<Editor>> editors() const;

  const PadRef pad_;
  gulong probe_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
  std::vector<std::shared_ptr<Editor>> editors_;

  // Streaming thread only: a pad hands over one buffer at a time.
  const std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
  meta::Packer packer_;
  std::vector<std::shared_ptr<Subscription>> receivers_;
  std::vector<std::shared_ptr<Editor>> at_work_;
  MetadataWarnings warnings_;
};

}  // namespace gst
