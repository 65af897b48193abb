#include "test/meta/block_reader.h"

#include <stdexcept>

namespace test {
namespace {

using namespace meta::block;

template <class T>
T load(std::span<const std::byte> block, std::size_t offset) {
  if (offset + sizeof(T) > block.size()) throw std::out_of_range("beyond the block");
  T value;
  std::memcpy(&value, block.data() + offset, sizeof value);
  return value;
}

struct Section {
  std::span<const std::byte> block;
  std::size_t offset;
  std::size_t rows;
  std::size_t wide;  // 64-bit columns

  template <class T, class Column>
  T get(Column column, std::size_t row) const {
    const auto index = static_cast<std::size_t>(column);
    if (row >= rows) throw std::out_of_range("beyond the section");
    if constexpr (sizeof(T) == 8) return load<T>(block, offset + (index * rows + row) * 8);
    return load<T>(block, offset + wide * rows * 8 + (index * rows + row) * 4);
  }
};

Section section(std::span<const std::byte> block, Header offset, Header count, std::size_t wide) {
  const std::uint32_t at = header(block, offset);
  if (at % 8 != 0) throw std::out_of_range("a section is not aligned");
  return {block, at, header(block, count), wide};
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> block)
      : strings_(read_strings(block)),
        frames_(section(block, frame_offset, frame_count, static_cast<std::size_t>(Frame64::count))),
        objects_(section(block, object_offset, object_count, static_cast<std::size_t>(Object64::count))),
        classifiers_(section(block, classifier_offset, classifier_count, 0)),
        labels_(section(block, label_offset, label_count, 0)) {}

  BatchSpec read() const {
    BatchSpec batch;
    for (std::size_t row = 0; row < frames_.rows; ++row) batch.push_back(frame(row));
    return batch;
  }

 private:
  FrameSpec frame(std::size_t row) const {
    const auto get = [&](Frame32 column) { return frames_.get<std::uint32_t>(column, row); };
    FrameSpec spec{.pts = frames_.get<std::uint64_t>(Frame64::pts, row),
                   .ntp_timestamp = frames_.get<std::uint64_t>(Frame64::ntp_timestamp, row),
                   .pad_index = get(Frame32::pad_index),
                   .source_id = get(Frame32::source_id),
                   .batch_id = get(Frame32::batch_id),
                   .number = frames_.get<std::int32_t>(Frame32::number, row),
                   .source_width = get(Frame32::source_width),
                   .source_height = get(Frame32::source_height),
                   .width = get(Frame32::width),
                   .height = get(Frame32::height),
                   .surface_type = get(Frame32::surface_type),
                   .surface_index = get(Frame32::surface_index),
                   .surfaces_per_frame = get(Frame32::surfaces_per_frame),
                   .inferred = (get(Frame32::flags) & kInferDone) != 0,
                   .objects = {}};
    const std::uint32_t first = get(Frame32::first_object);
    for (std::uint32_t i = 0; i < get(Frame32::object_count); ++i) {
      if (objects_.get<std::uint32_t>(Object32::frame, first + i) != row) throw std::out_of_range("not this frame's");
      spec.objects.push_back(object(first + i));
    }
    return spec;
  }

  ObjectSpec object(std::size_t row) const {
    const auto real = [&](Object32 column) { return objects_.get<float>(column, row); };
    const auto whole = [&](Object32 column) { return objects_.get<std::int32_t>(column, row); };
    const auto box = [&](Object32 left) {
      std::vector<float> values;
      for (std::uint32_t i = 0; i < 4; ++i)
        values.push_back(real(static_cast<Object32>(static_cast<std::uint32_t>(left) + i)));
      return values;
    };
    ObjectSpec spec{.track_id = objects_.get<std::uint64_t>(Object64::track_id, row),
                    .box = box(Object32::left),
                    .detector = box(Object32::detector_left),
                    .tracker = box(Object32::tracker_left),
                    .confidence = real(Object32::confidence),
                    .tracker_confidence = real(Object32::tracker_confidence),
                    .rotation = real(Object32::rotation),
                    .class_id = whole(Object32::class_id),
                    .component_id = whole(Object32::component_id),
                    .parent = whole(Object32::parent),
                    .label = strings_.at(static_cast<std::size_t>(whole(Object32::label))),
                    .text = strings_.at(static_cast<std::size_t>(whole(Object32::text))),
                    .classifiers = {}};
    const auto first = static_cast<std::size_t>(whole(Object32::first_classifier));
    for (std::int32_t i = 0; i < whole(Object32::classifier_count); ++i) {
      const std::size_t at = first + static_cast<std::size_t>(i);
      if (classifiers_.get<std::uint32_t>(Classifier32::object, at) != row)
        throw std::out_of_range("not this object's");
      spec.classifiers.push_back(classifier(at));
    }
    return spec;
  }

