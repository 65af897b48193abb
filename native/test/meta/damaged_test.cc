// Metadata that no correct element writes: packing refuses or repairs it, and never reads where nothing is.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "meta/pack.h"
#include "test/meta/block_reader.h"
#include "test/meta/synthetic_batch.h"

namespace {

using test::BatchSpec;
using test::FrameSpec;
using test::ObjectSpec;
using test::SyntheticBatch;

const nvds::Layout& kLayout = nvds::kLayout9;

class Damaged : public testing::Test {
 protected:
  static BatchSpec two_frames() { return {FrameSpec{.objects = {{}, {}, {}}}, FrameSpec{.objects = {{}, {}}}}; }

  meta::Packed pack(SyntheticBatch& batch) {
    block_ = blocks_->take();
    return packer_.pack(batch.meta(), 0, *block_);
  }
  BatchSpec read() const { return test::read_block(block_->bytes()); }
  GList* objects_of(SyntheticBatch& batch, std::size_t frame) {
    return nvds::field<GList*>(batch.frame(frame), kLayout.frame.obj_meta_list);
  }

  std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
  meta::Packer packer_;
  meta::BlockRef block_;
};

TEST_F(Damaged, AnObjectCountThatIsTooSmallTooLargeOrAbsurdIsCountedAnew) {
  for (const guint announced : {0u, 1u, 4u, 100u, 4'000'000'000u}) {
    SyntheticBatch batch(kLayout, two_frames());
    SyntheticBatch::set(batch.frame(0), kLayout.frame.num_obj_meta, announced);
    ASSERT_EQ(pack(batch), meta::Packed::ok) << announced;
    EXPECT_EQ(read(), two_frames()) << announced;
  }
}

TEST_F(Damaged, EntriesWithoutDataAreLeftOut) {
  SyntheticBatch batch(kLayout, two_frames());
  objects_of(batch, 0)->next->data = nullptr;
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  ASSERT_EQ(read().size(), 2u);
  EXPECT_EQ(read()[0].objects.size(), 2u);
  batch.meta().frame_meta_list->data = nullptr;
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read().size(), 1u);
}

TEST_F(Damaged, AListThatRunsInACircleIsDamage) {
  SyntheticBatch objects(kLayout, two_frames());
  GList* last = g_list_last(objects_of(objects, 0));
  last->next = objects_of(objects, 0);
  EXPECT_EQ(pack(objects), meta::Packed::damaged);
  EXPECT_STREQ(packer_.damage(), "its list of objects does not end");
  last->next = nullptr;
  EXPECT_EQ(pack(objects), meta::Packed::ok);

  GList* last_frame = g_list_last(objects.meta().frame_meta_list);
  last_frame->next = objects.meta().frame_meta_list;
  EXPECT_EQ(pack(objects), meta::Packed::damaged);
  EXPECT_STREQ(packer_.damage(), "its list of frames does not end");
  last_frame->next = nullptr;
}

TEST_F(Damaged, ClassifiersAndLabelsInACircleAreDamage) {
  BatchSpec spec{FrameSpec{.objects = {ObjectSpec{.classifiers = {{.labels = {{}, {}}}, {}}}}}};
  SyntheticBatch batch(kLayout, spec);
  auto* classifiers = nvds::field<GList*>(batch.object(0), kLayout.object.classifier_meta_list);
  classifiers->next->next = classifiers;
  EXPECT_EQ(pack(batch), meta::Packed::damaged);
  classifiers->next->next = nullptr;
  auto* labels = nvds::field<GList*>(classifiers->data, kLayout.classifier.label_info_list);
  labels->next->next = labels;
  EXPECT_EQ(pack(batch), meta::Packed::damaged);
  labels->next->next = nullptr;
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read(), spec);
}

