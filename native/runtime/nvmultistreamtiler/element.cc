// nvmultistreamtiler: the sources of a batch as tiles of one picture.
#include <gst/base/gstbasetransform.h>

#include <memory>
#include <mutex>

#include "nvds/events.h"
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/element/registration.h"
#include "runtime/nvmultistreamtiler/canvas.h"
#include "runtime/nvmultistreamtiler/caps.h"
#include "runtime/nvmultistreamtiler/metadata.h"
#include "runtime/surface/property_types.h"

GST_DEBUG_CATEGORY_STATIC(nvmultistreamtiler_debug);
#define GST_CAT_DEFAULT nvmultistreamtiler_debug

namespace runtime::tiler {

namespace {

constexpr int controllable = GST_PARAM_CONTROLLABLE | G_PARAM_CONSTRUCT;
constexpr int live = GST_PARAM_MUTABLE_PLAYING;
const Property properties[] = {
    uint_property("columns", 1, 1, G_MAXUINT, "Tiles in a row", live),
    uint_property("rows", 1, 1, G_MAXUINT, "Tiles in a column", live),
    uint_property("width", 1920, 16, G_MAXUINT, "Width of the canvas, rounded up to a multiple of 4", live),
    uint_property("height", 1080, 16, G_MAXUINT, "Height of the canvas, rounded up to a multiple of 4", live),
    uint_property("buffer-pool-size", 5, 4, 10, "Canvases made at first; the pool grows"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that works; none on a CPU"),
    boolean_property("square-seq-grid", false, "A square grid that follows the number of sources", live),
    int_property("show-source", -1, -1, G_MAXINT, "Pad index of the source that fills the canvas; -1: all", live),
    pointer_property("custom-tile-config", "CustomTileConfig: a place on the canvas for each source", live),
    enum_property("nvbuf-memory-type", memory_type, 0, "Memory of the canvas; system memory here",
                  GST_PARAM_MUTABLE_READY),
    enum_property("compute-hw", compute_hw_type, 0, "Unit that scales; the CPU here", controllable),
    enum_property("interpolation-method", interpolation_type, 6, "How pictures are scaled", controllable),
};

struct Canvas {
  int width = 0;
  int height = 0;
};

struct State {
  PropertyValues values{properties};
  std::mutex mutex;  // of the layout: properties may be set while playing
  Layout layout;
  // Of the streaming thread.
  LastPictures pictures;
  std::unique_ptr<SurfacePool> pool;
  Canvas canvas;
  gint frame_num = 0;
};

}  // namespace

struct NvMultiStreamTiler {
  GstBaseTransform parent;
  State* state;
};
struct NvMultiStreamTilerClass {
  GstBaseTransformClass parent_class;
};

G_DEFINE_TYPE(NvMultiStreamTiler, nv_multi_stream_tiler, GST_TYPE_BASE_TRANSFORM)

namespace {

NvMultiStreamTiler* self_of(gpointer object) { return static_cast<NvMultiStreamTiler*>(object); }
State& state_of(gpointer object) { return *self_of(object)->state; }
GstBaseTransformClass* parent() { return GST_BASE_TRANSFORM_CLASS(nv_multi_stream_tiler_parent_class); }

// Largest side of a surface.
constexpr guint64 largest_side = 65536;

Canvas canvas_of(const State& state) {
  const auto side = [&](const char* name) {
    return static_cast<int>((std::min(state.values.unsigned_integer(name), largest_side) + 3) & ~guint64{3});
  };
  return {side("width"), side("height")};
}

void post_bad_setting(NvMultiStreamTiler* self, const Layout::Problem& problem) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = problem.message;
  fault.remedy = problem.remedy;
  fault.key = problem.key;
  fault.value = problem.value;
  post_error(GST_ELEMENT(self), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
}

// Posts what in the settings cannot work; true when all can.
bool check_settings(NvMultiStreamTiler* self) {
  State& state = *self->state;
  for (const char* key : {"width", "height"}) {
    const guint64 side = state.values.unsigned_integer(key);
    if (side <= largest_side) continue;
    post_bad_setting(self, {key, std::to_string(side),
                            "The canvas is too large: " + std::string(key) + "=" + std::to_string(side) + ".",
                            "Set " + std::string(key) + " to at most " + std::to_string(largest_side) + "."});
    return false;
  }
  const Canvas canvas = canvas_of(state);
  std::optional<Layout::Problem> problem;
  {
    std::lock_guard lock(state.mutex);
    problem = state.layout.problem(canvas.width, canvas.height);
  }
  if (problem) post_bad_setting(self, *problem);
  return !problem;
}

void set_custom_tiles(State& state, const GValue* value) {
  const auto* config = static_cast<const CustomTileConfig*>(g_value_get_pointer(value));
  std::lock_guard lock(state.mutex);
  state.layout.custom.clear();
  // The application may free or change it afterwards.
  if (config && config->tiles) state.layout.custom.assign(config->tiles, config->tiles + config->length);
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  State& state = state_of(object);
  const std::string_view name = spec->name;
  if (name == "custom-tile-config") {
    set_custom_tiles(state, value);
    return;
  }
  state.values.set(id, value);
  if (name == "width" || name == "height") {
    gst_base_transform_reconfigure_src(GST_BASE_TRANSFORM(object));
    return;
  }
  std::lock_guard lock(state.mutex);
  if (name == "rows") state.layout.rows = g_value_get_uint(value);
  if (name == "columns") state.layout.columns = g_value_get_uint(value);
  if (name == "square-seq-grid") state.layout.square = g_value_get_boolean(value);
  if (name == "show-source") {
    const gint source = g_value_get_int(value);
    state.layout.single = source < 0 ? std::nullopt : std::optional<guint>(source);
  }
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  State& state = state_of(object);
  const std::string_view name = spec->name;
  std::lock_guard lock(state.mutex);
  if (name == "rows")
    g_value_set_uint(value, state.layout.rows);
  else if (name == "columns")
    g_value_set_uint(value, state.layout.columns);
  else
    state.values.get(id, value);
}

gboolean start(GstBaseTransform* transform) {
  state_of(transform).frame_num = 0;
  return check_settings(self_of(transform));
}

gboolean stop(GstBaseTransform* transform) {
  State& state = state_of(transform);
  state.pictures.clear();
  state.pool.reset();
  std::lock_guard lock(state.mutex);
  state.layout.forget_sources();
  return TRUE;
}

GstCaps* transform_caps(GstBaseTransform* transform, GstPadDirection direction, GstCaps* caps, GstCaps* filter) {
  const Canvas canvas = canvas_of(state_of(transform));
  gst::CapsRef other(direction == GST_PAD_SINK ? canvas_caps(caps, canvas.width, canvas.height)
                                               : batch_caps(caps, canvas.width, canvas.height));
  if (!filter) return other.release();
  return gst_caps_intersect_full(filter, other.get(), GST_CAPS_INTERSECT_FIRST);
}

void post_no_canvas(GstBaseTransform* transform, Canvas canvas) {
  const std::string size = std::to_string(canvas.width) + "x" + std::to_string(canvas.height);
  post_bad_setting(self_of(transform), {"width", std::to_string(canvas.width),
                                        "No memory for a canvas of " + size + ".", "Set a smaller width and height."});
}

gboolean set_caps(GstBaseTransform* transform, GstCaps*, GstCaps* out) {
  State& state = state_of(transform);
  state.canvas = canvas_of(state);
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, out)) {
    post_no_canvas(transform, state.canvas);
    return FALSE;
  }
  state.canvas = {info.width, info.height};
  state.pool = std::make_unique<SurfacePool>(out, 1);
  return TRUE;
}

gboolean get_unit_size(GstBaseTransform*, GstCaps*, gsize* size) {
  *size = sizeof(nvds::NvBufSurface);
  return TRUE;
}

// Surfaces come from our own pool.
gboolean decide_allocation(GstBaseTransform*, GstQuery*) { return TRUE; }

GstFlowReturn prepare_output_buffer(GstBaseTransform* transform, GstBuffer* input, GstBuffer** output) {
  State& state = state_of(transform);
  gst::BufferRef buffer = state.pool ? state.pool->acquire() : nullptr;
  if (!buffer) {
    post_no_canvas(transform, state.canvas);
    return GST_FLOW_ERROR;
  }
  if (!parent()->copy_metadata(transform, input, buffer.get())) return GST_FLOW_ERROR;
  *output = buffer.release();
  return GST_FLOW_OK;
}

gboolean transform_meta(GstBaseTransform* transform, GstBuffer* output, GstMeta* meta, GstBuffer* input) {
  // The canvas gets batch metadata of its own.
  if (meta->info->api == nvds::nvds_meta_api_get_type() &&
      reinterpret_cast<const nvds::NvDsMeta*>(meta)->meta_type == nvds::NVDS_BATCH_GST_META)
    return FALSE;
  return parent()->transform_meta(transform, output, meta, input);
}

// A frame of the batch, and the size of the picture that it was measured in.
struct Shown {
  const nvds::NvDsFrameMeta* frame = nullptr;
  int width = 0;
  int height = 0;
};

// By pad index. Of several frames of one source in a batch the newest is shown.
std::map<guint, Shown> newest_frames(const nvds::NvDsBatchMeta* batch, GstBuffer* buffer) {
  std::map<guint, Shown> frames;
  const MappedSurface surface(buffer, GST_MAP_READ);
  for (const GList* l = batch->frame_meta_list; l; l = l->next) {
    const auto* frame = static_cast<const nvds::NvDsFrameMeta*>(l->data);
    if (frame->batch_id >= surface.pictures().size()) {
      GST_WARNING("frame %d of pad %u has no picture in its batch", frame->frame_num, frame->pad_index);
      continue;
    }
    const nvds::NvBufSurfaceParams& picture = surface.pictures()[frame->batch_id];
    frames[frame->pad_index] = {frame, static_cast<int>(picture.width), static_cast<int>(picture.height)};
  }
  return frames;
}

GstFlowReturn fail(GstBaseTransform* transform, const char* message, const char* remedy) {
  Fault fault;
  fault.code = "ERR_STREAM";
  fault.message = message;
  fault.remedy = remedy;
  post_error(GST_ELEMENT(transform), GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, fault);
  return GST_FLOW_ERROR;
}

GstFlowReturn on_transform(GstBaseTransform* transform, GstBuffer* input, GstBuffer* output) {
  NvMultiStreamTiler* self = self_of(transform);
  State& state = *self->state;
  const nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(input);
  if (!batch)
    return fail(transform, "A buffer without batch metadata reached nvmultistreamtiler.",
                "Put it behind nvstreammux, with only elements between them that keep metadata.");

  if (refuse_out_of_reach(GST_ELEMENT(transform), input)) return GST_FLOW_ERROR;
  const std::map<guint, Shown> frames = newest_frames(batch, input);
  {
    std::lock_guard lock(state.mutex);
    for (const auto& [pad_index, shown] : frames) state.layout.add(pad_index);
  }
  if (!check_settings(self)) return GST_FLOW_ERROR;
  std::vector<Tile> tiles;
  {
    std::lock_guard lock(state.mutex);
    tiles = state.layout.tiles(state.canvas.width, state.canvas.height);
  }
  for (const auto& [pad_index, shown] : frames) state.pictures.set(pad_index, input, shown.frame->batch_id);

  nvds::NvDsFrameMeta* canvas = attach_canvas_meta(output, state.canvas.width, state.canvas.height, state.frame_num++);
  nvds::nvds_copy_batch_user_meta_list(batch->batch_user_meta_list, canvas->base_meta.batch_meta);
  nvds::nvds_set_input_system_timestamp(output, GST_ELEMENT_NAME(transform));
  for (const Tile& tile : tiles)
    if (const auto shown = frames.find(tile.pad_index); shown != frames.end())
      add_frame(*canvas, *shown->second.frame, shown->second.width, shown->second.height, tile.place);
  const MappedSurface surface(output, GST_MAP_READWRITE);
  const bool drawn = surface && draw(picture_of(surface->surfaceList[0]), tiles, state.pictures,
                                     scaling_of(state.values.integer("interpolation-method")));
  if (!drawn)
    return fail(transform, "A picture of the batch could not be scaled into its tile.",
                "Put nvvideoconvert ! video/x-raw(memory:NVMM),format=NV12 before nvmultistreamtiler.");
  surface->numFilled = 1;
  nvds::nvds_set_output_system_timestamp(output, GST_ELEMENT_NAME(transform));
  return GST_FLOW_OK;
}

// Events of single sources end here: downstream there is one stream, which goes on when a source ends.
gboolean sink_event(GstBaseTransform* transform, GstEvent* incoming) {
  State& state = state_of(transform);
  guint id = 0;
  switch (guint(GST_EVENT_TYPE(incoming))) {
    case nvds::GST_NVEVENT_PAD_ADDED: {
      nvds::gst_nvevent_parse_pad_added(incoming, &id);
      std::lock_guard lock(state.mutex);
      state.layout.add(id);
      break;
    }
    case nvds::GST_NVEVENT_PAD_DELETED: {
      nvds::gst_nvevent_parse_pad_deleted(incoming, &id);
      state.pictures.forget(id);
      std::lock_guard lock(state.mutex);
      state.layout.remove(id);
      break;
    }
    case nvds::GST_NVEVENT_STREAM_EOS:
      nvds::gst_nvevent_parse_stream_eos(incoming, &id);
      state.pictures.forget(id);
      break;
    case nvds::GST_NVEVENT_STREAM_START:
    case nvds::GST_NVEVENT_STREAM_SEGMENT:
    case nvds::GST_NVEVENT_STREAM_RESET:
    case nvds::GST_NVEVENT_UPDATE_CAPS: break;
    default:
      if (GST_EVENT_TYPE(incoming) == GST_EVENT_FLUSH_STOP) state.pictures.clear();
      return parent()->sink_event(transform, incoming);
  }
  gst_event_unref(incoming);
  return TRUE;
}

gboolean query(GstBaseTransform* transform, GstPadDirection direction, GstQuery* query) {
  if (direction == GST_PAD_SRC && nvds::gst_nvquery_is_batch_size(query)) {
    nvds::gst_nvquery_batch_size_set(query, 1);
    return TRUE;
  }
  return parent()->query(transform, direction, query);
}

void finalize(GObject* object) {
  delete self_of(object)->state;
  G_OBJECT_CLASS(nv_multi_stream_tiler_parent_class)->finalize(object);
}

}  // namespace

