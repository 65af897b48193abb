#include "picture/cuda.h"

#include <dlfcn.h>

namespace picture::cuda {
namespace {

// The driver's interface, as far as it is needed here; it has been stable since CUDA 4.
using Result = int;
using Context = void*;
using Device = int;
using DevicePointer = std::uint64_t;
constexpr Result kSuccess = 0;
enum PointerAttribute : int { kContext = 1, kMemoryType = 2, kDeviceOrdinal = 9 };
enum MemoryType : unsigned { kHost = 1, kDevice = 2, kUnified = 4 };

struct Copy2D {
  std::size_t from_x = 0, from_y = 0;
  unsigned from_type = kUnified;
  const void* from_host = nullptr;
  DevicePointer from_device = 0;
  void* from_array = nullptr;
  std::size_t from_stride = 0;
  std::size_t to_x = 0, to_y = 0;
  unsigned to_type = kHost;
  void* to_host = nullptr;
  DevicePointer to_device = 0;
  void* to_array = nullptr;
  std::size_t to_stride = 0;
  std::size_t row_bytes = 0, rows = 0;
};
static_assert(sizeof(Copy2D) == 128);

struct Driver {
  Result (*init)(unsigned) = nullptr;
  Result (*pointer_attribute)(void*, PointerAttribute, DevicePointer) = nullptr;
  Result (*push_context)(Context) = nullptr;
  Result (*pop_context)(Context*) = nullptr;
  Result (*retain_primary)(Context*, Device) = nullptr;
  Result (*release_primary)(Device) = nullptr;
  Result (*copy)(const Copy2D*) = nullptr;
  Result (*error_name)(Result, const char**) = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool load(Driver& driver) {
  // Only if somebody uses it already: else no pointer can be a device's, and loading it takes long.
  void* library = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (!library) return false;
  return find(library, "cuInit", driver.init) && find(library, "cuPointerGetAttribute", driver.pointer_attribute) &&
         find(library, "cuCtxPushCurrent_v2", driver.push_context) &&
         find(library, "cuCtxPopCurrent_v2", driver.pop_context) &&
         find(library, "cuDevicePrimaryCtxRetain", driver.retain_primary) &&
         find(library, "cuDevicePrimaryCtxRelease_v2", driver.release_primary) &&
         find(library, "cuMemcpy2D_v2", driver.copy) && find(library, "cuGetErrorName", driver.error_name) &&
         driver.init(0) == kSuccess;
}

// nullptr until the process has loaded CUDA.
const Driver* driver() {
  thread_local Driver known;
  thread_local bool loaded = false;
  loaded = loaded || load(known);
  return loaded ? &known : nullptr;
}

DevicePointer device_pointer(const void* pointer) { return reinterpret_cast<DevicePointer>(pointer); }

// The memory's own context, or its device's primary one where the memory belongs to none (memory pools).
class CurrentContext {
 public:
  CurrentContext(const Driver& driver, const void* pointer) : driver_(driver) {
    Context context = nullptr;
    const bool own = driver.pointer_attribute(&context, kContext, device_pointer(pointer)) == kSuccess && context;
    if (!own) {
      result_ = driver.pointer_attribute(&device_, kDeviceOrdinal, device_pointer(pointer));
      if (result_ == kSuccess) result_ = driver.retain_primary(&context, device_);
      retained_ = result_ == kSuccess;
      if (!retained_) return;
    }
    result_ = driver.push_context(context);
    pushed_ = result_ == kSuccess;
  }
  ~CurrentContext() {
    Context context = nullptr;
    if (pushed_) driver_.pop_context(&context);
    if (retained_) driver_.release_primary(device_);
  }
  CurrentContext(const CurrentContext&) = delete;
  CurrentContext& operator=(const CurrentContext&) = delete;

  Result result() const { return result_; }

 private:
  const Driver& driver_;
  Device device_ = 0;
  Result result_ = kSuccess;
  bool retained_ = false;
  bool pushed_ = false;
};

}  // namespace

bool owns(const void* pointer) {
  const Driver* cuda = driver();
  unsigned type = 0;
  return cuda && cuda->pointer_attribute(&type, kMemoryType, device_pointer(pointer)) == kSuccess && type == kDevice;
}

const char* copy_rows(void* to, std::size_t to_stride, const void* from, std::size_t from_stride, std::size_t row_bytes,
                      std::size_t rows) {
  const Driver* cuda = driver();
  if (!cuda) return "the CUDA driver is not loaded";
  const CurrentContext context(*cuda, from);
  Copy2D copy;
  copy.from_device = device_pointer(from);
  copy.from_stride = from_stride;
  copy.to_host = to;
  copy.to_stride = to_stride;
  copy.row_bytes = row_bytes;
  copy.rows = rows;
  const Result result = context.result() == kSuccess ? cuda->copy(&copy) : context.result();
  const char* name = "an unknown error";
  if (result != kSuccess) cuda->error_name(result, &name);
  return result == kSuccess ? nullptr : name;
}

}  // namespace picture::cuda
