// The functions of the metadata library that made a batch: NVIDIA's libnvds_meta.so or the embedded one, whichever the
// pipeline's elements have loaded. This add-on links neither.
#pragma once

#include "nvds/metadata.h"

namespace meta {

// Elements are passed on as they are: what lies in them depends on the release.
struct Library {
  nvds::NvDsObjectMeta* (*acquire_object)(nvds::NvDsBatchMeta*);
  void (*add_object)(nvds::NvDsFrameMeta*, nvds::NvDsObjectMeta*, nvds::NvDsObjectMeta* parent);
  void (*remove_object)(nvds::NvDsFrameMeta*, nvds::NvDsObjectMeta*);
  nvds::NvDsClassifierMeta* (*acquire_classifier)(nvds::NvDsBatchMeta*);
  void (*add_classifier)(nvds::NvDsObjectMeta*, nvds::NvDsClassifierMeta*);
  nvds::NvDsLabelInfo* (*acquire_label)(nvds::NvDsBatchMeta*);
  void (*add_label)(nvds::NvDsClassifierMeta*, nvds::NvDsLabelInfo*);
  nvds::NvDsDisplayMeta* (*acquire_display)(nvds::NvDsBatchMeta*);
  void (*add_display)(nvds::NvDsFrameMeta*, nvds::NvDsDisplayMeta*);
  nvds::NvDsUserMeta* (*acquire_user)(nvds::NvDsBatchMeta*);
  void (*add_user_to_frame)(nvds::NvDsFrameMeta*, nvds::NvDsUserMeta*);
  void (*add_user_to_object)(nvds::NvDsObjectMeta*, nvds::NvDsUserMeta*);

  // nullptr while no element of this process has loaded it. A library once loaded stays.
  static const Library* loaded();
};

}  // namespace meta
