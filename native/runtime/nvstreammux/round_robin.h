// How the legacy muxer shares the places of a batch among its sources.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace runtime::mux {

// What one source can give now.
struct Offer {
  std::size_t frames = 0;  // waiting
  bool open = true;        // more may come
};

struct Share {
  std::vector<std::size_t> order;  // indices of sources, one for each place taken, in the order of the batch
  bool complete = false;           // nothing that may still come has a place in this batch
  std::size_t next = 0;            // where the next batch begins
};

// Every source has `places / sources` places of its own, kept for it while it may still send; what remains goes to
// whoever has frames, in turn from `first` on. `one_each` (live sources): nobody gives two frames to one batch.
Share share_places(std::span<const Offer> offers, std::size_t places, std::size_t first, bool one_each);

}  // namespace runtime::mux
