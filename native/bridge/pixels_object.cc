#include "bridge/pixels_object.h"

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "bridge/addon_data.h"
#include "bridge/arguments.h"
#include "bridge/image_desk.h"
#include "bridge/js_error.h"

namespace bridge {
namespace {

// Tells these objects from others, so that no wrong one is unwrapped.
constexpr napi_type_tag kTag = {0x6e6f64652d646565, 0x7069786563732d31};

picture::KeptRef& kept_argument(const Napi::CallbackInfo& info) {
  void* kept = nullptr;
  if (!info[0].IsObject() || !info[0].As<Napi::Object>().CheckTypeTag(&kTag) ||
      napi_unwrap(info.Env(), info[0], &kept) != napi_ok)
    throw expected(info, "the pixels of a batch", "pixels");
  return *static_cast<picture::KeptRef*>(kept);
}

picture::Format format_of(const Napi::CallbackInfo& info, Napi::Value value) {
  using picture::Format;
  constexpr std::pair<const char*, Format> kFormats[] = {{"jpeg", Format::jpeg}, {"png", Format::png},
                                                         {"rgb", Format::rgb},   {"rgba", Format::rgba},
                                                         {"gray", Format::gray}, {"raw", Format::raw}};
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  for (const auto& [known, format] : kFormats)
    if (name == known) return format;
  throw expected(info, "'jpeg', 'png', 'rgb', 'rgba', 'gray' or 'raw'", "request.format");
}

double number_of(const Napi::CallbackInfo& info, const Napi::Object& object, const char* key) {
  const Napi::Value value = object.Get(key);
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!std::isfinite(number)) throw expected(info, "a finite number", key);
  return number;
}

picture::Request request_argument(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info, 1, "request");
  const auto count = [&](const char* key, int fallback, std::uint32_t most) {
    const Napi::Value value = object.Get(key);
    return value.IsUndefined() ? fallback : static_cast<int>(count_of(info, value, key, most));
  };
  picture::Request request;
  request.index = object.Get("index").ToNumber().Uint32Value();
  request.format = format_of(info, object.Get("format"));
  request.width = count("width", 0, picture::kLongestSide);
  request.height = count("height", 0, picture::kLongestSide);
  request.quality = count("quality", request.quality, 100);
  if (!object.Get("scale").IsUndefined()) request.scale = number_of(info, object, "scale");
  if (object.Get("crop").IsObject()) {
    const auto crop = object.Get("crop").As<Napi::Object>();
    request.crop = {number_of(info, crop, "left"), number_of(info, crop, "top"), number_of(info, crop, "width"),
                    number_of(info, crop, "height")};
  }
  return request;
}

gst::Fault released() {
  return {.code = "ERR_FRAME_RELEASED",
          .message = "The batch's pixels were released.",
          .remedy = "Ask for the image before the next batch is delivered."};
}

}  // namespace

Napi::Object pixels_object(Napi::Env env, picture::KeptRef kept) {
  Napi::Object object = Napi::Object::New(env);
  object.TypeTag(&kTag);
  auto owned = std::make_unique<picture::KeptRef>(std::move(kept));
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<picture::KeptRef*>(data); };
  if (napi_wrap(env, object, owned.get(), finalize, nullptr, nullptr) != napi_ok) throw Napi::Error::New(env);
  static_cast<void>(owned.release());
  return object;
}

Napi::Value make_image(const Napi::CallbackInfo& info) {
  const picture::KeptRef kept = kept_argument(info);
  const picture::Request request = request_argument(info);
  if (!kept) throw error_of(info.Env(), released());
  return info.Env().GetInstanceData<AddonData>()->images().make(kept, request);
}

void release_pixels(const Napi::CallbackInfo& info) { kept_argument(info).reset(); }

}  // namespace bridge
