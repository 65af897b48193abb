#include "runtime/nvtracker/sub_batches.h"

#include <charconv>
#include <set>
#include <string_view>

namespace runtime::nvtracker {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<guint> number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  guint value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<SubBatchPlan> parse_sizes(std::string_view text, std::string& problem) {
  SubBatchPlan plan;
  for (const std::string_view part : split(text, ':')) {
    const auto size = number(part);
    if (!size || *size == 0) {
      problem = "\"" + std::string(part) + "\" is no size of a sub-batch";
      return std::nullopt;
    }
    plan.sizes.push_back(*size);
  }
  return plan;
}

std::optional<SubBatchPlan> parse_pads(std::string_view text, std::string& problem) {
  SubBatchPlan plan;
  std::set<guint> seen;
  for (const std::string_view list : split(text, ';')) {
    plan.pads.emplace_back();
    for (const std::string_view part : split(list, ',')) {
      const auto pad = number(part);
      if (!pad) {
        problem = "\"" + std::string(part) + "\" is no source id";
        return std::nullopt;
      }
      if (!seen.insert(*pad).second) {
        problem = "source " + std::to_string(*pad) + " is listed twice";
        return std::nullopt;
      }
      plan.pads.back().push_back(*pad);
    }
    plan.sizes.push_back(guint(plan.pads.back().size()));
  }
  return plan;
}

}  // namespace

std::optional<SubBatchPlan> parse_sub_batches(const std::string& text, std::string& problem) {
  std::string_view rest = text;
  if (rest.empty() || rest == "{}") return SubBatchPlan{};
  const bool sizes = rest.find(':') != std::string_view::npos;
  const bool pads = rest.find_first_of(",;") != std::string_view::npos;
  if (sizes && pads) {
    problem = "it mixes sizes (with \":\") and source ids (with \",\" and \";\")";
    return std::nullopt;
  }
  if (rest.ends_with(pads ? ';' : ':')) rest.remove_suffix(1);  // the form in which the property reads back
  return pads ? parse_pads(rest, problem) : parse_sizes(rest, problem);
}

std::optional<Slot> SlotTable::known(std::uint64_t stream) const {
  const auto found = slots_.find(stream);
  return found == slots_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Slot> SlotTable::slot_of(std::uint64_t stream, guint pad) {
  if (const auto slot = known(stream)) return slot;
  std::optional<Slot> slot;
  if (plan_.sizes.empty()) {
    slot = Slot{0, pad < batch_size_ ? pad : 0};
  } else {
    slot = plan_.pads.empty() ? least_loaded() : planned(pad);
  }
  if (slot) slots_[stream] = *slot;
  return slot;
}

std::optional<Slot> SlotTable::planned(guint pad) const {
  for (guint i = 0; i < plan_.pads.size(); ++i)
    for (guint j = 0; j < plan_.pads[i].size(); ++j)
      if (plan_.pads[i][j] == pad) return Slot{i, j};
  return std::nullopt;
}

std::optional<Slot> SlotTable::least_loaded() const {
  std::vector<std::set<guint>> used(plan_.sizes.size());
  for (const auto& [stream, slot] : slots_) used[slot.sub_batch].insert(slot.sequence);
  std::optional<guint> best;
  for (guint i = 0; i < used.size(); ++i)
    if (used[i].size() < plan_.sizes[i] && (!best || used[i].size() < used[*best].size())) best = i;
  if (!best) return std::nullopt;
  guint sequence = 0;
  while (used[*best].contains(sequence)) ++sequence;
  return Slot{*best, sequence};
}

std::vector<std::uint64_t> SlotTable::streams_of(guint pad) const {
  std::vector<std::uint64_t> streams;
  for (auto it = slots_.lower_bound(stream_id(pad, 0)); it != slots_.end() && pad_of(it->first) == pad; ++it)
    streams.push_back(it->first);
  return streams;
}

}  // namespace runtime::nvtracker
