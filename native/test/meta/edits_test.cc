// Edits of batches: what they change, what they leave alone, and what is refused.
#include "meta/edits.h"

#include <gtest/gtest.h>

#include <random>

#include "meta/apply.h"
#include "meta/attachment.h"
#include "meta/kept_names.h"
#include "meta/pack.h"
#include "test/meta/block_reader.h"
#include "test/meta/edit_bytes.h"
#include "test/meta/release_batch.h"

namespace {

using namespace test;
using meta::Command;
using meta::kAdded;
using meta::kNobody;
using nvds::Family;

BatchSpec read(ReleaseBatch& batch) {
  const auto pool = meta::BlockPool::create();
  const meta::BlockRef block = pool->take();
  meta::Packer packer;
  EXPECT_EQ(packer.pack(batch.meta(), 0, *block), meta::Packed::ok);
  return read_block(block->bytes());
}

// Nothing when they are refused, and nothing is changed then.
std::optional<meta::EditFault> edit(ReleaseBatch& batch, std::span<const std::byte> bytes) {
  meta::BatchRows rows;
  EXPECT_TRUE(rows.collect(batch.meta()));
  auto checked = meta::check_edits(bytes, rows.shape());
  if (auto* fault = std::get_if<meta::EditFault>(&checked)) return std::move(*fault);
  meta::apply(std::get<meta::Edits>(checked), rows, batch.meta(), batch.library());
  return {};
}

class EveryRelease : public testing::TestWithParam<const nvds::Layout*> {
 protected:
  const nvds::Layout& layout = *GetParam();
  ReleaseBatch batch{layout, 2, 3};

