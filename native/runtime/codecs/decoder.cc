// nvv4l2decoder: whatever software decoder fits the stream's caps, with surfaces behind it.
#include <atomic>

#include "gst/ref.h"
#include "nvds/events.h"
#include "nvds/latency.h"
#include "runtime/codecs/names.h"
#include "runtime/codecs/reference.h"
#include "runtime/element/fault.h"

namespace runtime::codecs {

namespace {

GType skip_frames_type() {
  static const GEnumValue values[] = {{0, "Every picture", "decode_all"},
                                      {1, "Pictures that others refer to", "decode_non_ref"},
                                      {2, "Key pictures", "decode_key"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsDecoderSkipFrames", values);
}

GType memory_kind_type() {
  static const GEnumValue values[] = {{0, "Device memory", "memtype_device"},
                                      {1, "Pinned host memory", "memtype_pinned"},
                                      {2, "Unified memory", "memtype_unified"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsDecoderMemory", values);
}

GType structure_type() { return GST_TYPE_STRUCTURE; }

const Property properties[] = {
    string_property("device", nullptr, "V4L2 node; none on a CPU"),
    string_property("device-name", "", "Driver; none on a CPU"),
    int_property("device-fd", -1, -1, G_MAXINT, "Open descriptor; none on a CPU"),
    boxed_property("extra-controls", structure_type, "Further V4L2 controls; none on a CPU"),
    enum_property("skip-frames", skip_frames_type, 0, "Which pictures are decoded", GST_PARAM_MUTABLE_PLAYING),
    uint_property("drop-frame-interval", 0, 0, 30, "Every how many pictures one goes on; 0 lets all go",
                  GST_PARAM_MUTABLE_PLAYING),
    uint_property("num-extra-surfaces", 0, 0, 55, "Surfaces above the least; the pool grows by itself here"),
    enum_property("cudadec-memtype", memory_kind_type, 0, "Memory of the pictures; system memory here"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that decodes; none on a CPU"),
    boolean_property("low-latency-mode", false, "Pictures leave without waiting for later ones"),
    boolean_property("extract-sei-type5-data", false, "Unregistered SEI data on buffers; not supported"),
    string_property("sei-uuid", nullptr, "Which SEI data; not supported"),
    boolean_property("disable-dpb", false, "As low-latency-mode"),
    boolean_property("enable-full-frame", false, "The input holds whole pictures; always asked for here"),
    boolean_property("enable-frame-type-reporting", false, "Picture types as messages; not supported"),
    boolean_property("enable-error-check", false, "Errors as messages; the decoder's warnings are posted"),
    boolean_property("enable-max-performance", false, "Full clock; nothing on a CPU"),
    boolean_property("mjpeg", false, "Motion JPEG input; told by the caps"),
};

constexpr const char* stream_caps =
    "image/jpeg; "
    "video/x-h264, stream-format=(string)byte-stream, alignment=(string)au; "
    "video/x-h265, stream-format=(string)byte-stream, alignment=(string)au; "
    "video/mpeg, mpegversion=(int)4; "
    "video/mpeg, mpegversion=(int){ 1, 2 }, parsed=(boolean)true; "
    "video/x-divx, divxversion=(int)[ 4, 5 ]; "
    "video/x-av1; video/x-vp8; video/x-vp9";

constexpr const char* picture_caps = "video/x-raw(memory:NVMM), format=(string){ NV12, P010_10LE }";

bool starts_with_nv(GstPluginFeature* feature) { return g_str_has_prefix(GST_OBJECT_NAME(feature), "nv"); }

// The best ranked decoder for these caps that is no wrapper like this one; nullptr when there is none.
gst::ElementRef make_decoder(const GstCaps* caps) {
  GList* all = gst_element_factory_list_get_elements(
      GST_ELEMENT_FACTORY_TYPE_DECODER | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO | GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE,
      GST_RANK_MARGINAL);
  GList* fitting = gst_element_factory_list_filter(all, caps, GST_PAD_SINK, TRUE);
  fitting = g_list_sort(fitting, gst_plugin_feature_rank_compare_func);
  gst::ElementRef decoder;
  for (GList* l = fitting; l && !decoder; l = l->next)
    if (!starts_with_nv(GST_PLUGIN_FEATURE(l->data)))
      decoder = gst::share(gst_element_factory_create(GST_ELEMENT_FACTORY(l->data), nullptr));
  gst_plugin_feature_list_free(fitting);
  gst_plugin_feature_list_free(all);
  return decoder;
}

StreamKind kind_of(const GstCaps* caps) {
  const GstStructure* structure = gst_caps_get_structure(caps, 0);
  if (gst_structure_has_name(structure, "video/x-h264")) return StreamKind::h264;
  if (gst_structure_has_name(structure, "video/x-h265")) return StreamKind::h265;
  gint version = 0;
  gst_structure_get_int(structure, "mpegversion", &version);
  return version == 1 || version == 2 ? StreamKind::mpeg2 : StreamKind::other;
}

const char* package_of(const GstCaps* caps) {
  const gchar* type = gst_structure_get_name(gst_caps_get_structure(caps, 0));
  if (g_str_equal(type, "image/jpeg") || g_str_has_prefix(type, "video/x-vp")) return "gstreamer1.0-plugins-good";
  if (g_str_equal(type, "video/x-av1")) return "gstreamer1.0-plugins-bad";
  return "gstreamer1.0-libav";
}

class VideoDecoder : public Codec {
 public:
  VideoDecoder(GstBin* bin, const Description& d) : Codec(bin, d) {
    entry_ = capsfilter(add("capsfilter"), stream_caps);
    // Takes what decoders give beyond the surfaces' formats, with as many bits.
    formats_ = add("videoconvert");
    GstElement* likely = capsfilter(add("capsfilter"), "video/x-raw, format=(string){ I420, NV12, P010_10LE }");
    GstElement* converter = add("nvvideoconvert");
    GstElement* surfaces = capsfilter(add("capsfilter"), picture_caps);
    link({formats_, likely, converter, surfaces});
    expose("sink", entry_);
    expose("src", surfaces);
    const gst::PadRef in(gst_element_get_static_pad(entry_, "sink"));
    const gst::PadRef stream(gst_element_get_static_pad(entry_, "src"));
    const gst::PadRef pictures(gst_element_get_static_pad(formats_, "sink"));
    gst_pad_add_probe(in.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_update, this, nullptr);
    gst_pad_add_probe(stream.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_caps, this, nullptr);
    gst_pad_add_probe(stream.get(), GST_PAD_PROBE_TYPE_BUFFER, on_packet, this, nullptr);
    gst_pad_add_probe(pictures.get(), GST_PAD_PROBE_TYPE_BUFFER, on_picture, this, nullptr);
  }

  bool start() override {
    if (values_.boolean("extract-sei-type5-data"))
      return refuse("extract-sei-type5-data", "SEI data cannot be put on buffers.",
                    "Leave extract-sei-type5-data out.");
    if (values_.boolean("enable-frame-type-reporting"))
      return refuse("enable-frame-type-reporting", "picture types are not reported.",
                    "Leave enable-frame-type-reporting out.");
    pictures_ = 0;
    return true;
  }

  void stop() override { remove_decoder(); }

 private:
  enum Skip { all, non_referenced, key };

  void configure() {
    // A thread for every frame delays pictures; threads for slices do not.
    const bool low_latency = values_.boolean("low-latency-mode") || values_.boolean("disable-dpb");
    if (low_latency && g_object_class_find_property(G_OBJECT_GET_CLASS(decoder_), "thread-type"))
      gst_util_set_object_arg(G_OBJECT(decoder_), "thread-type", "slice");
  }

  void remove_decoder() {
    if (!decoder_) return;
    gst_element_set_state(decoder_, GST_STATE_NULL);
    gst_bin_remove(bin(), decoder_);
    decoder_ = nullptr;
  }

  // Puts the decoder for these caps between entry and converter.
  bool build(const GstCaps* caps) {
    if (decoder_) {
      const gst::PadRef sink(gst_element_get_static_pad(decoder_, "sink"));
      const gst::CapsRef current(gst_pad_get_current_caps(sink.get()));
      const bool same_kind = current && g_str_equal(gst_structure_get_name(gst_caps_get_structure(current.get(), 0)),
                                                    gst_structure_get_name(gst_caps_get_structure(caps, 0)));
      if (same_kind) return true;
    }
    remove_decoder();
    gst::ElementRef decoder = make_decoder(caps);
    if (!decoder) {
      Fault fault;
      fault.code = "ERR_ELEMENT_MISSING";
      fault.message = "nvv4l2decoder found no software decoder for this stream.";
      fault.remedy = std::string("Install one: apt-get install ") + package_of(caps) + ".";
      fault.value = gst_structure_get_name(gst_caps_get_structure(caps, 0));
      post_error(element(), GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND, fault);
      return false;
    }
    decoder_ = decoder.get();
    kind_ = kind_of(caps);
    configure();
    gst_bin_add(bin(), decoder_);
    link({entry_, decoder_, formats_});
    return gst_element_sync_state_with_parent(decoder_);
  }

  static GstPadProbeReturn on_caps(GstPad*, GstPadProbeInfo* info, gpointer data) {
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    return static_cast<VideoDecoder*>(data)->build(caps) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  }

  static GstPadProbeReturn on_packet(GstPad*, GstPadProbeInfo* info, gpointer data) {
    const auto* self = static_cast<VideoDecoder*>(data);
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    const gint64 skip = self->values_.integer("skip-frames");
    if (skip == key && GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)) return GST_PAD_PROBE_DROP;
    if (skip != non_referenced) return GST_PAD_PROBE_OK;
    GstMapInfo map;
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return GST_PAD_PROBE_OK;
    const bool needed = is_referenced(self->kind_, {map.data, map.size});
    gst_buffer_unmap(buffer, &map);
    return needed ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  }

  static GstPadProbeReturn on_picture(GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<VideoDecoder*>(data);
    const guint64 interval = self->values_.unsigned_integer("drop-frame-interval");
    const guint number = self->pictures_++;
    if (interval > 1 && number % interval != 0) return GST_PAD_PROBE_DROP;
    if (nvds::nvds_get_enable_latency_measurement()) {
      GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
      nvds::nvds_add_reference_timestamp_meta(buffer, GST_ELEMENT_NAME(self->element()), number);
      GST_PAD_PROBE_INFO_DATA(info) = buffer;
    }
    return GST_PAD_PROBE_OK;
  }

  // The custom events that change a decoder while it plays.
  static GstPadProbeReturn on_update(GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<VideoDecoder*>(data);
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    gchar* stream = nullptr;
    guint value = 0;
    switch (static_cast<guint32>(GST_EVENT_TYPE(event))) {
      case nvds::GST_NVEVENT_DEC_DROP_FRAME_INTERVAL_UPDATE:
        nvds::gst_nvevent_parse_dec_drop_frame_interval_update(event, &stream, &value);
        g_object_set(self->bin(), "drop-frame-interval", MIN(value, 30), nullptr);
        break;
      case nvds::GST_NVEVENT_DEC_SKIP_FRAME_UPDATE:
        nvds::gst_nvevent_parse_dec_skip_frame_update(event, &stream, &value);
        g_object_set(self->bin(), "skip-frames", static_cast<gint>(MIN(value, 2)), nullptr);
        break;
      default: return GST_PAD_PROBE_OK;
    }
    g_free(stream);
    return GST_PAD_PROBE_DROP;
  }

  GstElement* entry_ = nullptr;
  GstElement* formats_ = nullptr;
  GstElement* decoder_ = nullptr;  // owned by the bin
  StreamKind kind_ = StreamKind::other;
  std::atomic<guint> pictures_{0};
};

}  // namespace

const Description& video_decoder() {
  static const Description description = {
      "nvv4l2decoder",
      "NdsVideoDecoder",
      "Video decoder",
      "Codec/Decoder/Video",
      "Decodes with the software decoder that fits the stream, into NVMM surfaces",
      stream_caps,
      "video/x-raw(memory:NVMM)",
      properties,
      [](GstBin* bin, const Description& d) -> std::unique_ptr<Codec> {
        return std::make_unique<VideoDecoder>(bin, d);
      },
  };
  return description;
}

}  // namespace runtime::codecs
