// Vectors, projections and tracks, as each release lays them out.
#include "nvds/tracker.h"
#include "test/meta/attached.h"

namespace {

using meta::block::Kind;
using meta::block::Owner;
using test::RecordReader;
using test::SyntheticBatch;

class Tracker : public test::AttachedInEachRelease {
 protected:
  // Structures of tracks were renamed in 6.4.
  const char* name(const char* now, const char* before) { return batch_->release().find(now) ? now : before; }

  // One stream with one track of two frames.
  std::byte* tracks() {
    const char* frame = name("NvDsTargetMiscDataFrame", "NvDsPastFrameObj");
    const char* object = name("NvDsTargetMiscDataObject", "NvDsPastFrameObjList");
    const char* stream = name("NvDsTargetMiscDataStream", "NvDsPastFrameObjStream");
    const char* all = name("NvDsTargetMiscDataBatch", "NvDsPastFrameObjBatch");
    std::byte* frames = batch_->make(frame, 2);
    for (int i = 0; i < 2; ++i) {
      std::byte* at = frames + i * facts_of(frame).size;
      set(at, frame, "frameNum", 100u + i);
      set(at, frame, "tBbox", std::array<float, 4>{1, 2, 3, 4});
      set(at, frame, "confidence", 0.5f);
      set(at, frame, "age", 3u + i);
      if (facts_of(frame).find("trackerState")) set(at, frame, "trackerState", nvds::TENTATIVE);
      if (facts_of(frame).find("visibility")) set(at, frame, "visibility", 0.75f);
      if (facts_of(frame).find("ptWorldFeet")) set(at, frame, "ptWorldFeet", std::array<float, 2>{7, 8});
    }
    std::byte* objects = batch_->make(object);
    set(objects, object, "list", frames);
    set(objects, object, "numObj", 2u);
    set(objects, object, "uniqueId", std::uint64_t{1} << 40);
    set(objects, object, "classId", std::uint16_t{2});
    std::memcpy(objects + facts_of(object)["objLabel"], "person", 6);
    std::byte* streams = batch_->make(stream);
    set(streams, stream, "list", objects);
    set(streams, stream, "streamID", 5u);
    set(streams, stream, "numAllocated", 1u);
    set(streams, stream, "numFilled", 1u);
    std::byte* batch = batch_->make(all);
    set(batch, all, "list", streams);
    set(batch, all, "numAllocated", 1u);
    set(batch, all, "numFilled", 1u);
    return batch;
  }

  void expect_tracks(RecordReader record) {
    const facts::Struct& frame = facts_of(name("NvDsTargetMiscDataFrame", "NvDsPastFrameObj"));
    ASSERT_EQ(record.word(), 1u);
    EXPECT_EQ(record.word(), 5u);
    ASSERT_EQ(record.word(), 1u);
    EXPECT_EQ(record.wide(), std::uint64_t{1} << 40);
    EXPECT_EQ(record.word(), 2u);
    EXPECT_EQ(record.text(), "person");
    ASSERT_EQ(record.word(), 2u);
    for (std::uint32_t i = 0; i < 2; ++i) {
      EXPECT_EQ(record.word(), 100 + i);
      for (const float edge : {1.0f, 2.0f, 3.0f, 4.0f}) EXPECT_EQ(record.real(), edge);
      EXPECT_EQ(record.real(), 0.5f);
      EXPECT_EQ(record.word(), 3 + i);
      EXPECT_EQ(record.word(), frame.find("trackerState") ? nvds::TENTATIVE : nvds::kAbsent);
      EXPECT_EQ(record.real() == 0.75f, frame.find("visibility") != nullptr);
      EXPECT_EQ(record.real() == 7.0f, frame.find("ptWorldFeet") != nullptr);
      EXPECT_EQ(record.real() == 8.0f, frame.find("ptWorldFeet") != nullptr);
    }
    EXPECT_TRUE(record.at_end());
  }

