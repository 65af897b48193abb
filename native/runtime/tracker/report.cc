#include "runtime/tracker/report.h"

#include <cstdio>
#include <utility>

namespace tracker {
namespace {

thread_local Reporter t_handler;

}  // namespace

void set_handler(Reporter handler) { t_handler = std::move(handler); }

void report(const Report& r) {
  if (t_handler) {
    t_handler(r);
    return;
  }
  const std::string place = r.file.empty() ? "" : r.file + (r.line > 0 ? ":" + std::to_string(r.line) : "") + ": ";
  std::fprintf(stderr, "%stracker %s: %s%s%s\n", place.c_str(), r.error ? "error" : "warning", r.message.c_str(),
               r.remedy.empty() ? "" : " ", r.remedy.c_str());
}

}  // namespace tracker
