// Fixed sequences over libnvdsgst_meta and libnvdsgst_helper.
#include <initializer_list>
#include <iterator>
#include <random>

#include "nvds/audio.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "nvds/queries.h"
#include "trace.h"

namespace trace {
namespace {

using namespace nvds;

const char* text(gconstpointer value) { return value ? static_cast<const char*>(value) : "-"; }

gpointer copy_data(gpointer data, gpointer user) {
  std::printf("copy of %s, user %s\n", text(data), text(user));
  return g_strconcat(static_cast<const char*>(data), "'", nullptr);
}
void free_data(gpointer data, gpointer user) {
  std::printf("free of %s, user %s\n", text(data), text(user));
  g_free(data);
}
gpointer copy_user(gpointer meta, gpointer) {
  return g_strdup(static_cast<const char*>(static_cast<NvDsUserMeta*>(meta)->user_meta_data));
}
void release_user(gpointer meta, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(meta);
  std::printf("release of %s\n", text(user->user_meta_data));
  g_free(user->user_meta_data);
}

NvDsBatchMeta* add_batch(GstBuffer* buffer, guint frames) {
  auto* batch = nvds_create_batch_meta(frames);
  batch->max_frames_in_batch = frames;
  for (guint i = 0; i < frames; ++i) {
    auto* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = i;
    frame->frame_num = static_cast<gint>(30 + i);
    nvds_add_frame_meta_to_batch(batch, frame);
  }
  auto* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  return batch;
}

void print_metas(GstBuffer* buffer) {
  gpointer state = nullptr;
  while (auto* meta = gst_buffer_iterate_meta(buffer, &state)) {
    std::printf("  %s of %s flags %d", g_type_name(meta->info->type), g_type_name(meta->info->api), meta->flags);
    if (meta->info->api == nvds_meta_api_get_type()) {
      const auto* own = reinterpret_cast<const NvDsMeta*>(meta);
      const bool batch = own->meta_type == NVDS_BATCH_GST_META;
      std::printf(" type %d data %s user %s functions %d%d", own->meta_type, batch ? "a batch" : text(own->meta_data),
                  text(own->user_data), own->copyfunc != nullptr, own->freefunc != nullptr);
      // NVIDIA's library leaves these two as the memory was; here, only the other metas' were set.
      if (!batch)
        std::printf("%d%d", own->gst_to_nvds_meta_transform_func != nullptr,
                    own->gst_to_nvds_meta_release_func != nullptr);
    }
    std::puts("");
  }
}

void print_structure(const char* what, guint type, const GstStructure* structure) {
  std::printf("%s type %u %s", what, type, gst_structure_get_name(structure));
  for (int i = 0; i < gst_structure_n_fields(structure); ++i) {
    const char* name = gst_structure_nth_field_name(structure, static_cast<guint>(i));
    const GValue* value = gst_structure_get_value(structure, name);
    // A segment's own text differs between GStreamer releases.
    gchar* shown = G_VALUE_TYPE(value) == GST_TYPE_SEGMENT ? nullptr : g_strdup_value_contents(value);
    std::printf(", %s (%s) %s", name, G_VALUE_TYPE_NAME(value), text(shown));
    g_free(shown);
  }
  std::puts("");
}

void print_event(GstEvent* event) { print_structure("event", GST_EVENT_TYPE(event), gst_event_get_structure(event)); }
void print_query(GstQuery* query) { print_structure("query", GST_QUERY_TYPE(query), gst_query_get_structure(query)); }

void drop(GstEvent* event) {
  print_event(event);
  gst_event_unref(event);
}

gchar stream[] = "camera-1";

}  // namespace

void buffer_steps(unsigned seed) {
  names() = {};
  std::mt19937 random(seed);
  const GstMetaInfo* info = nvds_meta_get_info();
  std::printf("meta %s of %s, %zu bytes\n", g_type_name(info->type), g_type_name(info->api), info->size);
  for (const gchar* const* tag = gst_meta_api_type_get_tags(info->api); tag && *tag; ++tag)
    std::printf("tag %s\n", *tag);
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, 16, nullptr);
  std::printf("none yet: %d %d\n", gst_buffer_get_nvds_meta(buffer) == nullptr,
              gst_buffer_get_nvds_batch_meta(buffer) == nullptr);
  for (int i = 0; i < 4; ++i) {
    auto* meta = gst_buffer_add_nvds_meta(buffer, g_strdup_printf("data%d", i), stream, copy_data, free_data);
    meta->meta_type = static_cast<gint>(4098 + random() % 2);
    const bool transforms = random() % 2;
    meta->gst_to_nvds_meta_transform_func = transforms ? &copy_user : nullptr;
    meta->gst_to_nvds_meta_release_func = &release_user;
  }
  GstCaps* caps = gst_caps_new_empty_simple("timestamp/x-test");
  gst_buffer_add_reference_timestamp_meta(buffer, caps, 5, 6);
  gst_caps_unref(caps);
  auto* batch = add_batch(buffer, 2);
  std::printf("batch found %d, first is %s\n", gst_buffer_get_nvds_batch_meta(buffer) == batch,
              text(gst_buffer_get_nvds_meta(buffer)->meta_data));
  print_metas(buffer);
  nvds_copy_gst_meta_to_frame_meta(buffer, batch, static_cast<NvDsFrameMeta*>(batch->frame_meta_list->data));
  print(batch);
  auto* audio = nvds_create_audio_batch_meta(1);
  auto* frame = nvds_acquire_audio_frame_meta_from_pool(audio);
  nvds_add_audio_frame_meta_to_audio_batch(audio, frame);
  nvds_copy_gst_meta_to_audio_frame_meta(buffer, audio, frame);
  print(audio);
  nvds_destroy_audio_batch_meta(audio);
  names() = {};
  for (const auto flags : {GST_BUFFER_COPY_ALL, GST_BUFFER_COPY_META}) {
    std::puts("buffer copy");
    GstBuffer* copy = gst_buffer_copy_region(buffer, flags, 0, 8);
    print_metas(copy);
    print(gst_buffer_get_nvds_batch_meta(copy));
    gst_buffer_remove_meta(copy, reinterpret_cast<GstMeta*>(gst_buffer_get_nvds_meta(copy)));
    print_metas(copy);
    gst_buffer_unref(copy);
    names() = {};
  }
  gst_buffer_unref(buffer);
}

