#include "runtime/nvmultistreamtiler/metadata.h"

#include "runtime/surface/coordinate_map.h"

namespace runtime::tiler {

using namespace nvds;

namespace {

class IntoTile : public CoordinateMap {
 public:
  IntoTile(int width, int height, const Rectangle& tile)
      : CoordinateMap(static_cast<float>(tile.width) / static_cast<float>(width),
                      static_cast<float>(tile.height) / static_cast<float>(height)),
        left_(static_cast<float>(tile.left)),
        top_(static_cast<float>(tile.top)) {}

  Point map(Point p) const override { return {p.x * scale_x() + left_, p.y * scale_y() + top_}; }

 private:
  float left_;
  float top_;
};

}  // namespace

NvDsFrameMeta* attach_canvas_meta(GstBuffer* buffer, int width, int height, gint frame_num) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  batch->max_frames_in_batch = 1;

  // Which source something came from is lost: source, pad and times stay 0.
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->frame_num = frame_num;
  frame->num_surfaces_per_frame = 1;
  frame->source_frame_width = frame->pipeline_width = static_cast<guint>(width);
  frame->source_frame_height = frame->pipeline_height = static_cast<guint>(height);
  nvds_add_frame_meta_to_batch(batch, frame);
  return frame;
}

// The text of an object keeps its size: a label in a small tile is still read.
void add_frame(NvDsFrameMeta& canvas, const NvDsFrameMeta& frame, int width, int height, const Rectangle& tile) {
  if (width <= 0 || height <= 0) return;
  const IntoTile map(width, height, tile);
  const GList* const objects = canvas.obj_meta_list;
  const GList* const displays = canvas.display_meta_list;
  nvds_copy_obj_meta_list(frame.obj_meta_list, &canvas);
  nvds_copy_display_meta_list(frame.display_meta_list, &canvas);
  nvds_copy_frame_user_meta_list(frame.frame_user_meta_list, &canvas);
  canvas.bInferDone = canvas.bInferDone || frame.bInferDone;

  // Both lists stand newest first: what lies before their earlier heads is this frame's.
  for (GList* l = canvas.obj_meta_list; l != objects; l = l->next) {
    auto& object = *static_cast<NvDsObjectMeta*>(l->data);
    map.rectangle(object.rect_params);
    map.point(object.text_params.x_offset, object.text_params.y_offset);
  }
  for (GList* l = canvas.display_meta_list; l != displays; l = l->next)
    map.display(*static_cast<NvDsDisplayMeta*>(l->data));
}

}  // namespace runtime::tiler
