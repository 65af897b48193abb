#include "golden_lines.h"

#include <algorithm>
#include <sstream>

#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "runtime/surface/surface.h"

namespace test {
namespace {

std::string text_of(const YAML::Node& node) {
  return node.IsDefined() && !node.IsNull() ? node.as<std::string>() : "none";
}

std::string time_text(guint64 time) { return GST_CLOCK_TIME_IS_VALID(time) ? std::to_string(time) : "none"; }

std::string flag_text(const YAML::Node& node) { return text_of(node) == "true" ? "1" : "0"; }

// Frames sorted by source and number: their order in the batch is no contract.
struct BatchText {
  std::string head;
  std::vector<std::string> frames;

  std::string text() {
    std::sort(frames.begin(), frames.end());
    std::string joined = head;
    for (const std::string& frame : frames) joined += "\n    " + frame;
    return joined;
  }
};

std::string padded(guint64 number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 6 ? 6 - text.size() : 0, '0') + text;
}

Line expected_batch(const YAML::Node& batch) {
  BatchText result;
  std::ostringstream head;
  head << "batch pts=" << text_of(batch["pts"]) << " duration=" << text_of(batch["duration"])
       << " size=" << batch["surface"]["batchSize"] << " filled=" << batch["surface"]["numFilled"]
       << " frames=" << batch["num_frames"] << " max=" << batch["max_frames"] << " metas=";
  for (const auto& meta : batch["gst_metas"]) head << meta.as<std::string>() << ",";
  result.head = head.str();
  for (const auto& frame : batch["frames"]) {
    std::ostringstream text;
    const auto id = frame["batch_id"].as<std::size_t>();
    const YAML::Node size = batch["surface"]["sizes"][id];
    text << "pad " << padded(frame["pad_index"].as<guint64>()) << " number " << padded(frame["frame_num"].as<guint64>())
         << " source " << frame["source_id"] << " pts " << text_of(frame["buf_pts"]) << " ntp "
         << flag_text(frame["ntp"]) << " size " << frame["source_frame_width"] << "x" << frame["source_frame_height"]
         << " surface " << size[0] << "x" << size[1] << " surfaces " << frame["num_surfaces_per_frame"] << " users ";
    for (const auto& type : frame["user_metas"]) text << type.as<std::string>() << ",";
    text << " objects " << (frame["num_obj_meta"] ? frame["num_obj_meta"].as<std::string>() : "0") << ": ";
    for (const auto& object : frame["objects"]) text << object.as<std::string>() << ",";
    result.frames.push_back(text.str());
  }
  return {result.text(), -1};
}

std::string expected_segment(const YAML::Node& segment) {
  return text_of(segment["format"]) + " " + text_of(segment["rate"]) + " " + text_of(segment["start"]) + " " +
         text_of(segment["stop"]) + " " + text_of(segment["time"]) + " " + text_of(segment["base"]);
}

std::string segment_text(const GstSegment& segment) {
  std::ostringstream text;
  text << gst_format_get_name(segment.format) << " " << segment.rate << " " << time_text(segment.start) << " "
       << time_text(segment.stop) << " " << time_text(segment.time) << " " << time_text(segment.base);
  return text.str();
}

std::string expected_fields(const YAML::Node& fields) {
  std::map<std::string, std::string> sorted;
  for (const auto& field : fields) sorted[field.first.as<std::string>()] = text_of(field.second);
  std::string text;
  for (const auto& [name, value] : sorted) text += name + "=" + value + " ";
  return text;
}

std::string fields_text(const GstStructure* structure) {
  std::map<std::string, std::string> sorted;
  for (int i = 0; i < gst_structure_n_fields(structure); ++i) {
    const gchar* name = gst_structure_nth_field_name(structure, guint(i));
    const GValue* value = gst_structure_get_value(structure, name);
    sorted[name] = G_VALUE_HOLDS_STRING(value) ? g_value_get_string(value) : gst::to_string(gst_value_serialize(value));
  }
  std::string text;
  for (const auto& [name, value] : sorted) text += name + "=" + value + " ";
  return text;
}

int source_of(const YAML::Node& node) {
  if (node["source"]) return node["source"].as<int>();
  const YAML::Node fields = node["fields"];
  return fields && fields["stream-id"] ? fields["stream-id"].as<int>() : -1;
}

}  // namespace

