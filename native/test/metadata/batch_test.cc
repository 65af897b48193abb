// Batches: pools, order of lists, counters, what a release frees. Each test states a rule of DeepStream's library.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "nvds/metadata.h"
#include "nvds/preprocess.h"

namespace {

using namespace nvds;

class Batch : public testing::Test {
 protected:
  ~Batch() override {
    if (batch) nvds_destroy_batch_meta(batch);
  }
  NvDsFrameMeta* frame() {
    auto* made = nvds_acquire_frame_meta_from_pool(batch);
    nvds_add_frame_meta_to_batch(batch, made);
    return made;
  }
  NvDsObjectMeta* object(NvDsFrameMeta* frame, NvDsObjectMeta* parent = nullptr) {
    auto* made = nvds_acquire_obj_meta_from_pool(batch);
    nvds_add_obj_meta_to_frame(frame, made, parent);
    return made;
  }
  NvDsUserMeta* user(const char* data) {
    auto* made = nvds_acquire_user_meta_from_pool(batch);
    made->user_meta_data = const_cast<char*>(data);
    made->base_meta.release_func = &released;
    return made;
  }
  static void released(gpointer meta, gpointer user_data) {
    EXPECT_EQ(user_data, nullptr);
    releases.emplace_back(static_cast<const char*>(static_cast<NvDsUserMeta*>(meta)->user_meta_data));
  }

