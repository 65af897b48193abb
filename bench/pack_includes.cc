// What each `include` costs the streaming thread: packing batches that carry that metadata, with and without asking
// for it. 30 frames of 20 objects, each kind as large as its usual producer makes it.
#include <glib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meta/pack.h"
#include "nvds/analytics.h"
#include "nvds/inference.h"
#include "nvds/latency.h"
#include "nvds/tracker.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace nvds;

constexpr int kFrames = 30;
constexpr int kObjects = 20;
constexpr int kRounds = 300;

// A batch and the memory that its user metadata points at; nothing of it is DeepStream's to free.
struct Scene {
  Scene() {
    for (guint f = 0; f < kFrames; ++f) {
      NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
      frame->source_id = frame->pad_index = f;
      nvds_add_frame_meta_to_batch(batch, frame);
      frames.push_back(frame);
      for (int o = 0; o < kObjects; ++o) {
        NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
        g_strlcpy(object->obj_label, "person", sizeof object->obj_label);
        nvds_add_obj_meta_to_frame(frame, object, nullptr);
        objects.push_back(object);
      }
    }
  }
  ~Scene() { nvds_destroy_batch_meta(batch); }

  template <class T>
  T* keep(T value) {
    auto kept = std::make_shared<T>(std::move(value));
    memory.push_back(kept);
    return kept.get();
  }
  NvDsUserMeta* user(int type, void* data) {
    NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(batch);
    meta->base_meta.meta_type = static_cast<NvDsMetaType>(type);
    meta->user_meta_data = data;
    return meta;
  }

  NvDsBatchMeta* batch = nvds_create_batch_meta(kFrames);
  std::vector<NvDsFrameMeta*> frames;
  std::vector<NvDsObjectMeta*> objects;
  std::vector<std::shared_ptr<void>> memory;
};

struct Contestant {
  const char* include;
  const char* what;
  std::uint32_t bits;
  std::function<void(Scene&)> furnish;
};

void add_analytics(Scene& scene) {
  for (NvDsFrameMeta* frame : scene.frames) {
    NvDsAnalyticsFrameMeta meta{};
    meta.objInROIcnt = {{"entrance", 3}, {"queue", 2}};
    meta.objLCCumCnt = meta.objLCCurrCnt = {{"in", 1}, {"out", 0}};
    meta.ocStatus = {{"queue", false}};
    meta.objCnt = {{0, 20}};
    nvds_add_user_meta_to_frame(frame, scene.user(NVDS_FRAME_META_NVDSANALYTICS, scene.keep(std::move(meta))));
  }
  for (NvDsObjectMeta* object : scene.objects) {
    NvDsAnalyticsObjInfo info{};
    info.roiStatus = {"entrance"};
    info.dirStatus = "north";
    nvds_add_user_meta_to_obj(object, scene.user(NVDS_OBJ_META_NVDSANALYTICS, scene.keep(std::move(info))));
  }
}

void add_tensors(Scene& scene) {
  auto* values = scene.keep(std::vector<float>(80 * 128 * 128 / 4));
  auto* buffers = scene.keep(std::vector<void*>{values->data()});
  NvDsInferLayerInfo layer{};
  layer.inferDims = {.numDims = 3, .d = {20, 128, 128}, .numElements = static_cast<unsigned>(values->size())};
  layer.layerName = "heatmap";
  auto* layers = scene.keep(layer);
  for (NvDsFrameMeta* frame : scene.frames) {
    NvDsInferTensorMeta meta{};
    meta.num_output_layers = 1;
    meta.output_layers_info = layers;
    meta.out_buf_ptrs_host = buffers->data();
    nvds_add_user_meta_to_frame(frame, scene.user(NVDSINFER_TENSOR_OUTPUT_META, scene.keep(meta)));
  }
}

void add_masks(Scene& scene) {
  // The library frees masks with their objects.
  for (NvDsObjectMeta* object : scene.objects)
    object->mask_params = {g_new0(float, 28 * 28), 28 * 28 * sizeof(float), 0.5f, 28, 28};
}

void add_segmentation(Scene& scene) {
  auto* map = scene.keep(std::vector<int>(512 * 512));
  for (NvDsFrameMeta* frame : scene.frames) {
    NvDsInferSegmentationMeta meta{};
    meta.classes = 4;
    meta.width = meta.height = 512;
    meta.class_map = map->data();
    nvds_add_user_meta_to_frame(frame, scene.user(NVDSINFER_SEGMENTATION_META, scene.keep(meta)));
  }
}

