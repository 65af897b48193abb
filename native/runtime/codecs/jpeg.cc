// nvjpegenc, nvjpegdec, nvimageenc, nvimagedec on libjpeg.
#include "gst/ref.h"
#include "runtime/codecs/names.h"
#include "runtime/surface/surface.h"

namespace runtime::codecs {

namespace {

GType idct_method_type() {
  static const GEnumValue values[] = {{0, "Exact integers", "islow"},
                                      {1, "Fast integers", "ifast"},
                                      {2, "Floating point", "float"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsJpegIdct", values);
}

const Property jpeg_encoder_properties[] = {
    int_property("quality", 85, 0, 100, "JPEG quality", GST_PARAM_MUTABLE_PLAYING),
    enum_property("idct-method", idct_method_type, 1, "Kind of cosine transform"),
    boolean_property("Enableperf", false, "Faster clock; nothing on a CPU"),
    boolean_property("OutputGray", false, "Grey pictures"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that encodes; none on a CPU"),
};

const Property image_encoder_properties[] = {
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that encodes; none on a CPU"),
    uint_property("encoded-size", 15728640, 0, G_MAXUINT, "Bytes kept for an encoded picture; as many as needed here"),
    uint_property("quality", 90, 0, 100, "JPEG quality", GST_PARAM_MUTABLE_PLAYING),
};

const Property jpeg_decoder_properties[] = {
    enum_property("idct-method", idct_method_type, 1, "Kind of inverse cosine transform"),
    int_property("max-errors", 0, -1, G_MAXINT, "Broken pictures in a row that are bearable; -1 all"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that decodes; none on a CPU"),
    boolean_property("Enableperf", false, "Faster clock; nothing on a CPU"),
};

const Property image_decoder_properties[] = {
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that decodes; none on a CPU"),
    boolean_property("needs-pool", true, "Surfaces come from a pool; always here", GST_PARAM_MUTABLE_READY),
};

// JPEG files hold full range BT.601, whatever range the video has.
constexpr const char* colour_pictures = "video/x-raw, format=I420, colorimetry=(string)1:4:0:0";
constexpr const char* gray_pictures = "video/x-raw, format=GRAY8, colorimetry=(string)1:4:0:0";

bool has_property(std::span<const Property> table, std::string_view name) {
  for (const Property& property : table)
    if (property.name == name) return true;
  return false;
}

class JpegEncoder : public Codec {
 public:
  JpegEncoder(GstBin* bin, const Description& d) : Codec(bin, d), properties_(d.properties) {
    GstElement* converter = add("nvvideoconvert");
    filter_ = add("capsfilter");
    encoder_ = add("jpegenc");
    link({converter, filter_, encoder_});
    expose("sink", converter);
    expose("src", encoder_);
  }

  bool start() override {
    const bool gray = has_property(properties_, "OutputGray") && values_.boolean("OutputGray");
    capsfilter(filter_, gray ? gray_pictures : colour_pictures);
    if (has_property(properties_, "idct-method"))
      g_object_set(encoder_, "idct-method", static_cast<gint>(values_.integer("idct-method")), nullptr);
    changed("quality");
    return true;
  }

  void changed(std::string_view property) override {
    if (encoder_ && property == "quality")
      g_object_set(encoder_, "quality", static_cast<gint>(values_.integer("quality")), nullptr);
  }

 private:
  std::span<const Property> properties_;
  GstElement* encoder_ = nullptr;
  GstElement* filter_ = nullptr;
};

class JpegDecoder : public Codec {
 public:
  JpegDecoder(GstBin* bin, const Description& d) : Codec(bin, d), properties_(d.properties) {
    decoder_ = add("jpegdec");
    // JPEG has 4:2:2, which surfaces of DeepStream's caps do not hold.
    GstElement* formats = add("videoconvert");
    GstElement* converter = add("nvvideoconvert");
    filter_ = capsfilter(add("capsfilter"), d.src_caps);
    link({decoder_, formats, converter, filter_});
    expose("sink", decoder_);
    expose("src", filter_);
    gst_pad_add_probe(pad("sink"), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, this, nullptr);
  }

  bool start() override {
    for (const char* name : {"idct-method", "max-errors"})
      if (has_property(properties_, name))
        g_object_set(decoder_, name, static_cast<gint>(values_.integer(name)), nullptr);
    return true;
  }

 private:
  // NVMM wherever the next element takes it, as DeepStream's decoder gives it.
  static GstPadProbeReturn on_event(GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<JpegDecoder*>(data);
    if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
    GstPadTemplate* pad_template = gst_element_class_get_pad_template(GST_ELEMENT_GET_CLASS(self->element()), "src");
    const gst::CapsRef all(gst_pad_template_get_caps(pad_template));
    const gst::CapsRef nvmm(gst_caps_copy_nth(all.get(), 0));
    const gst::CapsRef taken(gst_pad_peer_query_caps(self->pad("src"), nvmm.get()));
    g_object_set(self->filter_, "caps", gst_caps_is_empty(taken.get()) ? all.get() : nvmm.get(), nullptr);
    return GST_PAD_PROBE_OK;
  }

  std::span<const Property> properties_;
  GstElement* decoder_ = nullptr;
  GstElement* filter_ = nullptr;
};

template <class Inside>
std::unique_ptr<Codec> create(GstBin* bin, const Description& description) {
  return std::make_unique<Inside>(bin, description);
}

constexpr const char* jpeg_caps = "image/jpeg";
constexpr const char* encoder_caps =
    "video/x-raw(memory:NVMM), format=(string){ I420, NV12, RGB }; video/x-raw, format=(string){ I420, NV12, RGB, "
    "GRAY8 }";
constexpr const char* decoder_caps =
    "video/x-raw(memory:NVMM), format=(string){ I420, RGBA, NV12, Y444, GRAY8, RGB }; "
    "video/x-raw, format=(string){ I420, RGBA, NV12, Y444, GRAY8, RGB }";
constexpr const char* image_caps =
    "video/x-raw(memory:NVMM), format=(string)RGB, width=[ 1, 2147483647 ], height=[ 1, 2147483647 ], "
    "framerate=[ 0/1, 2147483647/1 ]";

}  // namespace

const Description& jpeg_encoder() {
  static const Description description = {
      "nvjpegenc",  "NdsJpegEncoder", "JPEG encoder",          "Codec/Encoder/Image", "Encodes JPEG pictures",
      encoder_caps, jpeg_caps,        jpeg_encoder_properties, create<JpegEncoder>};
  return description;
}

const Description& image_encoder() {
  static const Description description = {
      "nvimageenc", "NdsImageEncoder", "Image encoder",          "Codec/Encoder/JPEG IMAGE", "Encodes JPEG pictures",
      image_caps,   jpeg_caps,         image_encoder_properties, create<JpegEncoder>};
  return description;
}

const Description& jpeg_decoder() {
  static const Description description = {"nvjpegdec",           "NdsJpegDecoder",        "JPEG decoder",
                                          "Codec/Decoder/Image", "Decodes JPEG pictures", jpeg_caps,
                                          decoder_caps,          jpeg_decoder_properties, create<JpegDecoder>};
  return description;
}

const Description& image_decoder() {
  static const Description description = {
      "nvimagedec", "NdsImageDecoder", "Image decoder",          "Codec/Decoder/JPEG IMAGE", "Decodes JPEG pictures",
      jpeg_caps,    image_caps,        image_decoder_properties, create<JpegDecoder>};
  return description;
}

}  // namespace runtime::codecs