static void nv_multi_stream_tiler_class_init(NvMultiStreamTilerClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  install_properties(object, properties);

  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "Stream tiler", "Generic",
                                        "Shows the sources of a batch as tiles of one picture", "node-deepstream");
  const gst::CapsRef caps(gst_caps_from_string(template_caps));
  gst_element_class_add_pad_template(element, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps.get()));
  gst_element_class_add_pad_template(element, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps.get()));

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->passthrough_on_same_caps = FALSE;
  transform->start = start;
  transform->stop = stop;
  transform->transform_caps = transform_caps;
  transform->set_caps = set_caps;
  transform->get_unit_size = get_unit_size;
  transform->decide_allocation = decide_allocation;
  transform->prepare_output_buffer = prepare_output_buffer;
  transform->transform_meta = transform_meta;
  transform->transform = on_transform;
  transform->sink_event = sink_event;
  transform->query = query;
}

static void nv_multi_stream_tiler_init(NvMultiStreamTiler* self) { self->state = new State; }

}  // namespace runtime::tiler

namespace runtime {

bool register_nvmultistreamtiler(GstPlugin* plugin) {
  GST_DEBUG_CATEGORY_INIT(nvmultistreamtiler_debug, "nvmultistreamtiler", 0, "nvmultistreamtiler element");
  return register_element(plugin, "nvmultistreamtiler", GST_RANK_PRIMARY, tiler::nv_multi_stream_tiler_get_type());
}

}  // namespace runtime
