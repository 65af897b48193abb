#include "runtime/nvdsosd/scene.h"

#include <algorithm>
#include <span>

namespace runtime::osd {
namespace {

using namespace nvds;

bool is_blurred(const NvDsObjectMeta& object, const Options& options) {
  if (options.blur == Blur::off) return false;
  const auto& classes = options.blur_classes;
  const BlurClass own = {object.unique_component_id, object.class_id};
  return classes.empty() || std::find(classes.begin(), classes.end(), own) != classes.end();
}

void collect_object(const NvDsObjectMeta& object, const Options& options, Scene& scene) {
  const NvOSD_MaskParams* mask = object.mask_params.data && object.mask_params.size > 0 ? &object.mask_params : nullptr;
  if (options.boxes) scene.rects.push_back(&object.rect_params);
  if (options.masks && mask) scene.masks.push_back({mask, &object.rect_params});
  if (object.text_params.display_text) scene.texts.push_back(&object.text_params);
  if (is_blurred(object, options))
    scene.blurs.push_back({options.blur == Blur::mask ? mask : nullptr, &object.rect_params});
}

template <class T>
std::span<const T> first_of(const T (&elements)[MAX_ELEMENTS_IN_DISPLAY_META], guint count) {
  return std::span(elements).first(std::min(count, MAX_ELEMENTS_IN_DISPLAY_META));
}

void collect_display(const NvDsDisplayMeta& display, Scene& scene) {
  for (const auto& rect : first_of(display.rect_params, display.num_rects)) scene.rects.push_back(&rect);
  for (const auto& text : first_of(display.text_params, display.num_labels))
    if (text.display_text) scene.texts.push_back(&text);
  for (const auto& line : first_of(display.line_params, display.num_lines)) scene.lines.push_back(&line);
  for (const auto& arrow : first_of(display.arrow_params, display.num_arrows)) scene.arrows.push_back(&arrow);
  for (const auto& circle : first_of(display.circle_params, display.num_circles)) scene.circles.push_back(&circle);
}

// DeepStream draws in groups of 1024 and asks only before the last, incomplete one whether to draw at all.
template <class T>
void switch_off(std::vector<T>& elements) {
  constexpr std::size_t kGroup = 1024;
  elements.resize(elements.size() / kGroup * kGroup);
}

}  // namespace

void Scene::clear() {
  rects.clear();
  masks.clear();
  texts.clear();
  lines.clear();
  arrows.clear();
  circles.clear();
  blurs.clear();
}

void collect(const NvDsBatchMeta& batch, const Options& options, Scene& scene) {
  scene.clear();
  for (const GList* link = batch.obj_meta_pool->full_list; link; link = link->next)
    collect_object(*static_cast<const NvDsObjectMeta*>(link->data), options, scene);
  for (const GList* link = batch.display_meta_pool->full_list; link; link = link->next)
    collect_display(*static_cast<const NvDsDisplayMeta*>(link->data), scene);
  if (!options.boxes) switch_off(scene.rects);
  if (!options.texts) switch_off(scene.texts);
}

}  // namespace runtime::osd
