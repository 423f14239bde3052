#include "storage/run_schema.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/checker.h"
#include "expression/parser.h"

namespace assay {

using expression::Expr;
using expression::Type;

const expression::Schema& RunSchema() {
  static const auto* const kSchema = new expression::Schema{
      {"metrics", Type::Map(Type::Double())},
      {"params", Type::Map(Type::Dyn())},
      {"tags", Type::Map(Type::String())},
      {"run_id", Type::String()},
      {"name", Type::String()},
      {"status", Type::String()},
      {"experiment", Type::String()},
      {"experiment_id", Type::String()},
      {"parent_run_id", Type::String()},
      {"created_by", Type::String()},
      {"start_time", Type::Timestamp()},
      {"end_time", Type::Timestamp()},
      {"duration", Type::Duration()},
      {"code", Type::Object("code", {{"commit", Type::String()},
                                     {"repository", Type::String()},
                                     {"branch", Type::String()},
                                     {"dirty", Type::Bool()},
                                     {"patch_digest", Type::String()}})},
      {"dataset_names", Type::List(Type::String())},
      {"dataset_digests", Type::List(Type::String())},
  };
  return *kSchema;
}

absl::StatusOr<expression::Expression> ParseRunFilter(std::string_view source) {
  auto parsed = expression::Parse(source);
  if (parsed.ok()) parsed = expression::Check(*std::move(parsed), RunSchema(), Type::Bool());
  if (!parsed.ok()) return PrefixField(parsed.status(), "filter");
  return parsed;
}

std::optional<RunField> AsRunField(const Expr& expr) {
  if (expr.kind == Expr::Kind::kIdent) return RunField{expr.name, ""};
  if (expr.children.empty() || expr.children[0].kind != Expr::Kind::kIdent) return std::nullopt;
  const std::string& variable = expr.children[0].name;
  if (expr.kind == Expr::Kind::kSelect) return RunField{variable, expr.name};
  if (expr.kind != Expr::Kind::kIndex || expr.children[1].kind != Expr::Kind::kLiteral ||
      expr.children[1].literal.kind() != expression::Value::Kind::kString) {
    return std::nullopt;
  }
  return RunField{variable, expr.children[1].literal.AsString()};
}

}  // namespace assay
