// An nvdsanalytics element between two pads, batches to feed it, and what it says on the bus.
#pragma once

#include <gst/check/gstharness.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "gst/ref.h"
#include "nvds/analytics.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/metadata.h"

namespace test {

struct ObjectSpec {
  guint64 id = 0;
  int class_id = 0;
  float left = 0, top = 0, width = 0, height = 0;
  const char* text = nullptr;
};

struct FrameSpec {
  guint pad = 0;
  guint64 pts = 0;
  std::vector<ObjectSpec> objects{};  // in the order of obj_meta_list
  guint source_id = 0;
  int number = 0;
  guint width = 1920, height = 1080;
};

// A buffer with an NvBufSurface of these sizes without pixels, and the metadata; border colours are red.
gst::BufferRef make_batch(const std::vector<FrameSpec>& frames, guint64 pts);

std::vector<nvds::NvDsFrameMeta*> frames_of(GstBuffer* buffer);
std::vector<nvds::NvDsObjectMeta*> objects_of(const nvds::NvDsFrameMeta* frame);
// The metadata of the element, or null.
const nvds::NvDsAnalyticsFrameMeta* facts_of(const nvds::NvDsFrameMeta* frame);
const nvds::NvDsAnalyticsObjInfo* facts_of(const nvds::NvDsObjectMeta* object);

// What a bus message says; `code` and what follows come from its details.
struct Message {
  bool error = false;
  std::string domain;
  int number = 0;
  std::string text, code, key, value, file, remedy, detail;
  int line = 0;
};

// A file that is removed with this object.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text, const std::string& suffix = ".txt");
  ~ConfigFile();
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Element {
 public:
  Element();
  ~Element();

  void set_config(const std::string& path) { g_object_set(element_.get(), "config-file", path.c_str(), nullptr); }
  bool start();  // READY to PAUSED; false when the element refuses
  // Through the element; empty when it answers with an error.
  gst::BufferRef push(gst::BufferRef buffer);
  gst::BufferRef push(const FrameSpec& frame) { return push(make_batch({frame}, frame.pts)); }
  void send(GstEvent* event);
  std::vector<Message> messages();
  GstElement* get() { return element_.get(); }

 private:
  gst::ElementRef element_;
  gst::BusRef bus_;
  GstHarness* harness_ = nullptr;
};

}  // namespace test
