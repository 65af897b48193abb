#include "runtime/nvmultistreamtiler/canvas.h"

namespace runtime::tiler {

void LastPictures::set(guint pad_index, GstBuffer* batch, guint batch_id) {
  pictures_[pad_index] = {gst::BufferRef(gst_buffer_ref(batch)), batch_id};
}

const LastPictures::Last* LastPictures::find(guint pad_index) const {
  const auto found = pictures_.find(pad_index);
  return found == pictures_.end() ? nullptr : &found->second;
}

bool draw(const Picture& canvas, const std::vector<Tile>& tiles, const LastPictures& pictures, Scaling scaling) {
  const bool covered = tiles.size() == 1 && tiles[0].place.width == canvas.width &&
                       tiles[0].place.height == canvas.height && pictures.find(tiles[0].pad_index);
  // Buffers are used again: what an earlier layout left between the tiles, or drawings on it, must go.
  if (!covered) fill_black(canvas, {0, 0, canvas.width, canvas.height});
  for (const Tile& tile : tiles) {
    const LastPictures::Last* last = pictures.find(tile.pad_index);
    if (!last) continue;
    const MappedSurface surface(last->batch.get(), GST_MAP_READ);
    if (!surface || last->batch_id >= surface.pictures().size()) return false;
    const Picture picture = picture_of(surface.pictures()[last->batch_id]);
    if (!convert(picture, {0, 0, picture.width, picture.height}, canvas, tile.place, scaling)) return false;
  }
  return true;
}

}  // namespace runtime::tiler