  ClassifierSpec classifier(std::size_t row) const {
    ClassifierSpec spec{.component_id = classifiers_.get<std::int32_t>(Classifier32::component_id, row),
                        .type = strings_.at(classifiers_.get<std::uint32_t>(Classifier32::type, row)),
                        .labels = {}};
    const auto first = classifiers_.get<std::uint32_t>(Classifier32::first_label, row);
    for (std::uint32_t i = 0; i < classifiers_.get<std::uint32_t>(Classifier32::label_count, row); ++i)
      spec.labels.push_back({labels_.get<std::uint32_t>(Label32::label_id, first + i),
                             labels_.get<std::uint32_t>(Label32::class_id, first + i),
                             labels_.get<float>(Label32::probability, first + i),
                             strings_.at(labels_.get<std::uint32_t>(Label32::text, first + i)),
                             labels_.get<std::uint32_t>(Label32::class_count, first + i)});
    return spec;
  }

  std::vector<std::string> strings_;
  Section frames_, objects_, classifiers_, labels_;
};

}  // namespace

std::uint32_t header(std::span<const std::byte> block, Header word) {
  return load<std::uint32_t>(block, word * sizeof(std::uint32_t));
}

std::vector<std::string> read_strings(std::span<const std::byte> block) {
  const std::size_t count = header(block, string_count);
  const std::size_t offsets = header(block, string_offset);
  const std::size_t characters = offsets + (count + 1) * 4;
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < count; ++i) {
    const auto from = load<std::uint32_t>(block, offsets + i * 4);
    const auto to = load<std::uint32_t>(block, offsets + (i + 1) * 4);
    if (to < from || characters + to > block.size()) throw std::out_of_range("a string beyond the block");
    strings.emplace_back(reinterpret_cast<const char*>(block.data()) + characters + from, to - from);
  }
  return strings;
}

RecordReader::RecordReader(std::span<const std::byte> block, std::vector<std::uint32_t> words)
    : block_(block), strings_(read_strings(block)), words_(std::move(words)) {}

std::uint32_t RecordReader::word() { return words_.at(at_++); }

std::uint64_t RecordReader::wide() {
  const std::uint64_t low = word();
  return low | std::uint64_t{word()} << 32;
}

std::optional<std::vector<std::byte>> RecordReader::bulk() {
  const std::uint32_t offset = word();
  const std::uint32_t length = word();
  if (length == kNoData) return std::nullopt;
  if (std::size_t{offset} + length > header(block_, bulk_length)) throw std::out_of_range("beyond the bulk");
  const auto bytes = block_.subspan(header(block_, bulk_offset) + offset, length);
  return std::vector<std::byte>(bytes.begin(), bytes.end());
}

std::vector<Attachment> read_attachments(std::span<const std::byte> block) {
  const Section rows = section(block, attachment_offset, attachment_count, 0);
  std::vector<Attachment> attachments;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    const auto get = [&](Attachment32 column) { return rows.get<std::uint32_t>(column, row); };
    std::vector<std::uint32_t> words(get(Attachment32::length));
    for (std::size_t i = 0; i < words.size(); ++i)
      words[i] = load<std::uint32_t>(block, header(block, record_offset) + (get(Attachment32::first) + i) * 4);
    attachments.push_back({static_cast<Owner>(get(Attachment32::owner)), get(Attachment32::row),
                           static_cast<Kind>(get(Attachment32::kind)), RecordReader(block, words)});
  }
  return attachments;
}

BatchSpec read_block(std::span<const std::byte> block) {
  if (header(block, magic) != kMagic) throw std::invalid_argument("no block");
  if (header(block, byte_length) != block.size()) throw std::out_of_range("another length");
  return Reader(block).read();
}

}  // namespace test
