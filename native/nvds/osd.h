// What nvdsosd draws: rectangles, masks, texts, lines, arrows, circles (DeepStream 9.0 and later).
#pragma once

#include <cstdint>

namespace nvds {

enum NvOSD_Mode : std::uint32_t {
  MODE_CPU = 0,
  MODE_GPU = 1,
  MODE_NONE = 2,
};

enum NvOSD_Arrow_Head_Direction : std::uint32_t {
  START_HEAD = 0,
  END_HEAD = 1,
  BOTH_HEAD = 2,
};

struct NvBbox_Coords {
  float left;
  float top;
  float width;
  float height;
};
static_assert(sizeof(NvBbox_Coords) == 16);

struct NvOSD_ColorParams {
  double red;
  double green;
  double blue;
  double alpha;
};
static_assert(sizeof(NvOSD_ColorParams) == 32);

struct NvOSD_FontParams {
  char* font_name;
  unsigned int font_size;
  NvOSD_ColorParams font_color;
};
static_assert(sizeof(NvOSD_FontParams) == 48);

struct NvOSD_TextParams {
  char* display_text;
  unsigned int x_offset;
  unsigned int y_offset;
  NvOSD_FontParams font_params;
  int set_bg_clr;
  NvOSD_ColorParams text_bg_clr;
};
static_assert(sizeof(NvOSD_TextParams) == 104);

struct NvOSD_Color_info {
  int id;
  NvOSD_ColorParams color;
};
static_assert(sizeof(NvOSD_Color_info) == 40);

struct NvOSD_RectParams {
  float left;
  float top;
  float width;
  float height;
  unsigned int border_width;
  NvOSD_ColorParams border_color;
  unsigned int has_bg_color;
  unsigned int reserved;
  NvOSD_ColorParams bg_color;
  int has_color_info;
  int color_id;
  float rotation_angle;
};
static_assert(sizeof(NvOSD_RectParams) == 112);

struct NvOSD_MaskParams {
  float* data;
  unsigned int size;
  float threshold;
  unsigned int width;
  unsigned int height;
};
static_assert(sizeof(NvOSD_MaskParams) == 24);

struct NvOSD_LineParams {
  unsigned int x1;
  unsigned int y1;
  unsigned int x2;
  unsigned int y2;
  unsigned int line_width;
  NvOSD_ColorParams line_color;
};
static_assert(sizeof(NvOSD_LineParams) == 56);

struct NvOSD_ArrowParams {
  unsigned int x1;
  unsigned int y1;
  unsigned int x2;
  unsigned int y2;
  unsigned int arrow_width;
  NvOSD_Arrow_Head_Direction arrow_head;
  NvOSD_ColorParams arrow_color;
  unsigned int reserved;
};
static_assert(sizeof(NvOSD_ArrowParams) == 64);

struct NvOSD_CircleParams {
  unsigned int xc;
  unsigned int yc;
  unsigned int radius;
  NvOSD_ColorParams circle_color;
  unsigned int has_bg_color;
  NvOSD_ColorParams bg_color;
  unsigned int circle_width;
  unsigned int reserved;
};
static_assert(sizeof(NvOSD_CircleParams) == 96);


}  // namespace nvds
