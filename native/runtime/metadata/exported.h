// The functions below this include carry NVIDIA's names and are what the library exports: nvds/*.h declares them
// without a visibility, so that the same headers serve code that calls them.
#pragma once

#define NDS_EXPORT extern "C" __attribute__((visibility("default")))