  BatchSpec after(const EditBytes& edits) {
    const auto fault = edit(batch, edits.bytes());
    EXPECT_FALSE(fault) << (fault ? fault->message : "");
    return read(batch);
  }
  template <class T>
  T of(const void* base, std::uint32_t offset) {
    return ReleaseBatch::get<T>(base, offset);
  }
};

INSTANTIATE_TEST_SUITE_P(Edits, EveryRelease, testing::Values(&nvds::kLayout6, &nvds::kLayout8, &nvds::kLayout9),
                         [](const auto& family) {
                           return "v" + std::to_string(static_cast<unsigned>(family.param->family));
                         });

TEST_P(EveryRelease, ChangesWhatTheyNameAndNothingElse) {
  BatchSpec expected = read(batch);
  ObjectSpec& object = expected[1].objects[2];
  object.label = "dog";
  object.class_id = 7;
  object.track_id = 0xFFFFFFFFFFFFFFF0;
  object.confidence = 0.5f;
  object.box = {1, 2, 3, 4};
  object.text = "a dog";
  EditBytes edits;
  edits.change(5, kLabel | kClassId | kTrackId | kConfidence | kBox | kText)
      .text("dog")
      .put(std::int32_t{7})
      .put(std::uint64_t{0xFFFFFFFFFFFFFFF0})
      .put(0.5f)
      .box(1, 2, 3, 4)
      .put(1u)
      .text("a dog");
  EXPECT_EQ(after(edits), expected);
}

TEST_P(EveryRelease, ChangeHowAnObjectIsDrawn) {
  EditBytes edits;
  edits
      .change(0, kBorderWidth | kBorderColor | kBackground | kTextAt | kFont | kFontSize | kFontColor | kTextBackground)
      .put(9u)
      .color(0, 1, 0, 0.5)
      .put(1u)
      .color(0.25, 0, 0, 1)
      .put(3u)
      .put(4u)
      .text("Sans")
      .put(20u)
      .color(1, 1, 0, 1)
      .put(0u);
  after(edits);
  const void* object = batch.object(0);
  const auto rect = [&](std::uint32_t offset) { return layout.object.rect_params + offset; };
  const auto text = [&](std::uint32_t offset) { return layout.object.text_params + offset; };
  EXPECT_EQ(of<guint>(object, rect(layout.rect.border_width)), 9u);
  EXPECT_EQ(of<nvds::NvOSD_ColorParams>(object, rect(layout.rect.border_color)).alpha, 0.5);
  EXPECT_EQ(of<guint>(object, rect(layout.rect.has_bg_color)), 1u);
  EXPECT_EQ(of<nvds::NvOSD_ColorParams>(object, rect(layout.rect.bg_color)).red, 0.25);
  EXPECT_EQ(of<guint>(object, text(layout.text.x_offset)), 3u);
  EXPECT_EQ(of<guint>(object, text(layout.text.y_offset)), 4u);
  EXPECT_STREQ(of<char*>(object, text(layout.text.font_name)), "Sans");
  EXPECT_EQ(of<guint>(object, text(layout.text.font_size)), 20u);
  EXPECT_EQ(of<nvds::NvOSD_ColorParams>(object, text(layout.text.font_color)).green, 1);
  EXPECT_EQ(of<int>(object, text(layout.text.set_bg_clr)), 0);
}

TEST_P(EveryRelease, ATextMovesWithItsBoxButNotBeyondTheEdge) {
  EditBytes edits;
  edits.change(0, kBox).box(15, 0, 30, 40);
  after(edits);
  EXPECT_EQ(of<guint>(batch.object(0), layout.object.text_params + layout.text.x_offset), 15u);
  EXPECT_EQ(of<guint>(batch.object(0), layout.object.text_params + layout.text.y_offset), 0u);
}

TEST_P(EveryRelease, ATextCanBeTakenAway) {
  EditBytes edits;
  edits.change(0, kText).put(0u);
  EXPECT_EQ(after(edits)[0].objects[0].text, "");
  EXPECT_EQ(of<char*>(batch.object(0), layout.object.text_params + layout.text.display_text), nullptr);
}

TEST_P(EveryRelease, AnAddedObjectLooksLikeOneOfNvinfer) {
  EditBytes edits;
  edits.add(1, kNobody, kLabel | kClassId | kConfidence | kBox | kText)
      .text("cat")
      .put(std::int32_t{4})
      .put(0.75f)
      .box(50, 60, 7, 8)
      .put(1u)
      .text("cat");
  const BatchSpec result = after(edits);
  ASSERT_EQ(result[1].objects.size(), 4u);
  EXPECT_EQ(result[0].objects.size(), 3u);
  // Lists of DeepStream stand newest first.
  const ObjectSpec& cat = result[1].objects.front();
  const ObjectSpec expected{.box = {50, 60, 7, 8},
                            .detector = {50, 60, 7, 8},
                            .confidence = 0.75f,
                            .class_id = 4,
                            .component_id = -1,
                            .label = "cat",
                            .text = "cat"};
  EXPECT_EQ(cat, expected);
  const void* object = batch.object(3);
  EXPECT_EQ(of<guint>(object, layout.object.rect_params + layout.rect.border_width), 3u);
  EXPECT_EQ(of<nvds::NvOSD_ColorParams>(object, layout.object.rect_params + layout.rect.border_color).red, 1);
  EXPECT_EQ(of<guint>(object, layout.object.text_params + layout.text.x_offset), 50u);
  EXPECT_EQ(of<guint>(object, layout.object.text_params + layout.text.y_offset), 50u);
  EXPECT_STREQ(of<char*>(object, layout.object.text_params + layout.text.font_name), "Serif");
  EXPECT_EQ(of<guint>(batch.frame(1), layout.frame.num_obj_meta), 4u);
}

TEST_P(EveryRelease, AnAddedObjectCanHaveAParentThatIsThereOrWasAddedBefore) {
  EditBytes edits;
  edits.add(0, 2, kBox).box(1, 1, 1, 1).add(0, kAdded, kBox).box(2, 2, 2, 2);
  after(edits);
  const void* second = batch.object(0);
  const void* first = batch.object(1);
  EXPECT_EQ(of<void*>(first, layout.object.parent), batch.object(4));
  EXPECT_EQ(of<const void*>(second, layout.object.parent), first);
}

TEST_P(EveryRelease, ARemovedObjectIsGoneAndItsChildrenHaveNoParent) {
  ReleaseBatch::set(batch.object(0), layout.object.parent, batch.object(1));
  ReleaseBatch::set(batch.object(2), layout.object.parent, batch.object(0));
  EditBytes edits;
  edits.command(Command::remove, {1}).add(0, 1, kBox).box(1, 1, 1, 1);
  const BatchSpec result = after(edits);
  ASSERT_EQ(result[0].objects.size(), 3u);
  EXPECT_EQ(result[0].objects[0].parent, -1);  // the added one
  EXPECT_EQ(result[0].objects[1].class_id, 0);
  EXPECT_EQ(result[0].objects[1].parent, -1);
  EXPECT_EQ(result[0].objects[2].class_id, 2);
  EXPECT_EQ(result[0].objects[2].parent, 1);
}

TEST_P(EveryRelease, AClassificationHasItsLabelsInOrder) {
  EditBytes edits;
  edits.command(Command::classify, {4}).put(std::int32_t{9}).text("colour").put(2u);
  edits.put(0u).put(3u).put(0.5f).text("red").put(1u).put(4u).put(0.25f).text("dark");
  const ClassifierSpec expected{
      .component_id = 9, .type = "colour", .labels = {{0, 3, 0.5f, "red"}, {1, 4, 0.25f, "dark"}}};
  EXPECT_EQ(after(edits)[1].objects[1].classifiers, std::vector{expected});
}

TEST_P(EveryRelease, AFrameCanBeMarkedAsInferred) {
  EditBytes edits;
  edits.command(Command::frame, {1, 1});
  const BatchSpec result = after(edits);
  EXPECT_FALSE(result[0].inferred);
  EXPECT_TRUE(result[1].inferred);
}

TEST_P(EveryRelease, DrawingsFillDisplayMetasOfSixteenOfAKind) {
  EditBytes edits;
  for (std::uint32_t i = 0; i < 20; ++i) edits.command(Command::line, {0, i, 2, 3, 4, 5}).color(1, 0, 0, 1);
  edits.command(Command::text, {0}).text("hello").put(7u).put(8u).text("Sans").put(12u).color(1, 1, 1, 1).put(0u);
  edits.command(Command::arrow, {0, 1, 2, 3, 4, 5}).color(0, 1, 0, 1).put(2u);
  edits.command(Command::circle, {0, 30, 40, 10, 3}).color(0, 0, 1, 1).put(1u).color(1, 0, 0, 1);
  edits.command(Command::rectangle, {1}).box(1, 2, 3, 4).put(6u).color(1, 0, 0, 1).put(0u);
  after(edits);
  const nvds::DisplayLayout& at = layout.display;
  const auto displays = ReleaseBatch::list(batch.frame(0), layout.frame.display_meta_list);
  ASSERT_EQ(displays.size(), 2u);
  EXPECT_EQ(of<guint>(displays[1], at.num_lines), 16u);
  EXPECT_EQ(of<guint>(displays[0], at.num_lines), 4u);
  EXPECT_EQ(of<nvds::NvOSD_LineParams>(displays[0], at.line_params + 3 * guint(sizeof(nvds::NvOSD_LineParams))).x1,
            19u);
  ASSERT_EQ(of<guint>(displays[0], at.num_labels), 1u);
  const auto text = of<nvds::NvOSD_TextParams>(displays[0], at.text_params);
  EXPECT_STREQ(text.display_text, "hello");
  EXPECT_EQ(text.y_offset, 8u);
  EXPECT_EQ(of<nvds::NvOSD_ArrowParams>(displays[0], at.arrow_params).arrow_head, nvds::BOTH_HEAD);
  const auto circle = of<nvds::NvOSD_CircleParams>(displays[0], at.circle_params);
  EXPECT_EQ(std::tie(circle.xc, circle.radius, circle.circle_width, circle.has_bg_color), std::tuple(30u, 10u, 3u, 1u));
  const auto others = ReleaseBatch::list(batch.frame(1), layout.frame.display_meta_list);
  ASSERT_EQ(others.size(), 1u);
  ASSERT_EQ(of<guint>(others[0], at.num_rects), 1u);
  EXPECT_EQ(of<float>(others[0], at.rect_params + layout.rect.height), 4.0f);
  EXPECT_EQ(of<guint>(others[0], at.rect_params + layout.rect.border_width), 6u);
}

TEST_P(EveryRelease, AnAnnotationIsPutOnAFrameOnce) {
  const std::vector<meta::Drawing> drawings{{0, meta::Line{{1, 2}, {3, 4}, 5, {}}}};
  auto* frame = static_cast<nvds::NvDsFrameMeta*>(batch.frame(0));
  const auto draw = [&](std::uint64_t annotation) {
    return meta::draw(drawings, frame, annotation, layout, batch.meta(), batch.library());
  };
  EXPECT_TRUE(draw(1));
  EXPECT_TRUE(draw(2));
  EXPECT_FALSE(draw(1));
  EXPECT_EQ(ReleaseBatch::list(frame, layout.frame.display_meta_list).size(), 2u);
}

TEST_P(EveryRelease, AttachedJsonIsUserMetadataThatCopiesItself) {
  EditBytes edits;
  edits.command(Command::attach_to_frame, {1}).text("scene").text("{\"wet\":true}");
  edits.command(Command::attach_to_object, {0}).text("plate").text("\"B 1\"");
  edits.add(0, kNobody, kBox).box(1, 1, 1, 1).command(Command::attach_to_object, {kAdded}).text("n").text("1");
  after(edits);
  char descriptor[] = "NODE_DEEPSTREAM.JSON";
  const auto type = nvds::nvds_get_user_meta_type(descriptor);
  const auto read_one = [&](const void* base, std::uint32_t offset) {
    const auto users = ReleaseBatch::list(base, offset);
    EXPECT_EQ(users.size(), 1u);
    auto* user = static_cast<nvds::NvDsUserMeta*>(users.at(0));
    EXPECT_EQ(user->base_meta.meta_type, type);
    const gpointer copy = user->base_meta.copy_func(user, nullptr);
    const auto view = meta::read_json(copy);
    EXPECT_TRUE(view);
    const std::string both = view ? std::string(view->name) + "=" + std::string(view->json) : "";
    g_free(copy);
    return both;
  };
  EXPECT_EQ(read_one(batch.frame(1), layout.frame.frame_user_meta_list), "scene={\"wet\":true}");
  EXPECT_EQ(read_one(batch.object(1), layout.object.obj_user_meta_list), "plate=\"B 1\"");
  EXPECT_EQ(read_one(batch.object(0), layout.object.obj_user_meta_list), "n=1");
}

TEST_P(EveryRelease, ListsThatOthersChangedMeanwhileAreNoticed) {
  meta::BatchRows rows;
  ASSERT_TRUE(rows.collect(batch.meta()));
  EXPECT_TRUE(rows.unchanged(batch.meta()));
  batch.library().remove_object(static_cast<nvds::NvDsFrameMeta*>(batch.frame(0)),
                                static_cast<nvds::NvDsObjectMeta*>(batch.object(1)));
  EXPECT_FALSE(rows.unchanged(batch.meta()));
}

// ---- what is refused

struct Case {
  const char* name;
  EditBytes edits;
  const char* key;
};

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, WithTheKeyAndWithoutAnyEffect) {
  ReleaseBatch batch(nvds::kLayout9, 2, 3);
  const BatchSpec before = read(batch);
  EditBytes edits;
  edits.command(Command::remove, {0});
  // The fault comes after a good command, which must not be carried out either.
  std::vector<std::byte> bytes(edits.bytes().begin(), edits.bytes().end());
  const auto rest = GetParam().edits.bytes();
  bytes.insert(bytes.end(), rest.begin() + 8, rest.end());
  const std::uint32_t two = 2;
  std::memcpy(bytes.data() + 4, &two, 4);
  const auto fault = edit(batch, bytes);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->key, GetParam().key);
  EXPECT_NE(fault->message, "");
  EXPECT_NE(fault->remedy, "");
  EXPECT_EQ(read(batch), before);
}

