#include "meta/attachment.h"

#include <cstring>

namespace meta {
namespace {

gpointer copy_json(gpointer user_meta, gpointer) {
  const auto* data = static_cast<const nvds::NvDsUserMeta*>(user_meta)->user_meta_data;
  return data ? g_memdup2(data, static_cast<const JsonAttachment*>(data)->byte_length) : nullptr;
}

void free_json(gpointer user_meta, gpointer) {
  auto* user = static_cast<nvds::NvDsUserMeta*>(user_meta);
  g_free(user->user_meta_data);
  user->user_meta_data = nullptr;
}

void* json_of(std::string_view name, std::string_view json) {
  const std::size_t length = sizeof(JsonAttachment) + name.size() + 1 + json.size() + 1;
  auto* const data = static_cast<char*>(g_malloc(length));
  const JsonAttachment header{kJsonMagic, static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(name.size()),
                              static_cast<std::uint32_t>(json.size())};
  std::memcpy(data, &header, sizeof header);
  char* at = data + sizeof header;
  for (const std::string_view text : {name, json}) {
    at = std::copy(text.begin(), text.end(), at);
    *at++ = '\0';
  }
  return data;
}

}  // namespace

std::int32_t json_type() {
  static const std::int32_t type = nvds::user_meta_type_of(kJsonDescriptor);
  return type;
}

nvds::NvDsUserMeta* make_json(const Library& library, nvds::NvDsBatchMeta& batch, std::string_view name,
                              std::string_view json) {
  nvds::NvDsUserMeta* user = library.acquire_user(&batch);
  if (!user) return nullptr;
  user->user_meta_data = json_of(name, json);
  user->base_meta.meta_type = static_cast<nvds::NvDsMetaType>(json_type());
  user->base_meta.copy_func = copy_json;
  user->base_meta.release_func = free_json;
  user->base_meta.batch_meta = &batch;
  return user;
}

std::optional<JsonView> read_json(const void* user_meta_data) {
  if (!user_meta_data) return {};
  JsonAttachment header;
  std::memcpy(&header, user_meta_data, sizeof header);
  const std::uint64_t length = sizeof header + std::uint64_t{header.name_length} + 1 + header.json_length + 1;
  if (header.magic != kJsonMagic || header.byte_length != length) return {};
  const auto* const texts = static_cast<const char*>(user_meta_data) + sizeof header;
  return JsonView{{texts, header.name_length}, {texts + header.name_length + 1, header.json_length}};
}

}  // namespace meta
