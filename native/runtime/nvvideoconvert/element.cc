// nvvideoconvert: system memory ↔ NVMM, formats, size, crop, flip. Metadata of the batch follows the pixels.
#include <gst/base/gstbasetransform.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "nvds/sei.h"
#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/element/registration.h"
#include "runtime/nvvideoconvert/caps.h"
#include "runtime/nvvideoconvert/crop.h"
#include "runtime/nvvideoconvert/metadata.h"
#include "runtime/surface/property_types.h"

GST_DEBUG_CATEGORY_STATIC(nvvideoconvert_debug);
#define GST_CAT_DEFAULT nvvideoconvert_debug

namespace runtime::videoconvert {

namespace {

GType flip_method_type() {
  static const GEnumValue values[] = {{0, "As it is", "none"},
                                      {1, "Turned by 90 degrees counterclockwise", "counterclockwise"},
                                      {2, "Turned by 180 degrees", "rotate-180"},
                                      {3, "Turned by 90 degrees clockwise", "clockwise"},
                                      {4, "Mirrored left to right", "horizontal-flip"},
                                      {5, "Mirrored at the diagonal from upper right", "upper-right-diagonal"},
                                      {6, "Mirrored top to bottom", "vertical-flip"},
                                      {7, "Mirrored at the diagonal from upper left", "upper-left-diagonal"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsVideoConvertFlip", values);
}

GType copy_hw_type() {
  static const GEnumValue values[] = {{1, "GPU", "GPU"}, {2, "VIC", "VIC"}, {0, nullptr, nullptr}};
  return register_enum("NdsCopyHw", values);
}

constexpr int controllable = GST_PARAM_CONTROLLABLE | G_PARAM_CONSTRUCT;
const Property properties[] = {
    boolean_property("silent", false, "Says less"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that works; none on a CPU", GST_PARAM_MUTABLE_READY),
    enum_property("flip-method", flip_method_type, 0, "Turns or mirrors the picture", controllable),
    uint_property("output-buffers", 4, 1, G_MAXUINT, "Output surfaces made at first", GST_PARAM_MUTABLE_PLAYING),
    enum_property("interpolation-method", interpolation_type, 6, "How pictures are scaled", controllable),
    string_property("src-crop", "", "Part of the input to use, left:top:width:height in pixels",
                    GST_PARAM_MUTABLE_PLAYING),
    string_property("dest-crop", "", "Part of the output to fill, left:top:width:height in pixels; the rest is black",
                    GST_PARAM_MUTABLE_READY),
    boolean_property("bl-output", false, "Block-linear surfaces; none on a CPU"),
    boolean_property("allow-odd-crop", true, "Crops may have odd numbers"),
    enum_property("compute-hw", compute_hw_type, 0, "Unit that scales; the CPU here", controllable),
    enum_property("nvbuf-memory-type", memory_type, 0, "Memory of output surfaces; system memory here",
                  GST_PARAM_MUTABLE_READY),
    enum_property("copy-hw", copy_hw_type, 1, "Unit that copies; the CPU here", controllable),
    boolean_property("contiguous-buffers", false, "Pictures of a batch side by side in memory"),
    boolean_property("disable-passthrough", false, "Copies even where nothing changes"),
};

GstVideoInfo empty_info() {
  GstVideoInfo info;
  gst_video_info_init(&info);
  return info;
}

// One negotiated side.
struct Side {
  GstVideoInfo info = empty_info();
  bool nvmm = false;
  nvds::NvBufSurfaceColorFormat surface = nvds::NVBUF_COLOR_FORMAT_INVALID;  // of NVMM
};

struct State {
  PropertyValues values{properties};
  std::mutex mutex;  // of what follows up to the sides: crops may be set while playing
  Rectangle source_crop;
  Rectangle target_crop;
  std::string bad_crop;  // the property whose text was no crop
  Side in;               // written by the streaming thread only, which reads them without the lock
  Side out;
  gst::CapsRef out_caps;
  std::unique_ptr<SurfacePool> pool;
  guint pool_batch_size = 0;
};

}  // namespace

struct NvVideoConvert {
  GstBaseTransform parent;
  State* state;
};
struct NvVideoConvertClass {
  GstBaseTransformClass parent_class;
};

G_DEFINE_TYPE(NvVideoConvert, nv_video_convert, GST_TYPE_BASE_TRANSFORM)

namespace {

NvVideoConvert* self_of(gpointer object) { return static_cast<NvVideoConvert*>(object); }
State& state_of(gpointer object) { return *self_of(object)->state; }
GstBaseTransformClass* parent() { return GST_BASE_TRANSFORM_CLASS(nv_video_convert_parent_class); }

Flip flip_of(const State& state) { return static_cast<Flip>(state.values.integer("flip-method")); }

void set_crop(NvVideoConvert* self, const char* name, const GValue* value) {
  State& state = *self->state;
  const gchar* text = g_value_get_string(value);
  const std::optional<Rectangle> crop = parse_crop(text ? text : "");
  std::lock_guard lock(state.mutex);
  if (!crop)
    state.bad_crop = name;
  else if (state.bad_crop == name)
    state.bad_crop.clear();
  if (crop) (std::string_view(name) == "src-crop" ? state.source_crop : state.target_crop) = *crop;
}

void post_bad_crop(NvVideoConvert* self, const std::string& name) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = name + " is not a crop.";
  fault.remedy = "Write left:top:width:height in pixels, for example 20:20:640:480.";
  fault.key = name;
  fault.value = self->state->values.text(name);
  post_error(GST_ELEMENT(self), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
}

// Equal pictures on both sides pass as they are, unless a crop, a flip or the property asks for work. Until negotiation
// both sides are empty, and what is decided then is decided again by set_caps.
void update_passthrough(NvVideoConvert* self) {
  State& state = *self->state;
  bool work = false;
  {
    std::lock_guard lock(state.mutex);
    const GstVideoInfo& in = state.in.info;
    const GstVideoInfo& out = state.out.info;
    const bool same = state.in.nvmm == state.out.nvmm && state.in.surface == state.out.surface &&
                      GST_VIDEO_INFO_FORMAT(&in) == GST_VIDEO_INFO_FORMAT(&out) && in.width == out.width &&
                      in.height == out.height && gst_video_colorimetry_is_equal(&in.colorimetry, &out.colorimetry);
    work = !same || is_set(state.source_crop) || is_set(state.target_crop);
  }
  work = work || flip_of(state) != Flip::none || state.values.boolean("disable-passthrough");
  gst_base_transform_set_passthrough(GST_BASE_TRANSFORM(self), !work);
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  NvVideoConvert* self = self_of(object);
  State& state = *self->state;
  state.values.set(id, value);
  const std::string_view name = spec->name;
  if (name == "src-crop" || name == "dest-crop") set_crop(self, spec->name, value);
  if (name == "src-crop" || name == "dest-crop" || name == "flip-method" || name == "disable-passthrough") {
    update_passthrough(self);
    gst_base_transform_reconfigure_src(GST_BASE_TRANSFORM(self));  // who works needs output buffers
  }
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  State& state = state_of(object);
  const std::string_view name = spec->name;
  if (name == "src-crop" || name == "dest-crop") {
    std::lock_guard lock(state.mutex);
    g_value_set_string(value, to_text(name == "src-crop" ? state.source_crop : state.target_crop).c_str());
  } else {
    state.values.get(id, value);
  }
}

gboolean start(GstBaseTransform* transform) {
  State& state = state_of(transform);
  std::string bad;
  {
    std::lock_guard lock(state.mutex);
    bad = state.bad_crop;
  }
  if (bad.empty()) return TRUE;
  post_bad_crop(self_of(transform), bad);
  return FALSE;
}

gboolean stop(GstBaseTransform* transform) {
  State& state = state_of(transform);
  state.pool.reset();
  state.out_caps.reset();
  return TRUE;
}

GstCaps* on_transform_caps(GstBaseTransform*, GstPadDirection, GstCaps* caps, GstCaps* filter) {
  return transform_caps(caps, filter);
}

GstCaps* on_fixate_caps(GstBaseTransform* transform, GstPadDirection direction, GstCaps* caps, GstCaps* other) {
  return fixate_caps(caps, other, direction == GST_PAD_SINK, flip_of(state_of(transform)));
}

std::optional<Side> read_side(const GstCaps* caps) {
  Side side;
  if (!gst_video_info_from_caps(&side.info, caps)) return std::nullopt;
  side.nvmm = is_nvmm(caps);
  if (side.nvmm) side.surface = surface_format(caps);
  return side;
}

// Posts what caps ask for that cannot be done; true when all can.
bool check_caps(NvVideoConvert* self, const GstCaps* caps) {
  const GstStructure* structure = gst_caps_get_structure(caps, 0);
  const gchar* precision = gst_structure_get_string(structure, "precision");
  if (g_strcmp0(precision, "FLOAT32") != 0) return true;
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = "Caps ask for planar pictures of floating point numbers, which the CPU runtime does not make.";
  fault.remedy = "Use precision=UINT8, or leave the field out.";
  fault.key = "precision";
  fault.value = precision;
  post_error(GST_ELEMENT(self), GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
  return false;
}

gboolean set_caps(GstBaseTransform* transform, GstCaps* in, GstCaps* out) {
  NvVideoConvert* self = self_of(transform);
  State& state = *self->state;
  const std::optional<Side> in_side = read_side(in);
  const std::optional<Side> out_side = read_side(out);
  if (!in_side || !out_side || !check_caps(self, in) || !check_caps(self, out)) return FALSE;
  {
    std::lock_guard lock(state.mutex);
    state.in = *in_side;
    state.out = *out_side;
  }

  gint batch_size = 1;
  gst_structure_get_int(gst_caps_get_structure(in, 0), "batch-size", &batch_size);
  if (state.in.nvmm && !state.out.nvmm && batch_size > 1) {
    Fault fault;
    fault.code = "ERR_CONFIG";
    fault.message =
        "A batch of " + std::to_string(batch_size) + " pictures cannot become one picture in system memory.";
    fault.remedy = "Put nvstreamdemux or nvmultistreamtiler before nvvideoconvert, or keep memory:NVMM.";
    fault.key = "batch-size";
    fault.value = std::to_string(batch_size);
    post_error(GST_ELEMENT(self), GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
    return FALSE;
  }
  if (!state.out_caps || !gst_caps_is_equal(state.out_caps.get(), out)) {
    state.pool.reset();
    state.out_caps.reset(gst_caps_ref(out));
  }
  update_passthrough(self);
  return TRUE;
}

gboolean get_unit_size(GstBaseTransform*, GstCaps* caps, gsize* size) {
  GstVideoInfo info;
  if (is_nvmm(caps)) {
    *size = sizeof(nvds::NvBufSurface);
    return TRUE;
  }
  if (!gst_video_info_from_caps(&info, caps)) return FALSE;
  *size = info.size;
  return TRUE;
}

gboolean transform_size(GstBaseTransform* transform, GstPadDirection, GstCaps*, gsize, GstCaps* other, gsize* size) {
  return get_unit_size(transform, other, size);
}

gboolean propose_allocation(GstBaseTransform* transform, GstQuery* decided, GstQuery* query) {
  if (!parent()->propose_allocation(transform, decided, query)) return FALSE;
  // Decoders may keep their padded rows: no copy on their side.
  if (decided && !state_of(transform).in.nvmm) gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
  return TRUE;
}

gboolean decide_allocation(GstBaseTransform* transform, GstQuery* query) {
  if (state_of(transform).out.nvmm) return TRUE;  // surfaces come from our own pool
  if (!parent()->decide_allocation(transform, query)) return FALSE;
  if (!gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr) ||
      gst_query_get_n_allocation_pools(query) == 0)
    return TRUE;
  GstBufferPool* pool = nullptr;
  gst_query_parse_nth_allocation_pool(query, 0, &pool, nullptr, nullptr, nullptr);
  gst::ObjectRef<GstBufferPool> owned(pool);
  if (pool && gst_buffer_pool_has_option(pool, GST_BUFFER_POOL_OPTION_VIDEO_META)) {
    GstStructure* config = gst_buffer_pool_get_config(pool);
    gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
    gst_buffer_pool_set_config(pool, config);
  }
  return TRUE;
}

GstFlowReturn prepare_output_buffer(GstBaseTransform* transform, GstBuffer* input, GstBuffer** output) {
  State& state = state_of(transform);
  if (gst_base_transform_is_passthrough(transform) || !state.out.nvmm)
    return parent()->prepare_output_buffer(transform, input, output);
  guint batch_size = 1;
  gint promised = 1;
  gst_structure_get_int(gst_caps_get_structure(state.out_caps.get(), 0), "batch-size", &promised);
  if (state.in.nvmm)
    if (MappedSurface surface(input, GST_MAP_READ); surface) batch_size = surface->batchSize;
  batch_size = std::max(batch_size, static_cast<guint>(std::max(promised, 1)));
  if (!state.pool || state.pool_batch_size < batch_size) {
    state.pool = std::make_unique<SurfacePool>(state.out_caps.get(), batch_size);
    state.pool_batch_size = batch_size;
  }
  gst::BufferRef buffer = state.pool->acquire();
  if (!buffer) {
    GST_ELEMENT_ERROR(transform, RESOURCE, NO_SPACE_LEFT, ("No memory for an output surface"), (nullptr));
    return GST_FLOW_ERROR;
  }
  if (!parent()->copy_metadata(transform, input, buffer.get())) return GST_FLOW_ERROR;
  *output = buffer.release();
  return GST_FLOW_OK;
}

// The base class keeps no metadata that is about video. DeepStream's and the stream's user data do not depend on the
// picture's form.
gboolean transform_meta(GstBaseTransform* transform, GstBuffer* output, GstMeta* meta, GstBuffer* input) {
  if (meta->info->api == nvds::nvds_meta_api_get_type()) return TRUE;
  const std::string_view api = g_type_name(meta->info->api);
  if (api == nvds::kSeiApi || api == nvds::kUnregisteredSeiApi) return TRUE;
  return parent()->transform_meta(transform, output, meta, input);
}

nvds::NvDsFrameMeta* frame_meta(nvds::NvDsBatchMeta* batch, guint index) {
  if (!batch) return nullptr;
  for (GList* l = batch->frame_meta_list; l; l = l->next) {
    auto* frame = static_cast<nvds::NvDsFrameMeta*>(l->data);
    if (frame->batch_id == index) return frame;
  }
  return nullptr;
}

// One picture and its metadata.
bool place(State& state, const Picture& from, const Picture& to, nvds::NvDsFrameMeta* frame) {
  Placement placement;
  {
    std::lock_guard lock(state.mutex);
    const bool odd = state.values.boolean("allow-odd-crop");
    placement.source = clamp(odd ? state.source_crop : even(state.source_crop), from.width, from.height);
    placement.target = clamp(odd ? state.target_crop : even(state.target_crop), to.width, to.height);
  }
  placement.flip = flip_of(state);
  placement.output_width = to.width;
  placement.output_height = to.height;
  if (!convert_frame(from, to, placement, scaling_of(state.values.integer("interpolation-method")))) return false;
  if (frame) move_metadata(*frame, placement);
  return true;
}

class SystemFrame {
 public:
  SystemFrame(const GstVideoInfo& info, GstBuffer* buffer, GstMapFlags flags) {
    mapped_ = gst_video_frame_map(&frame_, const_cast<GstVideoInfo*>(&info), buffer, flags);
  }
  ~SystemFrame() {
    if (mapped_) gst_video_frame_unmap(&frame_);
  }
  SystemFrame(const SystemFrame&) = delete;
  SystemFrame& operator=(const SystemFrame&) = delete;

  Picture picture() const { return mapped_ ? picture_of(frame_) : Picture{}; }

 private:
  GstVideoFrame frame_{};
  bool mapped_ = false;
};

bool transform_batch(State& state, GstBuffer* input, GstBuffer* output) {
  nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(output);
  std::optional<SystemFrame> in_frame;
  std::optional<SystemFrame> out_frame;
  std::optional<MappedSurface> in_surface;
  std::optional<MappedSurface> out_surface;
  guint count = 1;
  if (state.in.nvmm) {
    in_surface.emplace(input, GST_MAP_READ);
    if (!*in_surface) return false;
    count = (*in_surface)->numFilled;
    if (!state.out.nvmm && count != 1) return false;
  } else {
    in_frame.emplace(state.in.info, input, GST_MAP_READ);
  }
  if (state.out.nvmm) {
    out_surface.emplace(output, GST_MAP_READWRITE);
    if (!*out_surface || (*out_surface)->batchSize < count) return false;
    (*out_surface)->numFilled = count;
  } else {
    out_frame.emplace(state.out.info, output, GST_MAP_WRITE);
  }
  for (guint i = 0; i < count; i++) {
    const Picture from = in_surface ? picture_of((*in_surface)->surfaceList[i]) : in_frame->picture();
    const Picture to = out_surface ? picture_of((*out_surface)->surfaceList[i]) : out_frame->picture();
    if (!place(state, from, to, frame_meta(batch, i))) return false;
  }
  return true;
}

GstFlowReturn on_transform(GstBaseTransform* transform, GstBuffer* input, GstBuffer* output) {
  nvds::nvds_set_input_system_timestamp(output, GST_ELEMENT_NAME(transform));
  if (state_of(transform).in.nvmm && refuse_out_of_reach(GST_ELEMENT(transform), input)) return GST_FLOW_ERROR;
  if (!transform_batch(state_of(transform), input, output)) {
    GST_ELEMENT_ERROR(transform, STREAM, FORMAT, ("A buffer could not be converted"),
                      ("input %" GST_PTR_FORMAT ", output %" GST_PTR_FORMAT, input, output));
    return GST_FLOW_ERROR;
  }
  nvds::nvds_set_output_system_timestamp(output, GST_ELEMENT_NAME(transform));
  return GST_FLOW_OK;
}

void finalize(GObject* object) {
  delete self_of(object)->state;
  G_OBJECT_CLASS(nv_video_convert_parent_class)->finalize(object);
}

}  // namespace

static void nv_video_convert_class_init(NvVideoConvertClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  install_properties(object, properties);

  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "NVMM video converter", "Filter/Converter/Video/Scaler",
                                        "Converts format, size and memory of video; crops and flips it",
                                        "node-deepstream");
  const gst::CapsRef caps(gst_caps_from_string(template_caps));
  gst_element_class_add_pad_template(element, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps.get()));
  gst_element_class_add_pad_template(element, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps.get()));

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->passthrough_on_same_caps = FALSE;  // set_caps decides: crops and flips do work on equal caps
  transform->start = start;
  transform->stop = stop;
  transform->transform_caps = on_transform_caps;
  transform->fixate_caps = on_fixate_caps;
  transform->set_caps = set_caps;
  transform->get_unit_size = get_unit_size;
  transform->transform_size = transform_size;
  transform->propose_allocation = propose_allocation;
  transform->decide_allocation = decide_allocation;
  transform->prepare_output_buffer = prepare_output_buffer;
  transform->transform_meta = transform_meta;
  transform->transform = on_transform;
}

static void nv_video_convert_init(NvVideoConvert* self) { self->state = new State; }

}  // namespace runtime::videoconvert

namespace runtime {

bool register_nvvideoconvert(GstPlugin* plugin) {
  GST_DEBUG_CATEGORY_INIT(nvvideoconvert_debug, "nvvideoconvert", 0, "nvvideoconvert element");
  return register_element(plugin, "nvvideoconvert", GST_RANK_PRIMARY, videoconvert::nv_video_convert_get_type());
}

}  // namespace runtime
