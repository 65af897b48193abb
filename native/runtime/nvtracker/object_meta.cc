#include "runtime/nvtracker/object_meta.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

namespace runtime::nvtracker {
namespace {

using namespace nvds;

constexpr NvOSD_ColorParams kRed = {1, 0, 0, 1};
constexpr NvOSD_ColorParams kGreen = {0, 1, 0, 1};
constexpr NvOSD_ColorParams kBlue = {0, 0, 1, 1};

// User metadata whose data is a value that copies and deletes itself.
template <class Value>
gpointer copy_value(gpointer data, gpointer) {
  const auto* value = static_cast<Value*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  return value ? new Value(*value) : nullptr;
}

template <class Value>
void release_value(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  delete static_cast<Value*>(meta->user_meta_data);
  meta->user_meta_data = nullptr;
}

template <class Value>
void attach(NvDsObjectMeta* object, NvDsBatchMeta* batch, NvDsMetaType type, Value value) {
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(batch);
  if (!meta) return;
  meta->user_meta_data = new Value(std::move(value));
  meta->base_meta.meta_type = type;
  meta->base_meta.copy_func = copy_value<Value>;
  meta->base_meta.release_func = release_value<Value>;
  meta->base_meta.batch_meta = batch;
  nvds_add_user_meta_to_obj(object, meta);
}

// NvDsObjReid and NvDsObjConvexHull with the memory that they point into. The library's own is only good for one batch.
struct Reid : NvDsObjReid {
  Reid(const float* values, std::uint32_t size) : NvDsObjReid{size, nullptr, nullptr}, features(values, values + size) {
    ptr_host = features.data();
  }
  Reid(const Reid& other) : Reid(other.features.data(), other.featureSize) {}
  std::vector<float> features;
};

struct Hull : NvDsObjConvexHull {
  explicit Hull(std::vector<int> xy) : NvDsObjConvexHull{}, points(std::move(xy)) {
    list = points.data();
    numPoints = numPointsAllocated = std::uint32_t(points.size() / 2);
  }
  Hull(const Hull& other) : Hull(other.points) {}
  std::vector<int> points;
};

using Point = std::array<float, 2>;

void attach_mask(const NvMOTMask& mask, NvDsObjectMeta* object) {
  if (!mask.data || mask.width == 0 || mask.height == 0 ||
      std::uint64_t(mask.width) * mask.height > mask.allocatedSize) {
    return;
  }
  NvOSD_MaskParams& params = object->mask_params;
  g_free(params.data);
  params.width = mask.width;
  params.height = mask.height;
  params.size = std::uint32_t(mask.width * mask.height * sizeof(float));
  params.data = static_cast<float*>(g_memdup2(mask.data, params.size));
  params.threshold = 0.5f;
}

// The part of a line inside [0, width] × [0, height] (Liang and Barsky); false when none is.
bool clip(Point& a, Point& b, float width, float height) {
  const float dx = b[0] - a[0], dy = b[1] - a[1];
  float enter = 0, leave = 1;
  const auto edge = [&](float towards, float distance) {
    if (towards == 0) return distance >= 0;
    const float at = distance / towards;
    if (towards < 0) {
      enter = std::max(enter, at);
    } else {
      leave = std::min(leave, at);
    }
    return enter <= leave;
  };
  if (!edge(-dx, a[0]) || !edge(dx, width - a[0]) || !edge(-dy, a[1]) || !edge(dy, height - a[1])) return false;
  b = {a[0] + leave * dx, a[1] + leave * dy};
  a = {a[0] + enter * dx, a[1] + enter * dy};
  return true;
}

// Lines of one display meta, as many as fit into it.
class Drawing {
 public:
  explicit Drawing(NvDsFrameMeta* frame)
      : frame_(frame), meta_(nvds_acquire_display_meta_from_pool(frame->base_meta.batch_meta)) {}
  ~Drawing() {
    if (meta_) nvds_add_display_meta_to_frame(frame_, meta_);
  }
  void line(Point a, Point b, unsigned width, const NvOSD_ColorParams& color) {
    if (!meta_ || meta_->num_lines >= MAX_ELEMENTS_IN_DISPLAY_META || !finite(a) || !finite(b)) return;
    if (!clip(a, b, float(frame_->source_frame_width), float(frame_->source_frame_height))) return;
    meta_->line_params[meta_->num_lines++] = {unsigned(std::max(a[0], 0.f)),
                                              unsigned(std::max(a[1], 0.f)),
                                              unsigned(std::max(b[0], 0.f)),
                                              unsigned(std::max(b[1], 0.f)),
                                              width,
                                              color};
  }
  void dot(Point at, const NvOSD_ColorParams& color) {
    if (!meta_ || meta_->num_circles >= MAX_ELEMENTS_IN_DISPLAY_META) return;
    NvOSD_CircleParams& circle = meta_->circle_params[meta_->num_circles++];
    circle = {};
    circle.xc = unsigned(at[0]);
    circle.yc = unsigned(at[1]);
    circle.radius = 5;
    circle.circle_color = circle.bg_color = color;
    circle.has_bg_color = 1;
  }

