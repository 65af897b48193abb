// What nvdsanalytics attaches. Its structures hold libstdc++'s containers, whose layout is the same in every release.
#include <string>
#include <vector>

#include "meta/attach.h"
#include "nvds/analytics.h"

namespace meta {
namespace {

constexpr const char* kTooMany = "analytics metadata has more entries than any real one";

void put(Records& to, const std::string& text) { to.text(std::string_view(text)); }
void put(Records& to, int number) { to.put(number); }
void put(Records& to, std::uint32_t number) { to.put(number); }
void put(Records& to, std::uint64_t number) { to.put(number); }
void put(Records& to, bool flag) { to.put(flag ? 1u : 0u); }

template <class Map>
void put_map(Records& to, const Map& map) {
  if (map.size() > kMaxEntries) return to.report(kTooMany);
  auto left = static_cast<std::uint32_t>(map.size());
  to.put(left);
  for (auto entry = map.begin(); entry != map.end() && left > 0; ++entry, --left) {
    put(to, entry->first);
    put(to, entry->second);
  }
  if (left > 0) to.report("a map of analytics metadata holds fewer entries than it says");
}

void put_names(Records& to, const std::vector<std::string>& names) {
  if (names.size() > kMaxEntries) return to.report(kTooMany);
  to.put(static_cast<std::uint32_t>(names.size()));
  for (const std::string& name : names) put(to, name);
}

}  // namespace

void attach_frame_analytics(Attaching& batch, Holder holder, const void* data) {
  const auto& meta = *static_cast<const nvds::NvDsAnalyticsFrameMeta*>(data);
  Records& to = batch.to;
  to.open(holder.owner, holder.row, block::Kind::frame_analytics);
  to.put(meta.unique_id);
  put_map(to, meta.ocStatus);
  put_map(to, meta.objInROIcnt);
  put_map(to, meta.objLCCurrCnt);
  put_map(to, meta.objLCCumCnt);
  put_map(to, meta.objCnt);
}

void attach_object_analytics(Attaching& batch, Holder holder, const void* data) {
  const auto& meta = *static_cast<const nvds::NvDsAnalyticsObjInfo*>(data);
  Records& to = batch.to;
  to.open(holder.owner, holder.row, block::Kind::object_analytics);
  to.put(meta.unique_id);
  put_names(to, meta.roiStatus);
  put_names(to, meta.ocStatus);
  put_names(to, meta.lcStatus);
  put(to, meta.dirStatus);
  if (batch.release.attached.analytics_object.objStatus == nvds::kAbsent)
    to.put(0u);  // the text with number 0
  else
    put(to, meta.objStatus);
}

}  // namespace meta
