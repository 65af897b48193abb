#include "runtime/nvdsosd/patch.h"

#include <algorithm>

namespace runtime::osd {

Patch::Patch(int width, int height)
    : width_(std::max(width, 1)),
      height_(std::max(height, 1)),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_, height_)),
      data_(cairo_image_surface_get_data(surface_.get())),
      stride_(cairo_image_surface_get_stride(surface_.get())) {
  // Cairo hands out an error surface when it has no memory: nothing is drawn then.
  if (!data_) width_ = height_ = 0;
}

ContextRef Patch::context() {
  ContextRef context(cairo_create(surface_.get()));
  cairo_set_antialias(context.get(), CAIRO_ANTIALIAS_GRAY);
  return context;
}

void set_source(cairo_t* context, Colour colour) {
  cairo_set_source_rgba(context, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0, colour.alpha / 255.0);
}

}  // namespace runtime::osd
