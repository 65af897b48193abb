#include "meta/library.h"

#include <dlfcn.h>

#include <atomic>
#include <memory>

namespace meta {
namespace {

// Plugins are loaded without lending their libraries' functions to others, so the library is asked for by its name.
void* find_library() {
  if (dlsym(RTLD_DEFAULT, "nvds_acquire_obj_meta_from_pool")) return RTLD_DEFAULT;
  return dlopen("libnvds_meta.so", RTLD_LAZY | RTLD_NOLOAD);
}

template <class Function>
bool resolve(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool resolve(void* library, Library& functions) {
  return resolve(library, "nvds_acquire_obj_meta_from_pool", functions.acquire_object) &&
         resolve(library, "nvds_add_obj_meta_to_frame", functions.add_object) &&
         resolve(library, "nvds_remove_obj_meta_from_frame", functions.remove_object) &&
         resolve(library, "nvds_acquire_classifier_meta_from_pool", functions.acquire_classifier) &&
         resolve(library, "nvds_add_classifier_meta_to_object", functions.add_classifier) &&
         resolve(library, "nvds_acquire_label_info_meta_from_pool", functions.acquire_label) &&
         resolve(library, "nvds_add_label_info_meta_to_classifier", functions.add_label) &&
         resolve(library, "nvds_acquire_display_meta_from_pool", functions.acquire_display) &&
         resolve(library, "nvds_add_display_meta_to_frame", functions.add_display) &&
         resolve(library, "nvds_acquire_user_meta_from_pool", functions.acquire_user) &&
         resolve(library, "nvds_add_user_meta_to_frame", functions.add_user_to_frame) &&
         resolve(library, "nvds_add_user_meta_to_obj", functions.add_user_to_object);
}

}  // namespace

const Library* Library::loaded() {
  // Of the process, as loaded libraries are; kept for good, because a streaming thread may use it until the last
  // moment.
  static std::atomic<const Library*> known{nullptr};
  if (const Library* library = known.load(std::memory_order_acquire)) return library;
  void* const handle = find_library();
  auto found = std::make_unique<Library>();
  if (!resolve(handle, *found)) return nullptr;
  const Library* expected = nullptr;
  if (known.compare_exchange_strong(expected, found.get(), std::memory_order_acq_rel)) return found.release();
  return expected;
}

}  // namespace meta
