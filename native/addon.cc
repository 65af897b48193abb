// The module: what lib/native.ts calls NativeBinding.
#include <gst/gst.h>
#include <napi.h>

#include "bridge/addon_data.h"
#include "bridge/arguments.h"
#include "bridge/convert.h"
#include "bridge/js_error.h"
#include "bridge/pipeline_host.h"
#include "bridge/pixels_object.h"
#include "gst/catalog.h"

namespace {

using Napi::CallbackInfo;

Napi::Value gstreamer_version(const CallbackInfo& info) {
  guint major = 0, minor = 0, micro = 0, nano = 0;
  gst_version(&major, &minor, &micro, &nano);
  return Napi::String::New(info.Env(),
                           std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(micro));
}

void load_plugin(const CallbackInfo& info) {
  const std::string file = bridge::text_argument(info, 0, "file");
  bridge::throw_if(info.Env(), gst::initialize());
  bridge::throw_if(info.Env(), gst::load_plugin(file));
}

// process.env of a worker thread is a copy that native libraries do not see.
void set_environment(const CallbackInfo& info) {
  const std::string name = bridge::text_argument(info, 0, "name");
  g_setenv(name.c_str(), bridge::text_argument(info, 1, "value").c_str(), TRUE);
}

Napi::Value inspect(const CallbackInfo& info) {
  const std::string factory = bridge::text_argument(info, 0, "factory");
  bridge::throw_if(info.Env(), gst::initialize());
  const auto found = gst::inspect(factory);
  return found ? bridge::to_js(info.Env(), *found) : info.Env().Undefined();
}

Napi::Value factories(const CallbackInfo& info) {
  bridge::throw_if(info.Env(), gst::initialize());
  return bridge::to_js(info.Env(), gst::factories());
}

Napi::Value create_pipeline(const CallbackInfo& info) {
  const std::string text = bridge::text_argument(info, 0, "text");
  const Napi::Function on_event = bridge::function_argument(info, 1, "onEvent");
  const std::string name = info[2].IsUndefined() ? "" : bridge::text_argument(info, 2, "name");
  auto* const data = info.Env().GetInstanceData<bridge::AddonData>();
  return bridge::PipelineHost::create(info.Env(), *data, text, name, on_event);
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new bridge::AddonData(env));
  exports.Set("version", NDS_VERSION);
  exports.Set("gstreamerVersion", Napi::Function::New(env, gstreamer_version, "gstreamerVersion"));
  exports.Set("loadPlugin", Napi::Function::New(env, load_plugin, "loadPlugin"));
  exports.Set("setEnvironment", Napi::Function::New(env, set_environment, "setEnvironment"));
  exports.Set("inspect", Napi::Function::New(env, inspect, "inspect"));
  exports.Set("factories", Napi::Function::New(env, factories, "factories"));
  exports.Set("createPipeline", Napi::Function::New(env, create_pipeline, "createPipeline"));
  exports.Set("makeImage", Napi::Function::New(env, bridge::make_image, "makeImage"));
  exports.Set("releasePixels", Napi::Function::New(env, bridge::release_pixels, "releasePixels"));
  return exports;
}

}  // namespace

NODE_API_MODULE(node_deepstream, initialize)
