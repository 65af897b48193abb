// Stream events, messages and queries: numbers, names and fields.
#include "nvds/events.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "gst/ref.h"

namespace {

using namespace nvds;

class Events : public testing::Test {
 protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }
  static std::string name_of(const gst::EventRef& event) {
    return gst_structure_get_name(gst_event_get_structure(event.get()));
  }
  static std::string text(gst::EventRef event) {
    return gst::to_string(gst_structure_to_string(gst_event_get_structure(event.get())));
  }
  gchar stream[9] = "camera-1";
};

TEST_F(Events, OfAStreamAreStickyEachUnderANameOfItsOwn) {
  gst::EventRef first(gst_nvevent_new_pad_added(3)), second(gst_nvevent_new_pad_added(3));
  EXPECT_EQ(static_cast<guint>(GST_EVENT_TYPE(first.get())), 102430u);
  EXPECT_TRUE(GST_EVENT_IS_STICKY(first.get()));
  EXPECT_TRUE(GST_EVENT_IS_SERIALIZED(first.get()));
  EXPECT_EQ(name_of(first).rfind("nv-pad-added-3-", 0), 0u);
  EXPECT_NE(name_of(first), name_of(second));
}

TEST_F(Events, OfAnotherTypeLeaveTheVariablesAlone) {
  gst::EventRef eos(gst_nvevent_new_stream_eos(5));
  guint source = 77;
  gst_nvevent_parse_pad_added(eos.get(), &source);
  EXPECT_EQ(source, 77u);
  gst_nvevent_parse_stream_eos(eos.get(), &source);
  EXPECT_EQ(source, 5u);
  gst_nvevent_parse_stream_eos(eos.get(), nullptr);
}

TEST_F(Events, StreamStartGivesACopyOfTheStreamId) {
  gst::EventRef event(gst_nvevent_new_stream_start(2, stream));
  guint source = 0;
  gchar* id = nullptr;
  gst_nvevent_parse_stream_start(event.get(), &source, &id);
  gst::StringRef owned(id);
  EXPECT_EQ(source, 2u);
  EXPECT_STREQ(id, "camera-1");
}

TEST_F(Events, StreamSegmentGivesACopyOfTheSegment) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 9;
  gst::EventRef event(gst_nvevent_new_stream_segment(2, &segment));
  guint source = 0;
  GstSegment* parsed = nullptr;
  gst_nvevent_parse_stream_segment(event.get(), &source, &parsed);
  ASSERT_NE(parsed, nullptr);
  EXPECT_EQ(parsed->start, 9u);
  gst_segment_free(parsed);
}

TEST_F(Events, UpdateCapsTellsTheSizeOrOnlyTheFrameRate) {
  gst::StructureRef caps(gst_structure_new("caps", "framerate", GST_TYPE_FRACTION, 25, 1, nullptr));
  const std::string all = text(gst::EventRef(gst_nvevent_new_update_caps(1, 640, 480, caps.get(), stream, FALSE)));
  EXPECT_NE(all.find("stream-id=(uint)1, stream-id-str=(string)camera-1, width-val=(uint)640, height-val=(uint)480, "
                     "frame-rate=(fraction)25/1"),
            std::string::npos)
      << all;
  const std::string rate = text(gst::EventRef(gst_nvevent_new_update_caps(1, 640, 480, caps.get(), stream, TRUE)));
  EXPECT_EQ(rate.find("width-val"), std::string::npos);
  EXPECT_NE(rate.find("frame-rate"), std::string::npos);
}

TEST_F(Events, ThatChangeAnElementAreDownstreamSerializedAndNotSticky) {
  gst::EventRef event(gst_nvevent_osd_process_mode_update(stream, 1));
  EXPECT_EQ(static_cast<guint>(GST_EVENT_TYPE(event.get())), GST_NVEVENT_OSD_PROCESS_MODE_UPDATE);
  EXPECT_EQ(GST_EVENT_TYPE(event.get()) >> GST_EVENT_NUM_SHIFT, 408u);
  EXPECT_TRUE(GST_EVENT_IS_DOWNSTREAM(event.get()) && GST_EVENT_IS_SERIALIZED(event.get()));
  EXPECT_FALSE(GST_EVENT_IS_STICKY(event.get()));
  guint mode = 9;
  gchar* id = nullptr;
  gst_nvevent_parse_osd_process_mode_update(event.get(), &id, &mode);
  gst::StringRef owned(id);
  EXPECT_EQ(mode, 1u);
  EXPECT_STREQ(id, "camera-1");
}

