#include "meta/pack.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "test/meta/block_reader.h"
#include "test/meta/synthetic_batch.h"

namespace {

using test::BatchSpec;
using test::ClassifierSpec;
using test::FrameSpec;
using test::ObjectSpec;
using test::SyntheticBatch;

// Packs into a block that the pool has recycled, full of another batch's bytes.
class Packing {
 public:
  meta::Packed pack(nvds::NvDsBatchMeta& batch, GstClockTime pts = GST_CLOCK_TIME_NONE) {
    block_ = blocks_->take();
    return packer_.pack(batch, pts, *block_);
  }
  std::span<const std::byte> bytes() const { return block_->bytes(); }
  BatchSpec read() const { return test::read_block(bytes()); }

 private:
  std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
  meta::Packer packer_;
  meta::BlockRef block_;
};

class EachRelease : public testing::TestWithParam<std::string> {
 protected:
  const facts::Release& release() const { return facts::Release::of(GetParam()); }
  bool rotates() const { return release().at("NvOSD_RectParams").find("rotation_angle"); }
};

ObjectSpec person() {
  return {.track_id = 0x1234567890ABCDEFull,
          .box = {1.5f, 2.5f, 30.25f, 40.125f},
          .detector = {1, 2, 30, 40},
          .tracker = {1.25f, 2.25f, 30.5f, 40.5f},
          .confidence = 0.75f,
          .tracker_confidence = 0.5f,
          .class_id = 2,
          .component_id = 1,
          .label = "person",
          .text = "person 7"};
}

TEST_P(EachRelease, EveryFieldOfAFrameAndItsObjectsReadsBackIdentical) {
  ObjectSpec first = person();
  first.rotation = rotates() ? 12.5f : 0.0f;
  first.classifiers = {{.component_id = 4,
                        .type = "vehicletype",
                        .labels = {{1, 5, 0.875f, "sedan", 12}, {2, 6, 0.125f, std::string(200, 'x')}}},
                       {.component_id = 5, .type = "", .labels = {}}};
  ObjectSpec second = person();
  second.track_id = nvds::UNTRACKED_OBJECT_ID;
  second.parent = 0;
  second.text.clear();
  const BatchSpec batch{{.pts = 40'000'000,
                         .ntp_timestamp = 1'700'000'000'000'000'000,
                         .pad_index = 3,
                         .source_id = 9,
                         .batch_id = 1,
                         .number = -5,
                         .source_width = 1920,
                         .source_height = 1080,
                         .width = 768,
                         .height = 576,
                         .surface_type = 1,
                         .surface_index = 2,
                         .surfaces_per_frame = 4,
                         .inferred = true,
                         .objects = {first, second}}};
  SyntheticBatch synthetic(release(), batch);
  Packing packing;
  ASSERT_EQ(packing.pack(synthetic.meta(), 123456789012345), meta::Packed::ok);
  EXPECT_EQ(packing.read(), batch);
  const std::uint32_t family = GetParam() < "8" ? 6 : GetParam() < "9" ? 8 : 9;
  EXPECT_EQ(test::header(packing.bytes(), meta::block::layout_family), family);
  EXPECT_EQ(test::header(packing.bytes(), meta::block::pts_low), 123456789012345 & 0xFFFFFFFF);
  EXPECT_EQ(test::header(packing.bytes(), meta::block::pts_high), 123456789012345 >> 32);
}

TEST_P(EachRelease, ABatchWithoutFramesAndFramesWithoutObjectsArePacked) {
  for (const BatchSpec& batch : {BatchSpec{}, BatchSpec{FrameSpec{}, FrameSpec{.number = 1}}}) {
    SyntheticBatch synthetic(release(), batch);
    Packing packing;
    ASSERT_EQ(packing.pack(synthetic.meta()), meta::Packed::ok);
    EXPECT_EQ(packing.read(), batch);
  }
}

BatchSpec random_batch(std::mt19937& random, bool rotates) {
  const auto below = [&](int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); };
  const auto word = [&] { return static_cast<std::uint32_t>(random()); };
  const auto real = [&] { return std::uniform_real_distribution<float>(-1e6f, 1e6f)(random); };
  const auto box = [&] { return std::vector<float>{real(), real(), real(), real()}; };
  const auto text = [&](int longest) {
    std::string result;
    for (int length = below(longest + 1); length > 0; --length) result += static_cast<char>(1 + below(255));
    return result;
  };
  int objects = 0;
  BatchSpec batch;
  for (int frames = below(6); frames > 0; --frames) {
    FrameSpec frame{.pts = word() * 1000ull,
                    .ntp_timestamp = word() * 1'000'000'000ull,
                    .pad_index = word(),
                    .source_id = word(),
                    .batch_id = word(),
                    .number = static_cast<std::int32_t>(word()),
                    .source_width = word(),
                    .source_height = word(),
                    .width = word(),
                    .height = word(),
                    .surface_type = word(),
                    .surface_index = word(),
                    .surfaces_per_frame = word(),
                    .inferred = below(2) == 1,
                    .objects = {}};
    for (int count = below(40); count > 0; --count, ++objects) {
      ObjectSpec object{.track_id = (std::uint64_t{word()} << 32) | word(),
                        .box = box(),
                        .detector = box(),
                        .tracker = box(),
                        .confidence = real(),
                        .tracker_confidence = real(),
                        .rotation = rotates ? real() : 0.0f,
                        .class_id = below(4) - 1,
                        .component_id = below(3),
                        .label = below(3) ? "class " + std::to_string(below(4)) : text(127),
                        .text = "",
                        .classifiers = {}};
      object.text = below(2) ? object.label : text(300);
      for (int classifiers = below(3); classifiers > 0; --classifiers) {
        ClassifierSpec classifier{.component_id = below(9), .type = text(20), .labels = {}};
        for (int labels = below(4); labels > 0; --labels)
          classifier.labels.push_back({word(), word(), real(), text(below(2) ? 127 : 400)});
        object.classifiers.push_back(classifier);
      }
      frame.objects.push_back(object);
    }
    batch.push_back(frame);
  }
  for (FrameSpec& frame : batch)
    for (ObjectSpec& object : frame.objects) object.parent = below(3) ? -1 : below(objects + 1) - (below(2) ? 2 : 0);
  for (FrameSpec& frame : batch)
    for (ObjectSpec& object : frame.objects)
      if (object.parent >= objects || object.parent < -2) object.parent = -1;
  return batch;
}

