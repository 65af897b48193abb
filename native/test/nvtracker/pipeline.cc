#include "pipeline.h"

#include <dlfcn.h>

using namespace nvds;

GstBuffer* make_batch(const std::vector<FrameSpec>& frames, GstVideoFormat format) {
  const auto count = guint(frames.size());
  GstVideoColorimetry colorimetry;
  gst_video_colorimetry_from_string(&colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  runtime::SurfacePool pool(format, colorimetry, kWidth, kHeight, std::max(count, 1u));
  GstBuffer* buffer = pool.acquire().release();
  {
    runtime::MappedSurface surface(buffer, GST_MAP_READWRITE);
    surface->numFilled = count;
  }
  NvDsBatchMeta* batch = nvds_create_batch_meta(std::max(count, 1u));
  batch->max_frames_in_batch = std::max(count, 1u);
  batch->base_meta.batch_meta = batch;
  for (guint i = 0; i < count; ++i) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->batch_id = i;
    frame->pad_index = frame->source_id = frames[i].pad;
    frame->frame_num = frames[i].number;
    frame->buf_pts = guint64(frames[i].number) * 40 * GST_MSECOND;
    frame->source_frame_width = kWidth;
    frame->source_frame_height = kHeight;
    frame->bInferDone = frames[i].inferred;
    frame->surface_type = frames[i].surface_type;
    frame->surface_index = frames[i].surface_index;
    nvds_add_frame_meta_to_batch(batch, frame);
    // Adding puts an object first in its list: the last one first, for the order given.
    for (std::size_t j = frames[i].objects.size(); j-- > 0;) {
      const ObjectSpec& spec = frames[i].objects[j];
      NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
      object->unique_component_id = 7;
      object->class_id = spec.class_id;
      object->object_id = UNTRACKED_OBJECT_ID;
      object->confidence = spec.confidence;
      object->rect_params.left = spec.left;
      object->rect_params.top = spec.top;
      object->rect_params.width = spec.width;
      object->rect_params.height = spec.height;
      object->rect_params.border_width = 3;
      object->detector_bbox_info.org_bbox_coords = {spec.left, spec.top, spec.width, spec.height};
      g_strlcpy(object->obj_label, spec.label.c_str(), MAX_LABEL_SIZE);
      object->text_params.display_text = g_strdup(spec.label.c_str());
      nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  return buffer;
}

NvDsBatchMeta* batch_of(GstBuffer* buffer) { return gst_buffer_get_nvds_batch_meta(buffer); }

NvDsFrameMeta* frame_of(GstBuffer* buffer, guint index) {
  return nvds_get_nth_frame_meta(batch_of(buffer)->frame_meta_list, index);
}

std::vector<NvDsObjectMeta*> objects_of(GstBuffer* buffer, guint frame) {
  std::vector<NvDsObjectMeta*> objects;
  for (GList* l = frame_of(buffer, frame)->obj_meta_list; l; l = l->next)
    objects.push_back(static_cast<NvDsObjectMeta*>(l->data));
  return objects;
}

NvDsUserMeta* user_meta_of(GList* list, NvDsMetaType type) {
  for (GList* l = list; l; l = l->next) {
    auto* meta = static_cast<NvDsUserMeta*>(l->data);
    if (meta->base_meta.meta_type == type) return meta;
  }
  return nullptr;
}

Tracker::Tracker(const Properties& properties, guint batch_size) {
  gst_init(nullptr, nullptr);
  bus_.reset(gst_bus_new());
  element_.reset(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvtracker", nullptr))));
  for (const auto& [name, value] : properties.list)
    gst_util_set_object_arg(G_OBJECT(element()), name.c_str(), value.c_str());
  gst_element_set_bus(element(), bus_.get());
  gst::PadRef sink(gst_element_get_static_pad(element(), "sink"));
  // Stands for the muxer upstream.
  gst_pad_add_probe(
      sink.get(), GST_PAD_PROBE_TYPE_QUERY_UPSTREAM,
      [](GstPad*, GstPadProbeInfo* info, gpointer size) {
        GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
        if (!gst_nvquery_is_batch_size(query)) return GST_PAD_PROBE_OK;
        gst_nvquery_batch_size_set(query, GPOINTER_TO_UINT(size));
        return GST_PAD_PROBE_HANDLED;
      },
      GUINT_TO_POINTER(batch_size), nullptr);
}

Tracker::~Tracker() {
  stop();
  if (harness_) gst_harness_teardown(harness_);
}

bool Tracker::start() {
  if (gst_element_set_state(element(), GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE) return false;
  harness_ = gst_harness_new_with_element(element(), "sink", "src");
  gst_harness_set_src_caps_str(harness_,
                               "video/x-raw(memory:NVMM), format=NV12, width=640, height=480, framerate=25/1");
  return true;
}

void Tracker::stop() { gst_element_set_state(element(), GST_STATE_NULL); }

gst::BufferRef Tracker::track(GstBuffer* buffer) {
  if (gst_harness_push(harness_, buffer) != GST_FLOW_OK) return nullptr;
  return gst::BufferRef(gst_harness_try_pull(harness_));
}

void Tracker::send(GstEvent* event) { gst_harness_push_event(harness_, event); }

std::vector<Message> Tracker::messages() {
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
    gst::ErrorRef owned(error);
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
    if (details) gst_structure_get_int(details, "line", &out.line);
    messages.push_back(out);
  }
  return messages;
}

Message Tracker::first_error() {
  for (const Message& message : messages())
    if (message.error) return message;
  return {};
}

void ScriptedTest::SetUp() {
  library_ = dlopen(kScripted, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library_, nullptr) << dlerror();
  script_ = reinterpret_cast<ScriptedTracker>(dlsym(library_, "scripted_tracker"))();
  script_->query = {};
  script_->query.maxTargetsPerStream = 8;
  script_->query.maxShadowTrackingAge = 5;
  script_->query.batchMode = NvMOTBatchMode_Batch;
  script_->init = nullptr;
  script_->process = nullptr;
  script_->retrieve = nullptr;
  script_->called.clear();
}

void ScriptedTest::TearDown() { dlclose(library_); }

NvMOTTrackedObj& ScriptedTest::add(NvMOTTrackedObjList& list, std::uint64_t id, NvMOTRect box, int class_id,
                                   NvMOTObjToTrack* object) {
  NvMOTTrackedObj& tracked = list.list[list.numFilled++];
  tracked.classId = NvMOTClassId(class_id);
  tracked.trackingId = id;
  tracked.bbox = box;
  tracked.confidence = 0.75f;
  tracked.associatedObjectIn = object;
  return tracked;
}

void ScriptedTest::answer_with_ids(std::vector<std::uint64_t> ids) {
  script().process = [ids](NvMOTProcessParams& params, NvMOTTrackedObjBatch& tracked) {
    for (std::uint32_t f = 0; f < params.numFrames; ++f) {
      NvMOTObjToTrackList& in = params.frameList[f].objectsIn;
      for (std::uint32_t i = 0; i < in.numFilled && i < ids.size(); ++i)
        add(tracked.list[f], ids[i], in.list[i].bbox, in.list[i].classId, &in.list[i]);
    }
    return NvMOTStatus_OK;
  };
}
