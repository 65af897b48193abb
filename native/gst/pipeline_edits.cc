// What a pipeline lets programs change: interceptions and annotations.
#include "gst/locate.h"
#include "gst/pipeline.h"

namespace gst {
namespace {

Fault no_library() {
  return {.code = "ERR_RUNTIME",
          .message = "No element of this pipeline has loaded DeepStream's metadata library, libnvds_meta.so.",
          .remedy = "Edit batches in a pipeline with nvstreammux."};
}

Fault fault_of(const meta::EditFault& fault) {
  return {
      .code = "ERR_ARGUMENT", .message = fault.message, .key = fault.key, .value = fault.value, .remedy = fault.remedy};
}

}  // namespace

Result<std::shared_ptr<Interception>> Pipeline::intercept(const std::string& at, std::chrono::microseconds timeout,
                                                          std::function<void()> ready, meta::Request request) {
  Result<PadRef> pad = find_pad(bin(), at);
  if (!pad) return std::move(pad.fault());
  const meta::Library* const library = meta::Library::loaded();
  if (!library) return no_library();
  auto interception =
      std::make_shared<Interception>(pad->get(), *library, timeout, std::move(ready), std::move(request));
  taps_.add(pad->get(), interception);
  return interception;
}

void Pipeline::end_interception(const std::shared_ptr<Interception>& interception) {
  interception->close();
  taps_.remove(std::shared_ptr<Editor>(interception));
}

Result<std::shared_ptr<Annotation>> Pipeline::annotate(const std::vector<std::string>& places, FrameChoice choice,
                                                       std::span<const std::byte> drawings, std::int64_t frames) {
  const meta::Library* const library = meta::Library::loaded();
  if (!library) return no_library();
  std::vector<PadRef> pads;
  for (const std::string& place : places) {
    Result<PadRef> pad = find_pad(bin(), place);
    if (!pad) return std::move(pad.fault());
    pads.push_back(std::move(*pad));
  }
  auto checked = meta::check_edits(drawings, {.frames = 1, .objects = 0});
  if (const auto* fault = std::get_if<meta::EditFault>(&checked)) return fault_of(*fault);
  const auto annotation = std::make_shared<Annotation>(choice, std::move(std::get<meta::Edits>(checked)), frames);
  const std::lock_guard lock(mutex_);
  for (const PadRef& pad : pads) {
    std::shared_ptr<Annotations>& known = annotations_[pad.get()];
    if (!known) {
      known = std::make_shared<Annotations>(pad.get(), *library);
      taps_.add(pad.get(), known);
    }
    if (known->add(annotation)) continue;
    annotation->cancel();
    return Fault{.code = "ERR_ARGUMENT",
                 .message = "There are " + std::to_string(Annotations::kMost) + " annotations already.",
                 .key = "frames",
                 .value = std::to_string(frames),
                 .remedy = "Let annotations stay for fewer frames, or end some with unsubscribe()."};
  }
  return annotation;
}

}  // namespace gst