TEST_P(EachRelease, RandomBatchesReadBackIdentical) {
  std::mt19937 random(20260321);
  Packing packing;
  for (int i = 0; i < 100; ++i) {
    const BatchSpec batch = random_batch(random, rotates());
    SyntheticBatch synthetic(release(), batch);
    ASSERT_EQ(packing.pack(synthetic.meta()), meta::Packed::ok);
    ASSERT_EQ(packing.read(), batch) << "batch " << i;
  }
}

TEST_P(EachRelease, EqualLabelsAreOneString) {
  BatchSpec batch(2);
  for (FrameSpec& frame : batch)
    for (int i = 0; i < 50; ++i) {
      ObjectSpec object = person();
      object.class_id = i % 2;
      object.label = i % 2 ? "person" : "bicycle";
      object.text = object.label;
      frame.objects.push_back(object);
    }
  SyntheticBatch synthetic(release(), batch);
  Packing packing;
  ASSERT_EQ(packing.pack(synthetic.meta()), meta::Packed::ok);
  EXPECT_EQ(test::read_strings(packing.bytes()), (std::vector<std::string>{"", "bicycle", "person"}));
}

TEST_P(EachRelease, OneClassWithChangingLabelsKeepsThemApart) {
  BatchSpec batch(1);
  for (const char* label : {"car", "card", "ca", "", "car"}) {
    ObjectSpec object = person();
    object.label = label;
    batch[0].objects.push_back(object);
  }
  SyntheticBatch synthetic(release(), batch);
  Packing packing;
  ASSERT_EQ(packing.pack(synthetic.meta()), meta::Packed::ok);
  EXPECT_EQ(packing.read(), batch);
}

INSTANTIATE_TEST_SUITE_P(Releases, EachRelease, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

TEST(Pack, NothingIsAllocatedForTheSecondBatchOfAStream) {
  BatchSpec batch(30);
  for (FrameSpec& frame : batch) frame.objects.assign(20, person());
  SyntheticBatch synthetic(nvds::kLayout9, batch);
  const auto blocks = meta::BlockPool::create();
  meta::Packer packer;
  const std::byte* memory = nullptr;
  for (int i = 0; i < 3; ++i) {
    const meta::BlockRef block = blocks->take();
    ASSERT_EQ(packer.pack(synthetic.meta(), 0, *block), meta::Packed::ok);
    if (memory) {
      EXPECT_EQ(block->data(), memory);
    }
    memory = block->data();
  }
}

}  // namespace