 private:
  static bool finite(const Point& p) { return std::isfinite(p[0]) && std::isfinite(p[1]); }
  NvDsFrameMeta* frame_;
  NvDsDisplayMeta* meta_;
};

void attach_foot(const NvMOTTrackedObj& tracked, Scale scale, NvDsFrameMeta* frame, NvDsObjectMeta* object) {
  NvDsBatchMeta* batch = frame->base_meta.batch_meta;
  const Point foot = {tracked.ptImgFeet[0] * scale.x, tracked.ptImgFeet[1] * scale.y};
  attach(object, batch, NVDS_OBJ_IMAGE_FOOT_LOCATION, foot);
  attach(object, batch, NVDS_OBJ_WORLD_FOOT_LOCATION, Point{tracked.ptWorldFeet[0], tracked.ptWorldFeet[1]});
  attach(object, batch, NVDS_OBJ_3D_META, tracked.bbox3DWorld);
  if (foot[0] >= 0 && foot[0] <= float(frame->source_frame_width) && foot[1] >= 0 &&
      foot[1] <= float(frame->source_frame_height)) {
    Drawing(frame).dot(foot, kRed);
  }
  // Corners 0 to 3 are one face of the box, 4 to 7 the opposite one.
  constexpr int kEdges[12][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 4}, {1, 5},
                                 {2, 6}, {3, 7}, {4, 5}, {5, 6}, {6, 7}, {7, 4}};
  Drawing drawing(frame);
  for (const auto& [from, to] : kEdges) {
    const auto corner = [&](int i) {
      return Point{tracked.bbox3DImg[i][0] * scale.x, tracked.bbox3DImg[i][1] * scale.y};
    };
    drawing.line(corner(from), corner(to), 1, kBlue);
  }
}

void attach_hull(const NvDsObjConvexHull& hull, Scale scale, NvDsFrameMeta* frame, NvDsObjectMeta* object) {
  if (!hull.list || hull.numPointsAllocated == 0) return;
  const std::size_t count = std::min(hull.numPoints, hull.numPointsAllocated);
  std::vector<int> points(count * 2);
  for (std::size_t i = 0; i < count; ++i) {
    points[2 * i] = int(float(hull.list[2 * i]) * scale.x);
    points[2 * i + 1] = int(float(hull.list[2 * i + 1]) * scale.y);
  }
  Drawing drawing(frame);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t next = (i + 1) % count;
    drawing.line({float(points[2 * i]), float(points[2 * i + 1])},
                 {float(points[2 * next]), float(points[2 * next + 1])}, 2, kGreen);
  }
  attach(object, frame->base_meta.batch_meta, NVDS_OBJ_IMAGE_CONVEX_HULL, Hull(std::move(points)));
}

}  // namespace

void attach_object_meta(const NvMOTQuery& query, const NvMOTTrackedObj& tracked, Scale scale, NvDsFrameMeta* frame,
                        NvDsObjectMeta* object) {
  NvDsBatchMeta* batch = frame->base_meta.batch_meta;
  attach_mask(tracked.mask, object);
  if (query.outputReidTensor && tracked.reid.ptr_host && tracked.reid.featureSize > 0 &&
      tracked.reid.featureSize <= query.reidFeatureSize) {
    attach(object, batch, NVDS_TRACKER_OBJ_REID_META, Reid(tracked.reid.ptr_host, tracked.reid.featureSize));
  }
  if (query.outputVisibility) attach(object, batch, NVDS_OBJ_VISIBILITY, tracked.visibility);
  if (query.outputFootLocation) attach_foot(tracked, scale, frame, object);
  if (query.outputConvexHull) attach_hull(tracked.convexHull, scale, frame, object);
}

}  // namespace runtime::nvtracker
