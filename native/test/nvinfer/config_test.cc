#include "runtime/nvinfer/config.h"

#include <gtest/gtest.h>

#include "temporary.h"

namespace runtime::nvinfer {
namespace {

class ConfigFile : public testing::Test {
 protected:
  ConfigFile() {
    folder_.write("model.onnx", "model");
    folder_.write("labels.txt", "car\n");
  }

  ConfigResult load(const std::string& text, const ConfigOverrides& overrides = {}, const char* name = "config.txt") {
    return load_config(folder_.write(name, text), overrides);
  }
  static std::string texts(const std::vector<Fault>& faults) {
    std::string all;
    for (const Fault& fault : faults)
      all += fault.file + ":" + std::to_string(fault.line) + ": " + fault.message + " " + fault.remedy + "\n";
    return all;
  }

  TemporaryFolder folder_;
};

const std::string kHead = "[property]\nonnx-file=model.onnx\nnum-detected-classes=3\n";

TEST_F(ConfigFile, HasDeepStreamsDefaults) {
  const ConfigResult result = load(kHead);
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_TRUE(result.warnings.empty()) << texts(result.warnings);
  const Config& config = result.config;
  EXPECT_EQ(config.unique_id, 15u);
  EXPECT_EQ(config.process_mode, ProcessMode::kPrimary);
  EXPECT_EQ(config.network_type, NetworkType::kDetector);
  EXPECT_EQ(config.batch_size, 1u);
  EXPECT_EQ(config.interval, 0u);
  EXPECT_EQ(config.net_scale_factor, 1.0f);
  EXPECT_EQ(config.color_format, ColorFormat::kRgb);
  EXPECT_EQ(config.input_order, TensorOrder::kNchw);
  EXPECT_FALSE(config.maintain_aspect_ratio);
  EXPECT_EQ(config.operate_on_gie_id, -1);
  EXPECT_EQ(config.secondary_reinfer_interval, INT_MAX);
  EXPECT_TRUE(config.clip_object_outside_roi);
  EXPECT_EQ(config.onnxruntime.intra_op_threads, 1);
  ASSERT_EQ(config.classes.size(), 3u);
  EXPECT_FLOAT_EQ(config.classes[0].pre_cluster_threshold, 0.2f);
  EXPECT_FLOAT_EQ(config.classes[0].post_cluster_threshold, 0.0f);
}

TEST_F(ConfigFile, TakesRelativePathsFromItsOwnFolder) {
  const ConfigResult result = load(kHead + "labelfile-path=labels.txt\n");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_EQ(result.config.onnx_file, folder_ / "model.onnx");
  EXPECT_EQ(result.config.label_file, folder_ / "labels.txt");
}

TEST_F(ConfigFile, WithoutClusterModeIsNmsWithTheValuesOfDeepStream91) {
  const ConfigResult result = load(kHead);
  EXPECT_EQ(result.config.cluster_mode, ClusterMode::kNms);
  EXPECT_EQ(result.config.classes[0].topk, 20);
  EXPECT_FLOAT_EQ(result.config.classes[0].nms_iou_threshold, 0.5f);
  const ConfigResult explicit_nms = load(kHead + "cluster-mode=2\n");
  EXPECT_EQ(explicit_nms.config.classes[0].topk, -1);
  EXPECT_FLOAT_EQ(explicit_nms.config.classes[0].nms_iou_threshold, 0.3f);
}

TEST_F(ConfigFile, ReadsEveryClusterModeByNumber) {
  for (int mode = 0; mode <= 4; ++mode) {
    const ConfigResult result = load(kHead + "cluster-mode=" + std::to_string(mode) + "\n");
    EXPECT_EQ(int(result.config.cluster_mode), mode);
  }
}

TEST_F(ConfigFile, ClassAttributesOfOneClassBeatThoseOfAll) {
  const ConfigResult result = load(kHead +
                                   "[class-attrs-1]\ntopk=5\nborder-color=0;1;0;0.5\n"
                                   "[class-attrs-all]\npre-cluster-threshold=0.4\ntopk=9\nbg-color=1;1;0;1\n");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  const auto& classes = result.config.classes;
  EXPECT_EQ(classes[0].topk, 9);
  EXPECT_EQ(classes[1].topk, 5);
  EXPECT_FLOAT_EQ(classes[1].pre_cluster_threshold, 0.4f);
  EXPECT_DOUBLE_EQ(classes[1].border_color.green, 1);
  EXPECT_DOUBLE_EQ(classes[0].border_color.red, 1);
  ASSERT_TRUE(classes[2].bg_color);
  EXPECT_DOUBLE_EQ(classes[2].bg_color->green, 1);
}

TEST_F(ConfigFile, YamlSaysTheSameAsTheKeyFile) {
  const ConfigResult result = load(
      "property:\n  onnx-file: model.onnx\n  num-detected-classes: 2\n  batch-size: 4\n  net-scale-factor: 0.5\n"
      "  offsets: 1;2;3\n  operate-on-class-ids: [0, 2]\n  maintain-aspect-ratio: true\n"
      "class-attrs-all:\n  nms-iou-threshold: 0.6\nonnxruntime:\n  parallel-batches: 3\n",
      {}, "config.yml");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_EQ(result.config.batch_size, 4u);
  EXPECT_EQ(result.config.offsets, (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(result.config.operate_on_class_ids, (std::vector<int>{0, 2}));
  EXPECT_TRUE(result.config.maintain_aspect_ratio);
  EXPECT_FLOAT_EQ(result.config.classes[1].nms_iou_threshold, 0.6f);
  EXPECT_EQ(result.config.onnxruntime.parallel_batches, 3);
}

TEST_F(ConfigFile, YamlSyntaxErrorsNameTheLine) {
  const ConfigResult result = load("property:\n  batch-size: [1\n  interval: 2\n", {}, "config.yaml");
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "ERR_CONFIG");
  EXPECT_GT(result.errors[0].line, 1);
}

TEST_F(ConfigFile, NumbersMayBeFollowedByAComment) {
  const ConfigResult result = load(kHead + "batch-size=4 # four cameras\n");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_EQ(result.config.batch_size, 4u);
}

TEST_F(ConfigFile, TheLastOfARepeatedKeyCounts) {
  EXPECT_EQ(load(kHead + "batch-size=4\nbatch-size=8\n").config.batch_size, 8u);
}

TEST_F(ConfigFile, PropertiesOfTheApplicationBeatTheFile) {
  ConfigOverrides overrides;
  overrides.unique_id = 7;
  overrides.batch_size = 2;
  overrides.interval = 3;
  overrides.process_mode = ProcessMode::kSecondary;
  const ConfigResult result =
      load(kHead + "gie-unique-id=1\nbatch-size=nonsense\ninterval=9\nprocess-mode=1\n", overrides);
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_EQ(result.config.unique_id, 7u);
  EXPECT_EQ(result.config.batch_size, 2u);
  EXPECT_EQ(result.config.interval, 3u);
  EXPECT_EQ(result.config.process_mode, ProcessMode::kSecondary);
}

TEST_F(ConfigFile, EitherInferOnPropertySwitchesBothOperateOnKeysOff) {
  const std::string text = kHead + "operate-on-gie-id=3\noperate-on-class-ids=1;2\n";
  ConfigOverrides gie;
  gie.operate_on_gie_id = 5;
  EXPECT_EQ(load(text, gie).config.operate_on_gie_id, 5);
  EXPECT_TRUE(load(text, gie).config.operate_on_class_ids.empty());
  ConfigOverrides classes;
  classes.operate_on_class_ids = std::vector<int>{4};
  EXPECT_EQ(load(text, classes).config.operate_on_gie_id, -1);
  EXPECT_EQ(load(text, classes).config.operate_on_class_ids, std::vector<int>{4});
}

TEST_F(ConfigFile, KeysForTensorRtOnlyAreTakenInSilence) {
  const ConfigResult result =
      load(kHead +
           "network-mode=1\nmodel-engine-file=gone.engine\nworkspace-size=4000\nint8-calib-file=gone.bin\ngpu-id=3\n"
           "enable-dla=1\nuse-dla-core=0\nforce-implicit-batch-dim=0\noutput-io-formats=a:fp32:chw\nauto-inc-mem=1\n"
           "tlt-model-key=x\nstrongly-typed=0\nscaling-compute-hw=1\nwarmup-engine=1\ntensor-meta-pool-size=9\n"
           "disable-output-host-copy=1\nmax-gpu-mem-per=50\nuff-input-order=0\nengine-create-func-name=f\n");
  EXPECT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_TRUE(result.warnings.empty()) << texts(result.warnings);
}

TEST_F(ConfigFile, UnknownKeysAndGroupsAreWarningsWithTheNearestName) {
  const ConfigResult result = load(kHead + "bach-size=4\n[class-attrs-all]\ntopkk=1\n[propertie]\nx=1\n");
  EXPECT_TRUE(result.errors.empty()) << texts(result.errors);
  ASSERT_EQ(result.warnings.size(), 3u) << texts(result.warnings);
  EXPECT_EQ(result.warnings[0].key, "bach-size");
  EXPECT_EQ(result.warnings[0].line, 4);
  EXPECT_EQ(result.warnings[0].file, folder_ / "config.txt");
  EXPECT_NE(result.warnings[0].remedy.find("batch-size"), std::string::npos);
  EXPECT_NE(result.warnings[1].remedy.find("topk"), std::string::npos);
  EXPECT_NE(result.warnings[2].remedy.find("property"), std::string::npos);
}

TEST_F(ConfigFile, AllProblemsAreToldAtOnce) {
  const ConfigResult result =
      load("[property]\nonnx-file=gone.onnx\nbatch-size=0\ninterval=x\n[class-attrs-all]\ntopk=a\n");
  ASSERT_EQ(result.errors.size(), 4u) << texts(result.errors);
  const Fault all = combined(result.errors);
  EXPECT_EQ(all.line, 2);
  EXPECT_NE(all.message.find("line 3"), std::string::npos) << all.message;
  EXPECT_NE(all.message.find("line 4"), std::string::npos) << all.message;
  EXPECT_NE(all.message.find("line 6"), std::string::npos) << all.message;
}

TEST_F(ConfigFile, ClassifierAsyncModeIsForSecondaryClassifiers) {
  const ConfigResult primary = load(kHead + "classifier-async-mode=1\n");
  EXPECT_FALSE(primary.config.classifier_async_mode);
  ASSERT_EQ(primary.warnings.size(), 1u);
  const ConfigResult secondary = load(kHead + "classifier-async-mode=1\nprocess-mode=2\nnetwork-type=1\n");
  EXPECT_TRUE(secondary.config.classifier_async_mode);
  EXPECT_TRUE(secondary.warnings.empty());
}

TEST_F(ConfigFile, AnOnnxFileGivenAsEngineIsTheModel) {
  const ConfigResult result = load("[property]\nnum-detected-classes=1\nmodel-engine-file=model.onnx\n");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  EXPECT_EQ(result.config.onnx_file, folder_ / "model.onnx");
}

TEST_F(ConfigFile, OnnxRuntimeOptionsHaveTheirOwnGroup) {
  const ConfigResult result =
      load(kHead +
           "[onnxruntime]\nparallel-batches=2\nintra-op-threads=4\nexecution-mode=parallel\ngraph-optimization=basic\n"
           "session.intra_op.allow_spinning=0\n");
  ASSERT_TRUE(result.errors.empty()) << texts(result.errors);
  const OnnxRuntimeOptions& options = result.config.onnxruntime;
  EXPECT_EQ(options.parallel_batches, 2);
  EXPECT_EQ(options.intra_op_threads, 4);
  EXPECT_TRUE(options.parallel_execution);
  EXPECT_EQ(options.graph_optimization, GraphOptimization::kBasic);
  ASSERT_EQ(options.entries.size(), 1u);
  EXPECT_EQ(options.entries[0].first, "session.intra_op.allow_spinning");
}

struct BadValue {
  const char* name;
  std::string text;  // appended to kHead (three lines)
  int line;
  const char* key;
  const char* code = "ERR_CONFIG";
};

class BadConfigValue : public ConfigFile, public testing::WithParamInterface<BadValue> {};

TEST_P(BadConfigValue, IsAnErrorThatNamesFileLineKeyAndRemedy) {
  const ConfigResult result = load(kHead + GetParam().text);
  ASSERT_EQ(result.errors.size(), 1u) << texts(result.errors);
  const Fault& fault = result.errors[0];
  EXPECT_EQ(fault.code, GetParam().code);
  EXPECT_EQ(fault.file, folder_ / "config.txt");
  EXPECT_EQ(fault.line, GetParam().line);
  EXPECT_EQ(fault.key, GetParam().key);
  EXPECT_FALSE(fault.message.empty());
  EXPECT_FALSE(fault.remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadConfigValue,
    testing::Values(BadValue{"NotANumber", "batch-size=four\n", 4, "batch-size"},
                    BadValue{"TrailingText", "batch-size=4x\n", 4, "batch-size"},
                    BadValue{"TooLarge", "batch-size=1025\n", 4, "batch-size"},
                    BadValue{"BeyondSixtyFourBits", "batch-size=99999999999999999999\n", 4, "batch-size"},
                    BadValue{"ZeroId", "gie-unique-id=0\n", 4, "gie-unique-id"},
                    BadValue{"NegativeInterval", "interval=-1\n", 4, "interval"},
                    BadValue{"ProcessMode", "process-mode=3\n", 4, "process-mode"},
                    BadValue{"NetworkType", "network-type=4\n", 4, "network-type"},
                    BadValue{"NetworkMode", "network-mode=7\n", 4, "network-mode"},
                    BadValue{"ColourFormat", "model-color-format=3\n", 4, "model-color-format"},
                    BadValue{"InputOrder", "network-input-order=2\n", 4, "network-input-order"},
                    BadValue{"ScalingFilter", "scaling-filter=7\n", 4, "scaling-filter"},
                    BadValue{"ClusterMode", "cluster-mode=5\n", 4, "cluster-mode"},
                    BadValue{"Boolean", "maintain-aspect-ratio=maybe\n", 4, "maintain-aspect-ratio"},
                    BadValue{"ScaleFactorZero", "net-scale-factor=0\n", 4, "net-scale-factor"},
                    BadValue{"ScaleFactorText", "net-scale-factor=1,5\n", 4, "net-scale-factor"},
                    BadValue{"ScaleFactorNan", "net-scale-factor=nan\n", 4, "net-scale-factor"},
                    BadValue{"TwoDims", "infer-dims=3;544\n", 4, "infer-dims"},
                    BadValue{"ZeroDim", "infer-dims=3;0;960\n", 4, "infer-dims"},
                    BadValue{"OffsetText", "offsets=1;b;3\n", 4, "offsets"},
                    BadValue{"NegativeClass", "operate-on-class-ids=0;-1\n", 4, "operate-on-class-ids"},
                    BadValue{"NegativeMinimum", "input-object-min-width=-5\n", 4, "input-object-min-width"},
                    BadValue{"ClassifierThreshold", "classifier-threshold=-0.1\n", 4, "classifier-threshold"},
                    BadValue{"MissingLabels", "labelfile-path=gone.txt\n", 4, "labelfile-path"},
                    BadValue{"MissingLibrary", "custom-lib-path=libgone.so\n", 4, "custom-lib-path"},
                    BadValue{"MissingMean", "mean-file=gone.ppm\n", 4, "mean-file"},
                    BadValue{"EmptyPath", "labelfile-path=\n", 4, "labelfile-path"},
                    BadValue{"FunctionOfNoLibrary", "parse-bbox-func-name=Parse\n", 4, "parse-bbox-func-name"},
                    BadValue{"OverwriteTensor", "overwrite-input-tensor=1\n", 4, "overwrite-input-tensor"},
                    BadValue{"MasksWithClustering", "output-instance-mask=1\ncluster-mode=2\n", 4,
                             "output-instance-mask"},
                    BadValue{"Threshold", "[class-attrs-all]\npre-cluster-threshold=-1\n", 5, "pre-cluster-threshold"},
                    BadValue{"IouAboveOne", "[class-attrs-1]\nnms-iou-threshold=1.5\n", 5, "nms-iou-threshold"},
                    BadValue{"ThreeColours", "[class-attrs-all]\nborder-color=1;0;0\n", 5, "border-color"},
                    BadValue{"ClassTooHigh", "[class-attrs-3]\ntopk=1\n", 4, "class-attrs-3"},
                    BadValue{"ClassNoNumber", "[class-attrs-car]\ntopk=1\n", 4, "class-attrs-car"},
                    BadValue{"ExecutionMode", "[onnxruntime]\nexecution-mode=fast\n", 5, "execution-mode"},
                    BadValue{"GraphOptimization", "[onnxruntime]\ngraph-optimization=9\n", 5, "graph-optimization"}),
    [](const auto& info) { return std::string(info.param.name); });

struct BadFile {
  const char* name;
  const char* text;
  int line;
  const char* code;
};

class BadConfigFile : public ConfigFile, public testing::WithParamInterface<BadFile> {};

TEST_P(BadConfigFile, IsAnErrorAtItsLine) {
  const ConfigResult result = load(GetParam().text);
  ASSERT_FALSE(result.errors.empty());
  EXPECT_EQ(result.errors[0].code, GetParam().code);
  EXPECT_EQ(result.errors[0].line, GetParam().line) << texts(result.errors);
  EXPECT_FALSE(result.errors[0].remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadConfigFile,
    testing::Values(BadFile{"NoPropertyGroup", "[class-attrs-all]\ntopk=1\n", 0, "ERR_CONFIG"},
                    BadFile{"NoModel", "# comment\n[property]\nnum-detected-classes=1\n", 2, "ERR_MODEL_LOAD"},
                    BadFile{"MissingModel", "[property]\nonnx-file=gone.onnx\n", 2, "ERR_MODEL_LOAD"},
                    BadFile{"EngineOnly", "[property]\nmodel-engine-file=m.engine\n", 2, "ERR_MODEL_LOAD"},
                    BadFile{"CaffeOnly", "[property]\nproto-file=a.prototxt\nmodel-file=m.caffemodel\n", 3,
                            "ERR_MODEL_LOAD"},
                    BadFile{"NoEquals", "[property]\nonnx-file model.onnx\n", 2, "ERR_CONFIG"},
                    BadFile{"OpenGroup", "[property\nonnx-file=model.onnx\n", 1, "ERR_CONFIG"},
                    BadFile{"KeyBeforeGroup", "onnx-file=model.onnx\n[property]\n", 1, "ERR_CONFIG"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ConfigPath, ThatDoesNotExistIsAnError) {
  const ConfigResult result = load_config("/nowhere/config.txt");
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "ERR_CONFIG");
  EXPECT_EQ(result.errors[0].file, "/nowhere/config.txt");
  EXPECT_FALSE(result.errors[0].detail.empty());
}

}  // namespace
}  // namespace runtime::nvinfer
