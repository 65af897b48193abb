// cluster-mode 0: OpenCV's groupRectangles, which DeepStream calls in builds with OpenCV. Other builds of NVIDIA's
// report success without an answer; this one always gives OpenCV's.
#pragma once

#include <vector>

#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

// Replaces the boxes of one class by one integer box for each group of more than `group_threshold` similar boxes; with
// a threshold of 0 or less the boxes stay, cut to integers. Confidence is always -0.1, as in DeepStream.
void group_rectangles(std::vector<Detection>& boxes, int group_threshold, float eps);

}  // namespace runtime::nvinfer
