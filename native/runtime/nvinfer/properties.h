// nvinfer's GObject properties.
#pragma once

#include <span>

#include "runtime/element/properties.h"
#include "runtime/nvinfer/config.h"

namespace runtime::nvinfer {

std::span<const Property> property_table();

// What the application set; false with ERR_PROPERTY when a list cannot be read.
bool overrides_of(const PropertyValues& values, ConfigOverrides& overrides, Fault& fault);

// Shows a file's values in the properties that nobody set, so that reading them back tells what is in force.
void show(const Config& config, PropertyValues& values);

}  // namespace runtime::nvinfer
