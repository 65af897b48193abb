#include "answers.h"

#include <map>
#include <sstream>

namespace test {
namespace {

using namespace nvds;

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string colour_text(const NvOSD_ColorParams& colour) {
  return number(colour.red) + "," + number(colour.green) + "," + number(colour.blue) + "," + number(colour.alpha);
}

std::string joined(const YAML::Node& list) {
  std::string text;
  for (const YAML::Node& item : list) text += (text.empty() ? "" : ",") + item.Scalar();
  return text;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& item : list) text += (text.empty() ? "" : ",") + item;
  return text;
}

// A map's entries in the order of their keys; nothing for an empty map, which recordings leave out.
using Entries = std::map<std::string, std::string>;

std::string map_line(const char* name, const Entries& entries) {
  std::string text;
  for (const auto& [key, value] : entries) text += " " + key + "=" + value;
  return text.empty() ? "" : name + (":" + text);
}

void add(std::vector<std::string>& lines, const std::string& line) {
  if (!line.empty()) lines.push_back(line);
}

template <class Map>
Entries entries_of(const Map& map) {
  Entries entries;
  for (const auto& [key, value] : map) {
    if constexpr (std::is_same_v<std::decay_t<decltype(key)>, int>)
      entries[std::to_string(key)] = std::to_string(value);
    else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>)
      entries[key] = value ? "true" : "false";
    else
      entries[key] = std::to_string(value);
  }
  return entries;
}

Entries entries_of(const YAML::Node& map) {
  Entries entries;
  for (const auto& entry : map) entries[entry.first.Scalar()] = entry.second.Scalar();
  return entries;
}

std::string text_line(const std::string& words, const std::string& x, const std::string& y, const std::string& font,
                      const std::string& size, const std::string& colour, const std::string& background) {
  return "text \"" + words + "\" at " + x + "," + y + " " + font + " " + size + " " + colour + " on " + background;
}

std::string text_line(const NvOSD_TextParams& text) {
  return text_line(text.display_text, std::to_string(text.x_offset), std::to_string(text.y_offset),
                   text.font_params.font_name, std::to_string(text.font_params.font_size),
                   colour_text(text.font_params.font_color), text.set_bg_clr ? colour_text(text.text_bg_clr) : "none");
}

std::string text_line(const YAML::Node& text) {
  return text_line(text["text"].Scalar(), text["x"].Scalar(), text["y"].Scalar(), text["font"].Scalar(),
                   text["size"].Scalar(), joined(text["color"]), joined(text["bg"]));
}

std::string shape_line(const NvOSD_LineParams& line) {
  return "line " + std::to_string(line.x1) + "," + std::to_string(line.y1) + "," + std::to_string(line.x2) + "," +
         std::to_string(line.y2) + " " + std::to_string(line.line_width) + " " + colour_text(line.line_color);
}

void add_display(const NvDsFrameMeta* frame, Look look, std::vector<std::string>& lines) {
  for (GList* link = frame->display_meta_list; link; link = link->next) {
    const auto& meta = *static_cast<const NvDsDisplayMeta*>(link->data);
    lines.push_back("display " + std::to_string(meta.num_labels) + "," + std::to_string(meta.num_lines) + "," +
                    std::to_string(meta.num_rects) + "," + std::to_string(meta.num_circles) + "," +
                    std::to_string(meta.num_arrows));
  }
  for (GList* link = frame->display_meta_list; link; link = link->next) {
    const auto& meta = *static_cast<const NvDsDisplayMeta*>(link->data);
    for (guint i = 0; i < meta.num_labels; ++i)
      lines.push_back("words " + std::string(meta.text_params[i].display_text));
  }
  if (!look.shapes) return;
  for (GList* link = frame->display_meta_list; link; link = link->next) {
    const auto& meta = *static_cast<const NvDsDisplayMeta*>(link->data);
    if (link->prev) lines.push_back("--");
    for (guint i = 0; i < meta.num_labels; ++i) lines.push_back(text_line(meta.text_params[i]));
    for (guint i = 0; i < meta.num_lines; ++i) lines.push_back(shape_line(meta.line_params[i]));
  }
}

