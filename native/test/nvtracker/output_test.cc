// What the frame's metadata says after tracking.
#include <cmath>

#include "pipeline.h"

using namespace nvds;

namespace {

class Output : public ScriptedTest {
 protected:
  // The library answers each frame with this.
  void answer(std::function<void(NvMOTObjToTrackList& in, NvMOTTrackedObjList& out)> reply) {
    script().process = [reply](NvMOTProcessParams& params, NvMOTTrackedObjBatch& tracked) {
      for (std::uint32_t f = 0; f < params.numFrames; ++f) reply(params.frameList[f].objectsIn, tracked.list[f]);
      return NvMOTStatus_OK;
    };
  }
  // tracker-width and -height are half the frame's
  Tracker::Properties half = {{"ll-lib-file", kScripted}, {"tracker-width", "320"}, {"tracker-height", "240"}};
};

TEST_F(Output, AnObjectGetsIdClippedBoxUnclippedTrackerBoxAndTrackerConfidence) {
  answer([](NvMOTObjToTrackList& in, NvMOTTrackedObjList& out) { add(out, 42, {-5, 10, 20, 30}, 0, &in.list[0]); });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{0, 20, 30, 60}}}});
  ASSERT_TRUE(out);
  const auto objects = objects_of(out.get());
  ASSERT_EQ(objects.size(), 1u);
  const NvDsObjectMeta& o = *objects[0];
  EXPECT_EQ(o.object_id, 42u);
  EXPECT_FLOAT_EQ(o.rect_params.left, 0);
  EXPECT_FLOAT_EQ(o.rect_params.top, 20);
  EXPECT_FLOAT_EQ(o.rect_params.width, 30);
  EXPECT_FLOAT_EQ(o.rect_params.height, 60);
  EXPECT_FLOAT_EQ(o.tracker_bbox_info.org_bbox_coords.left, -10);
  EXPECT_FLOAT_EQ(o.tracker_bbox_info.org_bbox_coords.width, 40);
  EXPECT_FLOAT_EQ(o.tracker_confidence, 0.75f);
  EXPECT_FLOAT_EQ(o.confidence, 0.9f);  // the detector's stays
  EXPECT_FLOAT_EQ(o.detector_bbox_info.org_bbox_coords.width, 30);
}

TEST_F(Output, IdsKeepAll64Bits) {
  answer_with_ids({0xFEDCBA9876543210u});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{10, 50, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get()).at(0)->object_id, 0xFEDCBA9876543210u);
  EXPECT_STREQ(objects_of(out.get()).at(0)->text_params.display_text, "person 18364758544493064720");
}

TEST_F(Output, AnObjectWhoseBoxIsOutsideTheFrameIsRemovedAndNoParentPointsToIt) {
  answer([](NvMOTObjToTrackList& in, NvMOTTrackedObjList& out) {
    add(out, 1, {-50, 10, 20, 30}, 0, &in.list[0]);
    add(out, 2, in.list[1].bbox, 0, &in.list[1]);
    add(out, 3, {10, 10, 20, 30}, 0, &in.list[0]);  // the removed one again: not to be touched
  });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.objects = {{0, 20, 30, 60}, {5, 25, 10, 10}}}});
  objects_of(buffer)[1]->parent = objects_of(buffer)[0];
  auto out = tracker.track(buffer);
  ASSERT_TRUE(out);
  const auto objects = objects_of(out.get());
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_EQ(objects[0]->object_id, 2u);
  EXPECT_EQ(objects[0]->parent, nullptr);
}

TEST_F(Output, AClassChangedByTheLibraryKeepsTheDetectorsBox) {
  answer([](NvMOTObjToTrackList& in, NvMOTTrackedObjList& out) { add(out, 9, {100, 100, 20, 30}, 5, &in.list[0]); });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 20, 30, 60, 1}}}});
  ASSERT_TRUE(out);
  const NvDsObjectMeta& o = *objects_of(out.get()).at(0);
  EXPECT_EQ(o.object_id, 9u);
  EXPECT_EQ(o.class_id, 1);
  EXPECT_FLOAT_EQ(o.rect_params.left, 40);
  EXPECT_FLOAT_EQ(o.tracker_confidence, 0);
}

TEST_F(Output, AClassIdBeyond16BitsIsNotAChangedClass) {
  answer_with_ids({4});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 20, 30, 60, 70000}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get()).at(0)->class_id, 70000);
  EXPECT_FLOAT_EQ(objects_of(out.get()).at(0)->tracker_confidence, 0.75f);
}

TEST_F(Output, AnObjectThatTheDetectorMissedIsAddedWithTheLookOfItsClass) {
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  answer_with_ids({3});
  ASSERT_TRUE(tracker.track({{.number = 1, .objects = {{40, 20, 30, 60, 70001, "bus"}}}}));
  answer([](NvMOTObjToTrackList&, NvMOTTrackedObjList& out) { add(out, 3, {30, 20, 15, 25}, 70001, nullptr); });
  auto out = tracker.track({{.number = 2}});
  ASSERT_TRUE(out);
  const NvDsObjectMeta& o = *objects_of(out.get()).at(0);
  EXPECT_EQ(o.object_id, 3u);
  EXPECT_EQ(o.class_id, 70001);
  EXPECT_STREQ(o.obj_label, "bus");
  EXPECT_EQ(o.unique_component_id, 7);
  EXPECT_EQ(o.rect_params.border_width, 3u);
  EXPECT_FLOAT_EQ(o.rect_params.left, 60);
  EXPECT_FLOAT_EQ(o.confidence, -0.1f);
  EXPECT_FLOAT_EQ(o.detector_bbox_info.org_bbox_coords.width, 0);
  EXPECT_FLOAT_EQ(o.tracker_bbox_info.org_bbox_coords.width, 30);
  EXPECT_STREQ(o.text_params.display_text, "bus 3");
}

