// What a copy of a batch takes along, and what it does not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nvds/metadata.h"

namespace {

using namespace nvds;

gpointer copy_text(gpointer meta, gpointer user_data) {
  EXPECT_EQ(user_data, nullptr);
  return g_strdup(static_cast<const char*>(static_cast<NvDsUserMeta*>(meta)->user_meta_data));
}
void free_text(gpointer meta, gpointer) { g_free(static_cast<NvDsUserMeta*>(meta)->user_meta_data); }

class Copy : public testing::Test {
 protected:
  Copy() {
    source->max_frames_in_batch = 5;
    nvds_add_frame_meta_to_batch(source, frame);
  }
  ~Copy() override {
    nvds_destroy_batch_meta(source);
    if (copied) nvds_destroy_batch_meta(copied);
  }
  NvDsFrameMeta* copy() {
    copied = static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(source, nullptr));
    return static_cast<NvDsFrameMeta*>(copied->frame_meta_list->data);
  }
  NvDsObjectMeta* object(int class_id, NvDsObjectMeta* parent = nullptr) {
    auto* made = nvds_acquire_obj_meta_from_pool(source);
    made->class_id = class_id;
    nvds_add_obj_meta_to_frame(frame, made, parent);
    return made;
  }
  NvDsUserMeta* user(const char* data, NvDsMetaCopyFunc copy_function) {
    auto* made = nvds_acquire_user_meta_from_pool(source);
    made->user_meta_data = g_strdup(data);
    made->base_meta.meta_type = NVDS_START_USER_META;
    made->base_meta.uContext = this;
    made->base_meta.copy_func = copy_function;
    made->base_meta.release_func = &free_text;
    return made;
  }
  static std::vector<NvDsObjectMeta*> objects(const NvDsFrameMeta* of) {
    std::vector<NvDsObjectMeta*> all;
    for (const GList* link = of->obj_meta_list; link; link = link->next)
      all.push_back(static_cast<NvDsObjectMeta*>(link->data));
    return all;
  }

  NvDsBatchMeta* source = nvds_create_batch_meta(2);
  NvDsBatchMeta* copied = nullptr;
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(source);
};

// Not repeated with NVIDIA's library, which crashes, hangs or loses count there: nobody can rely on what it does.
class UnlikeNvidiasCopy : public Copy {};

TEST_F(Copy, HasPoolsForMaxFramesInBatch) {
  source->misc_batch_info[3] = 9;
  copy();
  EXPECT_EQ(copied->max_frames_in_batch, 5u);
  EXPECT_EQ(copied->frame_meta_pool->max_elements_in_pool, 5u);
  EXPECT_EQ(copied->num_frames_in_batch, 1u);
  EXPECT_EQ(copied->misc_batch_info[3], 9);
}

