// Values of the expression language, with CEL's equality and order.
#ifndef ASSAY_EXPRESSION_VALUE_H_
#define ASSAY_EXPRESSION_VALUE_H_

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace assay::expression {

class Value;
using ValueList = std::vector<Value>;

// String keys to values. Implementations may look entries up only when asked, and have to give the
// same answer each time. Shared between values, so const methods have to be safe to call from
// several threads. The variables that an expression reads are such a map too.
class ValueMap {
 public:
  virtual ~ValueMap() = default;
  // The value of `key`, or nothing when the map has no such key.
  virtual std::optional<Value> Find(std::string_view key) const = 0;
  // All keys, each once, sorted by bytes. For size(), == and printing.
  virtual std::vector<std::string> Keys() const = 0;
};

// One value. Immutable but by assignment; copying shares lists and maps. There is no null: what is
// absent is absent from its map.
class Value {
 public:
  // In the order of the alternatives of `data_`.
  enum class Kind { kBool, kInt, kDouble, kString, kDuration, kTimestamp, kList, kMap };

  Value() = default;  // false
  static Value Bool(bool value) { return Value(Data(value)); }
  static Value Int(int64_t value) { return Value(Data(value)); }
  static Value Double(double value) { return Value(Data(value)); }
  static Value String(std::string_view value) { return Value(Data(std::string(value))); }
  static Value Duration(absl::Duration value) { return Value(Data(value)); }
  static Value Timestamp(absl::Time value) { return Value(Data(value)); }
  static Value List(ValueList values);
  static Value Map(std::shared_ptr<const ValueMap> map) { return Value(Data(std::move(map))); }
  static Value Map(std::map<std::string, Value, std::less<>> entries);

  Kind kind() const { return static_cast<Kind>(data_.index()); }

  // Each may be called on a value of its kind only.
  bool AsBool() const { return std::get<bool>(data_); }
  int64_t AsInt() const { return std::get<int64_t>(data_); }
  double AsDouble() const { return std::get<double>(data_); }
  const std::string& AsString() const { return std::get<std::string>(data_); }
  absl::Duration AsDuration() const { return std::get<absl::Duration>(data_); }
  absl::Time AsTimestamp() const { return std::get<absl::Time>(data_); }
  const ValueList& AsList() const { return *std::get<ListPtr>(data_); }
  const ValueMap& AsMap() const { return *std::get<MapPtr>(data_); }

  // The value as CEL source that evaluates to it again: 1.0, 3e-07, "it's", duration("1h30m"),
  // [1, 2]. What has no literal is written for people: NaN, Infinity, {"key": value}.
  std::string ToString() const;

 private:
  using ListPtr = std::shared_ptr<const ValueList>;
  using MapPtr = std::shared_ptr<const ValueMap>;
  using Data =
      std::variant<bool, int64_t, double, std::string, absl::Duration, absl::Time, ListPtr, MapPtr>;

  explicit Value(Data data) : data_(std::move(data)) {}

  Data data_ = false;
};

// A map that holds its entries.
class EagerMap : public ValueMap {
 public:
  explicit EagerMap(std::map<std::string, Value, std::less<>> entries)
      : entries_(std::move(entries)) {}
  std::optional<Value> Find(std::string_view key) const override;
  std::vector<std::string> Keys() const override;

 private:
  std::map<std::string, Value, std::less<>> entries_;
};

// "int", "list", ...
std::string_view KindName(Value::Kind kind);

// CEL's ==. Numbers are compared by their mathematical value, whatever their kind (2^53 + 1 is not
// 2.0^53); NaN equals nothing; other values of different kinds are different; lists and maps are
// equal when their elements are.
bool Equals(const Value& a, const Value& b);

// CEL's order: bools (false first), numbers as for Equals, strings by code point, durations,
// timestamps. NaN is unordered to every number. Nothing when CEL has no order for the two kinds.
std::optional<std::partial_ordering> Compare(const Value& a, const Value& b);

// `number` in the shortest form that reads back as the same double and is not an int: 1.0, 3e-07.
std::string FormatDouble(double number);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_VALUE_H_
