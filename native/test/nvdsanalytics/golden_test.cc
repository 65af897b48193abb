// DeepStream's recorded answers, frame by frame. NDS_GOLDEN_NVDSANALYTICS may name another folder of recordings.
#include <algorithm>
#include <deque>
#include <map>

#include "answers.h"

namespace {

using namespace test;

std::vector<std::string> recordings(bool configuration_errors) {
  const char* folder = g_getenv("NDS_GOLDEN_NVDSANALYTICS");
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder ? folder : NDS_SOURCE_DIR "/test/golden/nvdsanalytics")) {
    const std::string path = entry.path();
    if (entry.path().extension() != ".json") continue;
    if ((path.find("configuration-errors") != std::string::npos) == configuration_errors) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The frames of one buffer; display texts live as long as this.
struct Batch {
  std::vector<FrameSpec> frames;
  std::deque<std::string> texts;
  guint64 pts = 0;
};

Batch batch_of(const YAML::Node& frame, const YAML::Node& surface) {
  Batch batch;
  batch.pts = frame["pts"].as<guint64>();
  for (const YAML::Node& stream : frame["streams"]) {
    FrameSpec spec;
    spec.pad = stream["pad"].as<guint>();
    spec.source_id = stream["source_id"].as<guint>();
    spec.number = stream["frame_num"].as<int>();
    spec.pts = stream["pts"].as<guint64>(batch.pts);
    spec.width = stream["width"].as<guint>(surface["width"].as<guint>());
    spec.height = stream["height"].as<guint>(surface["height"].as<guint>());
    for (const YAML::Node& object : stream["objects"]) {
      const std::string id = object["id"].Scalar();
      ObjectSpec& out = spec.objects.emplace_back();
      out.id = id == "-1" ? nvds::UNTRACKED_OBJECT_ID : std::stoull(id);
      out.class_id = object["class"].as<int>();
      // The texts are rounded once, to float.
      const auto side = [&](const char* name) { return std::strtof(object[name].Scalar().c_str(), nullptr); };
      out.left = side("left"), out.top = side("top"), out.width = side("width"), out.height = side("height");
      if (object["text"] && !object["text"].IsNull())
        out.text = batch.texts.emplace_back(object["text"].Scalar()).c_str();
    }
    batch.frames.push_back(std::move(spec));
  }
  return batch;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void expect_answers(Element& element, const YAML::Node& frame, const YAML::Node& surface, const YAML::Node& expected,
                    guint unique_id, const std::string& place) {
  const Batch batch = batch_of(frame, surface);
  const gst::BufferRef out = element.push(make_batch(batch.frames, batch.pts));
  ASSERT_TRUE(out) << place;
  const auto frames = frames_of(out.get());
  ASSERT_EQ(frames.size(), expected.size()) << place;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Look look{unique_id, expected[i]["display"] && expected[i]["display"]["shapes"]};
    EXPECT_EQ(text_of(lines_of(frames[i], batch.frames[i].objects, look)), text_of(lines_of(expected[i], look)))
        << place << ", stream " << i;
  }
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem();
  for (char& c : name)
    if (!g_ascii_isalnum(c)) c = '_';
  return name;
}

class Recordings : public ::testing::TestWithParam<std::string> {};

TEST_P(Recordings, AnswersAsDeepStream) {
  const YAML::Node golden = YAML::LoadFile(GetParam());
  const std::string suffix = golden["config_format"].as<std::string>("") == "yaml" ? ".yml" : ".txt";
  const ConfigFile file(golden["config"].Scalar(), suffix);
  std::map<std::size_t, ConfigFile> others;
  for (const YAML::Node& change : golden["reconfigure"])
    others.try_emplace(change["before_frame"].as<std::size_t>(), change["config"].Scalar(), suffix);

  Element element;
  const guint unique_id = golden["unique_id"].as<guint>(17);
  g_object_set(element.get(), "unique-id", unique_id, nullptr);
  element.set_config(file.path());
  ASSERT_TRUE(element.start());
  const YAML::Node frames = golden["frames"], expected = golden["expected"];
  for (std::size_t i = 0; i < frames.size() && !HasFailure(); ++i) {
    if (const auto other = others.find(i); other != others.end()) element.set_config(other->second.path());
    expect_answers(element, frames[i], golden["surface"], expected[i], unique_id, "frame " + std::to_string(i));
  }
  for (const Message& message : element.messages()) EXPECT_FALSE(message.error) << message.text;
}

INSTANTIATE_TEST_SUITE_P(All, Recordings, ::testing::ValuesIn(recordings(false)), name_of);

class ConfigurationErrors : public ::testing::TestWithParam<std::string> {};

// Refused where DeepStream refuses or reads memory that is not its own, with as many errors of the same class.
TEST_P(ConfigurationErrors, AnswersAsDeepStream) {
  const YAML::Node golden = YAML::LoadFile(GetParam());
  for (const YAML::Node& test : golden["cases"]) {
    const std::string name = test["name"].Scalar(), state = test["state"].Scalar();
    SCOPED_TRACE(name);
    const bool has_config = test["config"] && !test["config"].IsNull();
    const ConfigFile file(has_config ? test["config"].Scalar() : "");
    Element element;
    if (has_config)
      element.set_config(file.path());
    else if (test["config_file"])
      element.set_config("/absent/" + test["config_file"].Scalar());

    const bool started = element.start();
    EXPECT_EQ(started, state == "ok");
    if (started && test["expected"])
      for (std::size_t i = 0; i < golden["frames"].size(); ++i)
        expect_answers(element, golden["frames"][i], golden["surface"], test["expected"][i], 17, name);
    if (started && !test["expected"]) {
      gst::BufferRef plain = make_batch({FrameSpec{}}, 0);
      gst_buffer_remove_meta(plain.get(), reinterpret_cast<GstMeta*>(nvds::gst_buffer_get_nvds_meta(plain.get())));
      EXPECT_FALSE(element.push(std::move(plain)));
    }

    std::vector<std::string> errors, wanted;
    for (const Message& message : element.messages())
      if (message.error) errors.push_back(message.domain + " " + std::to_string(message.number));
    for (const YAML::Node& error : test["errors"])
      // What the source says of a failed push is no message of this element.
      if (error["message"].Scalar().find("Internal data stream") == std::string::npos)
        wanted.push_back(error["domain"].Scalar() + " " + error["code"].Scalar());
    if (state != "undefined") {
      EXPECT_EQ(errors, wanted);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ConfigurationErrors, ::testing::ValuesIn(recordings(true)), name_of);

}  // namespace
