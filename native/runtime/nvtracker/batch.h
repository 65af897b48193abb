// Tracking of whole batches: deals frames out to the library's instances and writes back what they find.
#pragma once

#include <memory>
#include <vector>

#include "nvds/metadata.h"
#include "runtime/nvtracker/misc_lists.h"
#include "runtime/nvtracker/output.h"
#include "runtime/nvtracker/pixels.h"
#include "runtime/nvtracker/session.h"

namespace runtime::nvtracker {

class BatchTracker {
 public:
  // Loads the library and starts one instance a sub-batch; null on failure, which is posted on the element's bus.
  static std::unique_ptr<BatchTracker> start(GstElement* element, Options options);

  // False on failure, which is posted.
  bool process(GstBuffer* buffer, nvds::NvDsBatchMeta* batch);
  // Ends the targets of a pad's streams, and its ids' count when `forget_ids`.
  void remove_source(guint pad, bool forget_ids);
  // New settings from a file, for the instance that tracks this pad.
  void update(guint pad, const std::string& file);

  const Options& options() const { return options_; }

 private:
  struct Lane {  // one sub-batch
    std::unique_ptr<Session> session;
    std::shared_ptr<MiscListsPool> lists;
    int failures = 0;
    bool skipped = false;  // its library failed in this batch: the frames go on as they came
  };
  using Frames = std::vector<nvds::NvDsFrameMeta*>;

  BatchTracker(GstElement* element, Options options)
      : element_(element), options_(std::move(options)), mapping_(element, options_) {}
  bool open();
  bool merge_queries(Fault& fault);
  bool deal(nvds::NvDsBatchMeta* batch, std::size_t pictures, std::vector<std::vector<Frames>>& rounds);
  bool run_round(const std::vector<Frames>& lanes, std::span<nvds::NvBufSurfaceParams> pictures,
                 std::vector<MiscLists*>& lists);
  bool fill(Session& session, nvds::NvDsFrameMeta* frame, const nvds::NvBufSurfaceParams& picture);
  bool recover(Lane& lane, const Fault& fault);
  void write_back(Session& session, std::span<nvds::NvBufSurfaceParams> pictures);
  void finish_lists(MiscLists& lists, std::span<nvds::NvBufSurfaceParams> pictures, const Frames& frames,
                    nvds::NvDsBatchMeta* batch);
  MiscLists* acquire_lists(Lane& lane);
  Scale scale_of(const nvds::NvBufSurfaceParams& picture) const;
  bool fail(GQuark domain, int code, const Fault& fault);

  GstElement* const element_;
  const Options options_;
  std::shared_ptr<const Library> library_;
  nvds::NvMOTQuery query_{};
  std::unique_ptr<SlotTable> slots_;
  std::vector<Lane> lanes_;
  std::unique_ptr<Pixels> pixels_;  // null: the library does not look at any
  ObjectMapping mapping_;
  bool lists_short_told_ = false;
};

}  // namespace runtime::nvtracker
