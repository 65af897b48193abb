// One line of text for each thing that a recording expects or a pipeline gives, so that both can be compared.
#pragma once

#include <gst/gst.h>
#include <yaml-cpp/yaml.h>

#include "golden_player.h"

namespace test {

Line line_of(const YAML::Node& expected);
Line line_of(GstEvent* event);
Line line_of(GstBuffer* buffer);
// False for messages that recordings leave out.
bool line_of(GstMessage* message, Line& line);

// Neighbours of different sources in the order of their numbers.
std::vector<std::string> in_order(std::vector<Line> lines);

}  // namespace test
