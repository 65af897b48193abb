// What process-mode 2 remembers of each tracked object: when it was inferred last and what a classifier said.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "nvds/metadata.h"
#include "runtime/nvinfer/config.h"
#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

struct ObjectHistory {
  bool under_inference = false;
  std::uint64_t last_inferred_frame = 0;
  std::uint64_t last_accessed_frame = 0;
  float last_inferred_area = 0;
  Classification cached;
};
using HistoryRef = std::shared_ptr<ObjectHistory>;

// Kept by pad and object id. Safe from the streaming and the output thread.
class ObjectHistories {
 public:
  ObjectHistories() { reset(); }

  void reset();  // as on start: pad 0 exists without an event
  void add_source(unsigned pad);
  void remove_source(unsigned pad);
  void clear_source(unsigned pad);  // its stream ended
  void clear();

  struct Decision {
    bool infer = false;
    HistoryRef history;  // nullptr for an untracked object or one never inferred
  };
  // Whether DeepStream would infer on this object now; notes it in the history when so. A pad that was never added is
  // no source: nothing is inferred.
  Decision decide(const Config& config, const nvds::NvDsFrameMeta& frame, const nvds::NvDsObjectMeta& object);

  // The result of an inference of frame `frame_number`.
  void store(const HistoryRef& history, std::uint64_t frame_number, const Classification* result);
  Classification cached(const HistoryRef& history);

  // Once a buffer: every 1800 of them, drops objects not seen for 150 frames.
  void tidy();

 private:
  struct Source {
    std::unordered_map<std::uint64_t, HistoryRef> objects;
    std::uint64_t last_seen_frame = 0;
    std::uint64_t last_tidied_frame = 0;
  };

  std::mutex mutex_;
  std::map<unsigned, Source> sources_;
  std::uint64_t buffers_ = 0;
};

}  // namespace runtime::nvinfer