void event_steps() {
  for (guint source : {0u, 3u, 3u, 4294967295u}) {
    drop(gst_nvevent_new_pad_added(source));
    drop(gst_nvevent_new_pad_deleted(source));
    drop(gst_nvevent_new_stream_eos(source));
    drop(gst_nvevent_new_stream_reset(source));
    drop(gst_nvevent_new_stream_start(source, stream));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    segment.start = 7;
    GstEvent* event = gst_nvevent_new_stream_segment(source, &segment);
    print_event(event);
    guint parsed = 99;
    GstSegment* copy = nullptr;
    gst_nvevent_parse_stream_segment(event, &parsed, &copy);
    std::printf("segment %u %d %" G_GUINT64_FORMAT "\n", parsed, copy->format, copy->start);
    gst_segment_free(copy);
    gst_nvevent_parse_pad_added(event, &parsed);
    std::printf("not a pad-added: %u\n", parsed);
    gst_event_unref(event);
  }
  GstStructure* rate = gst_structure_new("rate", "framerate", GST_TYPE_FRACTION, 25, 2, nullptr);
  drop(gst_nvevent_new_update_caps(1, 640, 480, rate, stream, FALSE));
  drop(gst_nvevent_new_update_caps(1, 640, 480, rate, stream, TRUE));
  gst_structure_free(rate);
  GstEvent* start = gst_nvevent_new_stream_start(5, stream);
  guint source = 0;
  gchar* id = nullptr;
  gst_nvevent_parse_stream_start(start, &source, &id);
  std::printf("start %u %s\n", source, id);
  g_free(id);
  gst_event_unref(start);
  GstMessage* message = gst_nvmessage_new_stream_eos(nullptr, 6);
  print_structure("message", GST_MESSAGE_TYPE(message), gst_message_get_structure(message));
  const gboolean parsed = gst_nvmessage_parse_stream_eos(message, &source);
  std::printf("message %d %d %u\n", gst_nvmessage_is_stream_eos(message), parsed, source);
  gst_message_unref(message);
  message = gst_message_new_eos(nullptr);
  std::printf("another message %d\n", gst_nvmessage_is_stream_eos(message));
  gst_message_unref(message);
}

