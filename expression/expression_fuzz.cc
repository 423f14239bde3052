// Whatever the source: nothing crashes, what parses reads back from its own printing as the same
// tree, and what checks evaluates to a value of its type or to an error with a reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/errors.h"
#include "expression/checker.h"
#include "expression/evaluator.h"
#include "expression/parser.h"
#include "expression/printer.h"
#include "fmt/format.h"

namespace assay::expression {
namespace {

void Require(bool condition, std::string_view what, std::string_view text) {
  if (condition) return;
  fmt::print(stderr, "{}: {}\n", what, text);
  std::abort();
}

const Schema& FuzzSchema() {
  static const Schema schema = {{"b", Type::Bool()},
                                {"i", Type::Int()},
                                {"s", Type::String()},
                                {"x", Type::Dyn()},
                                {"metrics", Type::Map(Type::Double())},
                                {"list", Type::List(Type::Int())}};
  return schema;
}

const EagerMap& FuzzVariables() {
  static const EagerMap variables({{"b", Value::Bool(true)},
                                   {"i", Value::Int(-1)},
                                   {"s", Value::String("é")},
                                   {"x", Value::List({Value::Double(0.5), Value::String("s")})},
                                   {"metrics", Value::Map({{"auc", Value::Double(0.87)}})},
                                   {"list", Value::List({Value::Int(1), Value::Int(2)})}});
  return variables;
}

// Whether a value may have the type that the checker gave.
bool Fits(const Value& value, const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kDyn:
      return true;
    case Type::Kind::kList:
      return value.kind() == Value::Kind::kList;
    case Type::Kind::kMap:
    case Type::Kind::kObject:
      return value.kind() == Value::Kind::kMap;
    default:
      return KindName(value.kind()) == type.ToString();
  }
}

void CheckRoundTrip(const Expr& root) {
  const std::string text = Unparse(root);
  const auto again = Parse(text);
  // The printing may need more parentheses or escapes than the source and become too long or deep.
  if (!again.ok()) {
    const std::string reason = ErrorReason(again.status());
    Require(reason == "EXPRESSION_TOO_LONG" || reason == "EXPRESSION_TOO_DEEP",
            std::string(again.status().message()), text);
    return;
  }
  Require(SameTree(again->root, root), "reads back as another tree", text);
}

void Run(std::string_view source) {
  const auto parsed = Parse(source);
  if (!parsed.ok()) {
    Require(!ErrorReason(parsed.status()).empty(), "an error without a reason", source);
    return;
  }
  CheckRoundTrip(parsed->root);
  Trace trace;
  const auto unchecked = Evaluate(*parsed, FuzzVariables(), &trace);
  Require(unchecked.ok() || !ErrorReason(unchecked.status()).empty(), "no reason", source);
  Explain(trace);
  const auto checked = Check(*parsed, FuzzSchema());
  if (!checked.ok()) {
    Require(!ErrorReason(checked.status()).empty(), "an error without a reason", source);
    return;
  }
  const auto value = Evaluate(*checked, FuzzVariables());
  if (value.ok()) Require(Fits(*value, checked->root.type), "not of its type", source);
}

}  // namespace
}  // namespace assay::expression

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::expression::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
