#include "cli/internal/expr_json.h"

#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "expression/time_text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

using expression::Type;
using expression::Value;
using expression::ValueList;
using expression::ValueMap;

constexpr size_t kMaxDepth = 100;

absl::Status Invalid(const std::string& what) {
  return InvalidArgument("JSON_INVALID", "", "{}", what);
}

// Builds a Value from the events of the parser, which alone tells 1 from 1.0 and says when a number
// was too large for an int.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  absl::StatusOr<Value> Take() && {
    if (!error_.ok()) return error_;
    return *std::move(result_);
  }

  bool null() override { return Fail("JSON's null has no value here. Leave out what is absent."); }
  bool boolean(bool value) override { return Add(Value::Bool(value)); }
  bool number_integer(int64_t value) override { return Add(Value::Int(value)); }
  bool number_unsigned(uint64_t value) override {
    if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return Fail(
          fmt::format("{} is out of an int's range. Write {}.0 for a double.", value, value));
    }
    return Add(Value::Int(static_cast<int64_t>(value)));
  }
  bool number_float(double value, const std::string& text) override {
    if (text.find_first_of(".eE") == std::string::npos) {
      return Fail(fmt::format("{} is out of an int's range. Write {}.0 for a double.", text, text));
    }
    return Add(Value::Double(value));
  }
  bool string(std::string& value) override { return Add(Value::String(value)); }
  bool binary(nlohmann::json::binary_t&) override { return Fail("JSON has no binary values."); }
  bool start_object(size_t) override { return Open(true); }
  bool start_array(size_t) override { return Open(false); }
  bool key(std::string& name) override {
    open_.back().key = name;
    if (!open_.back().entries.contains(name)) return true;
    return Fail(fmt::format("The key \"{}\" is twice in one object.", name));
  }
  bool end_object() override {
    auto entries = std::move(open_.back().entries);
    open_.pop_back();
    return Add(Value::Map(std::move(entries)));
  }
  bool end_array() override {
    ValueList elements = std::move(open_.back().elements);
    open_.pop_back();
    return Add(Value::List(std::move(elements)));
  }
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // Without the library's own "[json.exception...]" in front.
    std::string what = error.what();
    if (const size_t end = what.find("] "); end != std::string::npos) what = what.substr(end + 2);
    return Fail(fmt::format("This is no JSON ({}).", what));
  }

 private:
  struct Level {
    bool object;
    std::string key;
    std::map<std::string, Value, std::less<>> entries;
    ValueList elements;
  };

  bool Fail(const std::string& what) {
    if (error_.ok()) error_ = Invalid(what);
    return false;
  }
  bool Open(bool object) {
    if (open_.size() >= kMaxDepth) return Fail("The JSON is nested too deeply.");
    open_.push_back({object, "", {}, {}});
    return true;
  }
  bool Add(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (open_.back().object) {
      open_.back().entries.emplace(open_.back().key, std::move(value));
    } else {
      open_.back().elements.push_back(std::move(value));
    }
    return true;
  }

  absl::Status error_;
  std::optional<Value> result_;
  std::vector<Level> open_;
};

}  // namespace

absl::StatusOr<Value> ParseValue(std::string_view json) {
  Builder builder;
  nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
  return std::move(builder).Take();
}

Json ValueToJson(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return value.AsBool();
    case Value::Kind::kInt:
      return value.AsInt();
    case Value::Kind::kDouble:
      return DoubleToJson(value.AsDouble());
    case Value::Kind::kString:
      return value.AsString();
    case Value::Kind::kDuration:
      return expression::DurationText(value.AsDuration());
    case Value::Kind::kTimestamp:
      return expression::TimestampText(value.AsTimestamp());
    case Value::Kind::kList: {
      Json list = Json::array();
      for (const Value& element : value.AsList()) list.push_back(ValueToJson(element));
      return list;
    }
    case Value::Kind::kMap: {
      Json object = Json::object();
      for (const std::string& key : value.AsMap().Keys()) {
        object[key] = ValueToJson(*value.AsMap().Find(key));
      }
      return object;
    }
  }
  return nullptr;
}

Type TypeOf(std::string_view name, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return Type::Bool();
    case Value::Kind::kInt:
      return Type::Int();
    case Value::Kind::kDouble:
      return Type::Double();
    case Value::Kind::kString:
      return Type::String();
    case Value::Kind::kDuration:
      return Type::Duration();
    case Value::Kind::kTimestamp:
      return Type::Timestamp();
    case Value::Kind::kList: {
      std::optional<Type> all;
      for (const Value& element : value.AsList()) {
        const Type type = TypeOf(name, element);
        all = all ? Join(*all, type).value_or(Type::Dyn()) : type;
      }
      return Type::List(all.value_or(Type::Dyn()));
    }
    case Value::Kind::kMap: {
      Type::Fields fields;
      for (const std::string& key : value.AsMap().Keys()) {
        fields.emplace(key, TypeOf(fmt::format("{}.{}", name, key), *value.AsMap().Find(key)));
      }
      return Type::Object(std::string(name), std::move(fields));
    }
  }
  return Type::Dyn();
}

}  // namespace assay::cli