Line line_of(const YAML::Node& expected) {
  if (expected["batch"]) return expected_batch(expected["batch"]);
  if (expected["state"]) return {"state " + text_of(expected["state"]), -1};
  std::string text;
  if (expected["message"] && !expected["event"]) {
    text = "message " + text_of(expected["message"]);
    if (expected["fields"]) text += " " + expected_fields(expected["fields"]);
    if (expected["text"]) text += " " + text_of(expected["text"]);
    return {text, source_of(expected)};
  }
  text = "event " + text_of(expected["event"]);
  if (expected["source"]) text += " source " + text_of(expected["source"]);
  if (expected["stream_id"]) text += " id " + text_of(expected["stream_id"]);
  if (expected["caps"]) text += " " + text_of(expected["caps"]);
  if (expected["segment"]) text += " " + expected_segment(expected["segment"]);
  if (expected["message"]) text += " " + text_of(expected["message"]);
  if (expected["fields"]) text += " " + expected_fields(expected["fields"]);
  return {text, source_of(expected)};
}

Line line_of(GstEvent* event) {
  guint source = 0;
  const auto of_source = [&](const std::string& name, const std::string& rest = "") {
    return Line{"event " + name + " source " + std::to_string(source) + rest, int(source)};
  };
  switch (guint(GST_EVENT_TYPE(event))) {
    case nvds::GST_NVEVENT_PAD_ADDED:
      nvds::gst_nvevent_parse_pad_added(event, &source);
      return of_source("nv-pad-added");
    case nvds::GST_NVEVENT_PAD_DELETED:
      nvds::gst_nvevent_parse_pad_deleted(event, &source);
      return of_source("nv-pad-deleted");
    case nvds::GST_NVEVENT_STREAM_EOS:
      nvds::gst_nvevent_parse_stream_eos(event, &source);
      return of_source("nv-stream-eos");
    case nvds::GST_NVEVENT_STREAM_RESET:
      nvds::gst_nvevent_parse_stream_reset(event, &source);
      return of_source("nv-stream-reset");
    case nvds::GST_NVEVENT_STREAM_START: {
      gchar* id = nullptr;
      nvds::gst_nvevent_parse_stream_start(event, &source, &id);
      const gst::StringRef owned(id);
      return of_source("nv-stream-start", std::string(" id ") + (id ? id : ""));
    }
    case nvds::GST_NVEVENT_STREAM_SEGMENT: {
      GstSegment* segment = nullptr;
      nvds::gst_nvevent_parse_stream_segment(event, &source, &segment);
      const std::unique_ptr<GstSegment, void (*)(GstSegment*)> owned(segment, gst_segment_free);
      return of_source("nv-stream-segment", " " + segment_text(*segment));
    }
    case nvds::GST_NVEVENT_UPDATE_CAPS: {
      const GstStructure* fields = gst_event_get_structure(event);
      gst_structure_get_uint(fields, "stream-id", &source);
      return {"event nv-update-caps " + fields_text(fields), int(source)};
    }
    case GST_EVENT_STREAM_START: {
      const gchar* id = nullptr;
      gst_event_parse_stream_start(event, &id);
      return {std::string("event stream-start id ") + id, -1};
    }
    case GST_EVENT_CAPS: {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      return {"event caps " + gst::to_string(gst_caps_to_string(caps)), -1};
    }
    case GST_EVENT_SEGMENT: {
      const GstSegment* segment = nullptr;
      gst_event_parse_segment(event, &segment);
      return {"event segment " + segment_text(*segment), -1};
    }
    case GST_EVENT_SINK_MESSAGE: {
      GstMessage* parsed = nullptr;
      gst_event_parse_sink_message(event, &parsed);
      const gst::MessageRef message(parsed);
      const GstStructure* fields = gst_message_get_structure(parsed);
      gst_structure_get_uint(fields, "stream-id", &source);
      return {std::string("event sink-message ") + gst_structure_get_name(fields) + " " + fields_text(fields),
              int(source)};
    }
    default: return {std::string("event ") + GST_EVENT_TYPE_NAME(event), -1};
  }
}