TEST_F(Copy, KeepsTheOrderOfFramesButReversesObjects) {
  auto* second = nvds_acquire_frame_meta_from_pool(source);
  frame->frame_num = 1;
  second->frame_num = 2;
  nvds_add_frame_meta_to_batch(source, second);
  for (int i = 1; i <= 3; ++i) object(i);
  const auto* first = copy();
  EXPECT_EQ(first->frame_num, 1);
  EXPECT_EQ(static_cast<NvDsFrameMeta*>(copied->frame_meta_list->next->data)->frame_num, 2);
  std::vector<int> classes;
  for (const auto* made : objects(first)) classes.push_back(made->class_id);
  EXPECT_EQ(classes, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(first->num_obj_meta, 3u);
}

TEST_F(Copy, OwnsItsTextsAndMasksAndSharesFontNames) {
  static char font[] = "Serif";
  auto* original = object(1);
  original->text_params.display_text = g_strdup("car");
  original->text_params.font_params.font_name = font;
  original->mask_params = {g_new(float, 2), 2 * sizeof(float), .5f, 2, 1};
  original->mask_params.data[0] = .25f;
  original->mask_params.data[1] = .75f;
  const auto* made = objects(copy())[0];
  EXPECT_STREQ(made->text_params.display_text, "car");
  EXPECT_NE(made->text_params.display_text, original->text_params.display_text);
  EXPECT_EQ(made->text_params.font_params.font_name, font);
  ASSERT_NE(made->mask_params.data, original->mask_params.data);
  EXPECT_EQ(made->mask_params.data[1], .75f);
  EXPECT_EQ(made->mask_params.width, 2u);
}

TEST_F(Copy, FindsTheParentsCopyOnlyIfTheParentStandsEarlierInTheList) {
  auto* older = object(1);
  auto* newer = object(2);
  older->parent = newer;  // listed before it
  object(3, older);       // listed after it
  const auto made = objects(copy());
  EXPECT_EQ(made[0]->parent, made[1]);
  EXPECT_EQ(made[2]->parent, nullptr);
}

TEST_F(Copy, LeavesOutParentsOfOtherFrames) {
  auto* elsewhere = nvds_acquire_obj_meta_from_pool(source);
  object(1, elsewhere);
  EXPECT_EQ(objects(copy())[0]->parent, nullptr);
}

TEST_F(Copy, TakesClassifiersAndLabelsButNotTheClassifiersType) {
  auto* classifier = nvds_acquire_classifier_meta_from_pool(source);
  classifier->unique_component_id = 4;
  classifier->classifier_type = "colour";
  auto* label = nvds_acquire_label_info_meta_from_pool(source);
  g_strlcpy(label->result_label, "red", sizeof label->result_label);
  label->pResult_label = g_strdup("a very long red");
  label->result_prob = .5f;
  nvds_add_label_info_meta_to_classifier(classifier, label);
  nvds_add_classifier_meta_to_object(object(1), classifier);
  const auto* made = static_cast<NvDsClassifierMeta*>(objects(copy())[0]->classifier_meta_list->data);
  EXPECT_EQ(made->unique_component_id, 4);
  EXPECT_EQ(made->classifier_type, nullptr);
  EXPECT_EQ(made->num_labels, 1u);
  const auto* text = static_cast<NvDsLabelInfo*>(made->label_info_list->data);
  EXPECT_STREQ(text->result_label, "red");
  EXPECT_STREQ(text->pResult_label, "a very long red");
  EXPECT_NE(text->pResult_label, label->pResult_label);
}

TEST_F(Copy, LeavesOutUserMetasWithoutACopyFunction) {
  nvds_add_user_meta_to_frame(frame, user("kept", &copy_text));
  nvds_add_user_meta_to_frame(frame, user("left out", nullptr));
  const auto* made = copy();
  ASSERT_EQ(g_list_length(made->frame_user_meta_list), 1u);
  const auto* data = static_cast<NvDsUserMeta*>(made->frame_user_meta_list->data);
  EXPECT_STREQ(static_cast<const char*>(data->user_meta_data), "kept");
  EXPECT_EQ(data->base_meta.batch_meta, copied);
  EXPECT_EQ(data->base_meta.meta_type, NVDS_START_USER_META);
  EXPECT_EQ(data->base_meta.uContext, this);
  EXPECT_EQ(copied->user_meta_pool->num_full_elements, 1u);
}

TEST_F(Copy, OwnsTheFramesSensorTexts) {
  frame->sensorInfo_meta = {3, g_strdup("file:///a"), g_strdup("cam"), g_strdup("Door")};
  const auto* made = copy();
  EXPECT_EQ(made->sensorInfo_meta.source_id, 3u);
  EXPECT_STREQ(made->sensorInfo_meta.uri, "file:///a");
  EXPECT_NE(made->sensorInfo_meta.uri, frame->sensorInfo_meta.uri);
  EXPECT_STREQ(made->sensorInfo_meta.sensor_name, "Door");
}

TEST_F(Copy, OfADisplayCopiesAllSixteenTexts) {
  auto* display = nvds_acquire_display_meta_from_pool(source);
  display->num_labels = 1;
  display->text_params[15].display_text = g_strdup("the sixteenth");
  display->num_lines = 2;
  display->line_params[1].x2 = 77;
  nvds_add_display_meta_to_frame(frame, display);
  const auto* made = static_cast<NvDsDisplayMeta*>(copy()->display_meta_list->data);
  EXPECT_EQ(made->line_params[1].x2, 77u);
  EXPECT_STREQ(made->text_params[15].display_text, "the sixteenth");
  EXPECT_NE(made->text_params[15].display_text, display->text_params[15].display_text);
}

TEST_F(Copy, OfSingleElementsAddsToTheListsOfTheTarget) {
  auto* from = object(1);
  nvds_add_user_meta_to_obj(from, user("one", &copy_text));
  auto* to = object(2);
  nvds_add_user_meta_to_obj(to, user("two", &copy_text));
  nvds_copy_obj_meta(from, to);
  EXPECT_EQ(to->class_id, 1);
  EXPECT_EQ(g_list_length(to->obj_user_meta_list), 2u);
}

// NVIDIA's copies for ever.
TEST_F(UnlikeNvidiasCopy, OfAListOntoItsOwnParentEnds) {
  nvds_add_user_meta_to_batch(source, user("one", &copy_text));
  nvds_copy_batch_user_meta_list(source->batch_user_meta_list, source);
  EXPECT_EQ(g_list_length(source->batch_user_meta_list), 2u);
  nvds_copy_frame_meta_list(source->frame_meta_list, source);
  EXPECT_EQ(source->num_frames_in_batch, 2u);
}

}  // namespace
