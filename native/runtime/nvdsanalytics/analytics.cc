#include "runtime/nvdsanalytics/analytics.h"

#include <memory>

#include "runtime/nvdsanalytics/display.h"

namespace runtime::analytics {
namespace {

using namespace nvds;

template <class Info>
gpointer copy_info(gpointer data, gpointer) {
  const auto* info = static_cast<const Info*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  return info ? new Info(*info) : nullptr;
}

template <class Info>
void release_info(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  delete static_cast<Info*>(meta->user_meta_data);
  meta->user_meta_data = nullptr;
}

// Null only when there is no memory.
template <class Info>
NvDsUserMeta* user_meta(NvDsBatchMeta& batch, NvDsMetaType type, Info info) {
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(&batch);
  if (!meta) return nullptr;
  meta->user_meta_data = std::make_unique<Info>(std::move(info)).release();
  meta->base_meta.batch_meta = &batch;
  meta->base_meta.meta_type = type;
  meta->base_meta.copy_func = copy_info<Info>;
  meta->base_meta.release_func = release_info<Info>;
  return meta;
}

Object object_of(const NvDsObjectMeta& meta) {
  const NvOSD_RectParams& rect = meta.rect_params;
  return {meta.object_id, meta.class_id, {whole(rect.left), whole(rect.top), whole(rect.width), whole(rect.height)}};
}

}  // namespace

void Analytics::replace(Config config) {
  config_ = std::move(config);
  for (auto& [pad, source] : sources_)
    source.stream.replace_rules(rules_of(pad, source.width, source.height), config_.window);
}

std::vector<ConfigGroup> Analytics::unseen_sections() const {
  std::vector<ConfigGroup> sections;
  for (const auto& [pad, rules] : config_.streams)
    if (!sources_.count(pad)) sections.push_back(rules.first_section);
  return sections;
}

StreamRules Analytics::rules_of(unsigned pad, int width, int height) const {
  const auto found = config_.streams.find(pad);
  return found == config_.streams.end() ? StreamRules{} : scaled(found->second, config_, width, height);
}

Stream& Analytics::stream_of(const NvDsFrameMeta& frame, int width, int height) {
  const auto found = sources_.find(frame.pad_index);
  if (found == sources_.end()) {
    Source source{width, height, Stream(rules_of(frame.pad_index, width, height), config_.window)};
    return sources_.emplace(frame.pad_index, std::move(source)).first->second.stream;
  }
  Source& source = found->second;
  if (source.width != width || source.height != height) {
    source.width = width, source.height = height;
    source.stream.replace_rules(rules_of(frame.pad_index, width, height), config_.window);
  }
  return source.stream;
}

void Analytics::process(NvDsBatchMeta& batch, const NvBufSurface& surface, unsigned unique_id) {
  if (!config_.enable) return;
  for (GList* link = batch.frame_meta_list; link; link = link->next) {
    auto& frame = *static_cast<NvDsFrameMeta*>(link->data);
    if (frame.batch_id < surface.numFilled) {
      const NvBufSurfaceParams& picture = surface.surfaceList[frame.batch_id];
      process(batch, frame, int(picture.width), int(picture.height), unique_id);
    } else {
      process(batch, frame, int(frame.source_frame_width), int(frame.source_frame_height), unique_id);
    }
  }
}

void Analytics::process(NvDsBatchMeta& batch, NvDsFrameMeta& frame, int width, int height, unsigned unique_id) {
  Stream& stream = stream_of(frame, width, height);
  objects_.clear();
  for (GList* link = frame.obj_meta_list; link; link = link->next)
    objects_.push_back(object_of(*static_cast<NvDsObjectMeta*>(link->data)));

  FrameResult& result = stream.analyse(objects_, frame.buf_pts);
  const bool mark = config_.display == Display::everything;
  std::size_t index = 0;
  for (GList* link = frame.obj_meta_list; link; link = link->next) {
    auto* object = static_cast<NvDsObjectMeta*>(link->data);
    NvDsAnalyticsObjInfo& info = result.objects[index++];
    if (is_empty(info)) continue;
    info.unique_id = unique_id;
    if (mark) mark_object(*object, info, config_.font_size);
    if (NvDsUserMeta* meta = user_meta(batch, NVDS_OBJ_META_NVDSANALYTICS, std::move(info)))
      nvds_add_user_meta_to_obj(object, meta);
  }
  add_display(batch, frame, config_, stream.rules(), result);
  result.frame.unique_id = unique_id;
  if (NvDsUserMeta* meta = user_meta(batch, NVDS_FRAME_META_NVDSANALYTICS, std::move(result.frame)))
    nvds_add_user_meta_to_frame(&frame, meta);
}

}  // namespace runtime::analytics
