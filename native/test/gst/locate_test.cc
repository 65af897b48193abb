#include "gst/locate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test/gst/driver.h"

namespace {

class Locate : public testing::Test {
 protected:
  std::string pad(const std::string& at) {
    auto found = gst::find_pad(pipeline_->bin(), at);
    return found ? std::string(GST_OBJECT_NAME(GST_OBJECT_PARENT(found->get()))) + "." + GST_OBJECT_NAME(found->get())
                 : found.fault().code;
  }
  gst::Fault fault(const std::string& at) {
    auto found = gst::find_pad(pipeline_->bin(), at);
    EXPECT_FALSE(found) << at;
    return found ? gst::Fault{} : found.fault();
  }

  test::Driver pipeline_{
      "bin.( name=inner fakesrc name=deep ! identity name=mid ) ! tee name=t ! queue name=q.1 ! fakesink name=end "
      "uridecodebin name=dec t. ! fakesink name=end2 input-selector name=sel"};
};

TEST_F(Locate, ElementsAreListedDepthFirstWithTheirBins) {
  const auto names = gst::element_names(pipeline_->bin());
  const auto inner = std::find(names.begin(), names.end(), "inner");
  ASSERT_NE(inner, names.end());
  EXPECT_TRUE((*(inner + 1)).starts_with("inner/"));
  EXPECT_NE(std::find(names.begin(), names.end(), "inner/deep"), names.end());
}

TEST_F(Locate, ElementsAreFoundByNameAtAnyDepthAndByPath) {
  EXPECT_TRUE(gst::find_element(pipeline_->bin(), "deep"));
  EXPECT_TRUE(gst::find_element(pipeline_->bin(), "inner/deep"));
  for (const char* name : {"other/deep", "inner/", "/", "deep/inner", ""})
    EXPECT_FALSE(gst::find_element(pipeline_->bin(), name)) << name;
}

TEST_F(Locate, AMissingElementSaysWhichThereAre) {
  auto found = gst::find_element(pipeline_->bin(), "deap");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.fault().code, "ERR_ELEMENT_UNKNOWN");
  EXPECT_NE(found.fault().remedy.find("inner/deep"), std::string::npos) << found.fault().remedy;
  auto misspelt = gst::find_element(pipeline_->bin(), "sell");
  ASSERT_FALSE(misspelt);
  EXPECT_TRUE(misspelt.fault().remedy.starts_with("Did you mean \"sel\"?")) << misspelt.fault().remedy;
}

TEST_F(Locate, TheDefaultPadIsSrcThenTheOnlySourcePadThenTheOnlySinkPad) {
  EXPECT_EQ(pad("deep"), "deep.src");
  EXPECT_EQ(pad("end"), "end.sink");
  EXPECT_TRUE(pad("inner").starts_with("inner.")) << pad("inner");
}

TEST_F(Locate, APadIsNamedAfterTheLastDot) {
  EXPECT_EQ(pad("mid.sink"), "mid.sink");
  EXPECT_EQ(pad("inner/mid.sink"), "mid.sink");
  EXPECT_EQ(pad("q.1"), "q.1.src");
  EXPECT_EQ(pad("q.1.sink"), "q.1.sink");
  EXPECT_EQ(pad("t.src_0"), "t.src_0");
}

TEST_F(Locate, SeveralPadsToChooseFromAreListed) {
  EXPECT_EQ(fault("t").code, "ERR_ELEMENT_UNKNOWN");
  EXPECT_NE(fault("t").remedy.find("src_1"), std::string::npos) << fault("t").remedy;
}

TEST_F(Locate, AMisspeltPadHasTheNearestName) {
  EXPECT_EQ(fault("mid.sinc").remedy.rfind("Did you mean \"sink\"?", 0), 0u) << fault("mid.sinc").remedy;
  EXPECT_EQ(fault("mid.sinc").element, "/" + pipeline_->name() + "/inner/mid");
}

TEST_F(Locate, PadsThatComeLaterSayWhen) {
  EXPECT_NE(fault("dec.src_0").message.find("appears when"), std::string::npos) << fault("dec.src_0").message;
  EXPECT_NE(fault("dec").message.find("appears when"), std::string::npos) << fault("dec").message;
  EXPECT_NE(fault("t.src_9").message.find("made when"), std::string::npos) << fault("t.src_9").message;
  EXPECT_NE(fault("sel.sink_0").message.find("made when"), std::string::npos) << fault("sel.sink_0").message;
}

}  // namespace
