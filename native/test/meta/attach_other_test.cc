// Analytics, what is drawn, latencies, user data, sensors, applications' numbers and unknown metadata, in each release.
#include <gst/video/video.h>

#include "nvds/analytics.h"
#include "nvds/latency.h"
#include "nvds/sei.h"
#include "test/meta/attached.h"

namespace {

using meta::block::Kind;
using meta::block::Owner;
using test::RecordReader;
using test::SyntheticBatch;

class Other : public test::AttachedInEachRelease {
 protected:
  static void SetUpTestSuite() { gst_init(nullptr, nullptr); }

  // Before 8.0 made from a name at run time.
  std::int32_t analytics_type(const char* enumerator, const char* descriptor) const {
    return has(enumerator) ? batch_->type(enumerator) : nvds::user_meta_type_of(descriptor);
  }

  void expect_colour(RecordReader& record, float red) {
    EXPECT_EQ(record.real(), red);
    for (const float part : {0.25f, 0.5f, 1.0f}) EXPECT_EQ(record.real(), part);
  }
};

constexpr std::array<double, 4> colour(double red) { return {red, 0.25, 0.5, 1}; }

TEST_P(Other, AnalyticsOfAFrameAreReadWithoutBeingAskedFor) {
  nvds::NvDsAnalyticsFrameMeta meta;
  meta.unique_id = 6;
  meta.ocStatus = {{"queue", true}};
  meta.objInROIcnt = {{"dock", 3}};
  meta.objLCCurrCnt = {{"entry", 1}};
  meta.objLCCumCnt = {{"entry", std::uint64_t{1} << 33}};
  meta.objCnt = {{-1, 2}};
  batch_->attach_to(batch_->frame(1), "NvDsFrameMeta", "frame_user_meta_list",
                    analytics_type("NVDS_FRAME_META_NVDSANALYTICS", "NVIDIA.DSANALYTICSFRAME.USER_META"), &meta);
  ASSERT_EQ(pack({}), meta::Packed::ok);
  RecordReader record = attachments(Kind::frame_analytics).at(0).record;
  EXPECT_EQ(record.word(), 6u);
  const auto one = [&record](const char* name) {
    EXPECT_EQ(record.word(), 1u);
    EXPECT_EQ(record.text(), name);
  };
  one("queue");
  EXPECT_EQ(record.word(), 1u);
  one("dock");
  EXPECT_EQ(record.word(), 3u);
  one("entry");
  EXPECT_EQ(record.wide(), 1u);
  one("entry");
  EXPECT_EQ(record.wide(), std::uint64_t{1} << 33);
  EXPECT_EQ(record.word(), 1u);
  EXPECT_EQ(record.integer(), -1);
  EXPECT_EQ(record.word(), 2u);
  EXPECT_TRUE(record.at_end());
}

TEST_P(Other, AnalyticsOfAnObjectAreReadWithoutBeingAskedFor) {
  nvds::NvDsAnalyticsObjInfo meta;
  meta.unique_id = 6;
  meta.roiStatus = {"dock", "gate"};
  meta.lcStatus = {"entry"};
  meta.dirStatus = "north";
  meta.objStatus = "moving";
  batch_->attach_to(batch_->object(0), "NvDsObjectMeta", "obj_user_meta_list",
                    analytics_type("NVDS_OBJ_META_NVDSANALYTICS", "NVIDIA.DSANALYTICSOBJ.USER_META"), &meta);
  ASSERT_EQ(pack({}), meta::Packed::ok);
  RecordReader record = attachments(Kind::object_analytics).at(0).record;
  EXPECT_EQ(record.word(), 6u);
  ASSERT_EQ(record.word(), 2u);
  EXPECT_EQ(record.text(), "dock");
  EXPECT_EQ(record.text(), "gate");
  EXPECT_EQ(record.word(), 0u);
  ASSERT_EQ(record.word(), 1u);
  EXPECT_EQ(record.text(), "entry");
  EXPECT_EQ(record.text(), "north");
  EXPECT_EQ(record.text(), facts_of("NvDsAnalyticsObjInfo").find("objStatus") ? "moving" : "");
  EXPECT_TRUE(record.at_end());
}

TEST_P(Other, AnApplicationsNumbersAreReadUnlessAllAreZero) {
  ASSERT_EQ(pack(), meta::Packed::ok);
  EXPECT_TRUE(attachments(Kind::misc).empty());
  const auto numbers = [](gint64 first) { return std::array<gint64, 4>{first, 0, -2, 3}; };
  set(batch_->object(2), "NvDsObjectMeta", "misc_obj_info", numbers(1));
  set(batch_->frame(1), "NvDsFrameMeta", "misc_frame_info", numbers(2));
  std::copy_n(numbers(3).begin(), 4, batch_->meta().misc_batch_info);
  ASSERT_EQ(pack({}), meta::Packed::ok);
  const auto found = attachments(Kind::misc);
  ASSERT_EQ(found.size(), 3u);
  const std::pair<Owner, std::uint32_t> owners[] = {{Owner::object, 2}, {Owner::frame, 1}, {Owner::batch, 0}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(std::pair(found[i].owner, found[i].row), owners[i]);
    RecordReader record = found[i].record;
    for (const gint64 number : numbers(static_cast<gint64>(i) + 1))
      EXPECT_EQ(record.wide(), static_cast<std::uint64_t>(number));
  }
}

TEST_P(Other, ASensorIsReadWhereTheReleaseHasIt) {
  const std::uint32_t at = facts_of("NvDsFrameMeta")["sensorInfo_meta"];
  if (at == nvds::kAbsent) GTEST_SKIP() << "the release has no such field";
  const facts::Struct& l = facts_of("NvDsSensorInfo_meta");
  SyntheticBatch::set(batch_->frame(0), at + l["uri"], batch_->text("rtsp://gate"));
  SyntheticBatch::set(batch_->frame(0), at + l["sensor_id"], batch_->text("7"));
  RecordReader record = only(Kind::sensor, Owner::frame, 0);
  EXPECT_EQ(record.text(), "7");
  EXPECT_EQ(record.text(), "");
  EXPECT_EQ(record.text(), "rtsp://gate");
}

TEST_P(Other, LatenciesOfComponentsAndTheirParts) {
  nvds::NvDsMetaCompLatency latency{};
  std::memset(latency.component_name, 'x', sizeof latency.component_name);  // without a terminator
  latency.in_system_timestamp = 1000.5;
  latency.out_system_timestamp = 1002.25;
  latency.source_id = 3;
  latency.frame_num = 17;
  latency.pad_index = 2;
  latency.num_sub_comps = 1;
  g_strlcpy(latency.sub_comp_latencies[0].sub_comp_name, "preprocess", 64);
  latency.sub_comp_latencies[0].out_system_timestamp = 5;
  batch_->attach_to_batch("NVDS_LATENCY_MEASUREMENT_META", &latency);
  RecordReader record = only(Kind::latency, Owner::batch, 0);
  EXPECT_EQ(record.text(), std::string(64, 'x'));
  EXPECT_EQ(record.wide_real(), 1000.5);
  EXPECT_EQ(record.wide_real(), 1002.25);
  for (const std::uint32_t word : {3u, 17u, 2u, 1u}) EXPECT_EQ(record.word(), word);
  EXPECT_EQ(record.text(), "preprocess");
  EXPECT_EQ(record.wide_real(), 0);
  EXPECT_EQ(record.wide_real(), 5);
  EXPECT_TRUE(record.at_end());
}

TEST_P(Other, UserDataOfTheVideoStreamComesFromTheMetasThatTheMuxerCarries) {
#if GST_CHECK_VERSION(1, 22, 0)
  GstBuffer* carrier = gst_buffer_new();
  const guint8 uuid[16] = {0x08, 0x6f, 0x36, 0x93};
  guint8 data[] = {1, 2, 3};
  gst_buffer_add_video_sei_user_data_unregistered_meta(carrier, const_cast<guint8*>(uuid), data, sizeof data);
  batch_->attach_to(batch_->frame(1), "NvDsFrameMeta", "frame_user_meta_list", nvds::NVDS_BUFFER_GST_AS_FRAME_USER_META,
                    carrier);
  RecordReader record = only(Kind::sei, Owner::frame, 1);
  EXPECT_EQ(record.text(), "");
  ASSERT_EQ(record.word(), 1u);
  EXPECT_EQ(record.word(), 0x93366f08u);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(record.word(), 0u);
  EXPECT_EQ(record.values<guint8>(), (std::vector<guint8>{1, 2, 3}));
  gst_buffer_unref(carrier);
#else
  GTEST_SKIP() << "this GStreamer has no such metadata";
#endif
}

TEST_P(Other, MetadataOfUnknownTypeIsVisibleAndCopiedForADecoder) {
  const std::uint32_t number = 42;
  const std::int32_t type = nvds::user_meta_type_of("ACME.COUNTER");
  batch_->attach_to(batch_->object(1), "NvDsObjectMeta", "obj_user_meta_list", type, &number);
  ASSERT_EQ(pack({.include = meta::kUserMeta}), meta::Packed::ok);
  RecordReader opaque = attachments(Kind::user_meta).at(0).record;
  EXPECT_EQ(opaque.integer(), type);
  EXPECT_EQ(opaque.text(), "ACME.COUNTER");
  EXPECT_FALSE(opaque.bulk());

  ASSERT_EQ(pack({.include = meta::kUserMeta, .user_meta = {{.type = type, .bytes = 4}}}), meta::Packed::ok);
  RecordReader copied = attachments(Kind::user_meta).at(0).record;
  copied.integer();
  copied.text();
  EXPECT_EQ(copied.values<std::uint32_t>(), (std::vector<std::uint32_t>{42}));
  ASSERT_EQ(pack({}), meta::Packed::ok);
  EXPECT_TRUE(attachments(Kind::user_meta).empty());
}

TEST_P(Other, MetadataOfDeepStreamsOwnThatHasNoFieldHasItsName) {
  batch_->attach_to_frame(0, "NVDS_EVENT_MSG_META", this);
  RecordReader record = only(Kind::user_meta, Owner::frame, 0);
  EXPECT_EQ(record.integer(), batch_->type("NVDS_EVENT_MSG_META"));
  EXPECT_EQ(record.text(), "NVDS_EVENT_MSG_META");
}

TEST_P(Other, ShapesOfDisplayMetadata) {
  std::byte* display = batch_->make("NvDsDisplayMeta");
  const facts::Struct& l = facts_of("NvDsDisplayMeta");
  for (const char* count : {"num_rects", "num_labels", "num_lines", "num_arrows", "num_circles"})
    SyntheticBatch::set(display, l[count], 2u);
  // The second of each kind: strides differ between releases.
  const auto second = [&](const char* array, const char* structure) {
    return display + l[array] + facts_of(structure).size;
  };
  std::byte* rect = second("rect_params", "NvOSD_RectParams");
  set(rect, "NvOSD_RectParams", "left", 5.0f);
  set(rect, "NvOSD_RectParams", "border_width", 3u);
  set(rect, "NvOSD_RectParams", "border_color", colour(0.125));
  std::byte* text = second("text_params", "NvOSD_TextParams");
  set(text, "NvOSD_TextParams", "display_text", batch_->text("hello"));
  set(text, "NvOSD_TextParams", "y_offset", 9u);
  std::byte* line = second("line_params", "NvOSD_LineParams");
  set(line, "NvOSD_LineParams", "line_width", 4u);
  set(line, "NvOSD_LineParams", "line_color", colour(0.75));
  std::byte* arrow = second("arrow_params", "NvOSD_ArrowParams");
  set(arrow, "NvOSD_ArrowParams", "arrow_head", nvds::BOTH_HEAD);
  std::byte* circle = second("circle_params", "NvOSD_CircleParams");
  set(circle, "NvOSD_CircleParams", "radius", 11u);
  const bool has_width = facts_of("NvOSD_CircleParams").find("circle_width");
  if (has_width) set(circle, "NvOSD_CircleParams", "circle_width", 6u);
  batch_->append(batch_->frame(1), "NvDsFrameMeta", "display_meta_list", display);

  RecordReader record = only(Kind::display, Owner::frame, 1);
  const auto skip = [&record](int words) {
    while (words-- > 0) record.word();
  };
  constexpr int kRect = 15, kText = 14, kLine = 9, kCircle = 13;
  ASSERT_EQ(record.word(), 2u);
  skip(kRect);
  EXPECT_EQ(record.real(), 5.0f);
  skip(4);
  EXPECT_EQ(record.word(), 3u);
  expect_colour(record, 0.125f);
  skip(5);
  ASSERT_EQ(record.word(), 2u);
  skip(kText);
  EXPECT_EQ(record.text(), "hello");
  skip(1);
  EXPECT_EQ(record.word(), 9u);
  skip(kText - 3);
  ASSERT_EQ(record.word(), 2u);
  skip(kLine + 4);
  EXPECT_EQ(record.word(), 4u);
  expect_colour(record, 0.75f);
  ASSERT_EQ(record.word(), 2u);
  skip(kLine + 1 + 5);
  EXPECT_EQ(record.word(), static_cast<std::uint32_t>(nvds::BOTH_HEAD));
  skip(4);
  ASSERT_EQ(record.word(), 2u);
  skip(kCircle + 2);
  EXPECT_EQ(record.word(), 11u);
  skip(9);
  EXPECT_EQ(record.word(), has_width ? 6u : 0u);
  EXPECT_TRUE(record.at_end());
}

TEST_P(Other, HowEachObjectLooks) {
  const facts::Struct& object = facts_of("NvDsObjectMeta");
  std::byte* rect = batch_->object(0) + object["rect_params"];
  set(rect, "NvOSD_RectParams", "has_bg_color", 1u);
  set(rect, "NvOSD_RectParams", "bg_color", colour(0.875));
  std::byte* text = batch_->object(0) + object["text_params"];
  const std::uint32_t font = facts_of("NvOSD_TextParams")["font_params"];
  SyntheticBatch::set(text, font + facts_of("NvOSD_FontParams")["font_name"], batch_->text("Serif"));
  SyntheticBatch::set(text, font + facts_of("NvOSD_FontParams")["font_size"], 11u);
  ASSERT_EQ(pack(), meta::Packed::ok);
  const auto found = attachments(Kind::style);
  ASSERT_EQ(found.size(), 3u);  // every object looks somehow
  RecordReader record = found[0].record;
  for (int i = 0; i < 10; ++i) record.word();
  EXPECT_EQ(record.word(), 1u);
  expect_colour(record, 0.875f);
  for (int i = 0; i < 3; ++i) record.word();
  EXPECT_EQ(record.text(), "Serif");
  EXPECT_EQ(record.word(), 11u);
}

INSTANTIATE_TEST_SUITE_P(Releases, Other, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

// What NVIDIA's decoder attaches, under the name of its API.
TEST(Sei, OfNvidiasDecoder) {
  gst_init(nullptr, nullptr);
  static const gchar* tags[] = {nullptr};
  const GType api = gst_meta_api_type_register(nvds::kSeiApi, tags);
  const GstMetaInfo* info = gst_meta_register(
      api, "GstVideoSEIMeta", sizeof(nvds::GstVideoSEIMeta),
      [](GstMeta*, gpointer, GstBuffer*) -> gboolean { return TRUE; }, nullptr, nullptr);
  ASSERT_NE(info, nullptr);
  char data[] = "sixteen bytes of uuid, then data";
  GstBuffer* carrier = gst_buffer_new();
  auto* sei = reinterpret_cast<nvds::GstVideoSEIMeta*>(gst_buffer_add_meta(carrier, info, nullptr));
  sei->sei_metadata_type = g_quark_from_static_string(nvds::kSeiUserData);
  sei->sei_metadata_size = sizeof data;
  sei->sei_metadata_ptr = data;

  SyntheticBatch batch(facts::Release::of("9.1"), {test::FrameSpec{}});
  batch.attach_to(batch.frame(0), "NvDsFrameMeta", "frame_user_meta_list", nvds::NVDS_BUFFER_GST_AS_FRAME_USER_META,
                  carrier);
  const auto blocks = meta::BlockPool::create();
  const meta::BlockRef block = blocks->take();
  meta::Packer packer(nvds::Version{9, 1, 0});
  ASSERT_EQ(packer.pack(batch.meta(), 0, *block, {.include = meta::kSei}), meta::Packed::ok);
  RecordReader record = test::read_attachments(block->bytes()).at(0).record;
  EXPECT_EQ(record.text(), "GST.USER.SEI.META");
  EXPECT_EQ(record.word(), 0u);
  EXPECT_EQ(record.values<char>().size(), sizeof data);
  gst_buffer_unref(carrier);
}

}  // namespace
