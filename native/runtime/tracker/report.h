// What the library has to tell a person about a configuration, beyond NvMOT's status codes. A host that knows
// nds_tracker_report_to gets the reports; for any other host they are lines on the standard error stream.
#pragma once

#include <functional>
#include <string>

namespace tracker {

struct Report {
  bool error = false;     // else a warning
  std::string message{};  // one sentence: what is wrong
  std::string remedy{};   // one sentence: what to do
  std::string file{};
  int line = 0;       // 1-based, 0 when unknown
  std::string key{};  // "Section.key"
  std::string value{};
};

using Reporter = std::function<void(const Report&)>;

// Reports of the calling thread go to its handler, or to standard error.
void report(const Report& report);
void set_handler(Reporter handler);  // of the calling thread; empty: standard error

extern "C" {
struct nds_tracker_report {
  int error;
  const char* message;
  const char* remedy;
  const char* file;
  int line;
  const char* key;
  const char* value;
};
using nds_tracker_report_handler = void (*)(const nds_tracker_report* report, void* user);

// Sets the handler for what the calling thread's NvMOT calls have to report; a null handler goes back to standard
// error.
void nds_tracker_report_to(nds_tracker_report_handler handler, void* user);
}

}  // namespace tracker
