// Rectangles, masks, lines, arrows and circles as DeepStream draws them.
#pragma once

#include "nvds/osd.h"
#include "runtime/nvdsosd/canvas.h"

namespace runtime::osd {

// The widest border, line and arrow that DeepStream takes.
constexpr unsigned kWidest = 32;

void draw(Canvas& canvas, const nvds::NvOSD_RectParams& rect);
// A mask lies in its object's rectangle, half transparent in the colour of the border.
void draw(Canvas& canvas, const nvds::NvOSD_MaskParams& mask, const nvds::NvOSD_RectParams& rect);
void draw(Canvas& canvas, const nvds::NvOSD_LineParams& line);
void draw(Canvas& canvas, const nvds::NvOSD_ArrowParams& arrow);
void draw(Canvas& canvas, const nvds::NvOSD_CircleParams& circle);

// Where a rectangle is drawn: whole pixels, the upper left corner pulled into the picture, an overhang to the right or
// below cut by the border's width. Empty when a number is not finite.
Rectangle box_of(const nvds::NvOSD_RectParams& rect, int frame_width, int frame_height);

}  // namespace runtime::osd
