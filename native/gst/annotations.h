// Drawings that stay on a source's next frames, put there without anybody waiting.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "gst/editor.h"
#include "gst/ref.h"
#include "meta/apply.h"

namespace gst {

// Which frames: those of a muxer pad, or of a source by its id.
struct FrameChoice {
  enum class By { pad, source_id };
  By by = By::pad;
  std::uint32_t number = 0;
};

class Annotation {
 public:
  // `frames` is how many frames bear it.
  Annotation(FrameChoice choice, meta::Edits edits, std::int64_t frames);

  void cancel() { frames_left_.store(0, std::memory_order_relaxed); }
  bool done() const { return frames_left_.load(std::memory_order_relaxed) <= 0; }

  // Under the batch's lock. A frame bears it once, also where its metadata passes several places.
  void draw(nvds::NvDsFrameMeta* frame, const nvds::Layout& layout, nvds::NvDsBatchMeta& batch,
            const meta::Library& library);

 private:
  const FrameChoice choice_;
  const meta::Edits edits_;
  const std::uint64_t number_;  // of this process, from 1
  std::atomic<std::int64_t> frames_left_;
};

// All annotations of one pad.
class Annotations final : public Editor {
 public:
  Annotations(GstPad* pad, const meta::Library& library) : pad_(share(pad)), library_(library) {}

  void edit(nvds::NvDsBatchMeta& batch, GstClockTime pts) override;

  static constexpr std::size_t kMost = 1024;
  // False when the pad has kMost already.
  bool add(std::shared_ptr<Annotation> annotation);

 private:
  void warn_unknown();

  const PadRef pad_;
  const meta::Library& library_;
  bool warned_ = false;  // streaming thread only
  std::mutex mutex_;
  std::vector<std::shared_ptr<Annotation>> annotations_;
};

}  // namespace gst
