#include "runtime/nvinfer/select.h"

#include "runtime/nvinfer/debug.h"

#define GST_CAT_DEFAULT debug_category()

namespace runtime::nvinfer {
namespace {

// Collects units into batches of batch-size.
class Collector {
 public:
  Collector(std::shared_ptr<const Model> model, std::shared_ptr<MappedSurface> surface, bool detached)
      : model_(std::move(model)), surface_(std::move(surface)), detached_(detached) {}

  Batch& open() {
    if (!current_) {
      current_ = std::make_unique<Batch>();
      current_->model = model_;
      current_->surface = surface_;
      current_->detached = detached_;
    }
    return *current_;
  }

  void add(WorkUnit work) {
    open().units.push_back(std::move(work));
    if (current_->units.size() == model_->config.batch_size) done_.push_back(std::move(current_));
  }

  Batches take() {
    if (current_) done_.push_back(std::move(current_));
    return std::move(done_);
  }

 private:
  std::shared_ptr<const Model> model_;
  std::shared_ptr<MappedSurface> surface_;
  bool detached_;
  std::unique_ptr<Batch> current_;
  Batches done_;
};

// The unit of a part of a frame, nullopt when there is nothing to see in it.
std::optional<WorkUnit> cut_out(const Model& model, const MappedSurface& surface, nvds::NvDsFrameMeta* frame,
                                const nvds::NvOSD_RectParams* part) {
  const auto pictures = surface.pictures();
  if (frame->batch_id >= pictures.size()) {
    GST_WARNING("frame %u of the batch has no picture", frame->batch_id);
    return std::nullopt;
  }
  WorkUnit work;
  work.picture = picture_of(pictures[frame->batch_id]);
  nvds::NvOSD_RectParams whole{};
  whole.width = float(work.picture.width);
  whole.height = float(work.picture.height);
  const auto placement = place(part ? *part : whole, work.picture.width, work.picture.height, model.network->info(),
                               model.config.maintain_aspect_ratio, model.config.symmetric_padding);
  if (!placement) return std::nullopt;
  work.placement = *placement;
  work.frame_number = std::uint64_t(frame->frame_num);
  work.unit.frame = frame;
  work.unit.scale_ratio_x = placement->ratio_x;
  work.unit.scale_ratio_y = placement->ratio_y;
  work.unit.offset_left = unsigned(placement->target.left);
  work.unit.offset_top = unsigned(placement->target.top);
  work.unit.frame_width = unsigned(work.picture.width);
  work.unit.frame_height = unsigned(work.picture.height);
  return work;
}

}  // namespace

Batches select_frames(const std::shared_ptr<const Model>& model, const std::shared_ptr<MappedSurface>& surface,
                      nvds::NvDsBatchMeta* batch_meta) {
  Collector collector(model, surface, false);
  for (GList* item = batch_meta->frame_meta_list; item; item = item->next)
    if (auto work = cut_out(*model, *surface, static_cast<nvds::NvDsFrameMeta*>(item->data), nullptr))
      collector.add(std::move(*work));
  return collector.take();
}

Batches select_objects(const std::shared_ptr<const Model>& model, const std::shared_ptr<MappedSurface>& surface,
                       nvds::NvDsBatchMeta* batch_meta, ObjectHistories& histories) {
  const Config& config = model->config;
  const bool classifier = config.network_type == NetworkType::kClassifier;
  Collector collector(model, surface, config.classifier_async_mode);
  for (GList* frames = batch_meta->frame_meta_list; frames; frames = frames->next) {
    auto* frame = static_cast<nvds::NvDsFrameMeta*>(frames->data);
    for (GList* objects = frame->obj_meta_list; objects; objects = objects->next) {
      auto* object = static_cast<nvds::NvDsObjectMeta*>(objects->data);
      if (config.classifier_async_mode && object->object_id == nvds::UNTRACKED_OBJECT_ID) continue;
      const auto part = cut_out(*model, *surface, frame, &object->rect_params);
      if (!part) continue;  // outside the picture
      auto decision = histories.decide(config, *frame, *object);
      Unit unit = part->unit;
      unit.object = object;
      if (config.classifier_async_mode && decision.history)
        attach_classification(histories.cached(decision.history), unit, model->attach);
      if (decision.infer) {
        WorkUnit work = *part;
        work.unit.object = object;
        work.history = std::move(decision.history);
        collector.add(std::move(work));
      } else if (classifier && !config.classifier_async_mode && decision.history) {
        collector.open().cached.push_back({unit, std::move(decision.history)});
      }
    }
  }
  histories.tidy();
  return collector.take();
}

}  // namespace runtime::nvinfer
