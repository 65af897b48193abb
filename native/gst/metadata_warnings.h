// What a user should know about batches that a packer read, or could not.
#pragma once

#include <gst/gst.h>

#include "meta/pack.h"

namespace gst {

class MetadataWarnings {
 public:
  // Posts a warning of the pad's element, once of each kind: the counters tell how often.
  void tell(GstPad* pad, meta::Packed result, const meta::Packer& packer);

 private:
  bool read_ = false;
  bool warned_ = false;
};

}  // namespace gst