void query_steps() {
  GstQuery* queries[] = {gst_nvquery_batch_size_new(), gst_nvquery_numStreams_size_new(),
                         gst_nvquery_preprocess_poolsize_new(12), gst_nvquery_text_embedding_new("a dog", "clip"),
                         gst_nvquery_image_embedding_new("dog.png", "clip", TRUE, 1, 2, 3, 4)};
  GValue data = G_VALUE_INIT;
  g_value_init(&data, GST_TYPE_ARRAY);
  for (GstQuery* query : queries) {
    print_query(query);
    std::printf("is %d%d%d%d%d\n", gst_nvquery_is_batch_size(query), gst_nvquery_is_numStreams_size(query),
                gst_nvquery_is_preprocess_poolsize(query), gst_nvquery_is_text_embedding(query),
                gst_nvquery_is_image_embedding(query));
    for (const bool answered : {false, true}) {
      if (answered) {
        gst_nvquery_batch_size_set(query, 4);
        gst_nvquery_numStreams_size_set(query, 5);
        gst_nvquery_preprocess_poolsize_set(query, 6);
        gst_nvquery_text_embedding_set(query, "id-1", 7, "clip-2", &data);
        gst_nvquery_image_embedding_set(query, "id-2", 8, "clip-3", &data);
        print_query(query);
      }
      guint values[4] = {99, 99, 99, 99};
      const gboolean parsed[] = {gst_nvquery_batch_size_parse(query, &values[0]),
                                 gst_nvquery_numStreams_size_parse(query, &values[1]),
                                 gst_nvquery_preprocess_poolsize_parse(query, &values[2]),
                                 gst_nvquery_preprocess_poolsize_gieid_parse(query, &values[3])};
      for (std::size_t i = 0; i < std::size(parsed); ++i) std::printf("parsed %d %u\n", parsed[i], values[i]);
      const gchar *id = nullptr, *model = nullptr;
      guint64 created = 99;
      const GValue* answer = nullptr;
      const gboolean image = gst_nvquery_image_embedding_parse(query, &id, &created, &model, &answer);
      std::printf("image answer %d %s %" G_GUINT64_FORMAT " %s\n", image, text(id), created, text(model));
    }
    gst_query_unref(query);
  }
  g_value_unset(&data);
}

