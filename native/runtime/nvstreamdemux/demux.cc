#include "runtime/nvstreamdemux/demux.h"

#include "nvds/gst_metadata.h"
#include "runtime/element/fault.h"
#include "runtime/nvstreamdemux/split.h"

namespace runtime::demux {
namespace {

// "src_7" → 7
bool number_of(const gchar* name, guint& number) {
  if (!name || !g_str_has_prefix(name, "src_")) return false;
  guint64 value = 0;
  if (!g_ascii_string_to_unsigned(name + 4, 10, 0, G_MAXUINT, &value, nullptr)) return false;
  number = guint(value);
  return true;
}

}  // namespace

std::span<const Property> properties(bool legacy) {
  static const Property table[] = {
      boolean_property("per-stream-eos", false, "a src pad gets its EOS as soon as its stream has ended"),
  };
  return legacy ? std::span<const Property>(table) : std::span<const Property>();
}

Demux::Demux(GstElement* element, GstPad* sink, bool legacy)
    : values(properties(legacy)), element_(element), sink_(sink), legacy_(legacy) {}

GstPad* Demux::request_pad(GstPadTemplate* templ, const gchar* name) {
  guint id = 0;
  GstPad* pad = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!name || g_str_equal(name, GST_PAD_TEMPLATE_NAME_TEMPLATE(templ))) {
      while (streams_.count(id) > 0 && streams_[id].pad) ++id;
    } else if (!number_of(name, id)) {
      GST_ERROR_OBJECT(element_, "pad name '%s' is not of the form src_<number>", name);
      return nullptr;
    }
    Stream& stream = streams_[id];
    if (stream.pad) {
      GST_ERROR_OBJECT(element_, "pad src_%u was requested before", id);
      return nullptr;
    }
    pad = gst_pad_new_from_template(templ, ("src_" + std::to_string(id)).c_str());
    stream.pad.reset(GST_PAD(gst_object_ref_sink(pad)));
    stream.started = stream.caps_sent = stream.segment_sent = stream.ended = false;
  }
  gst_pad_use_fixed_caps(pad);
  prepare_src(pad);
  gst_element_add_pad(element_, pad);
  return pad;
}

// What is on its way through the pad ends by itself: nobody waits, and other streams do not notice.
void Demux::release_pad(GstPad* pad) {
  const gst::PadRef keep(gst::share(pad));
  guint id = 0;
  const gst::StringRef name(gst_pad_get_name(pad));
  if (!number_of(name.get(), id)) return;
  {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(id);
    if (found == streams_.end() || found->second.pad.get() != pad) return;
    found->second.pad.reset();
  }
  gst_pad_set_active(pad, FALSE);
  gst_element_remove_pad(element_, pad);
}

void Demux::reset() {
  const std::lock_guard lock(mutex_);
  caps_ = nullptr;
  surfaces_per_frame_ = 1;
  for (auto item = streams_.begin(); item != streams_.end();) {
    gst::PadRef pad = std::move(item->second.pad);
    if (!pad) {
      item = streams_.erase(item);
      continue;
    }
    item->second = {};
    item->second.pad = std::move(pad);
    ++item;
  }
}

gst::PadRef Demux::pad_of(guint id) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : gst::share(found->second.pad.get());
}

// Frames without a linked pad are left out. A pad that fails with an error fails the batch for all, as in DeepStream;
// one that has ended or is being taken away concerns nobody else.
GstFlowReturn Demux::chain(GstBuffer* incoming) {
  const gst::BufferRef batch(incoming);
  const nvds::NvDsBatchMeta* meta = nvds::gst_buffer_get_nvds_batch_meta(batch.get());
  if (!meta) {
    Fault fault;
    fault.code = "ERR_METADATA";
    fault.message = "A buffer without batch metadata reached nvstreamdemux.";
    fault.remedy = "Put it behind nvstreammux, with only elements between them that keep metadata.";
    post_error(element_, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, fault);
    return GST_FLOW_ERROR;
  }
  const bool exclusive = gst_buffer_is_writable(batch.get()) && gst_buffer_is_all_memory_writable(batch.get());
  std::vector<std::pair<guint, gst::BufferRef>> parts;
  {
    const MappedSurface surface(batch.get(), GST_MAP_READ);
    if (!surface) return GST_FLOW_ERROR;
    const guint step = std::max(1u, surfaces_per_frame_);
    for (const GList* item = meta->frame_meta_list; item; item = g_list_nth(const_cast<GList*>(item), step)) {
      const guint id = static_cast<const nvds::NvDsFrameMeta*>(item->data)->pad_index;
      const gst::PadRef pad = pad_of(id);
      if (!pad || !gst_pad_is_linked(pad.get())) continue;
      if (gst::BufferRef part = split(batch.get(), surface, item, step, exclusive))
        parts.emplace_back(id, std::move(part));
    }
  }
  for (auto& [id, part] : parts) {
    const gst::PadRef pad = pad_of(id);
    if (!pad || !prepare(id)) continue;
    const GstFlowReturn flow = gst_pad_push(pad.get(), part.release());
    if (flow == GST_FLOW_ERROR || flow == GST_FLOW_NOT_NEGOTIATED) {
      GST_WARNING_OBJECT(element_, "stream %u: downstream answered %s", id, gst_flow_get_name(flow));
      return flow;
    }
  }
  return GST_FLOW_OK;
}

}  // namespace runtime::demux
