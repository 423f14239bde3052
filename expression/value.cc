#include "expression/value.h"

#include <cmath>
#include <utility>

#include "expression/string_literal.h"
#include "expression/time_text.h"
#include "fmt/format.h"

namespace assay::expression {
namespace {

bool IsNumber(const Value& value) {
  return value.kind() == Value::Kind::kInt || value.kind() == Value::Kind::kDouble;
}

// Exact: converting the int to double would round above 2^53.
std::partial_ordering CompareIntDouble(int64_t i, double d) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::isnan(d)) return std::partial_ordering::unordered;
  if (d >= kTwoTo63) return std::partial_ordering::less;
  if (d < -kTwoTo63) return std::partial_ordering::greater;
  const auto whole = static_cast<int64_t>(d);
  if (i != whole) return i <=> whole;
  return 0.0 <=> d - static_cast<double>(whole);
}

std::partial_ordering CompareNumbers(const Value& a, const Value& b) {
  const bool a_int = a.kind() == Value::Kind::kInt;
  const bool b_int = b.kind() == Value::Kind::kInt;
  if (a_int && b_int) return a.AsInt() <=> b.AsInt();
  if (a_int) return CompareIntDouble(a.AsInt(), b.AsDouble());
  if (b_int) return 0 <=> CompareIntDouble(b.AsInt(), a.AsDouble());
  return a.AsDouble() <=> b.AsDouble();
}

bool ListsEqual(const ValueList& a, const ValueList& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!Equals(a[i], b[i])) return false;
  }
  return true;
}

bool MapsEqual(const ValueMap& a, const ValueMap& b) {
  const std::vector<std::string> keys = a.Keys();
  if (keys != b.Keys()) return false;
  for (const std::string& key : keys) {
    const std::optional<Value> x = a.Find(key), y = b.Find(key);
    if (!x.has_value() || !y.has_value() || !Equals(*x, *y)) return false;
  }
  return true;
}

std::string FormatList(const ValueList& list) {
  std::string text = "[";
  for (const Value& value : list) {
    if (text.size() > 1) text += ", ";
    text += value.ToString();
  }
  return text + "]";
}

std::string FormatMap(const ValueMap& map) {
  std::string text = "{";
  for (const std::string& key : map.Keys()) {
    const std::optional<Value> value = map.Find(key);
    if (!value.has_value()) continue;
    if (text.size() > 1) text += ", ";
    text += QuoteString(key) + ": " + value->ToString();
  }
  return text + "}";
}

}  // namespace

std::optional<Value> EagerMap::Find(std::string_view key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> EagerMap::Keys() const {
  std::vector<std::string> keys;
  keys.reserve(entries_.size());
  for (const auto& [key, value] : entries_) keys.push_back(key);
  return keys;
}

Value Value::List(ValueList values) {
  return Value(Data(std::make_shared<const ValueList>(std::move(values))));
}

Value Value::Map(std::map<std::string, Value, std::less<>> entries) {
  return Map(std::make_shared<const EagerMap>(std::move(entries)));
}

std::string Value::ToString() const {
  switch (kind()) {
    case Kind::kBool:
      return AsBool() ? "true" : "false";
    case Kind::kInt:
      return fmt::format("{}", AsInt());
    case Kind::kDouble:
      return FormatDouble(AsDouble());
    case Kind::kString:
      return QuoteString(AsString());
    case Kind::kDuration:
      return fmt::format("duration(\"{}\")", DurationText(AsDuration()));
    case Kind::kTimestamp:
      return fmt::format("timestamp(\"{}\")", TimestampText(AsTimestamp()));
    case Kind::kList:
      return FormatList(AsList());
    case Kind::kMap:
      return FormatMap(AsMap());
  }
  return "";
}

std::string_view KindName(Value::Kind kind) {
  static constexpr std::string_view kNames[] = {"bool",     "int",       "double", "string",
                                                "duration", "timestamp", "list",   "map"};
  return kNames[static_cast<size_t>(kind)];
}

bool Equals(const Value& a, const Value& b) {
  if (IsNumber(a) && IsNumber(b)) return CompareNumbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  if (a.kind() == Value::Kind::kList) return ListsEqual(a.AsList(), b.AsList());
  if (a.kind() == Value::Kind::kMap) return MapsEqual(a.AsMap(), b.AsMap());
  return Compare(a, b) == std::partial_ordering::equivalent;
}

std::optional<std::partial_ordering> Compare(const Value& a, const Value& b) {
  if (IsNumber(a) && IsNumber(b)) return CompareNumbers(a, b);
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Value::Kind::kBool:
      return a.AsBool() <=> b.AsBool();
    case Value::Kind::kString:
      // UTF-8 sorts by byte as by code point.
      return a.AsString() <=> b.AsString();
    case Value::Kind::kDuration:
      return a.AsDuration() < b.AsDuration()   ? std::partial_ordering::less
             : a.AsDuration() > b.AsDuration() ? std::partial_ordering::greater
                                               : std::partial_ordering::equivalent;
    case Value::Kind::kTimestamp:
      return a.AsTimestamp() < b.AsTimestamp()   ? std::partial_ordering::less
             : a.AsTimestamp() > b.AsTimestamp() ? std::partial_ordering::greater
                                                 : std::partial_ordering::equivalent;
    default:
      return std::nullopt;
  }
}

std::string FormatDouble(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace assay::expression
