// Random sequences over the functions for audio batches.
#include <random>
#include <vector>

#include "nvds/audio.h"
#include "trace.h"

namespace trace {
namespace {

using namespace nvds;

gpointer copy_text(gpointer meta, gpointer) {
  return g_strconcat(static_cast<const char*>(static_cast<const NvDsUserMeta*>(meta)->user_meta_data), "'", nullptr);
}

void release_text(gpointer meta, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(meta);
  std::printf("release of user %s %s\n", names().of(user), static_cast<const char*>(user->user_meta_data));
  g_free(user->user_meta_data);
  user->user_meta_data = nullptr;
}

class AudioSteps {
 public:
  explicit AudioSteps(unsigned seed) : random_(seed) {}
  ~AudioSteps() {
    while (!batches_.empty()) destroy();
  }

  void step() {
    if (batches_.empty()) return create();
    auto* batch = batches_[below(batches_.size())];
    auto* frame = pick<NvDsAudioFrameMeta>(batch->frame_meta_list);
    switch (below(14)) {
      case 0: create(); break;
      case 1: copy(batch); break;
      case 2:
        if (below(4) == 0) return destroy();
        break;
      case 3:
      case 4: add_frame(batch); break;
      case 5:
      case 6:
        if (frame) add_classifier(batch, frame);
        break;
      case 7:
        std::puts("add user to batch");
        nvds_add_user_meta_to_audio_batch(batch, user(batch));
        break;
      case 8:
      case 9:
        std::puts("add user to frame");
        if (frame) nvds_add_user_meta_to_audio_frame(frame, user(batch));
        break;
      case 10: remove(batch, frame); break;
      case 11: clear(batch, frame); break;
      case 12: copy_lists(batch, frame); break;
      case 13:
        std::printf("the third is %s\n", names().of(nvds_get_nth_audio_frame_meta(batch->frame_meta_list, 2)));
        break;
    }
    print(batch);
  }

 private:
  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
  gchar* word(const char* prefix) { return g_strdup_printf("%s%u", prefix, count_++); }

  template <class T>
  T* pick(const GList* list) {
    const guint length = g_list_length(const_cast<GList*>(list));
    return length ? static_cast<T*>(g_list_nth_data(const_cast<GList*>(list), below(length))) : nullptr;
  }

  void create() {
    if (batches_.size() >= 4) return;
    const guint size = 1 + below(4);
    auto* batch = nvds_create_audio_batch_meta(size);
    batch->max_frames_in_batch = size;
    batch->misc_batch_info[0] = count_++;
    batches_.push_back(batch);
    std::puts("create");
    print(batch);
  }

  void copy(NvDsBatchMeta* batch) {
    if (batches_.size() >= 4) return;
    std::puts("copy batch");
    batches_.push_back(static_cast<NvDsBatchMeta*>(nvds_audio_batch_meta_copy_func(batch, nullptr)));
    print(batches_.back());
  }

  void destroy() {
    std::puts("destroy");
    auto* batch = batches_.back();
    batches_.pop_back();
    if (below(2))
      nvds_destroy_audio_batch_meta(batch);
    else
      nvds_audio_batch_meta_release_func(batch, nullptr);
    names() = {};
  }

  void add_frame(NvDsBatchMeta* batch) {
    if (g_list_length(batch->frame_meta_list) >= 8) return;
    std::puts("add frame");
    auto* frame = nvds_acquire_audio_frame_meta_from_pool(batch);
    frame->pad_index = below(9);
    frame->batch_id = below(9);
    frame->frame_num = static_cast<gint>(count_++);
    frame->buf_pts = below(1000);
    frame->ntp_timestamp = below(1000);
    frame->source_id = below(9);
    frame->num_samples_per_frame = static_cast<gint>(below(48000));
    frame->sample_rate = below(48000);
    frame->num_channels = below(9);
    frame->format = static_cast<NvBufAudioFormat>(below(31));
    frame->layout = static_cast<NvBufAudioLayout>(below(3));
    frame->bInferDone = below(2);
    frame->class_id = static_cast<gint>(below(30));
    frame->confidence = static_cast<float>(below(100)) / 100;
    std::snprintf(frame->class_label, sizeof frame->class_label, "sound%u", count_++);
    frame->misc_frame_info[3] = below(99);
    frame->reserved[2] = below(99);
    frame->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    nvds_add_audio_frame_meta_to_audio_batch(batch, frame);
  }

