// What nvdsanalytics costs an object and zone: 30 streams × 50 walking objects, each against two regions, an
// overcrowding region and two lines; once with drawings and texts as by default, once without.
#include "runtime/nvdsanalytics/analytics.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using namespace nvds;
using namespace runtime::analytics;

constexpr unsigned kStreams = 30;
constexpr unsigned kObjects = 50;
constexpr unsigned kZones = 5;
constexpr int kFrames = 400;
constexpr int kWarmUp = 60;  // the histories are full then

Config make_config(Display display) {
  Config config;
  config.enable = true;
  config.width = 1920, config.height = 1080;
  config.display = display;
  StreamRules rules;
  const Polygon octagon{{600, 300},  {900, 200},  {1200, 300}, {1400, 500},
                        {1300, 800}, {1000, 900}, {700, 800},  {500, 500}};
  rules.regions.enable = rules.crowding.enable = rules.lines.enable = true;
  rules.regions.regions = {{"hall", octagon}, {"door", {{0, 500}, {400, 500}, {400, 1000}, {0, 1000}}}};
  rules.crowding.regions = {{"queue", octagon}};
  rules.crowding.object_threshold = 5;
  rules.lines.lines = {{"in", {{960, 400}, {960, 800}}, {{300, 600}, {1600, 600}}},
                       {"out", {{960, 800}, {960, 400}}, {{300, 600}, {1600, 600}}}};
  for (unsigned pad = 0; pad < kStreams; ++pad) config.streams[pad] = rules;
  return config;
}

NvDsBatchMeta* make_batch(int number) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(kStreams);
  for (unsigned pad = 0; pad < kStreams; ++pad) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->pad_index = frame->source_id = frame->batch_id = pad;
    frame->buf_pts = guint64(number) * 33'333'333;
    nvds_add_frame_meta_to_batch(batch, frame);
    for (unsigned i = 0; i < kObjects; ++i) {
      NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
      const double angle = 0.02 * number + i;
      object->object_id = pad * 1000 + i;
      object->class_id = int(i % 3);
      object->rect_params.left = float(900 + 600 * std::cos(angle));
      object->rect_params.top = float(500 + 350 * std::sin(angle));
      object->rect_params.width = 60;
      object->rect_params.height = 120;
      object->text_params.display_text = g_strdup("person 1234");
      nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
  return batch;
}

double nanoseconds_per_object_and_zone(Display display) {
  std::vector<NvBufSurfaceParams> pictures(kStreams);
  for (NvBufSurfaceParams& picture : pictures) picture.width = 1920, picture.height = 1080;
  NvBufSurface surface{};
  surface.batchSize = surface.numFilled = kStreams;
  surface.surfaceList = pictures.data();
  Analytics analytics(make_config(display));
  std::vector<double> taken;
  for (int number = 0; number < kFrames; ++number) {
    NvDsBatchMeta* batch = make_batch(number);
    const auto begin = Clock::now();
    analytics.process(*batch, surface, 17);
    const std::chrono::duration<double, std::nano> time = Clock::now() - begin;
    nvds_destroy_batch_meta(batch);
    if (number >= kWarmUp) taken.push_back(time.count() / (kStreams * kObjects * kZones));
  }
  std::nth_element(taken.begin(), taken.begin() + std::ptrdiff_t(taken.size() / 2), taken.end());
  return taken[taken.size() / 2];
}

}  // namespace

int main() {
  std::printf("{\"drawnNs\":%.1f,\"plainNs\":%.1f}\n", nanoseconds_per_object_and_zone(Display::everything),
              nanoseconds_per_object_and_zone(Display::nothing));
}
