// Queries by which the REST server asks an inference element for the embedding of a text or a picture.
#include "nvds/events.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::custom_query;
using runtime::metadata::fields_of;
using runtime::metadata::read;

constexpr const char* kText = "embedding";
constexpr const char* kImage = "image-embedding";

void answer(GstQuery* query, const char* name, const gchar* id, guint64 created, const gchar* model,
            const GValue* data) {
  if (!fields_of(query, name)) return;
  GstStructure* fields = gst_query_writable_structure(query);
  gst_structure_set(fields, "id", G_TYPE_STRING, id, "created", G_TYPE_UINT64, created, "response-model", G_TYPE_STRING,
                    model, nullptr);
  if (data) gst_structure_set_value(fields, "data", data);
}

gboolean parse_answer(GstQuery* query, const char* name, const gchar** id, guint64* created, const gchar** model,
                      const GValue** data) {
  const GstStructure* fields = fields_of(query, name);
  if (!fields) return FALSE;
  read(fields, "id", id);
  if (created) gst_structure_get_uint64(fields, "created", created);
  read(fields, "response-model", model);
  if (data) *data = gst_structure_get_value(fields, "data");
  return TRUE;
}

}  // namespace

NDS_EXPORT GstQuery* gst_nvquery_text_embedding_new(const gchar* text, const gchar* model) {
  return custom_query(gst_structure_new(kText, "text", G_TYPE_STRING, text, "model", G_TYPE_STRING, model, nullptr));
}
NDS_EXPORT gboolean gst_nvquery_is_text_embedding(GstQuery* query) { return fields_of(query, kText) != nullptr; }
NDS_EXPORT gboolean gst_nvquery_text_embedding_parse_request(GstQuery* query, const gchar** text, const gchar** model) {
  const GstStructure* fields = fields_of(query, kText);
  if (!fields) return FALSE;
  read(fields, "text", text);
  read(fields, "model", model);
  return TRUE;
}
NDS_EXPORT void gst_nvquery_text_embedding_set(GstQuery* query, const gchar* id, guint64 created, const gchar* model,
                                               const GValue* data) {
  answer(query, kText, id, created, model, data);
}
NDS_EXPORT gboolean gst_nvquery_text_embedding_parse(GstQuery* query, const gchar** id, guint64* created,
                                                     const gchar** model, const GValue** data) {
  return parse_answer(query, kText, id, created, model, data);
}

NDS_EXPORT GstQuery* gst_nvquery_image_embedding_new(const gchar* path, const gchar* model, gboolean has_box,
                                                     gdouble left, gdouble top, gdouble width, gdouble height) {
  return custom_query(gst_structure_new(kImage, "image-path", G_TYPE_STRING, path, "model", G_TYPE_STRING, model,
                                        "has-bbox", G_TYPE_BOOLEAN, has_box, "bbox-left", G_TYPE_DOUBLE, left,
                                        "bbox-top", G_TYPE_DOUBLE, top, "bbox-width", G_TYPE_DOUBLE, width,
                                        "bbox-height", G_TYPE_DOUBLE, height, nullptr));
}
NDS_EXPORT gboolean gst_nvquery_is_image_embedding(GstQuery* query) { return fields_of(query, kImage) != nullptr; }
NDS_EXPORT gboolean gst_nvquery_image_embedding_parse_request(GstQuery* query, const gchar** path, const gchar** model,
                                                              gboolean* has_box, gdouble* left, gdouble* top,
                                                              gdouble* width, gdouble* height) {
  const GstStructure* fields = fields_of(query, kImage);
  if (!fields) return FALSE;
  read(fields, "image-path", path);
  read(fields, "model", model);
  if (has_box) gst_structure_get_boolean(fields, "has-bbox", has_box);
  if (left) gst_structure_get_double(fields, "bbox-left", left);
  if (top) gst_structure_get_double(fields, "bbox-top", top);
  if (width) gst_structure_get_double(fields, "bbox-width", width);
  if (height) gst_structure_get_double(fields, "bbox-height", height);
  return TRUE;
}
NDS_EXPORT void gst_nvquery_image_embedding_set(GstQuery* query, const gchar* id, guint64 created, const gchar* model,
                                                const GValue* data) {
  answer(query, kImage, id, created, model, data);
}
NDS_EXPORT gboolean gst_nvquery_image_embedding_parse(GstQuery* query, const gchar** id, guint64* created,
                                                      const gchar** model, const GValue** data) {
  return parse_answer(query, kImage, id, created, model, data);
}

}  // namespace nvds