const float kNan = std::numeric_limits<float>::quiet_NaN();
const float kInfinity = std::numeric_limits<float>::infinity();

INSTANTIATE_TEST_SUITE_P(
    Edits, Refused,
    testing::Values(
        Case{"NanBox", EditBytes().change(1, kBox).box(kNan, 0, 1, 1), "box.left"},
        Case{"InfiniteBox", EditBytes().change(1, kBox).box(0, 0, kInfinity, 1), "box.width"},
        Case{"NegativeHeight", EditBytes().change(1, kBox).box(0, 0, 1, -1), "box.height"},
        Case{"LongLabel", EditBytes().change(1, kLabel).text(std::string(128, 'x')), "label"},
        Case{"LongText", EditBytes().change(1, kText).put(1u).text(std::string(4096, 'x')), "text"},
        Case{"ZeroByte", EditBytes().change(1, kLabel).text(std::string_view("a\0b", 3)), "label"},
        Case{"NotUtf8", EditBytes().change(1, kLabel).text("\xff"), "edits"},
        Case{"NanConfidence", EditBytes().change(1, kConfidence).put(kNan), "confidence"},
        Case{"WideBorder", EditBytes().change(1, kBorderWidth).put(33u), "border.width"},
        Case{"BrightColour", EditBytes().change(1, kBorderColor).color(2, 0, 0, 1), "border.color"},
        Case{"NoSuchObject", EditBytes().change(6, kBox).box(0, 0, 1, 1), "edits"},
        Case{"NoSuchAddition", EditBytes().change(kAdded, kBox).box(0, 0, 1, 1), "edits"},
        Case{"NoSuchParent", EditBytes().add(0, 6, kBox).box(0, 0, 1, 1), "edits"},
        Case{"NoSuchFrame", EditBytes().add(2, kNobody, kBox).box(0, 0, 1, 1), "edits"},
        Case{"NoSuchField", EditBytes().change(1, 1u << 16), "edits"},
        Case{"NoSuchCommand", EditBytes().command(static_cast<Command>(99)), "edits"},
        Case{"AddedWithoutBox", EditBytes().add(0, kNobody, kClassId).put(1), "edits"},
        Case{"RemovedTwice", EditBytes().command(Command::remove, {0}), "edits"},
        Case{"WideLine", EditBytes().command(Command::line, {0, 1, 2, 3, 4, 33}).color(1, 0, 0, 1), "width"},
        Case{"HeadOfAnArrow", EditBytes().command(Command::arrow, {0, 1, 2, 3, 4, 5}).color(1, 0, 0, 1).put(3u),
             "head"},
        Case{"FarCircle", EditBytes().command(Command::circle, {0, 2000000, 2, 3, 4}).color(1, 0, 0, 1).put(0u),
             "circle"},
        Case{"LongName", EditBytes().command(Command::attach_to_frame, {0}).text(std::string(64, 'x')).text("1"),
             "name"},
        Case{"ManyLabels", EditBytes().command(Command::classify, {0}).put(1).text("").put(0x10000000u), "edits"},
        Case{"UnlikelyLabel",
             EditBytes().command(Command::classify, {0}).put(1).text("").put(1u).put(0u).put(0u).put(1.5f).text("x"),
             "probability"}),
    [](const auto& info) { return info.param.name; });

