#include "bridge/image_desk.h"

#include <string>
#include <utility>

#include "bridge/js_error.h"

namespace bridge {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Large data is handed over, small data is cheaper to copy than to track.
Napi::Value to_js(Napi::Env env, Bytes data) {
  constexpr std::size_t kSmall = 64 * 1024;
  if (data.size() <= kSmall) return Napi::Buffer<std::uint8_t>::Copy(env, data.data(), data.size());
  auto* owned = new Bytes(std::move(data));
  return Napi::Buffer<std::uint8_t>::NewOrCopy(
      env, owned->data(), owned->size(), [](Napi::Env, std::uint8_t*, Bytes* bytes) { delete bytes; }, owned);
}

Napi::Object to_js(Napi::Env env, picture::Image image) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("width", image.width);
  object.Set("height", image.height);
  object.Set("data", to_js(env, std::move(image.data)));
  if (image.planes.empty()) return object;
  object.Set("format", image.format);
  object.Set("colorimetry", image.colorimetry);
  Napi::Array planes = Napi::Array::New(env, image.planes.size());
  for (std::uint32_t i = 0; i < image.planes.size(); ++i) {
    Napi::Object plane = Napi::Object::New(env);
    plane.Set("offset", static_cast<double>(image.planes[i].offset));
    plane.Set("stride", static_cast<double>(image.planes[i].stride));
    plane.Set("rows", static_cast<double>(image.planes[i].rows));
    planes.Set(i, plane);
  }
  object.Set("planes", planes);
  return object;
}

gst::Fault busy() {
  return {.code = "ERR_BUSY",
          .message = "More than " + std::to_string(picture::Workers::kMostWaiting) + " images are waiting to be made.",
          .remedy = "Wait for images before asking for more, or ask for fewer."};
}

}  // namespace

ImageDesk::ImageDesk(Napi::Env env) : env_(env), wakeup_(Wakeup::create(env, [this] { settle(); })) {}

Napi::Promise ImageDesk::make(picture::KeptRef kept, const picture::Request& request) {
  const auto deferred = Napi::Promise::Deferred::New(env_);
  const std::uint32_t id = next_id_++;
  const bool posted = workers_.post([this, id, kept = std::move(kept), request](picture::Encoders& encoders) mutable {
    gst::Result<picture::Image> image = picture::make_image(*kept, request, encoders);
    kept.reset();  // before the promise settles: whoever waits for it shall find the buffer given back
    finish(id, std::move(image));
  });
  if (!posted) {
    deferred.Reject(error_of(env_, busy()).Value());
    return deferred.Promise();
  }
  if (promises_.empty()) wakeup_->hold(true);
  promises_.emplace(id, deferred);
  return deferred.Promise();
}

void ImageDesk::stop() {
  workers_.stop();
  wakeup_->close();
}

void ImageDesk::finish(std::uint32_t id, gst::Result<picture::Image> image) {
  {
    const std::lock_guard lock(mutex_);
    finished_.push_back({id, std::move(image)});
  }
  wakeup_->notify();
}

void ImageDesk::settle() {
  const Napi::HandleScope scope(env_);
  std::vector<Finished> finished;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (Finished& each : finished) {
    const auto found = promises_.find(each.id);
    const Napi::Promise::Deferred deferred = found->second;
    promises_.erase(found);
    if (each.image)
      deferred.Resolve(to_js(env_, std::move(*each.image)));
    else
      deferred.Reject(error_of(env_, each.image.fault()).Value());
  }
  if (promises_.empty() && !finished.empty()) wakeup_->hold(false);
}

}  // namespace bridge
