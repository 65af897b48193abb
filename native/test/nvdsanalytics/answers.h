// What the element made of a frame, and what a recording expects of it, as the same lines of text.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "pipeline.h"

namespace test {

struct Look {
  guint unique_id = 17;
  bool shapes = false;  // a recording tells positions and colours of drawings in some frames only
};

std::vector<std::string> lines_of(const nvds::NvDsFrameMeta* frame, const std::vector<ObjectSpec>& before, Look look);
std::vector<std::string> lines_of(const YAML::Node& expected, Look look);

}  // namespace test
