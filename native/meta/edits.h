// What JavaScript wants changed in a batch: commands in one run of bytes (lib/edits.ts writes them), checked as a whole
// before anything is applied.
//
// The bytes are little-endian without padding: the word kEditMagic, the number of commands, then the commands. Each is
// a word that says what it is (Command), then its operands in the order of the structs below. A text is the number of
// its UTF-8 bytes, then the bytes, without a terminator. Frames and objects are named by their row in the block that
// the edits answer; objects added here are kAdded plus their number in order of addition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nvds/layout.h"

namespace meta {

constexpr std::uint32_t kEditMagic = 0x3145444e;  // "NDE1"
constexpr std::uint32_t kAdded = 0x80000000u;
constexpr std::uint32_t kNobody = 0xFFFFFFFFu;

enum class Command : std::uint32_t {
  frame = 1,
  change,
  add,
  remove,
  classify,
  text,
  line,
  arrow,
  circle,
  rectangle,
  attach_to_frame,
  attach_to_object
};

// What edits may ask for. Beyond the widest line nvdsosd refuses the batch.
constexpr std::size_t kMaxEditBytes = 16u << 20;
constexpr std::size_t kMaxLabelBytes = nvds::MAX_LABEL_SIZE - 1;
constexpr std::size_t kMaxShownBytes = 4095;
constexpr std::size_t kMaxNameBytes = 63;
constexpr std::size_t kMaxJsonBytes = 1u << 20;
constexpr std::uint32_t kMaxLineWidth = 32;
constexpr std::uint32_t kMaxFontSize = 512;
constexpr float kMaxPosition = 1e6f;  // pixels

struct Point {
  std::uint32_t x, y;
};

struct FrameEdit {
  std::uint32_t frame;
  bool inferred;
};

struct Label {
  std::uint32_t id, class_id;
  float probability;
  std::string_view text;
};

struct Classify {
  std::uint32_t object;
  std::int32_t component_id;
  const char* type;  // kept, see kept_names.h; nullptr without one
  std::vector<Label> labels;
};

// Operands: a word of which bit n says that the n-th field below follows. An absent background or text is no field: it
// is a field whose first word is 0.
struct ObjectFields {
  std::optional<std::string_view> label{};
  std::optional<std::int32_t> class_id{};
  std::optional<std::int32_t> component_id{};
  std::optional<std::uint64_t> track_id{};
  std::optional<float> confidence{};
  std::optional<nvds::NvBbox_Coords> box{};
  std::optional<float> rotation{};  // degrees
  std::optional<std::uint32_t> border_width{};
  std::optional<nvds::NvOSD_ColorParams> border_color{};
  std::optional<std::optional<nvds::NvOSD_ColorParams>> background{};
  std::optional<std::optional<std::string_view>> text{};
  std::optional<Point> text_at{};
  std::optional<const char*> font_name{};  // kept
  std::optional<std::uint32_t> font_size{};
  std::optional<nvds::NvOSD_ColorParams> font_color{};
  std::optional<std::optional<nvds::NvOSD_ColorParams>> text_background{};
};
constexpr std::uint32_t kObjectFieldCount = 16;

struct Change {
  std::uint32_t object;
  ObjectFields fields;
};

struct Addition {
  std::uint32_t frame;
  std::uint32_t parent;  // kNobody without one
  ObjectFields fields;
};

struct Text {
  std::string_view text;
  Point at;
  const char* font_name;  // kept
  std::uint32_t font_size;
  nvds::NvOSD_ColorParams color;
  std::optional<nvds::NvOSD_ColorParams> background;
};
struct Line {
  Point from, to;
  std::uint32_t width;
  nvds::NvOSD_ColorParams color;
};
struct Arrow {
  Line line;
  nvds::NvOSD_Arrow_Head_Direction head;
};
struct Circle {
  Point centre;
  std::uint32_t radius, width;
  nvds::NvOSD_ColorParams color;
  std::optional<nvds::NvOSD_ColorParams> background;
};
struct Rectangle {
  nvds::NvBbox_Coords box;
  std::uint32_t width;
  nvds::NvOSD_ColorParams color;
  std::optional<nvds::NvOSD_ColorParams> background;
};

// What nvdsosd shall draw on a frame, besides its objects.
struct Drawing {
  std::uint32_t frame;
  std::variant<Text, Line, Arrow, Circle, Rectangle> shape;
};

struct Attachment {
  std::uint32_t target;  // frame or object
  std::string_view name, json;
};

// Edits that may be applied to any batch of the shape they were checked for. Texts lie in `bytes`.
struct Edits {
  std::vector<std::byte> bytes{};
  std::vector<FrameEdit> frames{};
  std::vector<Change> changes{};
  std::vector<Addition> additions{};
  std::vector<std::uint32_t> removals{};
  std::vector<Classify> classifications{};
  std::vector<Drawing> drawings{};
  std::vector<Attachment> frame_attachments{}, object_attachments{};
};

struct BatchShape {
  std::uint32_t frames = 0, objects = 0;
  nvds::Family family = nvds::Family::v9;
};

// Why edits are refused, for people: `key` is the field in the words of lib/intercept.ts.
struct EditFault {
  std::string message{}, key{}, value{}, remedy{};
};

// All of the edits or none.
std::variant<Edits, EditFault> check_edits(std::span<const std::byte> bytes, const BatchShape& shape);

}  // namespace meta
