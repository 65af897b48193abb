// The range of a numeric property, checked without the silent wrapping of GStreamer's and GObject's conversions.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>

#include "gst/value.h"

namespace gst {

struct NumberRange {
  using Wide = __int128;  // holds gint64 and guint64 alike

  GType type = G_TYPE_INVALID;  // fundamental
  bool whole = true;
  Wide minimum = 0, maximum = 0;   // of whole numbers
  double lowest = 0, highest = 0;  // of the others

  // False when the value is no number, not whole where it must be, or outside.
  bool store(const Value& value, GValue* to) const;
  // True when the text is a number outside the range; other texts ("max") are left to GStreamer.
  bool outside(const std::string& text) const;
  // "0 … 10"
  std::string text() const;
  // The bounds as values.
  Value minimum_value() const;
  Value maximum_value() const;
};

// Nothing for a property that is no number.
std::optional<NumberRange> range_of(const GParamSpec* spec);

}  // namespace gst