TEST_F(Events, ThatChangeAnElementCarryDeepStreamsNamesAndFields) {
  const auto expect = [](GstEvent* event, const char* expected) {
    EXPECT_EQ(text(gst::EventRef(event)), std::string(expected) + ";");
  };
  gchar path[] = "/a.txt";
  expect(gst_nvevent_infer_interval_update(stream, 2),
         "nv-infer-interval-update, stream_id=(string)camera-1, interval=(uint)2");
  expect(gst_nvevent_osd_process_mode_update(stream, 0),
         "nv-osd-process-mode-update, stream_id=(string)camera-1, process_mode=(uint)0");
  expect(gst_nvevent_nvtracker_config_update(stream, path),
         "nv-tracker-config-update, stream_id=(string)camera-1, config_path=(string)/a.txt");
  expect(gst_nvevent_dec_drop_frame_interval_update(stream, 2),
         "nv-dec-drop-frame-interval-update, stream_id=(string)camera-1, interval=(uint)2");
  expect(gst_nvevent_dec_skip_frame_update(stream, 1),
         "nv-dec-skip-frame-update, stream_id=(string)camera-1, frame_type=(uint)1");
  expect(gst_nvevent_dec_enable_low_latency_mode(stream, 1),
         "nv-dec-enable-low-latency-mode, stream_id=(string)camera-1, enable=(int)1");
  expect(gst_nvevent_enc_bitrate_update(stream, 9),
         "nv-enc-bitrate-update, stream_id=(string)camera-1, bitrate=(uint)9");
  expect(gst_nvevent_enc_force_idr(stream, 1), "nv-enc-force-idr, stream_id=(string)camera-1, force=(int)1");
  expect(gst_nvevent_enc_force_intra(stream, 1), "nv-enc-force-intra, stream_id=(string)camera-1, force=(int)1");
  expect(gst_nvevent_enc_iframeinterval_update(stream, 30),
         "nv-enc-iframeinterval-update, stream_id=(string)camera-1, interval=(uint)30");
}

TEST_F(Events, RoiUpdateCarriesNumberedRegions) {
  RoiDimension rois[2] = {{"door", 1, 2, 3, 4}, {"gate", 5, 6, 7, 8}};
  gst::EventRef event(gst_nvevent_new_roi_update(stream, 2, rois));
  EXPECT_EQ(GST_EVENT_TYPE(event.get()) >> GST_EVENT_NUM_SHIFT, 406u);
  guint left = 0;
  EXPECT_TRUE(gst_structure_get_uint(gst_event_get_structure(event.get()), "left_1", &left));
  EXPECT_EQ(left, 5u);
  gchar* id = nullptr;
  guint count = 0;
  RoiDimension* parsed = nullptr;
  gst_nvevent_parse_roi_update(event.get(), &id, &count, &parsed);
  gst::StringRef owned_id(id);
  std::unique_ptr<RoiDimension, gst::Free> owned(parsed);
  ASSERT_EQ(count, 2u);
  EXPECT_EQ(std::memcmp(parsed, rois, sizeof rois), 0);
}

TEST_F(Events, AnalyticsReloadCarriesTheFile) {
  gchar path[] = "/a.txt";
  gst::EventRef event(gst_nvevent_analytics_reload_config_update(path));
  gchar* parsed = nullptr;
  gst_nvevent_parse_analytics_reload_config_update(event.get(), &parsed);
  gst::StringRef owned(parsed);
  EXPECT_STREQ(parsed, "/a.txt");
}

TEST_F(Events, StreamEosMessageIsAnElementMessageWithTheStream) {
  gst::MessageRef message(gst_nvmessage_new_stream_eos(nullptr, 6));
  EXPECT_EQ(GST_MESSAGE_TYPE(message.get()), GST_MESSAGE_ELEMENT);
  EXPECT_TRUE(gst_nvmessage_is_stream_eos(message.get()));
  guint stream_number = 0;
  EXPECT_TRUE(gst_nvmessage_parse_stream_eos(message.get(), &stream_number));
  EXPECT_EQ(stream_number, 6u);
  gst::MessageRef other(gst_message_new_eos(nullptr));
  EXPECT_FALSE(gst_nvmessage_is_stream_eos(other.get()));
  EXPECT_FALSE(gst_nvmessage_parse_stream_eos(other.get(), &stream_number));
}

TEST_F(Events, BatchSizeQueryIsAnsweredByTheMuxer) {
  gst::QueryRef query(gst_nvquery_batch_size_new());
  guint size = 9;
  EXPECT_TRUE(gst_nvquery_is_batch_size(query.get()));
  EXPECT_FALSE(gst_nvquery_is_numStreams_size(query.get()));
  EXPECT_FALSE(gst_nvquery_batch_size_parse(query.get(), &size)) << "nobody has answered";
  EXPECT_EQ(size, 9u);
  gst_nvquery_batch_size_set(query.get(), 4);
  EXPECT_TRUE(gst_nvquery_batch_size_parse(query.get(), &size));
  EXPECT_EQ(size, 4u);
  gst_nvquery_numStreams_size_set(query.get(), 8);
  EXPECT_EQ(gst_structure_n_fields(gst_query_get_structure(query.get())), 1) << "another query's setter does nothing";
}

