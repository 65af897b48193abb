#include "runtime/nvmultistreamtiler/layout.h"

#include <algorithm>
#include <cmath>

namespace runtime::tiler {

namespace {

guint64 cells(guint rows, guint columns) { return guint64{rows} * columns; }

// Tiles begin and end where chroma is shared by nobody else.
int even(double size) { return static_cast<int>(size) & ~1; }

Rectangle place_of(const CustomTile& tile, int canvas_width, int canvas_height) {
  return {even(double{tile.x} * canvas_width), even(double{tile.y} * canvas_height),
          even(double{tile.width} * canvas_width), even(double{tile.height} * canvas_height)};
}

}  // namespace

void Layout::add(guint pad_index) {
  if (!sources_.insert(pad_index).second) return;
  if (square) {
    while (cells(rows, columns) < sources_.size()) {
      ++rows;
      ++columns;
    }
  } else if (pad_index >= cells(rows, columns)) {
    const double count = double{1} + pad_index;
    rows = static_cast<guint>(std::sqrt(count));
    columns = static_cast<guint>(std::ceil(count / rows));
  }
}

void Layout::remove(guint pad_index) {
  if (sources_.erase(pad_index) == 0 || !square) return;
  rows = columns = std::max(1u, static_cast<guint>(std::ceil(std::sqrt(static_cast<double>(sources_.size())))));
}

Rectangle Layout::cell(std::size_t position, int canvas_width, int canvas_height) const {
  const int width = even(canvas_width / columns);
  const int height = even(canvas_height / rows);
  return {static_cast<int>(position % columns) * width, static_cast<int>(position / columns) * height, width, height};
}

std::vector<Tile> Layout::tiles(int canvas_width, int canvas_height) const {
  std::vector<Tile> result;
  if (single) {
    result.push_back({*single, {0, 0, canvas_width, canvas_height}});
  } else if (!custom.empty()) {
    for (const CustomTile& tile : custom)
      result.push_back({tile.source_id, place_of(tile, canvas_width, canvas_height)});
  } else {
    // A square grid has its empty tiles at the end; else a tile belongs to a pad, whether it is there or not.
    std::size_t next = 0;
    for (const guint source : sources_) {
      const std::size_t position = square ? next++ : source;
      if (position < cells(rows, columns)) result.push_back({source, cell(position, canvas_width, canvas_height)});
    }
  }
  return result;
}

std::optional<Layout::Problem> Layout::problem(int canvas_width, int canvas_height) const {
  if (!custom.empty()) {
    for (const CustomTile& tile : custom) {
      const bool inside = tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= 1.001f && tile.y + tile.height <= 1.001f;
      const Rectangle place = inside ? place_of(tile, canvas_width, canvas_height) : Rectangle{};
      if (place.width > 0 && place.height > 0) continue;
      return Problem{
          "custom-tile-config", "",
          "The tile of source " + std::to_string(tile.source_id) + " does not lie on the canvas.",
          "Give x, y, width and height as fractions of the canvas between 0 and 1, at least two pixels large."};
    }
    return std::nullopt;
  }
  const auto too_many = [](const char* key, guint count, const char* side, int size) {
    return Problem{key, std::to_string(count),
                   std::to_string(count) + " " + key + " on a canvas " + std::to_string(size) + " pixels " + side +
                       " leave no two pixels for a tile.",
                   "Set " + std::string(key) + " to at most " + std::to_string(size / 2) + "."};
  };
  if (columns > static_cast<guint>(canvas_width) / 2) return too_many("columns", columns, "wide", canvas_width);
  if (rows > static_cast<guint>(canvas_height) / 2) return too_many("rows", rows, "high", canvas_height);
  return std::nullopt;
}

}  // namespace runtime::tiler
