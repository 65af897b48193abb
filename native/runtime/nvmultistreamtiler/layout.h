// Which source is shown where on the canvas.
#pragma once

#include <glib.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/surface/surface.h"

namespace runtime::tiler {

// The structures behind the property custom-tile-config, as DeepStream's applications fill them.
struct CustomTile {
  guint32 source_id;
  float x;  // all four: fractions of the canvas
  float y;
  float width;
  float height;
};
static_assert(sizeof(CustomTile) == 20);

struct CustomTileConfig {
  CustomTile* tiles;
  guint32 length;
};
static_assert(sizeof(CustomTileConfig) == 16);

struct Tile {
  guint pad_index = 0;
  Rectangle place;
};

class Layout {
 public:
  guint rows = 1;
  guint columns = 1;
  bool square = false;             // square-seq-grid: the grid follows the number of sources
  std::optional<guint> single;     // show-source
  std::vector<CustomTile> custom;  // empty: a grid

  // A source came: a grid that is too small for it grows.
  void add(guint pad_index);
  void remove(guint pad_index);
  void forget_sources() { sources_.clear(); }

  // In the order of drawing. Without overlap unless tiles are custom.
  std::vector<Tile> tiles(int canvas_width, int canvas_height) const;
  // Why this layout cannot be drawn on such a canvas, with the property to blame; nothing when it can.
  struct Problem {
    std::string key;
    std::string value;
    std::string message;
    std::string remedy;
  };
  std::optional<Problem> problem(int canvas_width, int canvas_height) const;

 private:
  Rectangle cell(std::size_t position, int canvas_width, int canvas_height) const;

  std::set<guint> sources_;
};

}  // namespace runtime::tiler
