// JSON that a program attaches to a frame or an object, as user metadata of DeepStream.
#pragma once

#include <optional>
#include <string_view>

#include "meta/library.h"

namespace meta {

// For nvds_get_user_meta_type(): the type's number differs from process to process.
constexpr const char* kJsonDescriptor = "NODE_DEEPSTREAM.JSON";

// The type's number in this process.
std::int32_t json_type();

// What user_meta_data points at: one run of memory from g_malloc(), so that other programs can read it.
//
//   JsonAttachment header, then the name and a zero byte, then the JSON text (UTF-8) and a zero byte.
struct JsonAttachment {
  std::uint32_t magic;        // "NDSJ"
  std::uint32_t byte_length;  // of all of it
  std::uint32_t name_length;  // bytes, without the zero
  std::uint32_t json_length;
};
static_assert(sizeof(JsonAttachment) == 16);
constexpr std::uint32_t kJsonMagic = 0x4a53444e;

// A user meta of the batch's pool with the texts in it, that is copied and freed with the batch.
nvds::NvDsUserMeta* make_json(const Library& library, nvds::NvDsBatchMeta& batch, std::string_view name,
                              std::string_view json);

struct JsonView {
  std::string_view name, json;
};
// Nothing when it is not one, or damaged. The texts are the attachment's own.
std::optional<JsonView> read_json(const void* user_meta_data);

}  // namespace meta
