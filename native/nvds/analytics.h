// What nvdsanalytics attaches to frames and objects.
#pragma once

#include <glib.h>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace nvds {

struct NvDsAnalyticsObjInfo {
  std::vector<std::string> roiStatus;
  std::vector<std::string> ocStatus;
  std::vector<std::string> lcStatus;
  std::string dirStatus;
  guint unique_id;
  std::string objStatus;
};
static_assert(sizeof(NvDsAnalyticsObjInfo) == 144);

struct NvDsAnalyticsFrameMeta {
  std::unordered_map<std::string, bool> ocStatus;
  std::unordered_map<std::string, uint32_t> objInROIcnt;
  std::unordered_map<std::string, uint64_t> objLCCurrCnt;
  std::unordered_map<std::string, uint64_t> objLCCumCnt;
  guint unique_id;
  std::unordered_map<int, uint32_t> objCnt;
};
static_assert(sizeof(NvDsAnalyticsFrameMeta) == 288);


}  // namespace nvds
