// Who laid out a batch's metadata: the DeepStream release whose tables fit it.
#pragma once

#include <optional>
#include <string>

#include "nvds/release.h"

namespace meta {

// The version that the DeepStream of this process names: nvds_version() of its loaded libraries, or else its plugins'
// version. Nothing when neither tells, or before GStreamer is initialised. The CPU runtime's is the newest known.
std::optional<nvds::Version> installed_version();

// The sizes of the pools' elements decide the family and `installed` the release within it, if it belongs to that
// family; else what the family's releases have in common. nullptr when no known release has pools of these sizes.
const nvds::Release* release_of(const nvds::NvDsBatchMeta& batch, const std::optional<nvds::Version>& installed);

// "9.1", "6.0.1"
std::string text_of(const nvds::Version& version);
// What of a release that is not known exactly is left unread: a sentence, "" for one that is.
std::string caution_of(const nvds::Release& release, const std::optional<nvds::Version>& installed);
// One or two sentences about a batch that release_of() does not know.
std::string refusal_of(const nvds::NvDsBatchMeta& batch, const std::optional<nvds::Version>& installed);

}  // namespace meta