void add_embeddings(Scene& scene) {
  auto* vectors = scene.keep(std::vector<float>(scene.objects.size() * 256));
  nvds_add_user_meta_to_batch(
      scene.batch, scene.user(NVDS_TRACKER_BATCH_REID_META,
                              scene.keep(NvDsReidTensorBatch{256, static_cast<std::uint32_t>(scene.objects.size()),
                                                             vectors->data(), nullptr, nullptr})));
  for (std::size_t i = 0; i < scene.objects.size(); ++i)
    nvds_add_user_meta_to_obj(
        scene.objects[i],
        scene.user(NVDS_TRACKER_OBJ_REID_META, scene.keep(NvDsObjReid{256, vectors->data() + i * 256, nullptr})));
}

void add_tracks(Scene& scene) {
  auto* frames = scene.keep(std::vector<NvDsTargetMiscDataFrame>(10));
  NvDsTargetMiscDataObject track{};
  track.list = frames->data();
  track.numObj = track.numAllocated = 10;
  auto* tracks = scene.keep(std::vector<NvDsTargetMiscDataObject>(4, track));
  auto* streams = scene.keep(std::vector<NvDsTargetMiscDataStream>(kFrames, {tracks->data(), 0, 0, 4, 4}));
  nvds_add_user_meta_to_batch(
      scene.batch, scene.user(NVDS_TRACKER_PAST_FRAME_META,
                              scene.keep(NvDsTargetMiscDataBatch{streams->data(), kFrames, kFrames, nullptr})));
}

void add_display(Scene& scene) {
  for (NvDsFrameMeta* frame : scene.frames) {
    NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(scene.batch);
    display->num_lines = 4;
    nvds_add_display_meta_to_frame(frame, display);
  }
}

void add_latency(Scene& scene) {
  for (int i = 0; i < 4 * kFrames; ++i)
    nvds_add_user_meta_to_batch(scene.batch,
                                scene.user(NVDS_LATENCY_MEASUREMENT_META, scene.keep(NvDsMetaCompLatency{})));
}

void add_unknown(Scene& scene) {
  const int type = user_meta_type_of("ACME.COUNTER");
  for (NvDsObjectMeta* object : scene.objects)
    nvds_add_user_meta_to_obj(object, scene.user(type, scene.keep(std::uint64_t{42})));
}

const Contestant kContestants[] = {
    {"(always)", "analytics: 6 counts a frame, a region and a direction an object", 0, add_analytics},
    {"tensors", "1.3 MB a frame", meta::kTensors, add_tensors},
    {"masks", "28 × 28 an object", meta::kMasks, add_masks},
    {"segmentation", "512 × 512 classes a frame", meta::kSegmentation, add_segmentation},
    {"embeddings", "256 numbers an object", meta::kEmbeddings, add_embeddings},
    {"tracks", "4 tracks of 10 frames a source", meta::kTracks, add_tracks},
    {"display", "4 lines a frame, the look of each object", meta::kDisplay, add_display},
    {"latency", "4 elements a source", meta::kLatency, add_latency},
    {"userMeta", "8 bytes an object", meta::kUserMeta, add_unknown},
};

double median_us(NvDsBatchMeta& batch, const meta::Request& request, std::size_t& bytes, bool& ok) {
  const auto blocks = meta::BlockPool::create();
  meta::Packer packer(Version{9, 1, 0});
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    const meta::BlockRef block = blocks->take();
    ok = packer.pack(batch, 0, *block, request) == meta::Packed::ok && ok;
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    bytes = block->bytes().size();
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main() {
  Scene bare;
  for (const Contestant& contestant : kContestants) {
    Scene scene;
    contestant.furnish(scene);
    meta::Request request{.include = contestant.bits};
    if (contestant.bits == meta::kUserMeta) request.user_meta = {{user_meta_type_of("ACME.COUNTER"), 8}};
    std::size_t bytes = 0, plain_bytes = 0;
    bool ok = true;
    const double without = median_us(contestant.bits ? *scene.batch : *bare.batch, {}, plain_bytes, ok);
    const double with = median_us(*scene.batch, request, bytes, ok);
    std::printf(
        "{\"include\":\"%s\",\"what\":\"%s\",\"withoutUs\":%.1f,\"withUs\":%.1f,\"addedBytes\":%zu,\"ok\":%s}\n",
        contestant.include, contestant.what, without, with, bytes - plain_bytes, ok ? "true" : "false");
  }
}
