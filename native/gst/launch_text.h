// Reads launch text far enough to say where something is: elements, their assignments, references, links. GStreamer's
// own parser decides what is valid; this one only points.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gst/fault.h"

namespace gst {

struct Place {
  int line = 1;
  int column = 1;
};

struct Assignment {
  std::string key;
  std::string value;  // without quotes and escapes
  Place place;
};

struct ElementWord {
  std::string factory;
  Place place;
  std::vector<Assignment> assignments;

  // The value of `name=`, or "".
  std::string name() const;
};

struct LaunchText {
  struct Reference {
    std::string element;  // before the dot
    Place place;
  };

  std::vector<ElementWord> elements;
  std::vector<Reference> references;
  // The first thing that cannot be, in words: "an opening bracket is never closed".
  struct Problem {
    std::string text;
    Place place;
  };
  std::optional<Problem> problem;
};

LaunchText read_launch_text(std::string_view text);

// "line 2, column 7"
std::string to_string(const Place& place);

}  // namespace gst
