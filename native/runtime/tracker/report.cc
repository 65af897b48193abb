#include "runtime/tracker/report.h"

#include <cstdio>

namespace tracker {
namespace {

thread_local nds_tracker_report_handler t_handler = nullptr;
thread_local void* t_user = nullptr;

}  // namespace

void report(const Report& r) {
  if (t_handler) {
    const nds_tracker_report plain = {r.error, r.message.c_str(), r.remedy.c_str(), r.file.c_str(),
                                      r.line,  r.key.c_str(),     r.value.c_str()};
    t_handler(&plain, t_user);
    return;
  }
  const std::string place = r.file.empty() ? "" : r.file + (r.line > 0 ? ":" + std::to_string(r.line) : "") + ": ";
  std::fprintf(stderr, "%stracker %s: %s%s%s\n", place.c_str(), r.error ? "error" : "warning", r.message.c_str(),
               r.remedy.empty() ? "" : " ", r.remedy.c_str());
}

}  // namespace tracker

extern "C" __attribute__((visibility("default"))) void nds_tracker_report_to(
    tracker::nds_tracker_report_handler handler, void* user) {
  tracker::t_handler = handler;
  tracker::t_user = handler ? user : nullptr;
}
