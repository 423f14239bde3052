#include <fstream>
#include <optional>
#include <sstream>

#include "cli/internal/cli.h"
#include "cli/internal/expr_json.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/text.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/checker.h"
#include "expression/evaluator.h"
#include "expression/parser.h"
#include "expression/printer.h"

namespace assay::cli {
namespace {

using expression::Expression;
using expression::Type;
using expression::Value;
using expression::ValueMap;

struct Options {
  std::string expression;
  std::optional<std::string> variables;
  bool jsonl = false;
  bool explain = false;
};

void DeclareCheck(CLI::App& command, Options& options) {
  command.add_option("EXPRESSION", options.expression, "For example 'metrics.auc > 0.9'")
      ->required()
      ->type_name("");
  command
      .add_option("--variables", options.variables,
                  "A JSON object; @FILE reads it from a file, - from stdin")
      ->type_name("JSON");
}

void DeclareEval(CLI::App& command, Options& options) {
  DeclareCheck(command, options);
  command.get_option("EXPRESSION")->required(false);
  command.add_flag("--explain", options.explain, "Also the facts behind the result");
  command.add_flag(
      "--jsonl", options.jsonl,
      "Read lines {\"expression\": ..., \"variables\": {...}} from stdin and answer each "
      "with a line {\"value\": ...} or {\"error\": ...}");
}

absl::StatusOr<std::string> ReadText(const std::string& source, Cli& cli) {
  std::ostringstream text;
  if (source == "-") {
    text << cli.in.rdbuf();
    return text.str();
  }
  if (!source.starts_with("@")) return source;
  std::ifstream file(source.substr(1), std::ios::binary);
  if (!file) return NotFound("FILE_NOT_FOUND", "The file {} can't be read.", source.substr(1));
  text << file.rdbuf();
  return text.str();
}

absl::StatusOr<Value> ReadVariables(const Options& options, Cli& cli) {
  if (!options.variables) return Value::Map(std::map<std::string, Value, std::less<>>());
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadText(*options.variables, cli));
  ASSAY_ASSIGN_OR_RETURN(Value value, ParseValue(text));
  if (value.kind() == Value::Kind::kMap) return value;
  return InvalidArgument("JSON_INVALID", "", "The variables are a {} and have to be a JSON object.",
                         expression::KindName(value.kind()));
}

// Every name of `expr` with any type.
void AddNames(const expression::Expr& expr, expression::Schema* schema) {
  if (expr.kind == expression::Expr::Kind::kIdent) schema->emplace(expr.name, Type::Dyn());
  for (const expression::Expr& child : expr.children) AddNames(child, schema);
}

// Variables whose types the evaluator finds out: JSON says nothing of what else could be there.
expression::Schema DynSchema(const ValueMap& variables) {
  expression::Schema schema;
  for (const std::string& name : variables.Keys()) schema.emplace(name, Type::Dyn());
  return schema;
}

absl::StatusOr<Value> Evaluate(const std::string& source, const ValueMap& variables,
                               expression::Trace* trace) {
  ASSAY_ASSIGN_OR_RETURN(Expression parsed, expression::Parse(source));
  ASSAY_ASSIGN_OR_RETURN(const Expression checked,
                         expression::Check(std::move(parsed), DynSchema(variables)));
  return expression::Evaluate(checked, variables, trace);
}

absl::Status Check(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(Expression parsed, expression::Parse(options.expression));
  expression::Schema schema;
  if (options.variables) {
    ASSAY_ASSIGN_OR_RETURN(const Value variables, ReadVariables(options, cli));
    schema = TypeOf("variables", variables).fields();
  } else {
    AddNames(parsed.root, &schema);
  }
  ASSAY_ASSIGN_OR_RETURN(const Expression checked, expression::Check(std::move(parsed), schema));
  const std::string type = checked.root.type.ToString();
  const std::string canonical = expression::Unparse(checked.root);
  if (cli.json) {
    cli.out << Dump({{"type", type}, {"canonical", canonical}});
  } else {
    cli.out << type << "\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<Json> EvaluateLine(const std::string& line) {
  ASSAY_ASSIGN_OR_RETURN(const Value request, ParseValue(line));
  const auto find = [&](std::string_view key) {
    return request.kind() == Value::Kind::kMap ? request.AsMap().Find(key) : std::nullopt;
  };
  const std::optional<Value> source = find("expression");
  if (!source || source->kind() != Value::Kind::kString) {
    return InvalidArgument("JSON_INVALID", "expression",
                           "A line is an object with a string \"expression\".");
  }
  const Value variables =
      find("variables").value_or(Value::Map(std::map<std::string, Value, std::less<>>()));
  if (variables.kind() != Value::Kind::kMap) {
    return InvalidArgument("JSON_INVALID", "variables", "\"variables\" has to be an object.");
  }
  ASSAY_ASSIGN_OR_RETURN(const Value value,
                         Evaluate(source->AsString(), variables.AsMap(), nullptr));
  return Json{{"value", ValueToJson(value)}};
}

absl::Status EvaluateLines(Cli& cli) {
  std::string line;
  while (std::getline(cli.in, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const absl::StatusOr<Json> answer = EvaluateLine(line);
    cli.out << Dump(answer.ok() ? *answer : ErrorToJson(answer.status()), /*one_line=*/true);
    // Who asks line by line waits for every answer.
    if (!cli.out.flush()) break;
  }
  return absl::OkStatus();
}

absl::Status Eval(Cli& cli, const Options& options) {
  if (options.jsonl) {
    if (options.expression.empty() && !options.variables) return EvaluateLines(cli);
    return UsageError("With --jsonl expressions and variables come from stdin.");
  }
  if (options.expression.empty()) return UsageError("Give an expression, or --jsonl.");
  ASSAY_ASSIGN_OR_RETURN(const Value variables, ReadVariables(options, cli));
  expression::Trace trace;
  const absl::StatusOr<Value> value = Evaluate(options.expression, variables.AsMap(), &trace);
  ASSAY_RETURN_IF_ERROR(value.status());
  if (cli.json) {
    Json answer = {{"value", ValueToJson(*value)}};
    if (options.explain) answer["explanation"] = expression::Explain(trace);
    cli.out << Dump(answer);
  } else {
    cli.out << Visible(value->ToString()) << "\n";
    if (options.explain) cli.out << Visible(expression::Explain(trace)) << "\n";
  }
  cli.answer_is_no = value->kind() == Value::Kind::kBool && !value->AsBool();
  return absl::OkStatus();
}

}  // namespace

void AddExpr(CLI::App& app, Cli& cli) {
  CLI::App* expr = AddNoun(app, "expr", "The expression language of filters and rules");
  AddCommand<Options>(*expr, cli, "check", "The type of an expression, or what is wrong with it",
                      DeclareCheck, Check);
  AddCommand<Options>(*expr, cli, "eval",
                      "The value of an expression; exit code 1 when it is false", DeclareEval,
                      Eval);
}

}  // namespace assay::cli
