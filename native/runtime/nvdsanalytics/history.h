// Where an object has been: what direction, line crossing and the smoothed test point rest on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "runtime/nvdsanalytics/geometry.h"

namespace runtime::analytics {

// A box in whole pixels: its numbers are cut before anything is computed.
struct Box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

// A box by its centre. Centre and bottom are in whole pixels, each half cut for itself.
struct Place {
  Point centre;
  int width = 0;
  int height = 0;

  static Place of(const Box& box);
  Point bottom() const { return {centre.x, centre.y + height / 2}; }
  Point bottom_left() const { return {centre.x - width / 2, bottom().y}; }
  Point bottom_right() const { return {centre.x + width / 2, bottom().y}; }
};

class History {
 public:
  // `length`: number of frames kept.
  void add(const Place& place, std::size_t length);

  std::size_t frames() const { return frames_; }  // in all, also those no longer kept
  const Place& current() const { return places_.back(); }

  // Bottom centre with the mean height: what regions test.
  Point test_point() const;
  // Where the object came from: the mean of its first two places until the history is full, then of the four oldest.
  // Not before the fourth frame.
  std::optional<Place> previous() const;
  // It has hardly moved since the history is full.
  bool stopped() const;

 private:
  std::deque<Place> places_;
  std::size_t length_ = 0;
  std::size_t frames_ = 0;
  std::int64_t height_sum_ = 0;  // of places_
};

}  // namespace runtime::analytics
