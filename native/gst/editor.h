// Something that changes the metadata of batches as they pass a pad.
#pragma once

#include <gst/gst.h>

#include "gst/subscription.h"
#include "nvds/metadata.h"

namespace gst {

class Editor {
 public:
  virtual ~Editor() = default;

  // Streaming thread, before the pad's readers see the batch. Metadata that cannot be read stays as it is.
  virtual void edit(nvds::NvDsBatchMeta& batch, GstClockTime pts) = 0;

  // While halted, edit() waits for nobody.
  virtual void set_halted(Halt, bool) {}
};

}  // namespace gst
