// The picture of one frame in a kept buffer, wherever its memory is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "gst/fault.h"
#include "picture/kept.h"
#include "picture/picture.h"

namespace picture {

// A part of a frame, in its pixels; may reach beyond its edges.
struct Crop {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// Holds what the picture's pixels need for as long as they are looked at.
class Source {
 public:
  struct Hold {
    virtual ~Hold() = default;
  };

  // `index` is the frame's place in the batch.
  static gst::Result<Source> open(const Kept& kept, std::uint32_t index, const std::optional<Crop>& crop);

  // What was asked for, grown to whole groups of pixels that share chroma.
  const Picture& picture() const { return picture_; }
  // What was asked for, in pixels of picture().
  const Area& wanted() const { return wanted_; }

 private:
  Source(Picture picture, Area wanted, std::unique_ptr<Hold> hold)
      : picture_(picture), wanted_(wanted), hold_(std::move(hold)) {}

  Picture picture_;
  Area wanted_;
  std::unique_ptr<Hold> hold_;
};

}  // namespace picture