TEST_F(Events, QueriesOfGStreamerAreNoneOfThese) {
  gst::QueryRef caps(gst_query_new_caps(nullptr));
  EXPECT_FALSE(gst_nvquery_is_batch_size(caps.get()));
  EXPECT_FALSE(gst_nvquery_is_text_embedding(caps.get()));
  gst::QueryRef latency(gst_query_new_latency());
  EXPECT_FALSE(gst_nvquery_is_update_caps(latency.get()));
}

TEST_F(Events, PreprocessPoolSizeQueryNamesTheEngine) {
  gst::QueryRef query(gst_nvquery_preprocess_poolsize_new(12));
  guint value = 0;
  EXPECT_TRUE(gst_nvquery_preprocess_poolsize_gieid_parse(query.get(), &value));
  EXPECT_EQ(value, 12u);
  gst_nvquery_preprocess_poolsize_set(query.get(), 5);
  EXPECT_TRUE(gst_nvquery_preprocess_poolsize_parse(query.get(), &value));
  EXPECT_EQ(value, 5u);
}

TEST_F(Events, EmbeddingQueriesCarryRequestAndAnswer) {
  gst::QueryRef query(gst_nvquery_image_embedding_new("dog.png", "clip", TRUE, 1, 2, 3, 4));
  const gchar *path = nullptr, *model = nullptr;
  gboolean has_box = FALSE;
  gdouble box[4] = {};
  EXPECT_TRUE(gst_nvquery_image_embedding_parse_request(query.get(), &path, &model, &has_box, &box[0], &box[1], &box[2],
                                                        &box[3]));
  EXPECT_STREQ(path, "dog.png");
  EXPECT_TRUE(has_box);
  EXPECT_EQ(box[3], 4);
  GValue data = G_VALUE_INIT;
  g_value_init(&data, GST_TYPE_ARRAY);
  gst_nvquery_image_embedding_set(query.get(), "id", 7, "clip-2", &data);
  g_value_unset(&data);
  const gchar* id = nullptr;
  guint64 created = 0;
  const GValue* answer = nullptr;
  EXPECT_TRUE(gst_nvquery_image_embedding_parse(query.get(), &id, &created, &model, &answer));
  EXPECT_STREQ(id, "id");
  EXPECT_EQ(created, 7u);
  EXPECT_STREQ(model, "clip-2");
  EXPECT_NE(answer, nullptr);
  gst::QueryRef text_query(gst_nvquery_text_embedding_new("a dog", "clip"));
  EXPECT_FALSE(gst_nvquery_is_image_embedding(text_query.get()));
  const gchar* words = nullptr;
  EXPECT_TRUE(gst_nvquery_text_embedding_parse_request(text_query.get(), &words, &model));
  EXPECT_STREQ(words, "a dog");
}

TEST_F(Events, UpdateCapsQueryReachesThePeerWithTheGivenFields) {
  gst::PadRef source(GST_PAD(gst_object_ref_sink(gst_pad_new("src", GST_PAD_SRC))));
  gst::PadRef sink(GST_PAD(gst_object_ref_sink(gst_pad_new("sink", GST_PAD_SINK))));
  static guint asked = 0;
  gst_pad_set_query_function(sink.get(), [](GstPad*, GstObject*, GstQuery* query) -> gboolean {
    GValue rate = G_VALUE_INIT;
    g_value_init(&rate, GST_TYPE_FRACTION);
    gst_nvquery_parse_update_caps(query, &asked, &rate);
    EXPECT_EQ(gst_value_get_fraction_numerator(&rate), 30);
    g_value_unset(&rate);
    return gst_nvquery_is_update_caps(query);
  });
  gst_pad_set_active(source.get(), TRUE);
  gst_pad_set_active(sink.get(), TRUE);
  ASSERT_EQ(gst_pad_link_full(source.get(), sink.get(), GST_PAD_LINK_CHECK_NOTHING), GST_PAD_LINK_OK);
  EXPECT_TRUE(gst_nvquery_update_caps_peer_query(
      source.get(),
      gst_structure_new("update-caps", "stream-id", G_TYPE_UINT, 3, "frame-rate", GST_TYPE_FRACTION, 30, 1, nullptr)));
  EXPECT_EQ(asked, 3u);
}

}  // namespace
