// Makes images for one JavaScript environment: takes requests, has them done by threads of its own, settles promises.
// Lives on the environment's thread.
#pragma once

#include <napi.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "bridge/wakeup.h"
#include "picture/image.h"
#include "picture/workers.h"

namespace bridge {

class ImageDesk {
 public:
  explicit ImageDesk(Napi::Env env);
  ImageDesk(const ImageDesk&) = delete;
  ImageDesk& operator=(const ImageDesk&) = delete;

  // Of lib/native.ts's NativeImage. Keeps the buffer, and the process alive, until it is settled.
  Napi::Promise make(picture::KeptRef kept, const picture::Request& request);
  // The environment ends: waits for the images that are being made; nothing is settled any more.
  void stop();

 private:
  struct Finished {
    std::uint32_t id;
    gst::Result<picture::Image> image;
  };

  void finish(std::uint32_t id, gst::Result<picture::Image> image);
  void settle();

  const Napi::Env env_;
  const std::shared_ptr<Wakeup> wakeup_;
  std::map<std::uint32_t, Napi::Promise::Deferred> promises_;
  std::uint32_t next_id_ = 1;

  // Written by the workers.
  std::mutex mutex_;
  std::vector<Finished> finished_;

  picture::Workers workers_;  // last: its threads use the above until it is gone
};

}  // namespace bridge
