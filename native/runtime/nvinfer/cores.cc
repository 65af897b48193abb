#include "runtime/nvinfer/cores.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace runtime::nvinfer {
namespace {

// cgroup v2: "<quota> <period>" in microseconds of CPU time, or "max <period>".
unsigned quota_cores() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  long long quota = 0, period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return ~0u;
  return unsigned((quota + period - 1) / period);
}

}  // namespace

unsigned usable_cores() {
  cpu_set_t set;
  unsigned cores = std::thread::hardware_concurrency();
  if (sched_getaffinity(0, sizeof set, &set) == 0) cores = unsigned(CPU_COUNT(&set));
  return std::max(1u, std::min(cores, quota_cores()));
}

}  // namespace runtime::nvinfer
