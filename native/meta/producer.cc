#include "meta/producer.h"

#include <dlfcn.h>
#include <gst/gst.h>
#include <link.h>

#include <cstdio>
#include <string_view>
#include <vector>

namespace meta {
namespace {

using nvds::Version;

constexpr const char* kOwnPlugin = "nodedeepstream";

int collect(dl_phdr_info* info, std::size_t, void* names) {
  const std::string_view path = info->dlpi_name ? info->dlpi_name : "";
  if (path.find("/libnvds") != path.npos) static_cast<std::vector<std::string>*>(names)->emplace_back(path);
  return 0;
}

// Which of the SDK's libraries has nvds_version differs between releases. GStreamer loads plugins with local symbols,
// so each library is asked for itself.
std::optional<Version> version_of_libraries() {
  std::vector<std::string> paths;
  dl_iterate_phdr(&collect, &paths);
  std::optional<Version> version;
  for (const std::string& path : paths) {
    void* const library = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (!library) continue;
    if (void* const symbol = dlsym(library, "nvds_version")) {
      version.emplace();
      reinterpret_cast<void (*)(unsigned*, unsigned*)>(symbol)(&version->first, &version->second);
    }
    dlclose(library);
    if (version) break;
  }
  return version;
}

struct Plugin {
  std::string name, version;
};

std::optional<Plugin> plugin_of(const char* element) {
  GstElementFactory* const factory = gst_element_factory_find(element);
  if (!factory) return std::nullopt;
  std::optional<Plugin> found;
  if (GstPlugin* const plugin = gst_plugin_feature_get_plugin(GST_PLUGIN_FEATURE(factory))) {
    found = {gst_plugin_get_name(plugin), gst_plugin_get_version(plugin)};
    gst_object_unref(plugin);
  }
  gst_object_unref(factory);
  return found;
}

std::optional<Version> parse(const std::string& text) {
  Version version;
  if (std::sscanf(text.c_str(), "%u.%u.%u", &version.first, &version.second, &version.third) < 2) return std::nullopt;
  return version;
}

// "200 and 544 bytes"
std::string sizes(guint frame, guint object) {
  return std::to_string(frame) + " and " + std::to_string(object) + " bytes";
}

}  // namespace

std::optional<Version> installed_version() {
  if (!gst_is_initialized()) return std::nullopt;
  std::vector<Plugin> plugins;
  for (const char* element : {"nvstreammux", "nvinfer", "nvtracker"}) {
    auto plugin = plugin_of(element);
    if (!plugin) continue;
    if (plugin->name == kOwnPlugin) return nvds::kNewestKnown;
    plugins.push_back(std::move(*plugin));
  }
  if (const auto version = version_of_libraries()) return version;
  for (const Plugin& plugin : plugins)
    // A closed plugin may carry another numbering than the SDK's.
    if (const auto version = parse(plugin.version); version && version->first >= nvds::kRelease6_0.since.first)
      return version;
  return std::nullopt;
}

const nvds::Release* release_of(const nvds::NvDsBatchMeta& batch, const std::optional<Version>& installed) {
  const nvds::Family family = nvds::family_of(batch);
  if (installed) {
    const nvds::Release* const release = nvds::find_release(*installed);
    if (release && release->family == family) return release;
    if (!release && *installed > nvds::kNewestKnown && family == nvds::kRelease9_0.family) return &nvds::kNewer;
  }
  switch (family) {
    case nvds::Family::v6: return &nvds::kSome6;
    case nvds::Family::v8: return &nvds::kRelease8_0;
    case nvds::Family::v9: return &nvds::kRelease9_0;
    case nvds::Family::unknown: break;
  }
  return nullptr;
}

std::string text_of(const Version& version) {
  std::string text = std::to_string(version.first) + "." + std::to_string(version.second);
  if (version.third) text += "." + std::to_string(version.third);
  return text;
}

std::string caution_of(const nvds::Release& release, const std::optional<Version>& installed) {
  if (release.exact) return "";
  const std::string unread =
      ": the kinds of user metadata that changed between releases (lists and vectors of trackers, regions and "
      "preprocessed batches among them) are not read.";
  if (installed && *installed > nvds::kNewestKnown)
    return "DeepStream " + text_of(*installed) + " is newer than " + text_of(nvds::kNewestKnown) +
           ", the last one that is known" + unread;
  return "The DeepStream that made the metadata, one of 6.0 to 7.1, does not tell its version" + unread;
}

std::string refusal_of(const nvds::NvDsBatchMeta& batch, const std::optional<Version>& installed) {
  std::string text = "The metadata was laid out by ";
  text += installed ? "DeepStream " + text_of(*installed) : "an unknown DeepStream release";
  if (!batch.frame_meta_pool || !batch.obj_meta_pool) return text + " in a batch without pools.";
  text += ", whose frames and objects take " +
          sizes(batch.frame_meta_pool->element_size, batch.obj_meta_pool->element_size) + ". Known are";
  const auto known = [&text](const char* releases, const nvds::Layout& layout, const char* after) {
    text += std::string(" ") + releases + " (" + sizes(layout.frame.size, layout.object.size) + ")" + after;
  };
  known("6.0 to 7.1", nvds::kLayout6, ",");
  known("8.0", nvds::kLayout8, " and");
  known("9.0 to 9.1", nvds::kLayout9, ".");
  return text;
}

}  // namespace meta