void stream_query_steps() {
  GstQuery* queries[] = {gst_nvquery_sourceid_new(), gst_nvquery_uri_from_streamid_new(3),
                         gst_nvquery_num_surfaces_per_buffer_new(), gst_nvquery_stream_caps_new(4),
                         gst_nvquery_ntp_sync_new()};
  for (GstQuery* query : queries) {
    print_query(query);
    std::printf("is %d%d%d%d%d\n", gst_nvquery_is_sourceid(query), gst_nvquery_is_uri_from_streamid(query),
                gst_nvquery_is_num_surfaces_per_buffer(query), gst_nvquery_is_stream_caps(query),
                gst_nvquery_is_ntp_sync(query));
  }
  guint number = 99;
  gst_nvquery_sourceid_set(queries[0], 7);
  const gboolean source = gst_nvquery_sourceid_parse(queries[0], &number);
  std::printf("source %d %u\n", source, number);
  gst_nvquery_uri_from_streamid_set(queries[1], "file:///video");
  const gchar* uri = nullptr;
  const gboolean named = gst_nvquery_uri_from_streamid_parse(queries[1], &uri);
  gst_nvquery_uri_from_streamid_parse_streamid(queries[1], &number);
  std::printf("uri %d %s of %u\n", named, text(uri), number);
  gst_nvquery_num_surfaces_per_buffer_set(queries[2], 4);
  const gboolean surfaces = gst_nvquery_num_surfaces_per_buffer_parse(queries[2], &number);
  std::printf("surfaces %d %u\n", surfaces, number);
  GstCaps* caps = gst_caps_new_simple("video/x-raw", "width", G_TYPE_INT, 64, nullptr);
  gst_nvquery_stream_caps_set(queries[3], caps);
  GstStructure* structure = nullptr;
  const gboolean answered = gst_nvquery_stream_caps_parse(queries[3], &structure);
  gst_nvquery_stream_caps_parse_streamid(queries[3], &number);
  std::printf("caps %d %s of %u\n", answered, structure ? gst_structure_get_name(structure) : "-", number);
  gst_caps_unref(caps);
  NvNtpData times{1, 2, 3}, parsed{};
  gst_nvquery_ntp_sync_set(queries[4], &times);
  const gboolean synchronised = gst_nvquery_ntp_sync_parse(queries[4], &parsed);
  std::printf("ntp %d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", synchronised,
              parsed.ntp_time_epoch_ns, parsed.frame_timestamp, parsed.avg_frame_time);
  for (GstQuery* query : queries) {
    print_query(query);
    gst_query_unref(query);
  }
}

void latency_steps() {
  gchar infer[] = "nvinfer0", other[] = "other";
  GstBuffer* buffer = gst_buffer_new();
  std::printf("enabled %d components %d silent %d\n", nvds_get_enable_latency_measurement(),
              nvds_get_enable_per_component_latency_measurement(), nvds_get_latency_measurement_silent());
  const bool without_batch = nvds_set_input_system_timestamp(buffer, infer) != nullptr;
  std::printf("without a batch %d\n", without_batch);
  auto* batch = add_batch(buffer, 2);
  std::printf("input %d\n", nvds_set_input_system_timestamp(buffer, infer) != nullptr);
  std::printf("output %d, of another %d\n", nvds_set_output_system_timestamp(buffer, infer),
              nvds_set_output_system_timestamp(buffer, other));
  const double now = nvds_get_current_system_timestamp();
  const struct {
    const char* name;
    guint source;
    double in;
  } components[] = {{"nvv4l2decoder0", 3, now - 100}, {"nvstreammux-m", 3, now - 50},
                    {"audiodecoder", 4, now - 200},   {"nvinfer", 4, now - 70},
                    {"nvstreammux-m", 4, now - 60},   {"my-nvstreammux-m", 5, now - 20}};
  for (const auto& [name, source, in] : components) {
    auto* component = static_cast<NvDsMetaCompLatency*>(nvds_set_latency_metadata_ptr());
    std::printf("fresh: '%s' %g %u\n", component->component_name, component->in_system_timestamp,
                component->num_sub_comps);
    g_strlcpy(component->component_name, name, MAX_COMPONENT_LEN);
    component->source_id = source;
    component->frame_num = 7 * source;
    component->in_system_timestamp = in;
    component->out_system_timestamp = in + 10;
    auto* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = component;
    user->base_meta.meta_type = NVDS_LATENCY_MEASUREMENT_META;
    user->base_meta.copy_func = &nvds_copy_latency_meta;
    user->base_meta.release_func = &nvds_release_latency_meta;
    nvds_add_user_meta_to_batch(batch, user);
  }
  GstBuffer* copy = gst_buffer_copy(buffer);
  for (GstBuffer* measured : {buffer, copy}) {
    NvDsFrameLatencyInfo info[16] = {};
    const guint frames = nvds_measure_buffer_latency(measured, info);
    for (guint i = 0; i < frames; ++i)
      std::printf("frame %u of source %u: entered %.0f ms before, takes about %.0f ms more\n", info[i].frame_num,
                  info[i].source_id, now - info[i].comp_in_timestamp,
                  (info[i].latency - (now - info[i].comp_in_timestamp)) / 1000);
  }
  gst_buffer_unref(copy);
  gst_buffer_unref(buffer);
}

}  // namespace trace
