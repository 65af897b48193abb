#include "runtime/surface/memory.h"

namespace runtime {

namespace {

struct Pool {
  GstBufferPool parent;
  nvds::NvBufSurfaceColorFormat format;
  guint width;
  guint height;
  guint batch_size;
};
GstBufferPoolClass* parent_class = nullptr;

Pool* self_of(GstBufferPool* pool) { return reinterpret_cast<Pool*>(pool); }

gboolean set_config(GstBufferPool* pool, GstStructure* config) {
  GstCaps* caps = nullptr;
  guint minimum = 0;
  guint maximum = 0;
  if (!gst_buffer_pool_config_get_params(config, &caps, nullptr, &minimum, &maximum) || !caps) return FALSE;
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, caps)) return FALSE;
  Pool* self = self_of(pool);
  self->format = surface_format(caps);
  if (self->format == nvds::NVBUF_COLOR_FORMAT_INVALID) return FALSE;
  self->width = static_cast<guint>(info.width);
  self->height = static_cast<guint>(info.height);
  gint batch_size = 1;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), "batch-size", &batch_size);
  self->batch_size = static_cast<guint>(MAX(batch_size, 1));
  gst_buffer_pool_config_set_params(config, caps, sizeof(nvds::NvBufSurface), minimum, maximum);
  return parent_class->set_config(pool, config);
}

GstFlowReturn alloc_buffer(GstBufferPool* pool, GstBuffer** buffer, GstBufferPoolAcquireParams*) {
  const Pool* self = self_of(pool);
  GstMemory* memory = new_surface_memory(self->format, self->width, self->height, self->batch_size);
  if (!memory) return GST_FLOW_ERROR;
  *buffer = gst_buffer_new();
  gst_buffer_append_memory(*buffer, memory);
  return GST_FLOW_OK;
}

void reset_buffer(GstBufferPool* pool, GstBuffer* buffer) {
  parent_class->reset_buffer(pool, buffer);
  // Buffers come back when nobody looks at them: a read mapping is enough, and copies nothing.
  if (MappedSurface surface(buffer, GST_MAP_READ); surface) surface->numFilled = 0;
}

void class_init(gpointer klass, gpointer) {
  parent_class = GST_BUFFER_POOL_CLASS(g_type_class_peek_parent(klass));
  auto* pool = GST_BUFFER_POOL_CLASS(klass);
  pool->set_config = set_config;
  pool->alloc_buffer = alloc_buffer;
  pool->reset_buffer = reset_buffer;
}

GType surface_pool_type() {
  static const GType type = register_once("NdsSurfacePool", GST_TYPE_BUFFER_POOL, sizeof(GstBufferPoolClass),
                                          class_init, sizeof(Pool), nullptr);
  return type;
}

gst::CapsRef caps_of(GstVideoFormat format, const GstVideoColorimetry& colorimetry, int width, int height) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, format, static_cast<guint>(MAX(width, 1)), static_cast<guint>(MAX(height, 1)));
  info.colorimetry = colorimetry;
  gst::CapsRef caps(gst_video_info_to_caps(&info));
  gst_caps_set_features_simple(caps.get(), gst_caps_features_new("memory:NVMM", nullptr));
  return caps;
}

}  // namespace

nvds::NvBufSurfaceColorFormat surface_format(const GstCaps* caps) {
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, caps)) return nvds::NVBUF_COLOR_FORMAT_INVALID;
  const gchar* order = gst_structure_get_string(gst_caps_get_structure(caps, 0), "plane-order");
  if (GST_VIDEO_INFO_FORMAT(&info) == GST_VIDEO_FORMAT_GBR && g_strcmp0(order, "BGR") == 0)
    return nvds::NVBUF_COLOR_FORMAT_B8_G8_R8;
  return color_format(GST_VIDEO_INFO_FORMAT(&info), GST_VIDEO_INFO_COLORIMETRY(&info));
}

SurfacePool::SurfacePool(GstVideoFormat format, const GstVideoColorimetry& colorimetry, int width, int height,
                         guint batch_size)
    : SurfacePool(caps_of(format, colorimetry, width, height).get(), batch_size) {}

SurfacePool::SurfacePool(const GstCaps* caps, guint batch_size) {
  auto* pool = static_cast<GstBufferPool*>(g_object_new(surface_pool_type(), nullptr));
  pool_.reset(static_cast<GstBufferPool*>(gst_object_ref_sink(pool)));
  gst::CapsRef sized(gst_caps_copy(caps));
  if (batch_size > 0)
    gst_caps_set_simple(sized.get(), "batch-size", G_TYPE_INT, static_cast<gint>(batch_size), nullptr);
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, sized.get(), sizeof(nvds::NvBufSurface), 0, 0);
  if (gst_buffer_pool_set_config(pool, config)) gst_buffer_pool_set_active(pool, TRUE);
}

SurfacePool::~SurfacePool() { gst_buffer_pool_set_active(pool_.get(), FALSE); }

gst::BufferRef SurfacePool::acquire() {
  GstBuffer* buffer = nullptr;
  gst_buffer_pool_acquire_buffer(pool_.get(), &buffer, nullptr);
  return gst::BufferRef(buffer);
}

}  // namespace runtime