TEST(Edits, ARotationBeforeDeepStream9IsRefused) {
  EditBytes edits;
  edits.change(0, kRotation).put(30.0f);
  ReleaseBatch before(nvds::kLayout8, 1, 1), now(nvds::kLayout9, 1, 1);
  ASSERT_TRUE(edit(before, edits.bytes()));
  EXPECT_EQ(edit(before, edits.bytes())->key, "rotation");
  EXPECT_FALSE(edit(now, edits.bytes()));
  EXPECT_EQ(read(now)[0].objects[0].rotation, 30.0f);
}

// In a process of its own, because it uses up the bound.
TEST(EditsDeathTest, NamesAreKeptForTheProcessUpToABound) {
  const auto use_up = [] {
    const char* const known = meta::keep_name("Sans");
    ReleaseBatch batch(nvds::kLayout9, 1, 1);
    std::optional<meta::EditFault> fault;
    for (std::size_t i = 0; i <= meta::kMaxKeptNames && !fault; ++i) {
      EditBytes edits;
      edits.change(0, kFont).text("font-" + std::to_string(i));
      fault = edit(batch, edits.bytes());
    }
    const bool right = fault && fault->key == "textStyle.font" && meta::keep_name("Sans") == known;
    std::_Exit(right ? 0 : 1);
  };
  EXPECT_EXIT(use_up(), testing::ExitedWithCode(0), "");
}

