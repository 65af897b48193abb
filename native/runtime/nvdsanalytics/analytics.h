// Batches of all streams: which rules apply to a frame, and the metadata that comes of them.
#pragma once

#include <map>
#include <set>

#include "nvds/metadata.h"
#include "nvds/surface.h"
#include "runtime/nvdsanalytics/config.h"
#include "runtime/nvdsanalytics/stream.h"

namespace runtime::analytics {

class Analytics {
 public:
  explicit Analytics(Config config) : config_(std::move(config)) {}

  // Histories and counts stay where the new file has the same line.
  void replace(Config config);

  // `surface`: the batch's pictures, one for each frame; only their sizes are read.
  void process(nvds::NvDsBatchMeta& batch, const nvds::NvBufSurface& surface, unsigned unique_id);

  const Config& config() const { return config_; }
  // Sections of streams of which no frame has come.
  std::vector<ConfigGroup> unseen_sections() const;

 private:
  struct Source {
    int width = 0;
    int height = 0;
    Stream stream;
  };

  Stream& stream_of(const nvds::NvDsFrameMeta& frame, int width, int height);
  void process(nvds::NvDsBatchMeta& batch, nvds::NvDsFrameMeta& frame, int width, int height, unsigned unique_id);
  StreamRules rules_of(unsigned pad, int width, int height) const;

  Config config_;
  std::map<unsigned, Source> sources_;  // by pad_index
  std::vector<Object> objects_;         // of the present frame
};

}  // namespace runtime::analytics