TEST_F(Damaged, ALabelWithoutTerminatorEndsWithItsArray) {
  BatchSpec spec{FrameSpec{.objects = {ObjectSpec{.class_id = 1, .label = std::string(500, 'a')},
                                       ObjectSpec{.class_id = 1, .label = std::string(500, 'a')}}}};
  SyntheticBatch batch(kLayout, spec);
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  const BatchSpec packed = read();
  for (const ObjectSpec& object : packed[0].objects) EXPECT_EQ(object.label, std::string(nvds::MAX_LABEL_SIZE, 'a'));
}

TEST_F(Damaged, AVeryLongTextIsCut) {
  SyntheticBatch batch(kLayout, {FrameSpec{.objects = {ObjectSpec{.text = std::string(100'000, 't')}}}});
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read()[0].objects[0].text, std::string(meta::kMaxTextBytes, 't'));
}

TEST_F(Damaged, MoreTextThanAnyBatchHasIsDamage) {
  FrameSpec frame;
  frame.objects.assign(meta::kMaxCharacters / meta::kMaxTextBytes + 2, ObjectSpec{.text = std::string(5000, 't')});
  SyntheticBatch batch(kLayout, {frame});
  EXPECT_EQ(pack(batch), meta::Packed::damaged);
}

TEST_F(Damaged, TwoHundredThousandObjectsInAFrameArePacked) {
  BatchSpec spec{FrameSpec{}};
  spec[0].objects.resize(200'000);
  SyntheticBatch batch(kLayout, {FrameSpec{.objects = {{}}}});
  // One node for each object, all of them the same object.
  std::vector<GList> nodes(200'000);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    nodes[i] = {batch.object(0), i + 1 < nodes.size() ? &nodes[i + 1] : nullptr, nullptr};
  SyntheticBatch::set(batch.frame(0), kLayout.frame.obj_meta_list, nodes.data());
  SyntheticBatch::set(batch.frame(0), kLayout.frame.num_obj_meta, guint{200'000});
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read(), spec);
}

TEST_F(Damaged, BoxesThatAreNoNumbersStayWhatTheyAre) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  ObjectSpec object{.box = {kInfinity, -kInfinity, 0, 0}, .confidence = kInfinity};
  SyntheticBatch batch(kLayout, {FrameSpec{.objects = {object}}});
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read(), (BatchSpec{FrameSpec{.objects = {object}}}));
  SyntheticBatch::set(batch.object(0), kLayout.object.rect_params, std::numeric_limits<float>::quiet_NaN());
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_TRUE(std::isnan(read()[0].objects[0].box[0]));
}

TEST_F(Damaged, AnObjectThatIsItsOwnParentPointsToItself) {
  BatchSpec spec{FrameSpec{.objects = {ObjectSpec{.parent = 0}}}};
  SyntheticBatch batch(kLayout, spec);
  ASSERT_EQ(pack(batch), meta::Packed::ok);
  EXPECT_EQ(read(), spec);
}

TEST_F(Damaged, AnAudioBatchIsNoVideoWhateverItsPoolsSay) {
  SyntheticBatch batch(kLayout, two_frames());
  batch.meta().base_meta.meta_type = nvds::NVDS_AUDIO_BATCH_META;
  EXPECT_EQ(pack(batch), meta::Packed::not_video);
}

TEST_F(Damaged, AnotherReleaseAndMissingPoolsAreUnknown) {
  SyntheticBatch batch(kLayout, two_frames());
  batch.meta().frame_meta_pool->element_size = 192;  // DeepStream 5
  EXPECT_EQ(pack(batch), meta::Packed::unknown_layout);
  batch.meta().frame_meta_pool = nullptr;
  EXPECT_EQ(pack(batch), meta::Packed::unknown_layout);
}

TEST_F(Damaged, TheLockIsFreeAfterEveryOutcome) {
  SyntheticBatch batch(kLayout, two_frames());
  for (const auto type : {nvds::NVDS_BATCH_META, nvds::NVDS_AUDIO_BATCH_META}) {
    batch.meta().base_meta.meta_type = type;
    pack(batch);
    ASSERT_TRUE(g_rec_mutex_trylock(&batch.meta().meta_mutex));
    g_rec_mutex_unlock(&batch.meta().meta_mutex);
  }
}

}  // namespace