EditBytes everything() {
  EditBytes edits;
  edits.command(Command::frame, {1, 1});
  edits.change(1, 0xFFFFu & ~kRotation)
      .text("dog")
      .put(1)
      .put(2)
      .put(std::uint64_t{3})
      .put(0.5f)
      .box(1, 2, 3, 4)
      .put(3u)
      .color(1, 0, 0, 1)
      .put(1u)
      .color(0, 0, 0, 1)
      .put(1u)
      .text("text")
      .put(1u)
      .put(2u)
      .text("Sans")
      .put(12u)
      .color(1, 1, 1, 1)
      .put(0u);
  edits.add(0, 0, kLabel | kBox | kText).text("cat").box(1, 2, 3, 4).put(1u).text("cat");
  edits.command(Command::remove, {0});
  edits.command(Command::classify, {2}).put(1).text("Sans").put(1u).put(0u).put(0u).put(0.5f).text("x");
  edits.command(Command::text, {0}).text("hello").put(7u).put(8u).text("Sans").put(12u).color(1, 1, 1, 1).put(0u);
  edits.command(Command::circle, {1, 30, 40, 10, 3}).color(0, 0, 1, 1).put(1u).color(1, 0, 0, 1);
  edits.command(Command::attach_to_object, {kAdded}).text("n").text("1");
  return edits;
}

