// What most tests include anyway, parsed once for all of them.
#pragma once

#include <gst/check/gstharness.h>
#include <gtest/gtest.h>

#include "precompiled.h"
