// Zones, lines and arrows out of a key's numbers, with a word about shapes that cannot be meant so.
#pragma once

#include "runtime/element/config_reader.h"
#include "runtime/nvdsanalytics/config.h"

namespace runtime::analytics {

// config-width × config-height; 0 when not known.
struct FrameSize {
  int width = 0;
  int height = 0;
};

// Reads the reader's entry as one more shape. `repeated`: its key stood in the group before; DeepStream then makes two
// equal regions, but one line or direction.
void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Region>& regions);
void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Line>& lines);
void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Direction>& directions);

// How a line of such a shape is written.
const char* shape_form(const std::vector<Region>&);
const char* shape_form(const std::vector<Line>&);
const char* shape_form(const std::vector<Direction>&);

}  // namespace runtime::analytics