Line line_of(GstBuffer* buffer) {
  BatchText result;
  std::ostringstream head;
  const runtime::MappedSurface surface(buffer, GST_MAP_READ);
  const nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(buffer);
  if (!surface || !batch) return {"a buffer that is no batch", -1};
  head << "batch pts=" << time_text(GST_BUFFER_PTS(buffer)) << " duration=" << time_text(GST_BUFFER_DURATION(buffer))
       << " size=" << surface->batchSize << " filled=" << surface->numFilled << " frames=" << batch->num_frames_in_batch
       << " max=" << batch->max_frames_in_batch << " metas=";
  gpointer state = nullptr;
  while (const GstMeta* meta = gst_buffer_iterate_meta(buffer, &state))
    if (meta->info->api != nvds::nvds_meta_api_get_type()) head << g_type_name(meta->info->type) << ",";
  result.head = head.str();
  for (const GList* item = batch->frame_meta_list; item; item = item->next) {
    const auto& frame = *static_cast<const nvds::NvDsFrameMeta*>(item->data);
    const auto& picture = surface->surfaceList[frame.batch_id];
    std::ostringstream text;
    text << "pad " << padded(frame.pad_index) << " number " << padded(guint64(frame.frame_num)) << " source "
         << frame.source_id << " pts " << time_text(frame.buf_pts) << " ntp " << (frame.ntp_timestamp != 0) << " size "
         << frame.source_frame_width << "x" << frame.source_frame_height << " surface " << picture.width << "x"
         << picture.height << " surfaces " << frame.num_surfaces_per_frame << " users ";
    for (const GList* user = frame.frame_user_meta_list; user; user = user->next)
      text << int(static_cast<const nvds::NvDsUserMeta*>(user->data)->base_meta.meta_type) << ",";
    text << " objects " << frame.num_obj_meta << ": ";
    for (const GList* object = frame.obj_meta_list; object; object = object->next)
      text << static_cast<const nvds::NvDsObjectMeta*>(object->data)->object_id << ",";
    result.frames.push_back(text.str());
  }
  return {result.text(), -1};
}

bool line_of(GstMessage* message, Line& line) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_EOS: line = {"message eos", -1}; return true;
    case GST_MESSAGE_ERROR: {
      GError* error = nullptr;
      gst_message_parse_error(message, &error, nullptr);
      const gst::ErrorRef owned(error);
      // The recorded text is DeepStream's; ours says the same and then what to do.
      const std::string text = error->message;
      line = {"message error " + text.substr(0, text.find('.')), -1};
      return true;
    }
    case GST_MESSAGE_ELEMENT: {
      const GstStructure* fields = gst_message_get_structure(message);
      guint source = 0;
      const bool has_source = gst_structure_get_uint(fields, "stream-id", &source);
      line = {std::string("message ") + gst_structure_get_name(fields) + " " + fields_text(fields),
              has_source ? int(source) : -1};
      return true;
    }
    default: return false;
  }
}

std::vector<std::string> in_order(std::vector<Line> lines) {
  for (auto first = lines.begin(); first != lines.end();) {
    auto last = first;
    while (last != lines.end() && last->source >= 0) ++last;
    std::stable_sort(first, last, [](const Line& a, const Line& b) { return a.source < b.source; });
    first = last == first ? first + 1 : last;
  }
  std::vector<std::string> texts;
  for (const Line& line : lines) texts.push_back(line.text);
  return texts;
}

}  // namespace test
