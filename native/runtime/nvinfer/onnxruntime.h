// ONNX Runtime's C interface, loaded at run time. Its function table (OrtApi) only ever grows at the end, so each entry
// is known by its slot; the few that nvinfer calls are listed here with their public prototypes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/element/fault.h"

namespace runtime::nvinfer::ort {

constexpr std::uint32_t kApiVersion = 24;

struct Env;
struct Session;
struct SessionOptions;
struct RunOptions;
struct Value;
struct Status;
struct MemoryInfo;
struct Allocator;
struct TypeInfo;
struct TensorInfo;

enum class LogLevel : int { kVerbose = 0, kInfo = 1, kWarning = 2, kError = 3, kFatal = 4 };
enum class ElementType : int {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
};
enum class ValueType : int { kTensor = 1 };
enum class ExecutionMode : int { kSequential = 0, kParallel = 1 };
enum class MemoryType : int { kDefault = 0 };
enum class AllocatorType : int { kArena = 1 };

using LogFunction = void (*)(void* context, LogLevel level, const char* category, const char* id, const char* location,
                             const char* message);

// One entry of the table.
template <int slot, class Signature>
struct Entry {};

inline constexpr Entry<2, const char*(const Status*)> GetErrorMessage;
inline constexpr Entry<4, Status*(LogFunction, void*, LogLevel, const char*, Env**)> CreateEnvWithCustomLogger;
inline constexpr Entry<7, Status*(const Env*, const char*, const SessionOptions*, Session**)> CreateSession;
inline constexpr Entry<9, Status*(Session*, const RunOptions*, const char* const*, const Value* const*, std::size_t,
                                  const char* const*, std::size_t, Value**)>
    Run;
inline constexpr Entry<10, Status*(SessionOptions**)> CreateSessionOptions;
inline constexpr Entry<13, Status*(SessionOptions*, ExecutionMode)> SetSessionExecutionMode;
inline constexpr Entry<14, Status*(SessionOptions*, const char*)> EnableProfiling;
inline constexpr Entry<17, Status*(SessionOptions*)> DisableMemPattern;
inline constexpr Entry<19, Status*(SessionOptions*)> DisableCpuMemArena;
inline constexpr Entry<23, Status*(SessionOptions*, int)> SetSessionGraphOptimizationLevel;
inline constexpr Entry<24, Status*(SessionOptions*, int)> SetIntraOpNumThreads;
inline constexpr Entry<25, Status*(SessionOptions*, int)> SetInterOpNumThreads;
inline constexpr Entry<30, Status*(const Session*, std::size_t*)> SessionGetInputCount;
inline constexpr Entry<31, Status*(const Session*, std::size_t*)> SessionGetOutputCount;
inline constexpr Entry<33, Status*(const Session*, std::size_t, TypeInfo**)> SessionGetInputTypeInfo;
inline constexpr Entry<34, Status*(const Session*, std::size_t, TypeInfo**)> SessionGetOutputTypeInfo;
inline constexpr Entry<36, Status*(const Session*, std::size_t, Allocator*, char**)> SessionGetInputName;
inline constexpr Entry<37, Status*(const Session*, std::size_t, Allocator*, char**)> SessionGetOutputName;
inline constexpr Entry<39, Status*(RunOptions**)> CreateRunOptions;
inline constexpr Entry<46, Status*(RunOptions*)> RunOptionsSetTerminate;
inline constexpr Entry<47, Status*(RunOptions*)> RunOptionsUnsetTerminate;
inline constexpr Entry<49, Status*(const MemoryInfo*, void*, std::size_t, const std::int64_t*, std::size_t, ElementType,
                                   Value**)>
    CreateTensorWithDataAsOrtValue;
inline constexpr Entry<51, Status*(Value*, void**)> GetTensorMutableData;
inline constexpr Entry<55, Status*(const TypeInfo*, const TensorInfo**)> CastTypeInfoToTensorInfo;
inline constexpr Entry<60, Status*(const TensorInfo*, ElementType*)> GetTensorElementType;
inline constexpr Entry<61, Status*(const TensorInfo*, std::size_t*)> GetDimensionsCount;
inline constexpr Entry<62, Status*(const TensorInfo*, std::int64_t*, std::size_t)> GetDimensions;
inline constexpr Entry<65, Status*(const Value*, TensorInfo**)> GetTensorTypeAndShape;
inline constexpr Entry<69, Status*(AllocatorType, MemoryType, MemoryInfo**)> CreateCpuMemoryInfo;
inline constexpr Entry<76, Status*(Allocator*, void*)> AllocatorFree;
inline constexpr Entry<78, Status*(Allocator**)> GetAllocatorWithDefaultOptions;
inline constexpr Entry<92, void(Env*)> ReleaseEnv;
inline constexpr Entry<93, void(Status*)> ReleaseStatus;
inline constexpr Entry<94, void(MemoryInfo*)> ReleaseMemoryInfo;
inline constexpr Entry<95, void(Session*)> ReleaseSession;
inline constexpr Entry<96, void(Value*)> ReleaseValue;
inline constexpr Entry<97, void(RunOptions*)> ReleaseRunOptions;
inline constexpr Entry<98, void(TypeInfo*)> ReleaseTypeInfo;
inline constexpr Entry<99, void(TensorInfo*)> ReleaseTensorInfo;
inline constexpr Entry<100, void(SessionOptions*)> ReleaseSessionOptions;
inline constexpr Entry<130, Status*(SessionOptions*, const char*, const char*)> AddSessionConfigEntry;

// The loaded library with its environment. Shared by everything that uses it.
class Library {
 public:
  // Tries $NODE_DEEPSTREAM_ONNXRUNTIME alone when set, else the folder of this plugin, else the loader's own search.
  // nullptr with ERR_MODEL_LOAD when there is none or it is too old.
  static std::shared_ptr<const Library> load(Fault& fault);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  template <int slot, class Result, class... Parameters, class... Arguments>
  Result operator()(Entry<slot, Result(Parameters...)>, Arguments... arguments) const {
    return reinterpret_cast<Result (*)(Parameters...)>(table_[slot])(arguments...);
  }

  // The message of a status, which is released; empty on success.
  std::string failure(Status* status) const;

  const std::string& path() const { return path_; }
  const std::string& version() const { return version_; }
  const Env* env() const { return env_; }
  const MemoryInfo* memory() const { return memory_; }

 private:
  Library() = default;

  void* const* table_ = nullptr;
  std::string path_;
  std::string version_;
  Env* env_ = nullptr;
  MemoryInfo* memory_ = nullptr;
};

// Releases what ONNX Runtime handed out.
template <class Object, auto release>
struct Release {
  std::shared_ptr<const Library> library;
  void operator()(Object* object) const { (*library)(release, object); }
};
using SessionRef = std::unique_ptr<Session, Release<Session, ReleaseSession>>;
using SessionOptionsRef = std::unique_ptr<SessionOptions, Release<SessionOptions, ReleaseSessionOptions>>;
using RunOptionsRef = std::unique_ptr<RunOptions, Release<RunOptions, ReleaseRunOptions>>;
using ValueRef = std::unique_ptr<Value, Release<Value, ReleaseValue>>;
using TypeInfoRef = std::unique_ptr<TypeInfo, Release<TypeInfo, ReleaseTypeInfo>>;
using TensorInfoRef = std::unique_ptr<TensorInfo, Release<TensorInfo, ReleaseTensorInfo>>;

}  // namespace runtime::nvinfer::ort
