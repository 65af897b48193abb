// For rules that NVIDIA's own library does not keep: it crashes, hangs or loses count there, so that no program can
// rely on what it does. This project's does better.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

#define SKIP_WITH_NVIDIAS(what_it_does) \
  if (std::getenv("NDS_METADATA_FROM")) GTEST_SKIP() << "NVIDIA's library " what_it_does
