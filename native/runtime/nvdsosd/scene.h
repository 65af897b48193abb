// What a batch's metadata asks to be drawn. Everything in the pools of objects and displays counts, whatever its frame:
// nvdsosd expects one picture, from a demuxer or a tiler.
#pragma once

#include <vector>

#include "nvds/metadata.h"
#include "runtime/nvdsosd/blur_classes.h"

namespace runtime::osd {

enum class Blur : unsigned { off = 0, box = 1, mask = 2 };

struct Options {
  bool boxes = true;
  bool texts = true;
  bool masks = false;
  bool clock = false;
  Blur blur = Blur::off;
  std::vector<BlurClass> blur_classes;  // empty: every object
};

// Points into the batch, which must stay locked or unshared while the scene is used.
struct Scene {
  struct Masked {
    const nvds::NvOSD_MaskParams* mask;  // nullptr: the whole box
    const nvds::NvOSD_RectParams* rect;
  };
  std::vector<const nvds::NvOSD_RectParams*> rects;
  std::vector<Masked> masks;
  std::vector<const nvds::NvOSD_TextParams*> texts;
  std::vector<const nvds::NvOSD_LineParams*> lines;
  std::vector<const nvds::NvOSD_ArrowParams*> arrows;
  std::vector<const nvds::NvOSD_CircleParams*> circles;
  std::vector<Masked> blurs;

  bool empty() const {
    return rects.empty() && masks.empty() && texts.empty() && lines.empty() && arrows.empty() && circles.empty() &&
           blurs.empty();
  }
  void clear();
};

// Keeps the scene's memory from frame to frame.
void collect(const nvds::NvDsBatchMeta& batch, const Options& options, Scene& scene);

}  // namespace runtime::osd
