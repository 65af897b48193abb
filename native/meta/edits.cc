#include "meta/edits.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "meta/kept_names.h"
#include "meta/pack.h"

namespace meta {
namespace {

using nvds::NvBbox_Coords;
using nvds::NvOSD_ColorParams;

std::string in_words(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

class Checker {
 public:
  Checker(Edits& edits, const BatchShape& shape) : edits_(edits), shape_(shape), rest_(edits.bytes) {}

  std::optional<EditFault> check() {
    if (word() != kEditMagic) damaged("they do not begin as edits do");
    for (std::uint32_t left = word(); left > 0 && !fault_; --left) command();
    if (!rest_.empty()) damaged("bytes follow the last command");
    return fault_;
  }

 private:
  // The first fault counts: it ends the bytes, and what is read after it is zeros.
  void fail(EditFault fault) {
    if (!fault_) fault_ = std::move(fault);
    rest_ = {};
  }

  void refuse(const char* key, const std::string& value, const std::string& expected) {
    fail({.message = "Expected " + expected + " for \"" + key + "\", got " + value + ".",
          .key = key,
          .value = value,
          .remedy = "Set " + expected + "."});
  }

  void damaged(const char* what) {
    fail({.message = std::string("The edits are damaged: ") + what + ".",
          .key = "edits",
          .value = {},
          .remedy = "Please report this: the library writes the edits itself."});
  }

  template <class T>
  T take() {
    T value{};
    if (rest_.size() < sizeof(T)) {
      damaged("they end within a command");
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    return value;
  }
  std::uint32_t word() { return take<std::uint32_t>(); }
  bool flag() { return word() != 0; }

  std::string_view text(const char* key, std::size_t most) {
    const std::uint32_t size = word();
    if (size > rest_.size()) {
      damaged("a text is longer than they are");
      return {};
    }
    const std::string_view text(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    if (size > most)
      refuse(key, "one of " + std::to_string(size) + " bytes", "a text of at most " + std::to_string(most) + " bytes");
    if (text.find('\0') != std::string_view::npos) refuse(key, "one with a zero byte", "a text without zero bytes");
    if (!g_utf8_validate(text.data(), static_cast<gssize>(size), nullptr)) damaged("a text is not UTF-8");
    return text;
  }

  // nullptr for an empty one.
  const char* name(const char* key) {
    const std::string_view wanted = text(key, kMaxNameBytes);
    if (wanted.empty()) return nullptr;
    const char* const kept = keep_name(wanted);
    if (!kept)
      refuse(key, std::string(wanted), "one of at most " + std::to_string(kMaxKeptNames) + " names in a process");
    return kept;
  }

  std::uint32_t count(const char* key, std::uint32_t least, std::uint32_t most) {
    const std::uint32_t value = word();
    if (value < least || value > most)
      refuse(key, std::to_string(value),
             "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
  }

  float number(const char* key, float least, float most) {
    const auto value = take<float>();
    if (!(value >= least && value <= most))
      refuse(key, in_words(value), "a number from " + in_words(least) + " to " + in_words(most));
    return value;
  }

  // DeepStream's -0.1 says that there is none.
  float confidence(const char* key) { return number(key, -1, 1); }

  Point point(const char* key) {
    const auto most = static_cast<std::uint32_t>(kMaxPosition);
    const std::uint32_t x = count(key, 0, most);
    return {x, count(key, 0, most)};
  }

  NvBbox_Coords box(const char* key) {
    const std::string name(key);
    NvBbox_Coords box{};
    box.left = number((name + ".left").c_str(), -kMaxPosition, kMaxPosition);
    box.top = number((name + ".top").c_str(), -kMaxPosition, kMaxPosition);
    box.width = number((name + ".width").c_str(), 0, kMaxPosition);
    box.height = number((name + ".height").c_str(), 0, kMaxPosition);
    return box;
  }

  NvOSD_ColorParams color(const char* key) {
    NvOSD_ColorParams color{};
    for (double* channel : {&color.red, &color.green, &color.blue, &color.alpha}) {
      *channel = take<double>();
      if (!(*channel >= 0 && *channel <= 1)) refuse(key, in_words(*channel), "channels from 0 to 1");
    }
    return color;
  }

  std::optional<NvOSD_ColorParams> color_or_none(const char* key) {
    if (!flag()) return {};
    return color(key);
  }

  std::uint32_t frame() {
    const std::uint32_t row = word();
    if (row >= shape_.frames) damaged("there is no such frame in the batch");
    return row;
  }

  // One of the batch's or one added before.
  std::uint32_t object() {
    const std::uint32_t row = word();
    const bool known = row < shape_.objects || (row >= kAdded && row - kAdded < edits_.additions.size());
    if (!known) damaged("there is no such object in the batch");
    return row;
  }

  ObjectFields fields() {
    const std::uint32_t mask = word();
    if (mask >> kObjectFieldCount != 0) damaged("an object has no such field");
    std::uint32_t bit = 0;
    const auto follows = [&] { return (mask >> bit++ & 1) != 0; };
    ObjectFields fields;
    if (follows()) fields.label = text("label", kMaxLabelBytes);
    if (follows()) fields.class_id = take<std::int32_t>();
    if (follows()) fields.component_id = take<std::int32_t>();
    if (follows()) fields.track_id = take<std::uint64_t>();
    if (follows()) fields.confidence = confidence("confidence");
    if (follows()) fields.box = box("box");
    if (follows()) {
      fields.rotation = number("rotation", -360, 360);
      if (nvds::layout_of(shape_.family)->rect.rotation_angle == nvds::kAbsent && *fields.rotation != 0)
        refuse("rotation", in_words(*fields.rotation), "no rotation before DeepStream 9.0");
    }
    if (follows()) fields.border_width = count("border.width", 0, kMaxLineWidth);
    if (follows()) fields.border_color = color("border.color");
    if (follows()) fields.background = color_or_none("background");
    if (follows()) {
      fields.text.emplace();
      if (flag()) fields.text = text("text", kMaxShownBytes);
    }
    if (follows()) fields.text_at = point("textStyle.at");
    if (follows()) fields.font_name = name("textStyle.font");
    if (follows()) fields.font_size = count("textStyle.size", 1, kMaxFontSize);
    if (follows()) fields.font_color = color("textStyle.color");
    if (follows()) fields.text_background = color_or_none("textStyle.background");
    return fields;
  }

  std::vector<Label> labels() {
    // A label takes 16 bytes at least, so that a wrong number cannot ask for much.
    const std::uint32_t size = word();
    std::vector<Label> labels;
    if (size > rest_.size() / 16) damaged("more labels are announced than there are");
    for (std::uint32_t i = 0; i < size && !fault_; ++i) {
      Label label{};
      label.id = word();
      label.class_id = word();
      label.probability = number("probability", 0, 1);
      label.text = text("label", kMaxLabelBytes);
      labels.push_back(label);
    }
    return labels;
  }

  // Initialisers in braces are evaluated in their order, which is that of the operands.
  Line line() { return {point("from"), point("to"), count("width", 1, kMaxLineWidth), color("color")}; }

  void command() {
    switch (static_cast<Command>(word())) {
      case Command::frame: edits_.frames.push_back({frame(), flag()}); return;
      case Command::change: edits_.changes.push_back({object(), fields()}); return;
      case Command::add: add(); return;
      case Command::remove: remove(); return;
      case Command::classify:
        edits_.classifications.push_back({object(), take<std::int32_t>(), name("classification.type"), labels()});
        return;
      case Command::text:
        edits_.drawings.push_back(
            {frame(), Text{text("text", kMaxShownBytes), point("at"), name("font"), count("size", 1, kMaxFontSize),
                           color("color"), color_or_none("background")}});
        return;
      case Command::line: edits_.drawings.push_back({frame(), line()}); return;
      case Command::arrow:
        edits_.drawings.push_back(
            {frame(), Arrow{line(), static_cast<nvds::NvOSD_Arrow_Head_Direction>(count("head", 0, 2))}});
        return;
      case Command::circle:
        edits_.drawings.push_back(
            {frame(), Circle{point("circle"), count("radius", 1, static_cast<std::uint32_t>(kMaxPosition)),
                             count("width", 0, kMaxLineWidth), color("color"), color_or_none("background")}});
        return;
      case Command::rectangle:
        edits_.drawings.push_back({frame(), Rectangle{box("box"), count("width", 0, kMaxLineWidth), color("color"),
                                                      color_or_none("background")}});
        return;
      case Command::attach_to_frame: edits_.frame_attachments.push_back(attachment(frame())); return;
      case Command::attach_to_object: edits_.object_attachments.push_back(attachment(object())); return;
    }
    damaged("there is no such command");
  }

  void add() {
    Addition addition{frame(), word(), {}};
    const std::uint32_t parent = addition.parent;
    const bool known =
        parent == kNobody || parent < shape_.objects || (parent >= kAdded && parent - kAdded < edits_.additions.size());
    if (!known) damaged("there is no such parent in the batch");
    addition.fields = fields();
    if (!addition.fields.box) damaged("an object without a box is added");
    if (shape_.objects + edits_.additions.size() >= kMaxObjects)
      refuse("objects", "more", "at most " + std::to_string(kMaxObjects) + " objects in a batch");
    edits_.additions.push_back(std::move(addition));
  }

  void remove() {
    const std::uint32_t row = word();
    if (row >= shape_.objects) return damaged("there is no such object in the batch");
    if (removed_.empty()) removed_.resize(shape_.objects);
    if (removed_[row]) return damaged("an object is removed twice");
    removed_[row] = true;
    edits_.removals.push_back(row);
  }

  Attachment attachment(std::uint32_t target) {
    return {target, text("name", kMaxNameBytes), text("value", kMaxJsonBytes)};
  }

  Edits& edits_;
  const BatchShape& shape_;
  std::span<const std::byte> rest_;
  std::vector<bool> removed_;
  std::optional<EditFault> fault_;
};

}  // namespace

std::variant<Edits, EditFault> check_edits(std::span<const std::byte> bytes, const BatchShape& shape) {
  Edits edits;
  if (bytes.size() > kMaxEditBytes)
    return EditFault{.message = "The edits of one batch take " + std::to_string(bytes.size()) + " bytes.",
                     .key = "edits",
                     .value = std::to_string(bytes.size()),
                     .remedy = "Attach less: one batch takes at most 16 MiB of edits."};
  edits.bytes.assign(bytes.begin(), bytes.end());
  if (auto fault = Checker(edits, shape).check()) return std::move(*fault);
  return edits;
}

}  // namespace meta