  static inline std::vector<std::string> releases;
  NvDsBatchMeta* batch = (releases.clear(), nvds_create_batch_meta(3));
};

std::vector<gpointer> elements(const GList* list) {
  std::vector<gpointer> all;
  for (; list; list = list->next) all.push_back(list->data);
  return all;
}

void expect_pool(const NvDsMetaPool* pool, guint size, guint used) {
  EXPECT_EQ(pool->max_elements_in_pool, size);
  EXPECT_EQ(pool->num_full_elements, used);
  EXPECT_EQ(pool->num_empty_elements, size - used);
  EXPECT_EQ(elements(pool->full_list).size(), used);
  EXPECT_EQ(elements(pool->empty_list).size(), size - used);
}

// Not repeated with NVIDIA's library, which crashes, hangs or loses count there: nobody can rely on what it does.
class UnlikeNvidiasBatch : public Batch {};

TEST_F(Batch, IsItsOwnBatchAndStartsEmptyWithMaxFramesLeftToTheCaller) {
  EXPECT_EQ(batch->base_meta.batch_meta, batch);
  EXPECT_EQ(batch->base_meta.meta_type, NVDS_BATCH_META);
  EXPECT_EQ(batch->base_meta.copy_func, &nvds_batch_meta_copy_func);
  EXPECT_EQ(batch->base_meta.release_func, &nvds_batch_meta_release_func);
  EXPECT_EQ(batch->max_frames_in_batch, 0u);
  EXPECT_EQ(batch->num_frames_in_batch, 0u);
}

TEST_F(Batch, HasPoolsForEightObjectsAFrameAndEightDisplaysAndUserMetas) {
  expect_pool(batch->frame_meta_pool, 3, 0);
  expect_pool(batch->obj_meta_pool, 24, 0);
  expect_pool(batch->classifier_meta_pool, 24, 0);
  expect_pool(batch->label_info_meta_pool, 24, 0);
  expect_pool(batch->display_meta_pool, 8, 0);
  expect_pool(batch->user_meta_pool, 8, 0);
  EXPECT_EQ(batch->frame_meta_pool->element_size, sizeof(NvDsFrameMeta));
  EXPECT_EQ(batch->obj_meta_pool->element_size, sizeof(NvDsObjectMeta));
}

TEST_F(Batch, PoolThatRanOutTriplesButGrowsByAtMost128) {
  std::vector<guint> sizes = {batch->obj_meta_pool->max_elements_in_pool};
  for (int i = 0; i < 500; ++i) {
    nvds_acquire_obj_meta_from_pool(batch);
    if (sizes.back() != batch->obj_meta_pool->max_elements_in_pool)
      sizes.push_back(batch->obj_meta_pool->max_elements_in_pool);
  }
  EXPECT_EQ(sizes, (std::vector<guint>{24, 72, 200, 328, 456, 584}));
  expect_pool(batch->obj_meta_pool, 584, 500);
}

// NVIDIA's crashes when such a pool is asked for an element.
TEST_F(UnlikeNvidiasBatch, MadeForNoFramesStillHandsOutElements) {
  auto* empty = nvds_create_batch_meta(0);
  EXPECT_NE(nvds_acquire_frame_meta_from_pool(empty), nullptr);
  EXPECT_NE(nvds_acquire_obj_meta_from_pool(empty), nullptr);
  nvds_destroy_batch_meta(empty);
}

TEST_F(Batch, ElementFromAPoolIsZeroExceptForItsBase) {
  auto* made = nvds_acquire_obj_meta_from_pool(batch);
  EXPECT_EQ(made->base_meta.batch_meta, batch);
  EXPECT_EQ(made->base_meta.meta_type, NVDS_OBJ_META);
  EXPECT_NE(made->base_meta.release_func, nullptr);
  const auto* bytes = reinterpret_cast<const unsigned char*>(made);
  for (std::size_t i = sizeof(NvDsBaseMeta); i < sizeof(NvDsObjectMeta); ++i) ASSERT_EQ(bytes[i], 0) << "byte " << i;
}

TEST_F(Batch, ElementGivenBackIsTheNextHandedOut) {
  auto* first = object(frame());
  auto* owner = static_cast<NvDsFrameMeta*>(batch->frame_meta_list->data);
  first->class_id = 7;
  nvds_remove_obj_meta_from_frame(owner, first);
  auto* next = nvds_acquire_obj_meta_from_pool(batch);
  EXPECT_EQ(next, first);
  EXPECT_EQ(next->class_id, 0);
}

TEST_F(Batch, KeepsFramesInOrderAndCountsThem) {
  auto *a = frame(), *b = frame();
  EXPECT_EQ(elements(batch->frame_meta_list), (std::vector<gpointer>{a, b}));
  EXPECT_EQ(batch->num_frames_in_batch, 2u);
  EXPECT_EQ(nvds_get_nth_frame_meta(batch->frame_meta_list, 1), b);
  EXPECT_EQ(nvds_get_nth_frame_meta(batch->frame_meta_list, 2), nullptr);
  nvds_remove_frame_meta_from_batch(batch, a);
  EXPECT_EQ(elements(batch->frame_meta_list), (std::vector<gpointer>{b}));
  EXPECT_EQ(batch->num_frames_in_batch, 1u);
}

TEST_F(Batch, ListsObjectsNewestFirstWithTheParentGiven) {
  auto* owner = frame();
  auto* car = object(owner);
  auto* plate = object(owner, car);
  EXPECT_EQ(elements(owner->obj_meta_list), (std::vector<gpointer>{plate, car}));
  EXPECT_EQ(plate->parent, car);
  EXPECT_EQ(owner->num_obj_meta, 2u);
}

TEST_F(Batch, ListsClassifiersLabelsAndDisplaysNewestFirst) {
  auto* owner = frame();
  auto* car = object(owner);
  auto* classifier = nvds_acquire_classifier_meta_from_pool(batch);
  auto* second = nvds_acquire_classifier_meta_from_pool(batch);
  nvds_add_classifier_meta_to_object(car, classifier);
  nvds_add_classifier_meta_to_object(car, second);
  EXPECT_EQ(elements(car->classifier_meta_list), (std::vector<gpointer>{second, classifier}));
  auto* label = nvds_acquire_label_info_meta_from_pool(batch);
  auto* other = nvds_acquire_label_info_meta_from_pool(batch);
  nvds_add_label_info_meta_to_classifier(classifier, label);
  nvds_add_label_info_meta_to_classifier(classifier, other);
  EXPECT_EQ(elements(classifier->label_info_list), (std::vector<gpointer>{other, label}));
  EXPECT_EQ(classifier->num_labels, 2u);
  auto* below = nvds_acquire_display_meta_from_pool(batch);
  auto* above = nvds_acquire_display_meta_from_pool(batch);
  nvds_add_display_meta_to_frame(owner, below);
  nvds_add_display_meta_to_frame(owner, above);
  EXPECT_EQ(elements(owner->display_meta_list), (std::vector<gpointer>{above, below}));
}

TEST_F(Batch, ListsItsUserMetasInOrderButThoseOfFramesAndObjectsNewestFirst) {
  auto* owner = frame();
  auto* car = object(owner);
  auto *a = user("a"), *b = user("b"), *c = user("c"), *d = user("d"), *e = user("e"), *f = user("f");
  nvds_add_user_meta_to_batch(batch, a);
  nvds_add_user_meta_to_batch(batch, b);
  nvds_add_user_meta_to_frame(owner, c);
  nvds_add_user_meta_to_frame(owner, d);
  nvds_add_user_meta_to_obj(car, e);
  nvds_add_user_meta_to_obj(car, f);
  EXPECT_EQ(elements(batch->batch_user_meta_list), (std::vector<gpointer>{a, b}));
  EXPECT_EQ(elements(owner->frame_user_meta_list), (std::vector<gpointer>{d, c}));
  EXPECT_EQ(elements(car->obj_user_meta_list), (std::vector<gpointer>{f, e}));
}

TEST_F(Batch, RemovedObjectGivesBackWhatHangsBelowIt) {
  auto* owner = frame();
  auto* car = object(owner);
  auto* classifier = nvds_acquire_classifier_meta_from_pool(batch);
  auto* label = nvds_acquire_label_info_meta_from_pool(batch);
  label->pResult_label = g_strdup("a long label");
  nvds_add_label_info_meta_to_classifier(classifier, label);
  nvds_add_classifier_meta_to_object(car, classifier);
  nvds_add_user_meta_to_obj(car, user("of the object"));
  car->text_params.display_text = g_strdup("car");
  car->mask_params = {g_new0(float, 4), 16, .5f, 2, 2};
  nvds_remove_obj_meta_from_frame(owner, car);
  EXPECT_EQ(owner->num_obj_meta, 0u);
  EXPECT_EQ(releases, std::vector<std::string>{"of the object"});
  expect_pool(batch->obj_meta_pool, 24, 0);
  expect_pool(batch->classifier_meta_pool, 24, 0);
  expect_pool(batch->label_info_meta_pool, 24, 0);
  expect_pool(batch->user_meta_pool, 8, 0);
}

// NVIDIA's hands it out with the data and the release function that it had.
TEST_F(UnlikeNvidiasBatch, RemovedUserMetaKeepsItsDataUntilItIsHandedOutAgain) {
  auto* owner = frame();
  auto* removed = user("still here");
  nvds_add_user_meta_to_frame(owner, removed);
  nvds_remove_user_meta_from_frame(owner, removed);
  EXPECT_STREQ(static_cast<const char*>(removed->user_meta_data), "still here");
  auto* next = nvds_acquire_user_meta_from_pool(batch);
  ASSERT_EQ(next, removed);
  EXPECT_EQ(next->user_meta_data, nullptr);
  EXPECT_EQ(next->base_meta.release_func, nullptr);
}

// NVIDIA's counts the frame's objects below zero.
TEST_F(UnlikeNvidiasBatch, RemovingAnElementOfAnotherParentGivesItBackAndCountsNothing) {
  auto *a = frame(), *b = frame();
  auto* of_a = object(a);
  nvds_remove_obj_meta_from_frame(b, of_a);
  EXPECT_EQ(b->num_obj_meta, 0u);
  a->obj_meta_list = (g_list_free(a->obj_meta_list), nullptr);
}

// NVIDIA's counts the frame's objects below zero.
TEST_F(UnlikeNvidiasBatch, RemovingTwiceDoesNothingTheSecondTime) {
  auto* owner = frame();
  auto* car = object(owner);
  nvds_remove_obj_meta_from_frame(owner, car);
  nvds_remove_obj_meta_from_frame(owner, car);
  EXPECT_EQ(owner->num_obj_meta, 0u);
  expect_pool(batch->obj_meta_pool, 24, 0);
}

// NVIDIA's gives it to the other batch's pool, which then frees what it does not own.
TEST_F(UnlikeNvidiasBatch, ElementAttachedToAnotherBatchGoesBackToItsOwnPool) {
  auto* other = nvds_create_batch_meta(1);
  auto* visitor = nvds_acquire_frame_meta_from_pool(other);
  nvds_add_frame_meta_to_batch(batch, visitor);
  EXPECT_EQ(visitor->base_meta.batch_meta, other);
  nvds_remove_frame_meta_from_batch(batch, visitor);
  expect_pool(batch->frame_meta_pool, 3, 0);
  expect_pool(other->frame_meta_pool, 1, 0);
  nvds_destroy_batch_meta(other);
}

TEST_F(Batch, ClearingAListGivesItsElementsBackAndZeroesTheCounter) {
  auto* owner = frame();
  for (int i = 0; i < 3; ++i) object(owner);
  nvds_clear_obj_meta_list(owner, owner->obj_meta_list);
  EXPECT_EQ(owner->obj_meta_list, nullptr);
  EXPECT_EQ(owner->num_obj_meta, 0u);
  expect_pool(batch->obj_meta_pool, 24, 0);
}

// NVIDIA's counts them on the objects' pool and never hands them out again.
TEST_F(UnlikeNvidiasBatch, ClearingTheDisplayMetasGivesThemBack) {
  auto* owner = frame();
  nvds_add_display_meta_to_frame(owner, nvds_acquire_display_meta_from_pool(batch));
  nvds_clear_display_meta_list(owner, owner->display_meta_list);
  EXPECT_EQ(owner->display_meta_list, nullptr);
  expect_pool(batch->display_meta_pool, 8, 0);
}

TEST_F(Batch, DestroyReleasesAttachedAndUnattachedElements) {
  auto* owner = frame();
  nvds_add_user_meta_to_frame(owner, user("of a frame"));
  nvds_add_user_meta_to_obj(object(owner), user("of an object"));
  auto* loose = nvds_acquire_obj_meta_from_pool(batch);
  loose->text_params.display_text = g_strdup("freed, or LeakSanitizer tells");
  nvds_add_user_meta_to_obj(loose, user("of a loose object"));
  nvds_add_user_meta_to_batch(batch, user("of the batch"));
  user("loose");
  EXPECT_TRUE(nvds_destroy_batch_meta(batch));
  batch = nullptr;
  EXPECT_EQ(releases,
            (std::vector<std::string>{"of an object", "of a frame", "of a loose object", "loose", "of the batch"}));
}

TEST_F(Batch, DisplayFreesAllSixteenTextsWhateverItsCountSays) {
  auto* owner = frame();
  auto* display = nvds_acquire_display_meta_from_pool(batch);
  display->num_labels = 1;
  for (auto& label : display->text_params) label.display_text = g_strdup("freed, or LeakSanitizer tells");
  nvds_add_display_meta_to_frame(owner, display);
  nvds_remove_display_meta_from_frame(owner, display);
  EXPECT_EQ(display->text_params[15].display_text, nullptr);
}

TEST_F(Batch, RegionsListClassifiersNewestFirst) {
  NvDsRoiMeta roi{};
  auto* classifier = nvds_acquire_classifier_meta_from_pool(batch);
  auto* second = nvds_acquire_classifier_meta_from_pool(batch);
  nvds_add_classifier_meta_to_roi(&roi, classifier);
  nvds_add_classifier_meta_to_roi(&roi, second);
  EXPECT_EQ(elements(roi.classifier_meta_list), (std::vector<gpointer>{second, classifier}));
  nvds_remove_classifier_meta_from_roi(&roi, second);
  nvds_remove_classifier_meta_from_roi(&roi, classifier);
}

TEST_F(Batch, RegionsListUserMetasNewestFirst) {
  NvDsRoiMeta roi{};
  auto *first = user("of a region"), *second = user("of the region, too");
  nvds_add_user_meta_to_roi(&roi, first);
  nvds_add_user_meta_to_roi(&roi, second);
  EXPECT_EQ(elements(roi.roi_user_meta_list), (std::vector<gpointer>{second, first}));
  g_list_free(roi.roi_user_meta_list);
}

// NVIDIA's crashes.
TEST_F(UnlikeNvidiasBatch, UserMetaRemovedFromARegionIsReleased) {
  NvDsRoiMeta roi{};
  auto* data = user("of a region");
  nvds_add_user_meta_to_roi(&roi, data);
  nvds_remove_user_meta_from_roi(&roi, data);
  EXPECT_EQ(roi.roi_user_meta_list, nullptr);
  EXPECT_EQ(releases, std::vector<std::string>{"of a region"});
}

TEST_F(Batch, LockIsRecursiveAndHeldByEveryFunction) {
  auto* owner = frame();
  nvds_acquire_meta_lock(batch);
  nvds_acquire_meta_lock(batch);
  std::atomic<bool> added = false;
  std::thread other([&] {
    object(owner);
    added = true;
  });
  nvds_release_meta_lock(batch);
  EXPECT_FALSE(added) << "one of two locks is still held";
  nvds_release_meta_lock(batch);
  other.join();
  EXPECT_TRUE(added);
}

TEST_F(Batch, ThreadsMayFillOneBatchTogether) {
  auto *a = frame(), *b = frame();
  const auto fill = [this](NvDsFrameMeta* owner) {
    for (int i = 0; i < 500; ++i) {
      auto* made = object(owner);
      made->text_params.display_text = g_strdup("text");
      if (i % 3 == 0) nvds_remove_obj_meta_from_frame(owner, made);
    }
  };
  std::thread first(fill, a), second(fill, b);
  first.join();
  second.join();
  EXPECT_EQ(a->num_obj_meta, 333u);
  EXPECT_EQ(b->num_obj_meta, 333u);
  EXPECT_EQ(batch->obj_meta_pool->num_full_elements, 666u);
}

TEST(UserMetaType, IsTheSameForTheSameNameAndAboveDeepStreamsOwn) {
  gchar one[] = "NVIDIA.ONE", two[] = "NVIDIA.TWO";
  const auto first = nvds_get_user_meta_type(one);
  EXPECT_EQ(nvds_get_user_meta_type(one), first);
  EXPECT_NE(nvds_get_user_meta_type(two), first);
  EXPECT_EQ(static_cast<guint>(first), NVDS_START_USER_META + g_quark_from_string(one));
}

}  // namespace
