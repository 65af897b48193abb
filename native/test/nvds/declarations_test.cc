// The declarations in native/nvds against the recorded facts of every release.
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <type_traits>

#include "nvds/analytics.h"
#include "nvds/audio.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/inference.h"
#include "nvds/latency.h"
#include "nvds/preprocess.h"
#include "nvds/sei.h"
#include "nvds/surface.h"
#include "nvds/tracker.h"
#include "test/nvds/facts.h"

// libstdc++ containers inside some structs make offsetof conditionally supported; GCC and Clang support it.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace {

using namespace nvds;

// What the facts call the kind of a type.
template <class T>
std::string kind_of_type() {
  using E = std::remove_all_extents_t<T>;
  if constexpr (std::is_reference_v<E>) return "reference";
  if constexpr (std::is_same_v<E, char>) return "char";
  if constexpr (std::is_same_v<E, bool>) return "bool";
  if constexpr (std::is_pointer_v<E>) return "pointer";
  if constexpr (std::is_enum_v<E>) return "enum";
  if constexpr (std::is_floating_point_v<E>) return "float";
  if constexpr (std::is_integral_v<E>) return std::is_signed_v<E> ? "int" : "uint";
  if constexpr (std::is_union_v<E>) return "union";
  return std::is_standard_layout_v<E> && std::is_trivial_v<E> ? "struct" : "cxx";
}

struct Declared {
  std::string name;
  facts::Struct layout;
};

const std::vector<Declared>& declared_structs() {
  static const std::vector<Declared> all = [] {
    std::vector<Declared> made;
#define FIELD(name)                                                                      \
  facts::Field{#name,                                                                    \
               offsetof(T, name),                                                        \
               std::is_reference_v<decltype(T::name)> ? sizeof(void*) : sizeof(T::name), \
               "",                                                                       \
               kind_of_type<decltype(T::name)>(),                                        \
               {}},
#define STRUCT(name, fields)                        \
  {                                                 \
    using T = name;                                 \
    made.push_back({#name, {sizeof(T), {fields}}}); \
  }
#include "test/nvds/struct_fields.inc"
#undef STRUCT
#undef FIELD
    return made;
  }();
  return all;
}

void expect_equal(const Declared& ours, const facts::Release& release) {
  const auto* recorded = release.find(ours.name);
  ASSERT_TRUE(recorded) << ours.name;
  EXPECT_EQ(ours.layout.size, recorded->size) << "size of " << ours.name;
  ASSERT_EQ(ours.layout.fields.size(), recorded->fields.size()) << "fields of " << ours.name;
  for (std::size_t i = 0; i < recorded->fields.size(); ++i) {
    const facts::Field& field = ours.layout.fields[i];
    const facts::Field& fact = recorded->fields[i];
    EXPECT_EQ(field.name, fact.name) << ours.name;
    EXPECT_EQ(field.offset, fact.offset) << ours.name << "." << field.name;
    EXPECT_EQ(field.size, fact.size) << ours.name << "." << field.name;
    EXPECT_EQ(field.kind, fact.kind) << ours.name << "." << field.name;
  }
}

TEST(Declarations, EveryStructIsLaidOutAsInDeepStream91) {
  for (const auto& ours : declared_structs()) expect_equal(ours, facts::Release::of("9.1"));
}

TEST(Declarations, OnlyTheTrackersFrameDiffersFromDeepStream90) {
  const std::set<std::string> since_91 = {"NvMOTFrame", "NvMOTTimeMeta"};
  for (const auto& ours : declared_structs())
    if (!since_91.contains(ours.name)) expect_equal(ours, facts::Release::of("9.0"));
}

// ---- the text of the headers, which also names the types

struct Header {
  std::map<std::string, std::vector<facts::Field>> structs;
  std::map<std::string, std::map<std::string, std::int64_t>> enums;
};

// Ours, not NVIDIA's: tables about releases and formats.
bool is_table(const std::filesystem::path& header) {
  const std::set<std::string> tables = {"layout.h", "user_meta.h", "release.h", "surface_formats.h"};
  return tables.contains(header.filename());
}

Header read(const std::filesystem::path& path) {
  static const std::regex head(R"((struct|enum) (\w+)(?: : [\w:]+)? \{)");
  static const std::regex member(R"(\s+(.+?)\s*\b(\w+)((?:\[\d+\])*);)");
  static const std::regex enumerator(R"(\s+(\w+) = (-?\d+),)");
  Header header;
  std::string current, what;
  std::ifstream file(path);
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("};")) what.clear();
    if (std::regex_match(line, match, head)) {
      what = match[1];
      current = match[2];
    } else if (what == "struct" && std::regex_match(line, match, member)) {
      facts::Field field{match[2], 0, 0, match[1], "", {}};
      const std::string dims = match[3];
      static const std::regex number(R"(\d+)");
      for (std::sregex_iterator at(dims.begin(), dims.end(), number), end; at != end; ++at)
        field.dims.push_back(static_cast<std::uint32_t>(std::stoul(at->str())));
      header.structs[current].push_back(field);
    } else if (what == "enum" && std::regex_match(line, match, enumerator)) {
      header.enums[current][match[1]] = std::stoll(match[2]);
    }
  }
  return header;
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

std::vector<std::filesystem::path> headers() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(NDS_SOURCE_DIR "/native/nvds"))
    if (!is_table(entry.path())) all.push_back(entry.path());
  return all;
}

