// How many processor cores this process may use.
#pragma once

namespace runtime::nvinfer {

// By CPU affinity and the container's CPU quota, at least 1.
unsigned usable_cores();

}  // namespace runtime::nvinfer
