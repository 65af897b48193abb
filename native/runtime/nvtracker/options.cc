#include "runtime/nvtracker/options.h"

#include <charconv>

namespace runtime::nvtracker {
namespace {

std::vector<std::string> split_paths(const std::string& text) {
  std::vector<std::string> paths;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    paths.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return paths;
}

// Whole numbers with one separator between them, whichever it is: DeepStream's own reading.
bool parse_classes(const std::string& text, std::set<int>& classes) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    int id = 0;
    const auto [stop, error] = std::from_chars(at, end, id);
    if (error != std::errc() || id < 0) return false;
    classes.insert(id);
    if (stop < end && std::string_view(";:, ").find(*stop) == std::string_view::npos) return false;
    at = stop + 1;
  }
  return true;
}

}  // namespace

std::string Options::config(std::size_t sub_batch) const {
  if (configs.empty()) return "";
  return configs[std::min(sub_batch, configs.size() - 1)];
}

std::optional<Options> read_options(const PropertyValues& values, Fault& fault) {
  Options options;
  options.width = guint(values.integer("tracker-width"));
  options.height = guint(values.integer("tracker-height"));
  options.gpu_id = guint(values.integer("gpu-id"));
  options.library = values.text("ll-lib-file");
  options.configs = split_paths(values.text("ll-config-file"));
  options.surface_type = guint(values.integer("tracking-surface-type"));
  options.display_id = values.boolean("display-tracking-id");
  const gint64 reset_mode = values.integer("tracking-id-reset-mode");
  options.new_ids_after_reset = reset_mode & 1;
  options.ids_from_zero_after_eos = reset_mode & 2;
  options.input_tensors = values.boolean("input-tensor-meta");
  options.list_pool_size = guint(values.integer("user-meta-pool-size"));
  options.recovery_trials = int(values.integer("sub-batch-err-recovery-trial-cnt"));

  const std::string sub_batches = values.text("sub-batches");
  std::string problem;
  const auto plan = parse_sub_batches(sub_batches, problem);
  if (!plan) {
    fault = {.code = "ERR_PROPERTY",
             .message = "The property sub-batches is \"" + sub_batches + "\", but " + problem + ".",
             .remedy = "Write source ids such as \"0,1;2,3\", or sizes such as \"2:2\".",
             .key = "sub-batches",
             .value = sub_batches};
    return std::nullopt;
  }
  options.plan = *plan;

  const std::string classes = values.text("operate-on-class-ids");
  if (!parse_classes(classes, options.classes)) {
    fault = {.code = "ERR_PROPERTY",
             .message = "The property operate-on-class-ids is \"" + classes + "\", not a list of class ids.",
             .remedy = "Write whole numbers such as \"0;2\".",
             .key = "operate-on-class-ids",
             .value = classes};
    return std::nullopt;
  }
  return options;
}

}  // namespace runtime::nvtracker
