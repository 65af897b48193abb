// Draws the canvas of a batch.
#pragma once

#include <map>

#include "gst/ref.h"
#include "runtime/nvmultistreamtiler/layout.h"

namespace runtime::tiler {

// The last picture of every source, by pad index. It keeps the batch that the picture is part of: a source that misses
// a batch is drawn again from there.
class LastPictures {
 public:
  void set(guint pad_index, GstBuffer* batch, guint batch_id);
  void forget(guint pad_index) { pictures_.erase(pad_index); }
  void clear() { pictures_.clear(); }

  struct Last {
    gst::BufferRef batch;
    guint batch_id = 0;
  };
  // Null for a source that gave none yet, or has ended.
  const Last* find(guint pad_index) const;

 private:
  std::map<guint, Last> pictures_;
};

// Scales the sources' last pictures into their tiles; everything else is black. False when a picture cannot be
// converted.
bool draw(const Picture& canvas, const std::vector<Tile>& tiles, const LastPictures& pictures, Scaling scaling);

}  // namespace runtime::tiler
