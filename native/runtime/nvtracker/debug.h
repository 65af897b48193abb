// The element's debug category, for GST_DEBUG=nvtracker:5.
#pragma once

#include <gst/gst.h>

GST_DEBUG_CATEGORY_EXTERN(nds_nvtracker_debug);
#define GST_CAT_DEFAULT nds_nvtracker_debug