void add_display(const YAML::Node& display, Look look, std::vector<std::string>& lines) {
  for (const YAML::Node& meta : display["metas"]) lines.push_back("display " + joined(meta));
  for (const YAML::Node& words : display["texts"]) lines.push_back("words " + words.Scalar());
  if (!look.shapes) return;
  for (const YAML::Node& shape : display["shapes"]) {
    if (shape.IsScalar())
      lines.push_back(shape.Scalar());
    else if (shape["text"])
      lines.push_back(text_line(shape));
    else
      lines.push_back("line " + joined(shape["line"]) + " " + shape["width"].Scalar() + " " + joined(shape["color"]));
  }
}

std::string object_line(std::size_t index, const NvDsObjectMeta& object, const ObjectSpec& before, Look look) {
  std::string line;
  if (const NvDsAnalyticsObjInfo* info = facts_of(&object)) {
    line += " roi[" + joined(info->roiStatus) + "] oc[" + joined(info->ocStatus) + "] lc[" + joined(info->lcStatus) +
            "] dir[" + info->dirStatus + "] status[" + info->objStatus + "]";
    if (info->unique_id != look.unique_id) line += " unique_id " + std::to_string(info->unique_id);
  }
  const NvOSD_TextParams& text = object.text_params;
  if (text.display_text && (!before.text || g_strcmp0(before.text, text.display_text) != 0)) {
    line += " text[" + std::string(text.display_text) + "]";
    if (!before.text) line += " at " + std::to_string(text.x_offset) + "," + std::to_string(text.y_offset);
  }
  const std::string border = colour_text(object.rect_params.border_color);
  if (border != "1,0,0,1") line += " border " + border;
  return line.empty() ? "" : "object " + std::to_string(index) + line;
}

std::string object_line(const YAML::Node& object, Look look) {
  std::string line = "object " + object["i"].Scalar();
  if (object["objStatus"]) {
    line += " roi[" + joined(object["roiStatus"]) + "] oc[" + joined(object["ocStatus"]) + "] lc[" +
            joined(object["lcStatus"]) + "] dir[" + object["dirStatus"].as<std::string>("") + "] status[" +
            object["objStatus"].Scalar() + "]";
    if (object["unique_id"] && object["unique_id"].as<guint>() != look.unique_id)
      line += " unique_id " + object["unique_id"].Scalar();
  }
  if (object["text"]) line += " text[" + object["text"].Scalar() + "]";
  if (object["text_at"]) line += " at " + joined(object["text_at"]);
  if (object["border"]) line += " border " + joined(object["border"]);
  return line;
}

}  // namespace

std::vector<std::string> lines_of(const NvDsFrameMeta* frame, const std::vector<ObjectSpec>& before, Look look) {
  std::vector<std::string> lines{"pad " + std::to_string(frame->pad_index)};
  if (const NvDsAnalyticsFrameMeta* facts = facts_of(frame)) {
    lines.push_back("frame " + std::to_string(facts->unique_id));
    add(lines, map_line("ocStatus", entries_of(facts->ocStatus)));
    add(lines, map_line("objInROIcnt", entries_of(facts->objInROIcnt)));
    add(lines, map_line("objLCCurrCnt", entries_of(facts->objLCCurrCnt)));
    add(lines, map_line("objLCCumCnt", entries_of(facts->objLCCumCnt)));
    add(lines, map_line("objCnt", entries_of(facts->objCnt)));
  }
  add_display(frame, look, lines);
  std::size_t index = 0;
  for (const NvDsObjectMeta* object : objects_of(frame)) {
    add(lines, object_line(index, *object, before[index], look));
    ++index;
  }
  return lines;
}

std::vector<std::string> lines_of(const YAML::Node& expected, Look look) {
  std::vector<std::string> lines{"pad " + expected["pad"].Scalar()};
  if (const YAML::Node frame = expected["frame"]; frame && !frame.IsNull()) {
    lines.push_back("frame " + frame["unique_id"].Scalar());
    for (const char* name : {"ocStatus", "objInROIcnt", "objLCCurrCnt", "objLCCumCnt", "objCnt"})
      if (frame[name]) add(lines, map_line(name, entries_of(frame[name])));
  }
  if (expected["display"]) add_display(expected["display"], look, lines);
  for (const YAML::Node& object : expected["objects"]) lines.push_back(object_line(object, look));
  return lines;
}

}  // namespace test
