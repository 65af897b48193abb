#include "runtime/nvvideoconvert/caps.h"

#include <gst/video/video.h>

#include "gst/ref.h"

namespace runtime::videoconvert {

#define NVMM_FORMATS                                                                                        \
  "{ I420, NV12, P010_10LE, I420_12LE, BGRx, RGBA, Y444, Y444_10LE, Y444_12LE, GRAY8, GRAY16_LE, GBR, RGB," \
  " BGR, BGR10A2_LE, RGB10A2_LE, UYVP, UYVY, BGRA64_LE }"
#define SYSTEM_FORMATS                                                                                              \
  "{ I420, NV12, P010_10LE, BGRx, RGBA, Y444, GRAY8, GRAY16_LE, GBR, RGB, BGR, BGR10A2_LE, RGB10A2_LE, UYVP, UYVY," \
  " BGRA64_LE }"
const char* const template_caps =
    GST_VIDEO_CAPS_MAKE_WITH_FEATURES("memory:NVMM", NVMM_FORMATS) "; " GST_VIDEO_CAPS_MAKE(SYSTEM_FORMATS);

namespace {

constexpr const char* nvmm = "memory:NVMM";

// The structure with everything open that the converter can change.
GstStructure* opened(const GstStructure* structure) {
  GstStructure* open = gst_structure_copy(structure);
  gst_structure_remove_fields(open, "format", "colorimetry", "chroma-site", "plane-order", "precision",
                              "nvbuf-memory-type", "gpu-id", "block-linear", nullptr);
  gst_structure_set(open, "width", GST_TYPE_INT_RANGE, 1, G_MAXINT, "height", GST_TYPE_INT_RANGE, 1, G_MAXINT, nullptr);
  if (gst_structure_has_field(open, "pixel-aspect-ratio"))
    gst_structure_set(open, "pixel-aspect-ratio", GST_TYPE_FRACTION_RANGE, 1, G_MAXINT, G_MAXINT, 1, nullptr);
  return open;
}

// Batches exist in NVMM only.
GstStructure* without_batch(GstStructure* structure) {
  gst_structure_remove_fields(structure, "batch-size", "num-surfaces-per-frame", nullptr);
  return structure;
}

struct Fraction {
  gint n = 1;
  gint d = 1;
  bool operator==(const Fraction& other) const { return n * other.d == other.n * d; }
};

Fraction multiply(Fraction a, Fraction b) {
  Fraction product{1, 1};
  gst_util_fraction_multiply(a.n, a.d, b.n, b.d, &product.n, &product.d);
  return product;
}

Fraction inverse(Fraction f) { return {f.d, f.n}; }

gint scale(gint value, Fraction by) {
  return static_cast<gint>(gst_util_uint64_scale_int(static_cast<guint64>(value), MAX(by.n, 1), MAX(by.d, 1)));
}

// The value nearest to `wanted` that the structure allows, without fixing it.
gint nearest(const GstStructure* structure, const char* field, gint wanted) {
  gst::StructureRef copy(gst_structure_copy(structure));
  gint value = wanted;
  gst_structure_fixate_field_nearest_int(copy.get(), field, wanted);
  gst_structure_get_int(copy.get(), field, &value);
  return value;
}

Fraction nearest(const GstStructure* structure, Fraction wanted) {
  gst::StructureRef copy(gst_structure_copy(structure));
  Fraction value = wanted;
  gst_structure_fixate_field_nearest_fraction(copy.get(), "pixel-aspect-ratio", wanted.n, wanted.d);
  gst_structure_get_fraction(copy.get(), "pixel-aspect-ratio", &value.n, &value.d);
  return value;
}

void set_size(GstStructure* out, gint width, gint height) {
  gst_structure_fixate_field_nearest_int(out, "width", MAX(width, 1));
  gst_structure_fixate_field_nearest_int(out, "height", MAX(height, 1));
}

// A missing pixel aspect ratio says 1/1 already.
void set_pixel_aspect(GstStructure* out, Fraction par) {
  if (gst_structure_has_field(out, "pixel-aspect-ratio"))
    gst_structure_fixate_field_nearest_fraction(out, "pixel-aspect-ratio", par.n, par.d);
  else if (!(par == Fraction{1, 1}))
    gst_structure_set(out, "pixel-aspect-ratio", GST_TYPE_FRACTION, par.n, par.d, nullptr);
}

// Keeps the display aspect ratio: by the pixels' shape where that is open, else by the open size.
void fixate_size(const GstStructure* in, GstStructure* out, bool towards_src, Flip flip) {
  gint from_width = 1;
  gint from_height = 1;
  Fraction from_par;
  gst_structure_get_int(in, "width", &from_width);
  gst_structure_get_int(in, "height", &from_height);
  gst_structure_get_fraction(in, "pixel-aspect-ratio", &from_par.n, &from_par.d);
  if (turns(flip)) {
    std::swap(from_width, from_height);
    from_par = inverse(from_par);
  }
  const Fraction aspect = multiply({from_width, from_height}, from_par);

  gint width = 0;
  gint height = 0;
  const bool has_width = gst_structure_get_int(out, "width", &width);
  const bool has_height = gst_structure_get_int(out, "height", &height);
  Fraction par;
  const bool has_par = gst_structure_get_fraction(out, "pixel-aspect-ratio", &par.n, &par.d) ||
                       (!towards_src && !gst_structure_has_field(out, "pixel-aspect-ratio"));
  if (!has_par) {
    const gint w = has_width ? width : nearest(out, "width", from_width);
    const gint h = has_height ? height : nearest(out, "height", from_height);
    const Fraction wanted = multiply(aspect, {h, w});
    par = gst_structure_has_field(out, "pixel-aspect-ratio") ? nearest(out, wanted) : wanted;
    if (par == wanted || (has_width && has_height)) {
      set_size(out, w, h);
      set_pixel_aspect(out, par);
      return;
    }
    set_pixel_aspect(out, par);
  }
  const Fraction samples = multiply(aspect, inverse(par));  // width : height in pixels
  if (has_width) {
    set_size(out, width, scale(width, inverse(samples)));
  } else {
    const gint h = has_height ? height : nearest(out, "height", from_height);
    set_size(out, scale(h, samples), h);
  }
}

// What the input says of its colours holds for the output, as far as the output is of the same kind.
void carry_colours(const GstCaps* in_caps, GstCaps* out_caps) {
  GstVideoInfo in;
  GstVideoInfo out;
  if (!gst_video_info_from_caps(&in, in_caps) || !gst_video_info_from_caps(&out, out_caps)) return;
  const GstStructure* from = gst_caps_get_structure(in_caps, 0);
  GstStructure* to = gst_caps_get_structure(out_caps, 0);
  const bool same_kind = GST_VIDEO_INFO_IS_RGB(&in) == GST_VIDEO_INFO_IS_RGB(&out) &&
                         GST_VIDEO_INFO_IS_GRAY(&in) == GST_VIDEO_INFO_IS_GRAY(&out);
  const GValue* colorimetry = gst_structure_get_value(from, "colorimetry");
  if (colorimetry && !gst_structure_has_field(to, "colorimetry")) {
    if (same_kind) {
      gst_structure_set_value(to, "colorimetry", colorimetry);
    } else {
      out.colorimetry.primaries = in.colorimetry.primaries;
      out.colorimetry.transfer = in.colorimetry.transfer;
      gst::StringRef text(gst_video_colorimetry_to_string(&out.colorimetry));
      if (text) gst_structure_set(to, "colorimetry", G_TYPE_STRING, text.get(), nullptr);
    }
  }
  const GValue* site = gst_structure_get_value(from, "chroma-site");
  if (site && GST_VIDEO_INFO_FORMAT(&in) == GST_VIDEO_INFO_FORMAT(&out) && !gst_structure_has_field(to, "chroma-site"))
    gst_structure_set_value(to, "chroma-site", site);
}

}  // namespace

GstCaps* transform_caps(const GstCaps* caps, GstCaps* filter) {
  GstCaps* same = gst_caps_new_empty();
  GstCaps* own_memory = gst_caps_new_empty();
  GstCaps* other_memory = gst_caps_new_empty();
  for (guint i = 0; i < gst_caps_get_size(caps); i++) {
    const GstStructure* structure = gst_caps_get_structure(caps, i);
    const GstCapsFeatures* features = gst_caps_get_features(caps, i);
    if (gst_caps_features_is_any(features)) continue;
    const bool in_nvmm = gst_caps_features_contains(features, nvmm);
    gst_caps_append_structure_full(same, gst_structure_copy(structure), gst_caps_features_copy(features));
    gst_caps_append_structure_full(own_memory, opened(structure), gst_caps_features_copy(features));
    gst_caps_append_structure_full(other_memory, without_batch(opened(structure)),
                                   in_nvmm ? gst_caps_features_new_empty() : gst_caps_features_new(nvmm, nullptr));
  }
  gst::CapsRef all(gst_caps_merge(gst_caps_merge(same, own_memory), other_memory));
  gst::CapsRef possible(gst_caps_from_string(template_caps));
  gst::CapsRef result(gst_caps_intersect_full(all.get(), possible.get(), GST_CAPS_INTERSECT_FIRST));
  return filter ? gst_caps_intersect_full(filter, result.get(), GST_CAPS_INTERSECT_FIRST) : result.release();
}

GstCaps* fixate_caps(const GstCaps* caps, GstCaps* other, bool towards_src, Flip flip) {
  other = gst_caps_make_writable(gst_caps_truncate(other));
  const GstStructure* in = gst_caps_get_structure(caps, 0);
  GstStructure* out = gst_caps_get_structure(other, 0);
  if (const gchar* format = gst_structure_get_string(in, "format"))
    gst_structure_fixate_field_string(out, "format", format);
  fixate_size(in, out, towards_src, flip);
  if (towards_src) carry_colours(caps, other);
  return gst_caps_fixate(other);
}

}  // namespace runtime::videoconvert
