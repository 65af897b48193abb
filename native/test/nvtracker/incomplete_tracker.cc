// Exports NvMOT_Init and NvMOT_DeInit, but not NvMOT_Process.
extern "C" __attribute__((visibility("default"))) int NvMOT_Init(void*, void*, void*) { return 0; }
extern "C" __attribute__((visibility("default"))) void NvMOT_DeInit(void*) {}