TEST_F(Output, AMissedObjectOutsideTheFrameIsNotAdded) {
  answer([](NvMOTObjToTrackList&, NvMOTTrackedObjList& out) { add(out, 3, {400, 20, 15, 25}, 0, nullptr); });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.number = 2}});
  ASSERT_TRUE(out);
  EXPECT_TRUE(objects_of(out.get()).empty());
}

TEST_F(Output, TextIsOverwrittenInSerif10WhiteOnBlackAboveTheBox) {
  answer_with_ids({12});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  const NvOSD_TextParams& text = objects_of(out.get()).at(0)->text_params;
  EXPECT_STREQ(text.display_text, "person 12");
  EXPECT_STREQ(text.font_params.font_name, "Serif");
  EXPECT_EQ(text.font_params.font_size, 10u);
  EXPECT_EQ(text.font_params.font_color.green, 1.0);
  EXPECT_EQ(text.set_bg_clr, 1);
  EXPECT_EQ(text.text_bg_clr.red, 0.0);
  EXPECT_EQ(text.text_bg_clr.alpha, 1.0);
  EXPECT_EQ(text.x_offset, 40u);
  EXPECT_EQ(text.y_offset, 80u);
}

TEST_F(Output, TextOfABoxAtTheTopStaysInTheFrame) {
  answer_with_ids({12});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 5, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get()).at(0)->text_params.y_offset, 0u);
}

TEST_F(Output, WithoutDisplayTrackingIdTheTextHasNoId) {
  answer_with_ids({12});
  half.push_back({"display-tracking-id", "false"});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_STREQ(objects_of(out.get()).at(0)->text_params.display_text, "person");
}

TEST_F(Output, TextIsCutTo127BytesBetweenCharacters) {
  answer_with_ids({7});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.objects = {{40, 100, 30, 60}, {100, 100, 30, 60}}}});
  NvOSD_TextParams& text = objects_of(buffer)[0]->text_params;
  g_free(text.display_text);
  std::string name(126, 'a');
  name += "\u00fc";  // bytes 126 and 127
  text.display_text = g_strdup(name.c_str());
  auto out = tracker.track(buffer);
  ASSERT_TRUE(out);
  EXPECT_EQ(std::string(objects_of(out.get()).at(0)->text_params.display_text), std::string(126, 'a'));
}

TEST_F(Output, AnObjectWithoutTextGetsItsIdAlone) {
  answer_with_ids({7});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.objects = {{40, 100, 30, 60}}}});
  g_free(std::exchange(objects_of(buffer)[0]->text_params.display_text, nullptr));
  auto out = tracker.track(buffer);
  ASSERT_TRUE(out);
  EXPECT_STREQ(objects_of(out.get()).at(0)->text_params.display_text, "7");
}

TEST_F(Output, ObjectsThatNobodyTrackedAreRemoved) {
  answer_with_ids({7});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 100, 30, 60}, {100, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get()).size(), 1u);
  EXPECT_EQ(frame_of(out.get())->num_obj_meta, 1u);
}

TEST_F(Output, FrameNumberBecomesTheLibrarys) {
  answer([](NvMOTObjToTrackList&, NvMOTTrackedObjList& out) { out.frameNum = 77; });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.number = 5}});
  ASSERT_TRUE(out);
  EXPECT_EQ(frame_of(out.get())->frame_num, 77);
}

TEST_F(Output, AnswersInAnotherOrderReachTheirStreams) {
  script().process = [](NvMOTProcessParams& params, NvMOTTrackedObjBatch& tracked) {
    for (std::uint32_t f = 0; f < 2; ++f) {
      NvMOTFrame& frame = params.frameList[1 - f];
      tracked.list[f].streamID = frame.streamID;
      add(tracked.list[f], 100 + (frame.streamID >> 32), frame.objectsIn.list[0].bbox, 0, &frame.objectsIn.list[0]);
    }
    return NvMOTStatus_OK;
  };
  Tracker tracker(half, 2);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 0, .objects = {{40, 100, 30, 60}}}, {.pad = 1, .objects = {{40, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get(), 0).at(0)->object_id, 100u);
  EXPECT_EQ(objects_of(out.get(), 1).at(0)->object_id, 101u);
}

TEST_F(Output, AnUnknownStreamOrObjectInAnAnswerIsPassedOver) {
  answer([](NvMOTObjToTrackList& in, NvMOTTrackedObjList& out) {
    add(out, 1, {10, 10, 20, 20}, 0, in.list + in.numFilled);
    out.streamID = 0;
  });
  Tracker tracker(half, 2);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 0, .objects = {{40, 100, 30, 60}}}, {.pad = 1, .objects = {{40, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_TRUE(objects_of(out.get(), 0).empty());
  EXPECT_TRUE(objects_of(out.get(), 1).empty());
}

TEST_F(Output, ABoxThatIsNoNumberCountsAsOutside) {
  answer([](NvMOTObjToTrackList& in, NvMOTTrackedObjList& out) { add(out, 1, {NAN, 10, 20, 20}, 0, &in.list[0]); });
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{40, 100, 30, 60}}}});
  ASSERT_TRUE(out);
  EXPECT_TRUE(objects_of(out.get()).empty());
}

}  // namespace
