// The keys of a configuration file: what each means to this library.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "runtime/tracker/settings.h"

namespace tracker {

enum class KeyKind {
  real,  // a number within [minimum, maximum]
  integer,
  boolean,    // 0, 1, true, false
  choice,     // an integer, one of those within [minimum, maximum]
  triple,     // a list of three numbers within [minimum, maximum]
  path,       // of a file; relative ones begin at the configuration's folder
  no_effect,  // belongs to a module that is off here, or steers a GPU: kept in silence
  off_only,   // turns on what this library does not have: only 0 (or an empty text) is taken
};

struct Key {
  const char* section;
  const char* name;
  KeyKind kind;
  double minimum = 0;
  double maximum = 0;
  float& (*real)(Settings&) = nullptr;
  int& (*integer)(Settings&) = nullptr;
  bool& (*boolean)(Settings&) = nullptr;
  void (*choose)(Settings&, int) = nullptr;
  void (*take_three)(Settings&, const std::array<double, 3>&) = nullptr;
  std::string& (*path)(Settings&) = nullptr;
  bool while_running = false;         // may change with NvMOT_UpdateParams
  const char* explanation = nullptr;  // off_only: what it would turn on, and what to use instead
};

std::span<const Key> known_keys();
bool is_section(std::string_view name);

}  // namespace tracker
