// What packing costs: the packer against a plain walk that reads the same fields into a flat array, on the same
// batches, interleaved. In cache: one batch over and over. Just made: as batches come in a pipeline, whose elements
// have written them a moment before. Out of cache: batches that together exceed the last-level cache.
#include "meta/pack.h"

#include <glib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nvds/metadata.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace nvds;

constexpr int kFrames = 30;
constexpr int kObjects = 20;
constexpr int kRounds = 3000;
constexpr std::size_t kColdBatches = 256;  // about 100 MB

const char* const kLabels[] = {"person", "bicycle", "car", "motorcycle"};

NvDsBatchMeta* make_batch(std::mt19937& random) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(kFrames);
  std::uniform_real_distribution<float> real(0, 1000);
  for (int f = 0; f < kFrames; ++f) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = frame->pad_index = static_cast<guint>(f);
    nvds_add_frame_meta_to_batch(batch, frame);
    for (int o = 0; o < kObjects; ++o) {
      NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
      object->class_id = static_cast<gint>(random() % 4);
      object->object_id = random();
      object->unique_component_id = 1;
      object->confidence = real(random);
      object->rect_params.left = real(random);
      object->rect_params.width = real(random);
      const char* label = kLabels[object->class_id];
      g_strlcpy(object->obj_label, label, sizeof object->obj_label);
      // A tracker has added the identity.
      object->text_params.display_text = g_strdup_printf("%s %u", label, static_cast<unsigned>(random() % 10000));
      nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
  return batch;
}

struct Row {
  std::uint64_t track_id;
  float numbers[15];
  std::int32_t class_id, component_id;
  const void* parent;
  const void* classifiers;
  const void* user_metas;
  gint64 misc[4];
  char label[MAX_LABEL_SIZE];
  char text[64];
};

struct FrameRow {
  std::uint64_t pts, ntp_timestamp;
  std::uint32_t numbers[12];
};

// The plain walk: what anybody would write to get the same fields.
std::size_t walk(NvDsBatchMeta* batch, std::vector<FrameRow>& frames, std::vector<Row>& rows) {
  std::size_t f = 0, r = 0;
  g_rec_mutex_lock(&batch->meta_mutex);
  for (GList* l = batch->frame_meta_list; l; l = l->next) {
    const auto* frame = static_cast<const NvDsFrameMeta*>(l->data);
    frames[f++] = {
        frame->buf_pts,
        frame->ntp_timestamp,
        {frame->pad_index, frame->source_id, frame->batch_id, static_cast<std::uint32_t>(frame->frame_num),
         frame->source_frame_width, frame->source_frame_height, frame->pipeline_width, frame->pipeline_height,
         frame->surface_type, frame->surface_index, static_cast<std::uint32_t>(frame->num_surfaces_per_frame),
         static_cast<std::uint32_t>(frame->bInferDone)}};
    for (GList* k = frame->obj_meta_list; k; k = k->next) {
      const auto* object = static_cast<const NvDsObjectMeta*>(k->data);
      Row& row = rows[r++];
      row.track_id = object->object_id;
      const NvBbox_Coords& d = object->detector_bbox_info.org_bbox_coords;
      const NvBbox_Coords& t = object->tracker_bbox_info.org_bbox_coords;
      const NvOSD_RectParams& b = object->rect_params;
      const float numbers[] = {b.left,
                               b.top,
                               b.width,
                               b.height,
                               object->confidence,
                               object->tracker_confidence,
                               d.left,
                               d.top,
                               d.width,
                               d.height,
                               t.left,
                               t.top,
                               t.width,
                               t.height,
                               b.rotation_angle};
      std::memcpy(row.numbers, numbers, sizeof numbers);
      row.class_id = object->class_id;
      row.component_id = object->unique_component_id;
      row.parent = object->parent;
      row.classifiers = object->classifier_meta_list;
      row.user_metas = object->obj_user_meta_list;
      std::memcpy(row.misc, object->misc_obj_info, sizeof row.misc);
      g_strlcpy(row.label, object->obj_label, sizeof row.label);
      if (object->text_params.display_text) g_strlcpy(row.text, object->text_params.display_text, sizeof row.text);
    }
  }
  g_rec_mutex_unlock(&batch->meta_mutex);
  return r;
}

struct Times {
  std::vector<double> nanoseconds;
  double at(double share) {
    std::sort(nanoseconds.begin(), nanoseconds.end());
    return nanoseconds[std::min(nanoseconds.size() - 1, static_cast<std::size_t>(share * nanoseconds.size()))];
  }
};

template <class Work>
double timed(Work&& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// One batch for the walk and another one, equally old in cache, for the packer.
using Pair = std::pair<NvDsBatchMeta*, NvDsBatchMeta*>;

template <class Pick, class Drop>
void compare(const char* title, Pick&& pick, Drop&& drop) {
  const auto blocks = meta::BlockPool::create();
  meta::Packer packer;
  std::vector<FrameRow> frames(kFrames);
  std::vector<Row> rows(kFrames * kObjects);
  Times plain, packed;
  bool ok = true;
  for (int round = 0; round < kRounds; ++round) {
    const auto [first, second] = pick(static_cast<std::size_t>(round));
    const auto run_walk = [&] {
      plain.nanoseconds.push_back(timed([&] { ok = walk(first, frames, rows) == rows.size() && ok; }));
    };
    const auto run_pack = [&] {
      packed.nanoseconds.push_back(timed([&] {
        const meta::BlockRef block = blocks->take();
        ok = packer.pack(*second, 0, *block) == meta::Packed::ok && ok;
      }));
    };
    if (round % 2) {
      run_walk();
      run_pack();
    } else {
      run_pack();
      run_walk();
    }
    drop(Pair(first, second));
  }
  constexpr double kCount = kFrames * kObjects;
  std::printf(
      "{\"case\":\"%s\",\"plainNsPerObject\":%.1f,\"packNsPerObject\":%.1f,\"ratio\":%.2f,\"packP99Us\":%.1f,\"ok\":%s}"
      "\n",
      title, plain.at(0.5) / kCount, packed.at(0.5) / kCount, packed.at(0.5) / plain.at(0.5), packed.at(0.99) / 1000,
      ok ? "true" : "false");
}

}  // namespace

int main() {
  std::mt19937 random(1);
  std::vector<NvDsBatchMeta*> batches;
  for (std::size_t i = 0; i < kColdBatches; ++i) batches.push_back(make_batch(random));
  const auto keep = [](Pair) {};
  compare(
      "in cache", [&](std::size_t) { return Pair(batches[0], batches[0]); }, keep);
  compare(
      "just made", [&](std::size_t) { return Pair(make_batch(random), make_batch(random)); },
      [](Pair pair) {
        nvds_destroy_batch_meta(pair.first);
        nvds_destroy_batch_meta(pair.second);
      });
  compare(
      "out of cache",
      [&](std::size_t round) {
        return Pair(batches[2 * round % batches.size()], batches[(2 * round + 1) % batches.size()]);
      },
      keep);
  for (NvDsBatchMeta* batch : batches) nvds_destroy_batch_meta(batch);
}
