#include "gst/number_range.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace gst {
namespace {

using Wide = NumberRange::Wide;

// A whole number in C notation (decimal, 0x, 0), with sign; nothing for other texts or beyond 64 bits' magnitude.
enum class Parsed { number, too_large, other };
Parsed parse(const std::string& text, Wide& number) {
  const char* digits = text.c_str();
  const bool negative = *digits == '-';
  if (*digits == '-' || *digits == '+') ++digits;
  if (!g_ascii_isdigit(*digits)) return Parsed::other;
  char* end = nullptr;
  errno = 0;
  const guint64 magnitude = g_ascii_strtoull(digits, &end, 0);
  if (*end != '\0') return Parsed::other;
  if (errno == ERANGE) return Parsed::too_large;
  number = negative ? -static_cast<Wide>(magnitude) : static_cast<Wide>(magnitude);
  return Parsed::number;
}

std::string digits_of(Wide number) {
  return number < 0 ? std::to_string(static_cast<std::int64_t>(number))
                    : std::to_string(static_cast<std::uint64_t>(number));
}

std::string digits_of(double number) {
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_ascii_formatd(buffer, sizeof buffer, "%.6g", number);
}

bool is_wide(GType type) {
  return type == G_TYPE_INT64 || type == G_TYPE_UINT64 || type == G_TYPE_LONG || type == G_TYPE_ULONG;
}

std::optional<Wide> whole_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return *number;
  const auto* number = std::get_if<double>(&value);
  // Beyond 2^53 a double no longer says which integer is meant.
  if (!number || *number != std::floor(*number) || std::abs(*number) > 9007199254740992.0) return {};
  return static_cast<Wide>(*number);
}

std::optional<double> real_number(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return {};
}

void store_whole(GType type, Wide number, GValue* to) {
  switch (type) {
    case G_TYPE_CHAR: return g_value_set_schar(to, static_cast<gint8>(number));
    case G_TYPE_UCHAR: return g_value_set_uchar(to, static_cast<guchar>(number));
    case G_TYPE_INT: return g_value_set_int(to, static_cast<gint>(number));
    case G_TYPE_UINT: return g_value_set_uint(to, static_cast<guint>(number));
    case G_TYPE_LONG: return g_value_set_long(to, static_cast<glong>(number));
    case G_TYPE_ULONG: return g_value_set_ulong(to, static_cast<gulong>(number));
    case G_TYPE_INT64: return g_value_set_int64(to, static_cast<gint64>(number));
    default: return g_value_set_uint64(to, static_cast<guint64>(number));
  }
}

Value bound(GType type, Wide number) {
  if (!is_wide(type)) return Value(static_cast<double>(number));
  if (type == G_TYPE_UINT64 || type == G_TYPE_ULONG) return Value(static_cast<std::uint64_t>(number));
  return Value(static_cast<std::int64_t>(number));
}

}  // namespace

bool NumberRange::store(const Value& value, GValue* to) const {
  if (whole) {
    const auto number = whole_number(value);
    if (!number || *number < minimum || *number > maximum) return false;
    store_whole(type, *number, to);
    return true;
  }
  const auto number = real_number(value);
  if (!number || !(*number >= lowest && *number <= highest)) return false;
  if (type == G_TYPE_FLOAT)
    g_value_set_float(to, static_cast<gfloat>(*number));
  else
    g_value_set_double(to, *number);
  return true;
}

bool NumberRange::outside(const std::string& text) const {
  if (whole) {
    Wide number = 0;
    switch (parse(text, number)) {
      case Parsed::number: return number < minimum || number > maximum;
      case Parsed::too_large: return true;
      case Parsed::other: return false;
    }
  }
  char* end = nullptr;
  const double number = g_ascii_strtod(text.c_str(), &end);
  return end != text.c_str() && *end == '\0' && !(number >= lowest && number <= highest);
}

std::string NumberRange::text() const {
  return whole ? digits_of(minimum) + " … " + digits_of(maximum) : digits_of(lowest) + " … " + digits_of(highest);
}

Value NumberRange::minimum_value() const { return whole ? bound(type, minimum) : Value(lowest); }
Value NumberRange::maximum_value() const { return whole ? bound(type, maximum) : Value(highest); }

std::optional<NumberRange> range_of(const GParamSpec* spec) {
  const auto whole = [spec](Wide minimum, Wide maximum) {
    return NumberRange{.type = G_TYPE_FUNDAMENTAL(spec->value_type), .minimum = minimum, .maximum = maximum};
  };
  const auto real = [spec](double lowest, double highest) {
    return NumberRange{
        .type = G_TYPE_FUNDAMENTAL(spec->value_type), .whole = false, .lowest = lowest, .highest = highest};
  };
  switch (G_TYPE_FUNDAMENTAL(spec->value_type)) {
    case G_TYPE_CHAR: return whole(G_PARAM_SPEC_CHAR(spec)->minimum, G_PARAM_SPEC_CHAR(spec)->maximum);
    case G_TYPE_UCHAR: return whole(G_PARAM_SPEC_UCHAR(spec)->minimum, G_PARAM_SPEC_UCHAR(spec)->maximum);
    case G_TYPE_INT: return whole(G_PARAM_SPEC_INT(spec)->minimum, G_PARAM_SPEC_INT(spec)->maximum);
    case G_TYPE_UINT: return whole(G_PARAM_SPEC_UINT(spec)->minimum, G_PARAM_SPEC_UINT(spec)->maximum);
    case G_TYPE_LONG: return whole(G_PARAM_SPEC_LONG(spec)->minimum, G_PARAM_SPEC_LONG(spec)->maximum);
    case G_TYPE_ULONG: return whole(G_PARAM_SPEC_ULONG(spec)->minimum, G_PARAM_SPEC_ULONG(spec)->maximum);
    case G_TYPE_INT64: return whole(G_PARAM_SPEC_INT64(spec)->minimum, G_PARAM_SPEC_INT64(spec)->maximum);
    case G_TYPE_UINT64: return whole(G_PARAM_SPEC_UINT64(spec)->minimum, G_PARAM_SPEC_UINT64(spec)->maximum);
    case G_TYPE_FLOAT: return real(G_PARAM_SPEC_FLOAT(spec)->minimum, G_PARAM_SPEC_FLOAT(spec)->maximum);
    case G_TYPE_DOUBLE: return real(G_PARAM_SPEC_DOUBLE(spec)->minimum, G_PARAM_SPEC_DOUBLE(spec)->maximum);
    default: return {};
  }
}

}  // namespace gst
