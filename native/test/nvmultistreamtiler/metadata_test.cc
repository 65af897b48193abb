// One frame with everything that the shown frames had.
#include <gtest/gtest.h>

#include "nvds/events.h"
#include "tiler.h"

using namespace tiler_test;
using namespace nvds;

namespace {

NvDsObjectMeta* add_object(NvDsFrameMeta* frame, guint64 id, NvDsObjectMeta* parent = nullptr) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(frame->base_meta.batch_meta);
  object->object_id = id;
  object->rect_params.left = 10;
  object->rect_params.top = 5;
  object->rect_params.width = 20;
  object->rect_params.height = 10;
  object->text_params.display_text = g_strdup("person");
  object->text_params.x_offset = 10;
  object->text_params.y_offset = 4;
  object->text_params.font_params.font_size = 12;
  nvds_add_obj_meta_to_frame(frame, object, parent);
  return object;
}

gpointer copy_number(gpointer meta, gpointer) {
  return g_memdup2(static_cast<NvDsUserMeta*>(meta)->user_meta_data, sizeof(guint));
}

void free_number(gpointer meta, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(meta);
  g_clear_pointer(&user->user_meta_data, g_free);
}

NvDsUserMeta* number(NvDsBatchMeta* batch, guint value) {
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
  user->base_meta.meta_type = NVDS_START_USER_META;
  user->base_meta.copy_func = copy_number;
  user->base_meta.release_func = free_number;
  user->user_meta_data = g_memdup2(&value, sizeof value);
  return user;
}

std::vector<NvDsObjectMeta*> objects(GstBuffer* canvas) {
  std::vector<NvDsObjectMeta*> result;
  for (GList* l = frame_of(canvas)->obj_meta_list; l; l = l->next)
    result.push_back(static_cast<NvDsObjectMeta*>(l->data));
  return result;
}

NvDsObjectMeta* object(GstBuffer* canvas, guint64 id) {
  for (NvDsObjectMeta* each : objects(canvas))
    if (each->object_id == id) return each;
  return nullptr;
}

TEST(Metadata, OneFrameWithoutSourceOrTimes) {
  Tiler tiler("rows=2 columns=2");
  ASSERT_TRUE(tiler.tile({{2, red}, {3, green}}));
  const gst::BufferRef canvas = tiler.tile({{2, red}, {3, green}});
  ASSERT_TRUE(canvas);
  const NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(canvas.get());
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->num_frames_in_batch, 1u);
  EXPECT_EQ(batch->max_frames_in_batch, 1u);
  const NvDsFrameMeta* frame = frame_of(canvas.get());
  EXPECT_EQ(frame->source_id, 0u);
  EXPECT_EQ(frame->pad_index, 0u);
  EXPECT_EQ(frame->batch_id, 0u);
  EXPECT_EQ(frame->buf_pts, 0u);
  EXPECT_EQ(frame->ntp_timestamp, 0u);
  EXPECT_EQ(frame->num_surfaces_per_frame, 1);
  EXPECT_EQ(frame->frame_num, 1);  // canvases are counted
  EXPECT_EQ(frame->pipeline_width, 80u);
  EXPECT_EQ(frame->pipeline_height, 40u);
}

TEST(Metadata, ObjectsOfAllSourcesAreScaledAndShiftedIntoTheirTiles) {
  Tiler tiler("columns=2");  // tiles of 40×40 for pictures of 40×20
  gst::BufferRef buffer = batch({{0, red}, {1, green}});
  add_object(frame_of(buffer.get(), 0), 100);
  add_object(frame_of(buffer.get(), 1), 101);
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  ASSERT_EQ(objects(canvas.get()).size(), 2u);
  EXPECT_EQ(frame_of(canvas.get())->num_obj_meta, 2u);
  const NvDsObjectMeta* first = object(canvas.get(), 100);
  const NvDsObjectMeta* second = object(canvas.get(), 101);
  ASSERT_TRUE(first && second);
  EXPECT_FLOAT_EQ(first->rect_params.left, 10);
  EXPECT_FLOAT_EQ(first->rect_params.top, 10);
  EXPECT_FLOAT_EQ(second->rect_params.left, 50);
  EXPECT_FLOAT_EQ(second->rect_params.width, 20);
  EXPECT_FLOAT_EQ(second->rect_params.height, 20);
  EXPECT_EQ(second->text_params.x_offset, 50u);
  EXPECT_EQ(second->text_params.y_offset, 8u);
  EXPECT_EQ(second->text_params.font_params.font_size, 12u);
  EXPECT_STREQ(second->text_params.display_text, "person");
}

TEST(Metadata, ParentsOfObjectsAreKept) {
  Tiler tiler("columns=2");
  gst::BufferRef buffer = batch({{1, green}});
  NvDsFrameMeta* frame = frame_of(buffer.get());
  NvDsObjectMeta* car = add_object(frame, 1);
  add_object(frame, 2, car);
  // The copy finds a parent that stands before its child.
  frame->obj_meta_list = g_list_reverse(frame->obj_meta_list);
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  ASSERT_TRUE(object(canvas.get(), 2));
  EXPECT_EQ(object(canvas.get(), 2)->parent, object(canvas.get(), 1));
}

