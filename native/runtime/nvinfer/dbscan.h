// cluster-modes 1 and 3: density-based clustering (DBSCAN, Ester et al. 1996) of one class's boxes.
//
// DeepStream's own is a closed library; this is the well-known algorithm under its documented parameters:
//   eps               two boxes are neighbours when 1 - IoU <= eps (0: identical boxes only, 1: every pair)
//   minBoxes          a box with at least so many neighbours, itself included, is a core of a cluster;
//                     boxes that are neighbours of no core are noise and go
//   dbscan-min-score  a cluster whose confidences add up to less goes
// Its area-to-hit-ratio filter, which no key controls, is left out.
#pragma once

#include <vector>

#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

// One box for each cluster: the mean of its members, the highest of their confidences.
std::vector<Detection> dbscan_merged(std::vector<Detection> boxes, const ClassAttributes& attributes);

// The boxes that belong to a cluster, unmerged, for the NMS that follows in mode 3.
std::vector<Detection> dbscan_members(std::vector<Detection> boxes, const ClassAttributes& attributes);

}  // namespace runtime::nvinfer
