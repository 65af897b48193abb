#include "scripted_tracker.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

using namespace nvds;

EXPORT Script* scripted_tracker() {
  static Script script;
  return &script;
}

EXPORT NvMOTStatus NvMOT_Init(NvMOTConfig* config, NvMOTContextHandle* handle, NvMOTConfigResponse*) {
  static int instances = 0;
  Script* script = scripted_tracker();
  script->note("Init");
  *handle = reinterpret_cast<NvMOTContextHandle>(&instances);
  return script->init ? script->init(*config) : NvMOTStatus_OK;
}
EXPORT void NvMOT_DeInit(NvMOTContextHandle) { scripted_tracker()->note("DeInit"); }
EXPORT NvMOTStatus NvMOT_Query(std::uint16_t, char*, NvMOTQuery* query) {
  scripted_tracker()->note(query->contextHandle ? "Query" : "Query without handle");
  *query = scripted_tracker()->query;
  return NvMOTStatus_OK;
}
EXPORT NvMOTStatus NvMOT_Process(NvMOTContextHandle, NvMOTProcessParams* params, NvMOTTrackedObjBatch* tracked) {
  Script* script = scripted_tracker();
  script->note("Process");
  return script->process ? script->process(*params, *tracked) : NvMOTStatus_OK;
}
EXPORT NvMOTStatus NvMOT_RetrieveMiscData(NvMOTContextHandle, NvMOTProcessParams* params, NvMOTTrackerMiscData* lists) {
  Script* script = scripted_tracker();
  script->note("Retrieve");
  return script->retrieve ? script->retrieve(*params, *lists) : NvMOTStatus_OK;
}
EXPORT NvMOTStatus NvMOT_RemoveStreams(NvMOTContextHandle, NvMOTStreamId stream) {
  scripted_tracker()->note("Remove " + std::to_string(stream));
  return NvMOTStatus_OK;
}
EXPORT NvMOTStatus NvMOT_UpdateParams(NvMOTContextHandle, const std::string& text) {
  scripted_tracker()->note("Update " + text);
  return NvMOTStatus_OK;
}
