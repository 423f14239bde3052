// Runs CEL's own conformance cases; tests/conformance/cel/README.md says what a case holds.
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "expression/checker.h"
#include "expression/evaluator.h"
#include "expression/parser.h"
#include "expression/printer.h"
#include "expression/time_text.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace assay::expression {
namespace {

using nlohmann::json;
using Entries = std::map<std::string, Value, std::less<>>;

double DoubleOf(const json& content) {
  if (content.is_number()) return content;
  return std::stod(content.get<std::string>());  // NaN, Infinity, -Infinity
}

Value ValueOf(const json& tagged) {
  const std::string kind = tagged.begin().key();
  const json& content = tagged.begin().value();
  if (kind == "bool") return Value::Bool(content);
  if (kind == "int") return Value::Int(std::stoll(content.get<std::string>()));
  if (kind == "double") return Value::Double(DoubleOf(content));
  if (kind == "string") return Value::String(content.get<std::string>());
  if (kind == "duration") return Value::Duration(*ParseDuration(content.get<std::string>()));
  if (kind == "timestamp") return Value::Timestamp(*ParseTimestamp(content.get<std::string>()));
  if (kind == "list") {
    ValueList values;
    for (const json& element : content) values.push_back(ValueOf(element));
    return Value::List(std::move(values));
  }
  Entries entries;
  for (const auto& [key, value] : content.items()) entries[key] = ValueOf(value);
  return Value::Map(std::move(entries));
}

Type TypeOf(const std::string& text) {
  static const std::map<std::string, Type> kSimple = {{"dyn", Type::Dyn()},
                                                      {"bool", Type::Bool()},
                                                      {"int", Type::Int()},
                                                      {"double", Type::Double()},
                                                      {"string", Type::String()},
                                                      {"duration", Type::Duration()},
                                                      {"timestamp", Type::Timestamp()}};
  static const std::string kList = "list<", kMap = "map<string, ";
  if (text.starts_with(kList)) {
    return Type::List(TypeOf(text.substr(kList.size(), text.size() - kList.size() - 1)));
  }
  if (text.starts_with(kMap)) {
    return Type::Map(TypeOf(text.substr(kMap.size(), text.size() - kMap.size() - 1)));
  }
  return kSimple.at(text);
}

absl::StatusOr<Expression> Prepare(const json& test) {
  auto parsed = Parse(test["expr"].get<std::string>());
  if (!parsed.ok() || test.value("unchecked", false)) return parsed;
  Schema schema;
  const json types = test.value("types", json::object());
  for (const auto& [name, type] : types.items()) {
    schema[name] = TypeOf(type);
  }
  return Check(*std::move(parsed), schema);
}

absl::StatusOr<Value> ResultOf(const json& test, const Expression& expression) {
  Entries variables;
  const json values = test.value("variables", json::object());
  for (const auto& [name, value] : values.items()) {
    variables[name] = ValueOf(value);
  }
  return Evaluate(expression, EagerMap(std::move(variables)));
}

// Equal, of one kind, and NaN the same as NaN.
bool IsSame(const Value& actual, const Value& expected) {
  const bool nan = expected.kind() == Value::Kind::kDouble && std::isnan(expected.AsDouble());
  return actual.kind() == expected.kind() &&
         (nan ? std::isnan(actual.AsDouble()) : Equals(actual, expected));
}

// Why the case fails; empty when it passes.
std::string Failure(const json& test) {
  const auto expression = Prepare(test);
  if (test.value("refused", false)) {
    const std::string reason = ErrorReason(expression.status());
    const bool left_out = reason == "EXPRESSION_UNSUPPORTED" || reason == "EXPRESSION_UNKNOWN_NAME";
    return left_out ? "" : "is not refused, but " + reason;
  }
  const bool error = test.value("error", false);
  if (!expression.ok()) return error ? "" : expression.status().ToString();
  if (!SameTree(Parse(Unparse(expression->root))->root, expression->root)) {
    return "reads back as another tree: " + Unparse(expression->root);
  }
  if (test.value("checkOnly", false)) return "";
  const auto result = ResultOf(test, *expression);
  if (!result.ok()) return error ? "" : result.status().ToString();
  const bool rounded = test.value("rounded", false);
  if (!error && IsSame(*result, ValueOf(test["value"])) != rounded) return "";
  return "gives " + result->ToString();
}

TEST(CelConformanceTest, EveryCasePasses) {
  std::ifstream file(ASSAY_SOURCE_DIR "/tests/conformance/cel/cases.jsonl");
  std::map<std::string, int> counts;
  for (std::string line; std::getline(file, line);) {
    const json test = json::parse(line);
    ++counts[test.value("refused", false) ? "refused" : "run"];
    counts["rounded"] += test.value("rounded", false) ? 1 : 0;
    EXPECT_EQ(Failure(test), "") << line;
  }
  EXPECT_GT(counts["run"], 500);
  EXPECT_GT(counts["refused"], 500);
  EXPECT_EQ(counts["rounded"], 4);
}

}  // namespace
}  // namespace assay::expression
