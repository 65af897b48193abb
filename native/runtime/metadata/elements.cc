#include "runtime/metadata/elements.h"

#include <cstring>
#include <initializer_list>

namespace runtime::metadata {
namespace {

using namespace nvds;

template <class T>
void zero_behind_base(T* meta) {
  static_assert(offsetof(T, base_meta) == 0);
  std::memset(reinterpret_cast<char*>(meta) + sizeof(NvDsBaseMeta), 0, sizeof(T) - sizeof(NvDsBaseMeta));
}

}  // namespace

void release_contents(NvDsFrameMeta* frame) {
  release_list<NvDsObjectMeta>(frame->obj_meta_list);
  release_list<NvDsDisplayMeta>(frame->display_meta_list);
  release_list<NvDsUserMeta>(frame->frame_user_meta_list);
  const auto& sensor = frame->sensorInfo_meta;
  for (const gchar* text : {sensor.uri, sensor.sensor_id, sensor.sensor_name}) g_free(const_cast<gchar*>(text));
  zero_behind_base(frame);
}

void release_contents(NvDsObjectMeta* object) {
  release_list<NvDsClassifierMeta>(object->classifier_meta_list);
  release_list<NvDsUserMeta>(object->obj_user_meta_list);
  // font_name is not the object's: applications point it at constants.
  g_free(object->text_params.display_text);
  g_free(object->mask_params.data);
  zero_behind_base(object);
}

void release_contents(NvDsClassifierMeta* classifier) {
  release_list<NvDsLabelInfo>(classifier->label_info_list);
  zero_behind_base(classifier);
}

void release_contents(NvDsLabelInfo* label) {
  g_free(label->pResult_label);
  zero_behind_base(label);
}

void release_contents(NvDsDisplayMeta* display) {
  // All sixteen, whatever num_labels says.
  for (auto& text : display->text_params) g_free(text.display_text);
  zero_behind_base(display);
}

void release_contents(NvDsAudioFrameMeta* frame) {
  release_list<NvDsClassifierMeta>(frame->classifier_meta_list);
  release_list<NvDsUserMeta>(frame->frame_user_meta_list);
  zero_behind_base(frame);
}

void release_contents(NvDsUserMeta* user) {
  if (user->base_meta.release_func) user->base_meta.release_func(user, nullptr);
}

}  // namespace runtime::metadata