TEST(Declarations, EveryFieldHasTheTypeOfDeepStream91) {
  std::size_t compared = 0;
  for (const auto& path : headers())
    for (const auto& [name, fields] : read(path).structs) {
      const auto* recorded = facts::Release::of("9.1").find(name);
      if (!recorded) continue;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto* fact = recorded->find(fields[i].name);
        ASSERT_TRUE(fact) << name << "." << fields[i].name;
        EXPECT_EQ(without_spaces(fields[i].type), without_spaces(fact->type)) << name << "." << fact->name;
        EXPECT_EQ(fields[i].dims, fact->dims) << name << "." << fact->name;
        ++compared;
      }
    }
  EXPECT_GT(compared, 500u);
}

TEST(Declarations, EveryEnumeratorHasTheNumberOfDeepStream91) {
  std::size_t compared = 0;
  for (const auto& path : headers())
    for (const auto& [name, values] : read(path).enums) {
      const auto& recorded = facts::Release::of("9.1").values(name);
      ASSERT_FALSE(recorded.empty()) << name;
      for (const auto& [enumerator, value] : values) {
        const auto fact = recorded.find(enumerator);
        ASSERT_NE(fact, recorded.end()) << name << " " << enumerator;
        EXPECT_EQ(value, fact->second) << name << " " << enumerator;
        ++compared;
      }
    }
  EXPECT_GT(compared, 250u);
}

TEST(Declarations, NoStructOfAHeaderIsLeftUnchecked) {
  std::set<std::string> checked;
  for (const auto& ours : declared_structs()) checked.insert(ours.name);
  const std::set<std::string> not_in_public_headers = {"NvNtpData"};
  for (const auto& path : headers())
    for (const auto& [name, fields] : read(path).structs)
      EXPECT_TRUE(checked.contains(name) || not_in_public_headers.contains(name)) << name << " of " << path;
}

// ---- structures that a reader uses by their declaration, whatever the release

class ReadAsDeclared : public testing::TestWithParam<std::string> {};

