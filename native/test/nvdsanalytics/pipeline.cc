#include "pipeline.h"

#include <unistd.h>

#include <fstream>

#include "nvds/surface.h"

namespace test {

using namespace nvds;

namespace {

void add_object(NvDsBatchMeta* batch, NvDsFrameMeta* frame, const ObjectSpec& spec) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
  object->class_id = spec.class_id;
  object->object_id = spec.id;
  object->rect_params.left = spec.left;
  object->rect_params.top = spec.top;
  object->rect_params.width = spec.width;
  object->rect_params.height = spec.height;
  object->rect_params.border_color = {1, 0, 0, 1};
  if (spec.text) object->text_params.display_text = g_strdup(spec.text);
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
}

void add_surface(GstBuffer* buffer, const std::vector<FrameSpec>& frames) {
  const auto count = guint(frames.size());
  auto* pictures = g_new0(NvBufSurfaceParams, count);
  for (guint i = 0; i < count; ++i) pictures[i].width = frames[i].width, pictures[i].height = frames[i].height;
  auto* surface = g_new0(NvBufSurface, 1);
  surface->batchSize = surface->numFilled = count;
  surface->memType = NVBUF_MEM_SYSTEM;
  surface->surfaceList = pictures;
  const auto release = [](gpointer data) {
    g_free(static_cast<NvBufSurface*>(data)->surfaceList);
    g_free(data);
  };
  gst_buffer_append_memory(buffer, gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, surface, sizeof(NvBufSurface), 0,
                                                          sizeof(NvBufSurface), surface, release));
}

template <class Info>
const Info* info_of(GList* list, NvDsMetaType type) {
  for (GList* link = list; link; link = link->next) {
    auto* meta = static_cast<NvDsUserMeta*>(link->data);
    if (meta->base_meta.meta_type == type) return static_cast<const Info*>(meta->user_meta_data);
  }
  return nullptr;
}

template <class T>
std::vector<T*> elements_of(GList* list) {
  std::vector<T*> elements;
  for (GList* link = list; link; link = link->next) elements.push_back(static_cast<T*>(link->data));
  return elements;
}

}  // namespace

gst::BufferRef make_batch(const std::vector<FrameSpec>& frames, guint64 pts) {
  gst::BufferRef buffer(gst_buffer_new());
  GST_BUFFER_PTS(buffer.get()) = pts;
  add_surface(buffer.get(), frames);
  NvDsBatchMeta* batch = nvds_create_batch_meta(std::max<guint>(guint(frames.size()), 1));
  batch->base_meta.batch_meta = batch;
  batch->max_frames_in_batch = std::max<guint>(guint(frames.size()), 1);  // the room of a copy
  for (guint i = 0; i < frames.size(); ++i) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->batch_id = i;
    frame->pad_index = frames[i].pad;
    frame->source_id = frames[i].source_id;
    frame->frame_num = frames[i].number;
    frame->buf_pts = frames[i].pts;
    nvds_add_frame_meta_to_batch(batch, frame);
    // Adding puts an object in front.
    for (auto spec = frames[i].objects.rbegin(); spec != frames[i].objects.rend(); ++spec)
      add_object(batch, frame, *spec);
  }
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  return buffer;
}

std::vector<NvDsFrameMeta*> frames_of(GstBuffer* buffer) {
  return elements_of<NvDsFrameMeta>(gst_buffer_get_nvds_batch_meta(buffer)->frame_meta_list);
}
std::vector<NvDsObjectMeta*> objects_of(const NvDsFrameMeta* frame) {
  return elements_of<NvDsObjectMeta>(frame->obj_meta_list);
}
const NvDsAnalyticsFrameMeta* facts_of(const NvDsFrameMeta* frame) {
  return info_of<NvDsAnalyticsFrameMeta>(frame->frame_user_meta_list, NVDS_FRAME_META_NVDSANALYTICS);
}
const NvDsAnalyticsObjInfo* facts_of(const NvDsObjectMeta* object) {
  return info_of<NvDsAnalyticsObjInfo>(object->obj_user_meta_list, NVDS_OBJ_META_NVDSANALYTICS);
}

ConfigFile::ConfigFile(const std::string& text, const std::string& suffix) {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("nvdsanalytics-" + std::to_string(getpid()) + "-" + std::to_string(++count) + suffix);
  std::ofstream(path_) << text;
}

ConfigFile::~ConfigFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Element::Element() {
  gst_init(nullptr, nullptr);
  bus_.reset(gst_bus_new());
  element_.reset(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvdsanalytics", nullptr))));
  gst_element_set_bus(get(), bus_.get());
}

Element::~Element() {
  gst_element_set_state(get(), GST_STATE_NULL);
  if (harness_) gst_harness_teardown(harness_);
}

bool Element::start() {
  if (gst_element_set_state(get(), GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE) return false;
  harness_ = gst_harness_new_with_element(get(), "sink", "src");
  gst_harness_set_src_caps_str(harness_,
                               "video/x-raw(memory:NVMM), format=NV12, width=1920, height=1080, framerate=30/1");
  return true;
}

gst::BufferRef Element::push(gst::BufferRef buffer) {
  if (gst_harness_push(harness_, buffer.release()) != GST_FLOW_OK) return nullptr;
  return gst::BufferRef(gst_harness_try_pull(harness_));
}

void Element::send(GstEvent* event) { gst_harness_push_event(harness_, event); }

std::vector<Message> Element::messages() {
  std::vector<Message> messages;
  while (gst::MessageRef message{
      gst_bus_pop_filtered(bus_.get(), GstMessageType(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING))}) {
    Message out;
    out.error = GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR;
    const GstStructure* details = nullptr;
    GError* error = nullptr;
    if (out.error) {
      gst_message_parse_error(message.get(), &error, nullptr);
      gst_message_parse_error_details(message.get(), &details);
    } else {
      gst_message_parse_warning(message.get(), &error, nullptr);
      gst_message_parse_warning_details(message.get(), &details);
    }
    const gst::ErrorRef owned(error);
    out.domain = g_quark_to_string(error->domain);
    out.number = error->code;
    out.text = error->message;
    const auto field = [&](const char* name) {
      const gchar* text = details ? gst_structure_get_string(details, name) : nullptr;
      return std::string(text ? text : "");
    };
    out.code = field("code");
    out.key = field("key");
    out.value = field("value");
    out.file = field("file");
    out.remedy = field("remedy");
    out.detail = field("detail");
    if (details) gst_structure_get_int(details, "line", &out.line);
    messages.push_back(out);
  }
  return messages;
}

}  // namespace test