  void add_classifier(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
    std::puts("add classifier");
    auto* classifier = nvds_acquire_classifier_meta_from_pool(batch);
    classifier->unique_component_id = static_cast<gint>(below(9));
    classifier->classifier_type = "sound";
    for (unsigned left = below(3); left > 0; --left) {
      auto* label = nvds_acquire_label_info_meta_from_pool(batch);
      label->result_class_id = below(9);
      label->result_prob = static_cast<float>(below(100)) / 100;
      std::snprintf(label->result_label, sizeof label->result_label, "result%u", count_++);
      if (below(2)) label->pResult_label = word("long");
      nvds_add_label_info_meta_to_classifier(classifier, label);
    }
    nvds_add_classifier_meta_to_audio_frame(frame, classifier);
  }

  NvDsUserMeta* user(NvDsBatchMeta* batch) {
    auto* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = word("data");
    user->base_meta.meta_type = static_cast<NvDsMetaType>(NVDS_START_USER_META + below(5));
    user->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    user->base_meta.copy_func = below(4) ? &copy_text : nullptr;
    user->base_meta.release_func = &release_text;
    return user;
  }

  void remove(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
    std::puts("remove");
    if (below(3) == 0) {
      if (auto* meta = pick<NvDsUserMeta>(batch->batch_user_meta_list))
        nvds_remove_user_meta_from_audio_batch(batch, meta);
      return;
    }
    if (!frame) return;
    switch (below(3)) {
      case 0: nvds_remove_audio_frame_meta_from_audio_batch(batch, frame); break;
      case 1:
        if (auto* meta = pick<NvDsUserMeta>(frame->frame_user_meta_list))
          nvds_remove_user_meta_from_audio_frame(frame, meta);
        break;
      case 2:
        if (auto* meta = pick<NvDsClassifierMeta>(frame->classifier_meta_list))
          nvds_remove_classifier_meta_from_audio_frame(frame, meta);
        break;
    }
  }

  void clear(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
    std::puts("clear");
    switch (below(8)) {
      case 0: nvds_clear_audio_frame_meta_list(batch, batch->frame_meta_list); break;
      case 1: nvds_clear_audio_batch_user_meta_list(batch, batch->batch_user_meta_list); break;
      case 2:
        if (frame) nvds_clear_audio_frame_user_meta_list(frame, frame->frame_user_meta_list);
        break;
      case 3:
        if (frame) nvds_clear_audio_classifier_meta_list(frame, frame->classifier_meta_list);
        break;
      default: break;
    }
  }

  void copy_lists(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
    std::puts("copy lists");
    auto* from = batches_[below(batches_.size())];
    auto* source = pick<NvDsAudioFrameMeta>(from->frame_meta_list);
    if (!source || !frame || source == frame) return;
    switch (below(5)) {
      case 0: nvds_copy_audio_frame_user_meta_list(source->frame_user_meta_list, frame); break;
      case 1: nvds_copy_audio_batch_user_meta_list(source->frame_user_meta_list, batch); break;
      case 2: nvds_copy_audio_classification_list(source->classifier_meta_list, frame); break;
      case 3:
        if (from != batch && g_list_length(from->frame_meta_list) + g_list_length(batch->frame_meta_list) < 8)
          nvds_copy_audio_frame_meta_list(from->frame_meta_list, batch);
        break;
      case 4:
        if (g_list_length(batch->frame_meta_list) < 8) {
          auto* made = nvds_acquire_audio_frame_meta_from_pool(batch);
          nvds_copy_audio_frame_meta(source, made);
          nvds_add_audio_frame_meta_to_audio_batch(batch, made);
        }
        break;
    }
  }

  std::mt19937 random_;
  unsigned count_ = 0;
  std::vector<NvDsBatchMeta*> batches_;
};

}  // namespace

void audio_steps(unsigned seed, unsigned steps) {
  AudioSteps sequence(seed);
  for (unsigned i = 0; i < steps; ++i) sequence.step();
}

}  // namespace trace
