#include "bridge/addon_data.h"

#include "bridge/pipeline_host.h"

namespace bridge {

AddonData::AddonData(Napi::Env env) { napi_add_env_cleanup_hook(env, stop_all, this); }

void AddonData::stop_all(void* self) {
  const auto hosts = std::move(static_cast<AddonData*>(self)->hosts_);
  // All at once first, so that they stop side by side.
  for (const auto& host : hosts) host->abandon();
  for (const auto& host : hosts) host->end_with_environment();
}

}  // namespace bridge