TEST(Edits, ThatEndTooSoonAreRefused) {
  const EditBytes edits = everything();
  ReleaseBatch batch(nvds::kLayout9, 2, 3);
  for (std::size_t length = 0; length < edits.bytes().size(); ++length)
    ASSERT_TRUE(edit(batch, edits.bytes().first(length))) << length;
  EXPECT_FALSE(edit(batch, edits.bytes()));
}

TEST(Edits, ThatAreDamagedNeverCrash) {
  std::mt19937 random(1);
  const EditBytes whole = everything();
  int applied = 0;
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::byte> bytes(whole.bytes().begin(), whole.bytes().end());
    if (round % 4 == 0) {
      for (std::size_t i = 8; i < bytes.size(); ++i) bytes[i] = std::byte(random());
      bytes.resize(8 + random() % (bytes.size() - 8));
    } else {
      for (unsigned i = 0; i <= random() % 4; ++i) bytes[random() % bytes.size()] = std::byte(random());
    }
    const nvds::Layout* layout = round % 2 ? &nvds::kLayout9 : &nvds::kLayout6;
    ReleaseBatch batch(*layout, 2, 3);
    if (!edit(batch, bytes)) {
      ++applied;
      read(batch);
    }
  }
  EXPECT_GT(applied, 50);  // some damage is only another number
}

TEST(Library, IsTheOneThatThisProcessHasLoaded) {
  const meta::Library* library = meta::Library::loaded();
  ASSERT_NE(library, nullptr);
  EXPECT_EQ(library, meta::Library::loaded());
  nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(1);
  nvds::NvDsFrameMeta* frame = nvds::nvds_acquire_frame_meta_from_pool(batch);
  nvds::nvds_add_frame_meta_to_batch(batch, frame);
  for (int i = 0; i < 3; ++i)
    nvds::nvds_add_obj_meta_to_frame(frame, nvds::nvds_acquire_obj_meta_from_pool(batch), nullptr);
  nvds::NvDsFrameMeta* second = nvds::nvds_acquire_frame_meta_from_pool(batch);
  nvds::nvds_add_frame_meta_to_batch(batch, second);
  meta::BatchRows rows;
  ASSERT_TRUE(rows.collect(*batch));
  auto checked = meta::check_edits(everything().bytes(), rows.shape());
  ASSERT_TRUE(std::holds_alternative<meta::Edits>(checked));
  meta::apply(std::get<meta::Edits>(checked), rows, *batch, *library);
  EXPECT_EQ(frame->num_obj_meta, 3u);  // one added, one removed
  EXPECT_NE(frame->display_meta_list, nullptr);
  nvds::nvds_destroy_batch_meta(batch);  // leaks would show
}

}  // namespace