  float vectors_[6] = {1, 2, 3, 4, 5, 6};
  nvds::NvDsReidTensorBatch all_{
      .featureSize = 2, .numFilled = 3, .ptr_host = vectors_, .ptr_dev = nullptr, .priv_data = nullptr};
};

TEST_P(Tracker, PastFramesAreReadInEveryRelease) {
  batch_->attach_to_batch("NVDS_TRACKER_PAST_FRAME_META", tracks());
  expect_tracks(only(Kind::past_tracks, Owner::batch, 0));
}

TEST_P(Tracker, ShadowAndTerminatedTracksAreRead) {
  if (!has("NVDS_TRACKER_SHADOW_LIST_META")) GTEST_SKIP() << "the release has no such metadata";
  batch_->attach_to_batch("NVDS_TRACKER_SHADOW_LIST_META", tracks());
  batch_->attach_to_batch("NVDS_TRACKER_TERMINATED_LIST_META", tracks());
  expect_tracks(only(Kind::shadow_tracks, Owner::batch, 0));
  expect_tracks(only(Kind::terminated_tracks, Owner::batch, 0));
}

TEST_P(Tracker, AnObjectsVectorIsAPartOfThoseOfTheBatch) {
  if (!has("NVDS_TRACKER_OBJ_REID_META")) GTEST_SKIP() << "the release has no such metadata";
  // 6.3 and 6.4 give the row, later releases a pointer.
  std::int32_t row = 1;
  nvds::NvDsObjReid pointer{.featureSize = 2, .ptr_host = vectors_ + 2, .ptr_dev = nullptr};
  const bool by_row = !batch_->release().find("NvDsObjReid");
  batch_->attach_to_object(1, "NVDS_TRACKER_OBJ_REID_META", by_row ? static_cast<void*>(&row) : &pointer);
  batch_->attach_to_batch("NVDS_TRACKER_BATCH_REID_META", &all_);
  RecordReader record = only(Kind::embedding, Owner::object, 1);
  EXPECT_EQ(record.values<float>(), (std::vector<float>{3, 4}));
  EXPECT_EQ(test::header(block_->bytes(), meta::block::bulk_length), sizeof vectors_);  // once
  RecordReader whole = only(Kind::embeddings, Owner::batch, 0);
  EXPECT_EQ(whole.word(), 2u);
  EXPECT_EQ(whole.word(), 3u);
  EXPECT_EQ(whole.values<float>(), std::vector<float>(std::begin(vectors_), std::end(vectors_)));
}

TEST_P(Tracker, AVectorOfAnObjectsOwnIsCopied) {
  if (!batch_->release().find("NvDsObjReid")) GTEST_SKIP() << "the release has no such metadata";
  nvds::NvDsObjReid reid{.featureSize = 3, .ptr_host = vectors_, .ptr_dev = nullptr};
  batch_->attach_to_object(0, "NVDS_TRACKER_OBJ_REID_META", &reid);
  EXPECT_EQ(only(Kind::embedding, Owner::object, 0).values<float>(), (std::vector<float>{1, 2, 3}));
}

TEST_P(Tracker, ARowWithoutVectorsIsNoEmbedding) {
  if (!has("NVDS_TRACKER_OBJ_REID_META") || batch_->release().find("NvDsObjReid"))
    GTEST_SKIP() << "the release has no such metadata";
  std::int32_t row = -1;
  batch_->attach_to_object(1, "NVDS_TRACKER_OBJ_REID_META", &row);
  ASSERT_EQ(pack(), meta::Packed::ok);
  EXPECT_TRUE(attachments(Kind::embedding).empty());
}

TEST_P(Tracker, ProjectionsAreReadWithoutBeingAskedFor) {
  if (!has("NVDS_OBJ_VISIBILITY")) GTEST_SKIP() << "the release has no such metadata";
  float visibility = 0.25f, foot[2] = {10, 20}, world[2] = {1.5f, -2.5f};
  int points[6] = {1, 2, 3, 4, -5, 6};
  nvds::NvDsObjConvexHull hull{points, 3, 3};
  nvds::NvDsObj3DBbox box{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  batch_->attach_to_object(0, "NVDS_OBJ_VISIBILITY", &visibility);
  batch_->attach_to_object(0, "NVDS_OBJ_IMAGE_FOOT_LOCATION", foot);
  batch_->attach_to_object(0, "NVDS_OBJ_WORLD_FOOT_LOCATION", world);
  batch_->attach_to_object(0, "NVDS_OBJ_IMAGE_CONVEX_HULL", &hull);
  if (has("NVDS_OBJ_3D_META")) batch_->attach_to_object(0, "NVDS_OBJ_3D_META", &box);
  ASSERT_EQ(pack({}), meta::Packed::ok);
  const auto record = [this](Kind kind) { return attachments(kind).at(0).record; };
  EXPECT_EQ(record(Kind::visibility).real(), 0.25f);
  RecordReader image = record(Kind::image_foot);
  EXPECT_EQ(image.real(), 10);
  EXPECT_EQ(image.real(), 20);
  RecordReader ground = record(Kind::world_foot);
  EXPECT_EQ(ground.real(), 1.5f);
  EXPECT_EQ(ground.real(), -2.5f);
  RecordReader outline = record(Kind::hull);
  EXPECT_EQ(outline.word(), 3u);
  for (const int coordinate : points) EXPECT_EQ(outline.integer(), coordinate);
  if (!has("NVDS_OBJ_3D_META")) return;
  RecordReader box3d = record(Kind::box3d);
  for (int i = 1; i <= 12; ++i) EXPECT_EQ(box3d.real(), static_cast<float>(i));
  EXPECT_TRUE(box3d.at_end());
}

INSTANTIATE_TEST_SUITE_P(Releases, Tracker, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

}  // namespace
