// An nvtracker element between two pads, batches to feed it, and what it says on the bus.
#pragma once

#include <gst/check/gstharness.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gst/ref.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/metadata.h"
#include "runtime/surface/surface.h"
#include "scripted_tracker.h"

inline constexpr const char* kScripted = TEST_LIBRARIES "/libscripted_tracker.so";

struct ObjectSpec {
  float left, top, width, height;
  int class_id = 0;
  std::string label = "person";
  float confidence = 0.9f;
};
struct FrameSpec {
  guint pad = 0;
  int number = 0;
  std::vector<ObjectSpec> objects{};
  bool inferred = true;
  guint surface_type = 0;
  guint surface_index = 0;
};

constexpr int kWidth = 640;
constexpr int kHeight = 480;

// A buffer of kWidth × kHeight pictures with the frames and objects given, as a muxer and a detector leave it.
GstBuffer* make_batch(const std::vector<FrameSpec>& frames, GstVideoFormat format = GST_VIDEO_FORMAT_NV12);

nvds::NvDsBatchMeta* batch_of(GstBuffer* buffer);
nvds::NvDsFrameMeta* frame_of(GstBuffer* buffer, guint index = 0);
std::vector<nvds::NvDsObjectMeta*> objects_of(GstBuffer* buffer, guint frame = 0);
nvds::NvDsUserMeta* user_meta_of(GList* list, nvds::NvDsMetaType type);

// What a bus message about a fault says.
struct Message {
  bool error = false;
  std::string text, code, key, value, file, remedy;
  int line = 0;
};

class Tracker {
 public:
  struct Property {
    std::string name, value;
  };
  struct Properties {
    Properties(std::initializer_list<Property> given = {}) : list(given) {}
    void push_back(const Property& property) { list.push_back(property); }
    std::vector<Property> list;
  };
  explicit Tracker(const Properties& properties, guint batch_size = 1);
  ~Tracker();

  // READY to PAUSED; false when the element refuses.
  bool start();
  void stop();  // to NULL
  // Through the element; empty when it answers with an error.
  gst::BufferRef track(GstBuffer* buffer);
  gst::BufferRef track(const std::vector<FrameSpec>& frames) { return track(make_batch(frames)); }
  void send(GstEvent* event);
  std::vector<Message> messages();
  Message first_error();
  GstElement* element() { return element_.get(); }

 private:
  gst::ElementRef element_;
  gst::BusRef bus_;
  GstHarness* harness_ = nullptr;
};

// Tests with the scripted library, reset for each of them.
class ScriptedTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  // One tracked object for each given one, with these ids and the box it came with.
  void answer_with_ids(std::vector<std::uint64_t> ids);
  static nvds::NvMOTTrackedObj& add(nvds::NvMOTTrackedObjList& list, std::uint64_t id, nvds::NvMOTRect box,
                                    int class_id, nvds::NvMOTObjToTrack* object);
  Script& script() { return *script_; }

 private:
  void* library_ = nullptr;
  Script* script_ = nullptr;
};
