// Runs the examples of docs/expressions.md.
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "expression/checker.h"
#include "expression/evaluator.h"
#include "expression/parser.h"
#include "fmt/format.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

using Entries = std::map<std::string, Value, std::less<>>;

constexpr char kDocument[] = ASSAY_SOURCE_DIR "/docs/expressions.md";

// The lines of the fenced blocks whose language is `language`.
std::vector<std::string> BlockLines(std::string_view language) {
  std::ifstream file(kDocument);
  std::vector<std::string> lines;
  std::string open;  // The language of the block that the line is in; empty outside.
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      open = open.empty() ? line.substr(3) + " " : "";
    } else if (open == std::string(language) + " " && !line.empty()) {
      lines.push_back(line);
    }
  }
  return lines;
}

// The two sides of `separator`, without the blanks around it.
std::pair<std::string, std::string> Split(const std::string& line, const std::string& separator) {
  const size_t at = line.find(separator);
  if (at == std::string::npos) return {line, ""};
  const std::string left = line.substr(0, at);
  return {left.substr(0, left.find_last_not_of(' ') + 1), line.substr(at + separator.size())};
}

Value Constant(const std::string& source) {
  const auto parsed = Parse(source);
  return parsed.ok() ? Evaluate(*parsed, EagerMap({})).value_or(Value()) : Value();
}

// The variables of the document: `name = value`, `map.key = value` or `map["key"] = value`.
struct Environment {
  Entries variables;
  Schema schema;
};

Type TypeOf(const Value& value) {
  static const std::map<std::string_view, Type> kTypes = {
      {"bool", Type::Bool()},           {"int", Type::Int()},
      {"double", Type::Double()},       {"string", Type::String()},
      {"timestamp", Type::Timestamp()}, {"list", Type::List(Type::String())}};
  return kTypes.at(KindName(value.kind()));
}

Environment ReadEnvironment() {
  Environment environment;
  std::map<std::string, Entries> maps;
  for (const std::string& line : BlockLines("cel-variables")) {
    const auto [target, source] = Split(line, " = ");
    const Value value = Constant(source);
    const Expr path = Parse(target)->root;
    if (path.kind == Expr::Kind::kIdent) {
      environment.variables[path.name] = value;
      environment.schema[path.name] = TypeOf(value);
      continue;
    }
    const std::string& map = path.children[0].name;
    const bool select = path.kind == Expr::Kind::kSelect;
    maps[map][select ? path.name : path.children[1].literal.AsString()] = value;
    environment.schema[map] = Type::Map(TypeOf(value));
  }
  for (auto& [name, entries] : maps) environment.variables[name] = Value::Map(std::move(entries));
  return environment;
}

// The value as text, or "error REASON".
std::string ResultOf(const std::string& source, const Environment& environment) {
  auto parsed = Parse(source);
  if (!parsed.ok()) return "error " + ErrorReason(parsed.status());
  const auto checked = Check(*std::move(parsed), environment.schema);
  if (!checked.ok()) return "error " + ErrorReason(checked.status());
  const auto value = Evaluate(*checked, EagerMap(environment.variables));
  return value.ok() ? value->ToString() : "error " + ErrorReason(value.status());
}

TEST(ExpressionDocsTest, ExamplesAreTrue) {
  const Environment environment = ReadEnvironment();
  ASSERT_EQ(environment.variables.size(), 9);
  const std::vector<std::string> lines = BlockLines("cel");
  ASSERT_GT(lines.size(), 50);
  for (const std::string& line : lines) {
    const auto [source, expected] = Split(line, "=> ");
    ASSERT_FALSE(expected.empty()) << line;
    EXPECT_EQ(ResultOf(source, environment), expected) << line;
  }
}

TEST(ExpressionDocsTest, TheErrorIsAsShown) {
  const Environment environment = ReadEnvironment();
  const auto checked = Check(*Parse("metric.auc > 0.9"), environment.schema);
  std::ifstream file(kDocument);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(text.find("```\n" + std::string(checked.status().message()) + "\n```"),
            std::string::npos)
      << checked.status().message();
}

}  // namespace
}  // namespace assay::expression
