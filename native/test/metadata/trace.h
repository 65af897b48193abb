// Prints the state of batches so that two libraries' output can be compared: elements are named by the order in which
// they were first seen, never by address.
#pragma once

#include <cstdio>
#include <map>
#include <string>

#include "nvds/metadata.h"

namespace trace {

class Names {
 public:
  const char* of(gconstpointer element);

 private:
  std::map<gconstpointer, std::string> names_;
};

// Start anew when a batch has been destroyed: addresses may come back.
Names& names();

void print(const nvds::NvDsBatchMeta* batch);

// Seeded sequences of the libraries' functions.
void metadata_steps(unsigned seed, unsigned steps);
void audio_steps(unsigned seed, unsigned steps);
void crowd_steps(unsigned seed);
void buffer_steps(unsigned seed);
void event_steps();
void query_steps();
void stream_query_steps();
void latency_steps();

}  // namespace trace