// Structures and what they were called earlier.
const std::vector<std::pair<std::string, std::string>> kReadAsDeclared = {
    {"NvDsBaseMeta", ""},
    {"NvDsMetaPool", ""},
    {"NvDsBatchMeta", ""},
    {"NvDsUserMeta", ""},
    {"NvDsClassifierMeta", ""},
    {"NvDsLabelInfo", ""},
    {"NvDsComp_BboxInfo", ""},
    {"NvDsSensorInfo_meta", ""},
    {"NvBbox_Coords", ""},
    {"NvOSD_ColorParams", ""},
    {"NvOSD_FontParams", ""},
    {"NvOSD_TextParams", ""},
    {"NvOSD_MaskParams", ""},
    {"NvOSD_LineParams", ""},
    {"NvOSD_ArrowParams", ""},
    {"NvOSD_CircleParams", ""},
    {"NvDsMeta", ""},
    {"NvDsMetaSubCompLatency", ""},
    {"NvDsMetaCompLatency", ""},
    {"NvDsInferDims", ""},
    {"NvDsInferLayerInfo", ""},
    {"NvDsInferNetworkInfo", ""},
    {"NvDsInferTensorMeta", ""},
    {"NvDsInferSegmentationMeta", ""},
    {"NvDsPreProcessTensorMeta", ""},
    {"GstNvDsPreProcessBatchMeta", ""},
    {"NvDsAnalyticsFrameMeta", ""},
    {"NvDsAnalyticsObjInfo", ""},
    {"NvDsTargetMiscDataBatch", "NvDsPastFrameObjBatch"},
    {"NvDsTargetMiscDataStream", "NvDsPastFrameObjStream"},
    {"NvDsTargetMiscDataObject", "NvDsPastFrameObjList"},
    {"NvDsReidTensorBatch", ""},
    {"NvDsObjReid", ""},
    {"NvDsObjConvexHull", ""},
    {"NvDsObj3DBbox", ""},
    {"NvDsAudioFrameMeta", ""},
    {"GstVideoSEIMeta", ""},
    {"NVDS_CUSTOM_PAYLOAD", ""},
};

// Fields that came later: nvds/user_meta.h tells from which release on; the last two no reader uses.
const std::set<std::string> kCameLater = {
    "NvOSD_CircleParams.circle_width",       "NvDsInferTensorMeta.maintain_aspect_ratio",
    "NvDsInferTensorMeta.symmetric_padding", "NvDsInferSegmentationMeta.unique_id",
    "NvDsPreProcessTensorMeta.meta_id",      "NvDsPreProcessTensorMeta.maintain_aspect_ratio",
    "NvDsAnalyticsObjInfo.objStatus",        "NvDsTargetMiscDataBatch.priv_data",
    "NvDsTargetMiscDataObject.numAllocated",
};

TEST_P(ReadAsDeclared, EveryFieldStandsWhereTheDeclarationHasIt) {
  const auto& release = facts::Release::of(GetParam());
  for (const auto& [name, earlier] : kReadAsDeclared) {
    const auto* recorded = release.find(name);
    if (!recorded && !earlier.empty()) recorded = release.find(earlier);
    if (!recorded) continue;  // not in this release, nor then its user metadata
    const auto ours = std::find_if(declared_structs().begin(), declared_structs().end(),
                                   [&](const Declared& declared) { return declared.name == name; });
    ASSERT_NE(ours, declared_structs().end()) << name;
    for (const facts::Field& fact : recorded->fields) {
      if (fact.name.starts_with("reserved")) continue;
      const auto* field = ours->layout.find(fact.name);
      ASSERT_TRUE(field) << name << "." << fact.name;
      EXPECT_EQ(field->offset, fact.offset) << name << "." << fact.name;
      EXPECT_EQ(field->size, fact.size) << name << "." << fact.name;
      EXPECT_EQ(field->kind, fact.kind) << name << "." << fact.name;
    }
    for (const facts::Field& field : ours->layout.fields)
      EXPECT_TRUE(recorded->find(field.name) || kCameLater.contains(name + "." + field.name) ||
                  field.name.starts_with("reserved"))
          << name << "." << field.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Releases, ReadAsDeclared, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

}  // namespace
