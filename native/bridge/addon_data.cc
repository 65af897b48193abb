#include "bridge/addon_data.h"

#include "bridge/image_desk.h"
#include "bridge/pipeline_host.h"

namespace bridge {

AddonData::AddonData(Napi::Env env) : env_(env) { napi_add_env_cleanup_hook(env, stop_all, this); }

AddonData::~AddonData() = default;

ImageDesk& AddonData::images() {
  if (!images_) images_ = std::make_unique<ImageDesk>(env_);
  return *images_;
}

void AddonData::stop_all(void* self) {
  auto& data = *static_cast<AddonData*>(self);
  if (data.images_) data.images_->stop();
  const auto hosts = std::move(data.hosts_);
  // All at once first, so that they stop side by side.
  for (const auto& host : hosts) host->abandon();
  for (const auto& host : hosts) host->end_with_environment();
}

}  // namespace bridge
