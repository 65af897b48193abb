#include "gst/property.h"

#include <gtest/gtest.h>

#include "test/gst/driver.h"

namespace {

using gst::Value;

class Properties : public testing::Test {
 protected:
  gst::ElementRef element(const char* name) { return gst::ElementRef(gst_bin_get_by_name(pipeline_->bin(), name)); }
  Value get(const char* name, const char* property) {
    auto value = gst::get_property(element(name).get(), property);
    EXPECT_TRUE(value) << value.fault().message;
    return value.value();
  }
  std::string set(const char* name, const char* property, const Value& value) {
    const gst::Outcome fault = gst::set_property(element(name).get(), property, value);
    return fault ? fault->code : "";
  }

  test::Driver pipeline_{
      "videotestsrc name=src ! capsfilter name=filter ! identity name=i ! queue name=q ! fakesink name=sink appsrc "
      "name=app"};
};

TEST_F(Properties, EveryTypeKeepsItsValue) {
  EXPECT_EQ(set("src", "is-live", Value(true)), "");
  EXPECT_EQ(get("src", "is-live"), Value(true));
  EXPECT_EQ(set("src", "num-buffers", Value(12.0)), "");
  EXPECT_EQ(get("src", "num-buffers"), Value(12.0));
  EXPECT_EQ(set("q", "max-size-time", Value(std::uint64_t{18446744073709551615u})), "");
  EXPECT_EQ(get("q", "max-size-time"), Value(std::uint64_t{18446744073709551615u}));
  EXPECT_EQ(set("sink", "ts-offset", Value(std::int64_t{-9007199254740993})), "");
  EXPECT_EQ(get("sink", "ts-offset"), Value(std::int64_t{-9007199254740993}));
  EXPECT_EQ(set("i", "drop-probability", Value(0.25)), "");
  EXPECT_EQ(get("i", "drop-probability"), Value(0.25));
  EXPECT_EQ(set("filter", "caps", Value("video/x-raw, width=(int)64, framerate=(fraction)25/1")), "");
  EXPECT_EQ(std::get<std::string>(get("filter", "caps")), "video/x-raw, width=(int)64, framerate=(fraction)25/1");
}

TEST_F(Properties, EnumerationsAreSetByNickNameOrNumberAndReadAsNick) {
  for (const Value& value : {Value("ball"), Value("Moving ball"), Value(18.0)}) {
    EXPECT_EQ(set("src", "pattern", Value("smpte")), "");
    EXPECT_EQ(set("src", "pattern", value), "");
    EXPECT_EQ(get("src", "pattern"), Value("ball"));
  }
  for (const Value& value : {Value("bal"), Value(99.0), Value(1.5), Value(true), Value()})
    EXPECT_EQ(set("src", "pattern", value), "ERR_PROPERTY");
}

TEST_F(Properties, FlagsAreNicksJoinedByPlus) {
  EXPECT_EQ(set("i", "drop-buffer-flags", Value("corrupted+live")), "");
  EXPECT_EQ(get("i", "drop-buffer-flags"), Value("live+corrupted"));
  EXPECT_EQ(set("i", "drop-buffer-flags", Value("")), "");
  EXPECT_EQ(get("i", "drop-buffer-flags"), Value(""));
  EXPECT_EQ(set("i", "drop-buffer-flags", Value("corrupted+bogus")), "ERR_PROPERTY");
}

TEST_F(Properties, WhatGObjectWouldDropOrWrapIsRefused) {
  for (const Value& value : {Value(-2.0), Value(2147483648.0), Value(1.5), Value("3"), Value(true), Value(),
                             Value(std::int64_t{-5}), Value(std::numeric_limits<double>::quiet_NaN())})
    EXPECT_EQ(set("src", "num-buffers", value), "ERR_PROPERTY");
  EXPECT_EQ(set("q", "max-size-buffers", Value(-1.0)), "ERR_PROPERTY");
  EXPECT_EQ(set("q", "max-size-time", Value(std::int64_t{-1})), "ERR_PROPERTY");
  EXPECT_EQ(set("i", "drop-probability", Value(1.5)), "ERR_PROPERTY");
  EXPECT_EQ(set("i", "drop-probability", Value(std::numeric_limits<double>::quiet_NaN())), "ERR_PROPERTY");
  EXPECT_EQ(set("src", "is-live", Value(1.0)), "ERR_PROPERTY");
  EXPECT_EQ(set("filter", "caps", Value("video/x-raw, width=")), "ERR_PROPERTY");
  EXPECT_EQ(set("app", "caps", Value(5.0)), "ERR_PROPERTY");
}

TEST_F(Properties, NothingClearsCapsAndStrings) {
  EXPECT_EQ(set("app", "caps", Value("video/x-raw")), "");
  EXPECT_EQ(set("app", "caps", Value()), "");
  EXPECT_EQ(get("app", "caps"), Value());
}

TEST_F(Properties, AFaultNamesElementPropertyValueAndRange) {
  const gst::Outcome fault = gst::set_property(element("src").get(), "num-buffers", Value(-2.0));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->element, "/" + pipeline_->name() + "/src");
  EXPECT_EQ(fault->key, "num-buffers");
  EXPECT_EQ(fault->value, "-2");
  EXPECT_EQ(fault->remedy, "Allowed: -1 … 2147483647.");
}

TEST_F(Properties, AMisspeltPropertyHasTheNearestName) {
  const gst::Outcome fault = gst::set_property(element("src").get(), "patern", Value("ball"));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->remedy, "Did you mean \"pattern\"?");
  auto read = gst::get_property(element("src").get(), "is-lve");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.fault().remedy, "Did you mean \"is-live\"?");
}

TEST_F(Properties, ReadOnlyAndConstructOnlyPropertiesAreNotWritten) {
  EXPECT_EQ(set("sink", "last-message", Value("x")), "ERR_PROPERTY");
  EXPECT_EQ(set("sink", "stats", Value("x")), "ERR_PROPERTY");
}

TEST_F(Properties, StructuresAndObjectsAreReadAsText) {
  EXPECT_NE(std::get<std::string>(get("sink", "stats")).find("rendered"), std::string::npos);
  EXPECT_EQ(get("src", "parent"), Value(pipeline_->name()));
}

}  // namespace