TEST(Metadata, DrawingsMoveIntoTheTile) {
  Tiler tiler("columns=2");
  gst::BufferRef buffer = batch({{1, green}});
  NvDsFrameMeta* frame = frame_of(buffer.get());
  NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(frame->base_meta.batch_meta);
  display->num_lines = display->num_labels = 1;
  display->line_params[0].x2 = 20;
  display->line_params[0].y2 = 10;
  display->text_params[0].x_offset = 4;
  display->text_params[0].display_text = g_strdup("entry");
  nvds_add_display_meta_to_frame(frame, display);
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  ASSERT_EQ(g_list_length(frame_of(canvas.get())->display_meta_list), 1u);
  const auto* moved = static_cast<NvDsDisplayMeta*>(frame_of(canvas.get())->display_meta_list->data);
  EXPECT_EQ(moved->line_params[0].x1, 40u);
  EXPECT_EQ(moved->line_params[0].x2, 60u);
  EXPECT_EQ(moved->line_params[0].y2, 20u);
  EXPECT_EQ(moved->text_params[0].x_offset, 44u);
}

TEST(Metadata, UserMetasOfFramesAndOfTheBatchAreKept) {
  Tiler tiler("columns=2");
  gst::BufferRef buffer = batch({{0, red}, {1, green}});
  NvDsBatchMeta* meta = gst_buffer_get_nvds_batch_meta(buffer.get());
  nvds_add_user_meta_to_frame(frame_of(buffer.get(), 0), number(meta, 1));
  nvds_add_user_meta_to_frame(frame_of(buffer.get(), 1), number(meta, 2));
  nvds_add_user_meta_to_batch(meta, number(meta, 3));
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  EXPECT_EQ(g_list_length(frame_of(canvas.get())->frame_user_meta_list), 2u);
  const NvDsBatchMeta* out = gst_buffer_get_nvds_batch_meta(canvas.get());
  ASSERT_EQ(g_list_length(out->batch_user_meta_list), 1u);
  EXPECT_EQ(*static_cast<guint*>(static_cast<NvDsUserMeta*>(out->batch_user_meta_list->data)->user_meta_data), 3u);
}

TEST(Metadata, ShowSourceKeepsOnlyItsObjects) {
  Tiler tiler("columns=2 show-source=1");
  gst::BufferRef buffer = batch({{0, red}, {1, green}});
  add_object(frame_of(buffer.get(), 0), 100);
  add_object(frame_of(buffer.get(), 1), 101);
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  ASSERT_EQ(objects(canvas.get()).size(), 1u);
  EXPECT_FLOAT_EQ(object(canvas.get(), 101)->rect_params.left, 20);  // 40×20 onto 80×40
}

TEST(Metadata, ALastPictureComesWithoutItsOldObjects) {
  Tiler tiler("columns=2");
  gst::BufferRef buffer = batch({{0, red}, {1, green}});
  add_object(frame_of(buffer.get(), 1), 101);
  ASSERT_TRUE(tiler.tile(std::move(buffer)));
  EXPECT_TRUE(objects(tiler.tile({{0, red}}).get()).empty());
}

TEST(Metadata, TheInputsOwnMetadataStaysAsItIs) {
  Tiler tiler("columns=2");
  const gst::BufferRef buffer = batch({{1, green}});
  add_object(frame_of(buffer.get()), 7);
  ASSERT_TRUE(tiler.tile(gst::BufferRef(gst_buffer_ref(buffer.get()))));
  EXPECT_FLOAT_EQ(object(buffer.get(), 7)->rect_params.left, 10);
}

TEST(Metadata, ABufferWithoutABatchIsAnError) {
  Tiler tiler("");
  const gst::BufferRef with = batch({{0, red}});
  gst::BufferRef without(gst_buffer_new());
  gst_buffer_copy_into(without.get(), with.get(), GST_BUFFER_COPY_MEMORY, 0, -1);
  EXPECT_FALSE(tiler.tile(std::move(without)));
  EXPECT_NE(tiler.error().find("without batch metadata"), std::string::npos);
}

TEST(Metadata, AFrameWithoutAPictureIsLeftOut) {
  Tiler tiler("columns=2");
  gst::BufferRef buffer = batch({{0, red}, {1, green}});
  frame_of(buffer.get(), 1)->batch_id = 40;
  const gst::BufferRef canvas = tiler.tile(std::move(buffer));
  ASSERT_TRUE(canvas);
  EXPECT_TRUE(shows(canvas.get(), 60, 20, black));
}

TEST(Metadata, DownstreamIsABatchOfOne) {
  Tiler tiler("");
  ASSERT_TRUE(tiler.tile({{0, red}}));
  const gst::CapsRef caps(gst_pad_get_current_caps(tiler.harness->sinkpad));
  const gst::CapsRef expected(gst_caps_from_string(
      "video/x-raw(memory:NVMM),format=RGBA,width=80,height=40,framerate=10/1,batch-size=1,num-surfaces-per-frame=1"));
  EXPECT_TRUE(gst_caps_is_subset(caps.get(), expected.get()));
  const gst::QueryRef query(gst_nvquery_batch_size_new());
  guint size = 0;
  ASSERT_TRUE(gst_pad_peer_query(tiler.harness->sinkpad, query.get()));
  EXPECT_TRUE(gst_nvquery_batch_size_parse(query.get(), &size));
  EXPECT_EQ(size, 1u);
}

TEST(Metadata, EventsOfSingleSourcesEndAtTheTiler) {
  Tiler tiler("columns=2");
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  tiler.send(gst_nvevent_new_pad_added(1));
  tiler.send(gst_nvevent_new_stream_eos(0));
  while (GstEvent* event = gst_harness_try_pull_event(tiler.harness)) {
    const GstStructure* structure = gst_event_get_structure(event);
    EXPECT_FALSE(structure && g_str_has_prefix(gst_structure_get_name(structure), "nv-"));
    gst_event_unref(event);
  }
}

}  // namespace
