// What a library gives with an object beyond its box.
#include "pipeline.h"

using namespace nvds;

namespace {

class ObjectMeta : public ScriptedTest {
 protected:
  // Tracks one object that the library returns after `change`.
  gst::BufferRef track(std::function<void(NvMOTTrackedObj&)> change) {
    script().process = [change](NvMOTProcessParams& params, NvMOTTrackedObjBatch& tracked) {
      NvMOTObjToTrack& in = params.frameList[0].objectsIn.list[0];
      change(add(tracked.list[0], 1, in.bbox, in.classId, &in));
      return NvMOTStatus_OK;
    };
    tracker = std::make_unique<Tracker>(
        Tracker::Properties{{"ll-lib-file", kScripted}, {"tracker-width", "320"}, {"tracker-height", "240"}});
    if (!tracker->start()) return nullptr;
    return tracker->track({{.objects = {{40, 20, 30, 60}}}});
  }
  template <class Value>
  static const Value* value(GstBuffer* buffer, NvDsMetaType type) {
    const NvDsUserMeta* meta = user_meta_of(objects_of(buffer).at(0)->obj_user_meta_list, type);
    return meta ? static_cast<const Value*>(meta->user_meta_data) : nullptr;
  }
  std::unique_ptr<Tracker> tracker;
};

TEST_F(ObjectMeta, NothingIsAttachedThatTheQueryDoesNotAnnounce) {
  auto out = track([](NvMOTTrackedObj& o) { o.visibility = 0.5f; });
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get()).at(0)->obj_user_meta_list, nullptr);
}

TEST_F(ObjectMeta, VisibilityIsAFloat) {
  script().query.outputVisibility = true;
  auto out = track([](NvMOTTrackedObj& o) { o.visibility = 0.25f; });
  ASSERT_TRUE(out);
  ASSERT_NE(value<float>(out.get(), NVDS_OBJ_VISIBILITY), nullptr);
  EXPECT_FLOAT_EQ(*value<float>(out.get(), NVDS_OBJ_VISIBILITY), 0.25f);
}

TEST_F(ObjectMeta, FootPointsAreScaledInThePictureAndNotInTheWorld) {
  script().query.outputFootLocation = true;
  auto out = track([](NvMOTTrackedObj& o) {
    o.ptImgFeet[0] = 100;
    o.ptImgFeet[1] = 50;
    o.ptWorldFeet[0] = 3;
    o.ptWorldFeet[1] = 4;
    o.bbox3DWorld.zLen = 1.75f;
    for (int i = 0; i < 8; ++i) o.bbox3DImg[i][0] = o.bbox3DImg[i][1] = float(10 * i);
  });
  ASSERT_TRUE(out);
  EXPECT_FLOAT_EQ(value<float>(out.get(), NVDS_OBJ_IMAGE_FOOT_LOCATION)[0], 200);
  EXPECT_FLOAT_EQ(value<float>(out.get(), NVDS_OBJ_IMAGE_FOOT_LOCATION)[1], 100);
  EXPECT_FLOAT_EQ(value<float>(out.get(), NVDS_OBJ_WORLD_FOOT_LOCATION)[1], 4);
  EXPECT_FLOAT_EQ(value<NvDsObj3DBbox>(out.get(), NVDS_OBJ_3D_META)->zLen, 1.75f);
  // The foot is drawn as a red dot, the box by its twelve edges.
  int circles = 0, lines = 0;
  for (GList* l = frame_of(out.get())->display_meta_list; l; l = l->next) {
    const auto* display = static_cast<const NvDsDisplayMeta*>(l->data);
    circles += int(display->num_circles);
    lines += int(display->num_lines);
    if (display->num_circles) {
      EXPECT_EQ(display->circle_params[0].xc, 200u);
      EXPECT_EQ(display->circle_params[0].circle_color.red, 1.0);
    }
  }
  EXPECT_EQ(circles, 1);
  EXPECT_EQ(lines, 12);
}

TEST_F(ObjectMeta, TheHullIsScaledAndDrawn) {
  script().query.outputConvexHull = true;
  script().query.maxConvexHullSize = 5;
  auto out = track([](NvMOTTrackedObj& o) {
    ASSERT_EQ(o.convexHull.numPointsAllocated, 5u);
    const int points[] = {10, 10, 20, 10, 20, 30};
    std::copy(std::begin(points), std::end(points), o.convexHull.list);
    o.convexHull.numPoints = 3;
  });
  ASSERT_TRUE(out);
  const auto* hull = value<NvDsObjConvexHull>(out.get(), NVDS_OBJ_IMAGE_CONVEX_HULL);
  ASSERT_NE(hull, nullptr);
  ASSERT_EQ(hull->numPoints, 3u);
  EXPECT_EQ(hull->list[5], 60);
  const auto* display = static_cast<const NvDsDisplayMeta*>(frame_of(out.get())->display_meta_list->data);
  EXPECT_EQ(display->num_lines, 3u);
}

TEST_F(ObjectMeta, AppearanceVectorsSurviveTheNextBatchAndCopies) {
  script().query.outputReidTensor = true;
  script().query.reidFeatureSize = 3;
  static float features[] = {1, 2, 3};
  auto out = track([](NvMOTTrackedObj& o) { o.reid = {3, features, nullptr}; });
  ASSERT_TRUE(out);
  features[1] = 99;
  gst::BufferRef copy(gst_buffer_copy(out.get()));
  out.reset();
  const auto* reid = value<NvDsObjReid>(copy.get(), NVDS_TRACKER_OBJ_REID_META);
  ASSERT_NE(reid, nullptr);
  EXPECT_EQ(reid->featureSize, 3u);
  EXPECT_FLOAT_EQ(reid->ptr_host[1], 2);
}

TEST_F(ObjectMeta, AMaskReplacesTheObjectsMaskWithThreshold05) {
  auto out = track([](NvMOTTrackedObj& o) {
    ASSERT_NE(o.mask.data, nullptr);
    ASSERT_EQ(o.mask.allocatedSize, 320u * 240u);
    o.mask.width = 2;
    o.mask.height = 3;
    for (int i = 0; i < 6; ++i) o.mask.data[i] = float(i);
  });
  ASSERT_TRUE(out);
  const NvOSD_MaskParams& mask = objects_of(out.get()).at(0)->mask_params;
  EXPECT_EQ(mask.width, 2u);
  EXPECT_EQ(mask.height, 3u);
  EXPECT_EQ(mask.size, 24u);
  EXPECT_FLOAT_EQ(mask.threshold, 0.5f);
  EXPECT_FLOAT_EQ(mask.data[5], 5);
}

}  // namespace
