#include "picture/encoder.h"

#include <string>

#include "picture/fault.h"

namespace picture {
namespace {

gst::Fault cannot_encode(const char* factory, const char* what) {
  return cannot_read(
      std::string("The element ") + factory + what,
      "Install GStreamer's good plugins (sudo apt-get install gstreamer1.0-plugins-good), or ask for the "
      "format 'rgb'.",
      factory);
}

// With a template, so that its caps may change from one picture to the next.
gst::PadRef new_pad(GstPadDirection direction) {
  const gst::CapsRef any(gst_caps_new_any());
  const gst::ObjectRef<GstPadTemplate> open(static_cast<GstPadTemplate*>(
      gst_object_ref_sink(gst_pad_template_new("any", direction, GST_PAD_ALWAYS, any.get()))));
  return gst::PadRef(static_cast<GstPad*>(gst_object_ref_sink(gst_pad_new_from_template(open.get(), nullptr))));
}

// The buffer owns the bytes; they are not copied.
gst::BufferRef buffer_of(std::vector<std::uint8_t> bytes) {
  auto* owned = new std::vector<std::uint8_t>(std::move(bytes));
  return gst::BufferRef(
      gst_buffer_new_wrapped_full(static_cast<GstMemoryFlags>(0), owned->data(), owned->size(), 0, owned->size(), owned,
                                  [](gpointer memory) { delete static_cast<std::vector<std::uint8_t>*>(memory); }));
}

}  // namespace

gst::Result<std::unique_ptr<Encoder>> Encoder::create(const char* factory) {
  gst::ElementRef element(gst_element_factory_make(factory, nullptr));
  if (!element) return cannot_encode(factory, " is not installed.");
  gst_object_ref_sink(element.get());
  std::unique_ptr<Encoder> encoder(new Encoder(std::move(element)));
  if (!encoder->connect()) return cannot_encode(factory, " does not start.");
  return encoder;
}

Encoder::~Encoder() {
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  for (const gst::PadRef* pad : {&feed_, &drain_})
    if (*pad) gst_pad_set_active(pad->get(), FALSE);
}

bool Encoder::connect() {
  feed_ = new_pad(GST_PAD_SRC);
  drain_ = new_pad(GST_PAD_SINK);
  gst_pad_set_element_private(drain_.get(), this);
  gst_pad_set_chain_function(drain_.get(), on_encoded);
  const gst::PadRef sink(gst_element_get_static_pad(element_.get(), "sink"));
  const gst::PadRef src(gst_element_get_static_pad(element_.get(), "src"));
  if (!sink || !src) return false;
  gst_pad_set_active(drain_.get(), TRUE);
  gst_pad_set_active(feed_.get(), TRUE);
  if (gst_pad_link(feed_.get(), sink.get()) != GST_PAD_LINK_OK) return false;
  if (gst_pad_link(src.get(), drain_.get()) != GST_PAD_LINK_OK) return false;
  if (gst_element_set_state(element_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) return false;
  return gst_pad_push_event(feed_.get(), gst_event_new_stream_start("picture"));
}

void Encoder::set_quality(int quality) { g_object_set(element_.get(), "quality", quality, nullptr); }

bool Encoder::set_format(const GstVideoInfo& info) {
  gst::CapsRef caps(gst_video_info_to_caps(&info));
  if (caps_ && gst_caps_is_equal(caps.get(), caps_.get())) return true;
  const bool first = !caps_;
  if (!gst_pad_push_event(feed_.get(), gst_event_new_caps(caps.get()))) return false;
  caps_ = std::move(caps);
  if (!first) return true;
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  return gst_pad_push_event(feed_.get(), gst_event_new_segment(&segment));
}

gst::Result<std::vector<std::uint8_t>> Encoder::encode(Pixels pixels) {
  const char* factory = GST_OBJECT_NAME(gst_element_get_factory(element_.get()));
  encoded_.clear();
  // GStreamer takes still pictures for video with a frame rate of 0.
  pixels.info.fps_n = 0;
  pixels.info.fps_d = 1;
  if (!set_format(pixels.info)) return cannot_encode(factory, " does not take the picture's format.");
  gst::BufferRef buffer = buffer_of(std::move(pixels.bytes));
  GST_BUFFER_PTS(buffer.get()) = 0;
  GstVideoInfo& info = pixels.info;
  gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&info),
                                 static_cast<guint>(GST_VIDEO_INFO_WIDTH(&info)),
                                 static_cast<guint>(GST_VIDEO_INFO_HEIGHT(&info)), GST_VIDEO_INFO_N_PLANES(&info),
                                 info.offset, info.stride);
  if (gst_pad_push(feed_.get(), buffer.release()) != GST_FLOW_OK || encoded_.empty())
    return cannot_encode(factory, " could not encode the picture.");
  return std::move(encoded_);
}

GstFlowReturn Encoder::on_encoded(GstPad* pad, GstObject*, GstBuffer* buffer) {
  const gst::BufferRef owned(buffer);
  auto& encoded = static_cast<Encoder*>(gst_pad_get_element_private(pad))->encoded_;
  const std::size_t size = gst_buffer_get_size(buffer);
  encoded.resize(size);
  gst_buffer_extract(buffer, 0, encoded.data(), size);
  return GST_FLOW_OK;
}

}  // namespace picture
