// One instance of the tracker library, for one sub-batch: its handle and the memory it reads and writes.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "nvds/metadata.h"
#include "nvds/tracker.h"
#include "runtime/nvtracker/library.h"
#include "runtime/nvtracker/options.h"
#include "runtime/nvtracker/worker.h"

namespace runtime::nvtracker {

// Zeroed memory that costs nothing until it is written: libraries want room for far more than they use.
class LazyMemory {
 public:
  explicit LazyMemory(std::size_t bytes);
  ~LazyMemory();
  LazyMemory(const LazyMemory&) = delete;
  LazyMemory& operator=(const LazyMemory&) = delete;
  template <class T>
  T* as() const {
    return static_cast<T*>(address_);
  }  // null when there was none to be had

 private:
  void* address_;
  std::size_t bytes_;
};

// What a library wants and gives when it has no NvMOT_Query.
nvds::NvMOTQuery default_query();

class Session {
 public:
  Session(GstElement* element, std::shared_ptr<const Library> library, const Options& options, guint index,
          guint streams);
  ~Session();

  // NvMOT_Init, then NvMOT_Query where there is one.
  bool open(Fault& fault);
  void close();
  const nvds::NvMOTQuery& query() const { return query_; }
  // After all sessions have answered: room for `limits`' numbers of objects.
  void make_room(const nvds::NvMOTQuery& limits);

  // A batch: begin, add its frames, run, read results.
  void begin();
  // The next free frame, its lists emptied; null when the sub-batch has no more room.
  nvds::NvMOTFrame* add(nvds::NvDsFrameMeta* meta);
  // NvMOT_Process and NvMOT_RetrieveMiscData on this session's thread, or on the caller's if it has none.
  void start(nvds::NvMOTTrackerMiscData lists, nvds::NvDsReidTensorBatch* reid);
  // False when the library failed.
  bool finish(Fault& fault);

  guint index() const { return index_; }
  std::span<nvds::NvDsFrameMeta* const> frames() const { return frame_metas_; }
  nvds::NvMOTFrame& frame(std::size_t i) { return frames_[i]; }
  nvds::NvMOTTrackedObjList& result(std::size_t i) { return results_[i]; }
  std::size_t result_count() const { return tracked_.numFilled; }

  void remove(std::uint64_t stream);
  bool update(const std::string& config, const std::string& file, Fault& fault);

 private:
  void run();
  bool call(Fault& fault, const char* function, nvds::NvMOTStatus status) const;
  class Listening;

  GstElement* const element_;
  const std::shared_ptr<const Library> library_;
  const Options& options_;
  const guint index_;
  const guint streams_;
  nvds::NvMOTContextHandle handle_ = nullptr;
  nvds::NvMOTQuery query_{};

  std::vector<nvds::NvMOTFrame> frames_;
  std::vector<nvds::NvMOTTrackedObjList> results_;
  std::vector<nvds::NvBufSurfaceParams*> buffers_;
  std::vector<nvds::NvDsFrameMeta*> frame_metas_;
  std::unique_ptr<LazyMemory> inputs_, outputs_, hulls_, masks_;
  nvds::NvMOTProcessParams params_{};
  nvds::NvMOTTrackedObjBatch tracked_{};
  nvds::NvMOTTrackerMiscData lists_{};
  nvds::NvMOTStatus process_status_ = nvds::NvMOTStatus_OK;
  nvds::NvMOTStatus retrieve_status_ = nvds::NvMOTStatus_OK;
  std::unique_ptr<Worker> worker_;
};

}  // namespace runtime::nvtracker
