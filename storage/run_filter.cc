#include "storage/run_filter.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/evaluator.h"
#include "storage/filter_operand.h"

namespace assay {
namespace {

using expression::Expr;
using expression::Op;
using expression::Value;
using filter::Kind;
using filter::MakeOperand;
using filter::Operand;
using filter::Unsupported;
using sql::Builder;

// Engines bound how deep the text of a statement nests and how long it is. Of SQLite's 100 levels
// the rest is for what stands around a condition: a CASE where a search walks.
constexpr int kMaxNesting = 68;
constexpr size_t kMaxSqlBytes = 100'000;

// What the nested parentheses and CASEs of `sql`, which holds no text of users, take of a parser's
// stack.
int Nesting(std::string_view sql) {
  int depth = 0, deepest = 0;
  for (size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '(') depth += 3;
    if (sql[i] == ')') depth -= 3;
    if (sql.substr(i, 5) == "CASE ") depth += 4;
    if (sql.substr(i, 4) == " END") depth -= 4;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

bool HasVariable(const Expr& expr) {
  return expr.kind == Expr::Kind::kIdent ||
         std::any_of(expr.children.begin(), expr.children.end(), HasVariable);
}

bool IsId(const Operand& operand) {
  return std::any_of(operand.alternatives.begin(), operand.alternatives.end(),
                     [](const filter::Alternative& a) { return a.kind == Kind::kId; });
}

// The operands of a chain of one of && and ||, which nest to the left.
std::vector<const Expr*> Chain(const Expr& expr, Op op) {
  std::vector<const Expr*> parts;
  const Expr* here = &expr;
  for (; here->kind == Expr::Kind::kBinary && here->op == op; here = &here->children[0]) {
    parts.push_back(&here->children[1]);
  }
  parts.push_back(here);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

class Compiler {
 public:
  Compiler(const expression::Expression& filter, RunColumns& columns)
      : filter_(filter), columns_(columns) {}

  absl::StatusOr<Operand> Compile(const Expr& expr) {
    absl::StatusOr<Operand> operand = HasVariable(expr) ? CompileNode(expr) : Constant(expr);
    if (operand.ok()) {
      const absl::Status fits = CheckSize(*operand);
      if (fits.ok()) return operand;
      operand = fits;
    }
    // The error of a part has its position already.
    if (located_ || ErrorReason(operand.status()) != "FILTER_UNSUPPORTED") return operand.status();
    located_ = true;
    return PrefixField(Locate(operand.status(), filter_.source, expr.at), "filter");
  }

 private:
  static absl::StatusOr<Operand> Constant(const Expr& expr) {
    const auto value = expression::Evaluate({"", expr}, expression::EagerMap({}));
    if (!value.ok()) return Operand();
    return filter::MakeConstant(*value);
  }

  static absl::Status CheckSize(const Operand& operand) {
    for (const filter::Alternative& alternative : operand.alternatives) {
      const std::string_view sql = alternative.value.sql().text();
      if (sql.size() > kMaxSqlBytes || Nesting(sql) > kMaxNesting) {
        return Unsupported("this is too long or nests too deeply for a filter: split it");
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Operand> CompileNode(const Expr& expr) {
    switch (expr.kind) {
      case Expr::Kind::kIdent:
      case Expr::Kind::kSelect:
      case Expr::Kind::kIndex:
        return CompileField(expr);
      case Expr::Kind::kHas:
        return CompileHas(expr);
      case Expr::Kind::kUnary:
        return CompileUnary(expr);
      case Expr::Kind::kBinary:
        return CompileBinary(expr);
      case Expr::Kind::kConditional:
        return CompileConditional(expr);
      case Expr::Kind::kCall:
        return CompileCall(expr);
      default:
        return Unsupported("a list stands behind `in` only, and its elements are constants");
    }
  }

  absl::StatusOr<Operand> CompileField(const Expr& expr) {
    std::optional<RunField> field = AsRunField(expr);
    if (!field && expr.kind == Expr::Kind::kIndex && expr.children[0].kind == Expr::Kind::kIdent &&
        !HasVariable(expr.children[1])) {
      const auto key = expression::Evaluate({"", expr.children[1]}, expression::EagerMap({}));
      if (!key.ok()) return Operand();
      if (key->kind() == Value::Kind::kString)
        field = RunField{expr.children[0].name, key->AsString()};
    }
    if (!field) {
      return Unsupported(
          "only metrics, params, tags and code have keys, and the key is a constant; "
          "write params[\"a.b\"] for a key with a dot");
    }
    return columns_.Value(*field);
  }

  absl::StatusOr<Operand> CompileHas(const Expr& expr) {
    const Expr& map = expr.children[0];
    if (map.kind == Expr::Kind::kIdent) return columns_.Has({map.name, expr.name});
    return Unsupported(
        "only metrics, params, tags and code have keys; write \"a.b\" in params for a "
        "key with a dot");
  }

  absl::StatusOr<Operand> CompileUnary(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Operand operand, Compile(expr.children[0]));
    if (expr.op == Op::kNegate) return filter::Negate(operand);
    return MakeOperand(Kind::kBool,
                       Builder().Append("NOT (").Append(ToCondition(operand)).Append(")"));
  }

  absl::StatusOr<Operand> CompileBinary(const Expr& expr) {
    if (expr.op == Op::kAnd || expr.op == Op::kOr) return CompileLogic(expr);
    if (expr.op == Op::kIn) return CompileIn(expr);
    ASSAY_ASSIGN_OR_RETURN(const Operand left, Compile(expr.children[0]));
    ASSAY_ASSIGN_OR_RETURN(const Operand right, Compile(expr.children[1]));
    if (expr.op < Op::kIn) return filter::Compare(expr.op, left, right);
    if (IsId(left) || IsId(right)) return IdUnsupported();
    if (expr.op == Op::kDiv && MayBeDouble(expr.children[0]) && MayBeDouble(expr.children[1]) &&
        !IsPlainDivisor(expr.children[1])) {
      return Unsupported("only a metric or a constant can be the divisor of a double");
    }
    return filter::Arithmetic(expr.op, left, right);
  }

  static bool MayBeDouble(const Expr& expr) {
    return expr.type.IsDyn() || expr.type == expression::Type::Double();
  }

  // Rows keep no sign of a zero, so what is computed from one could divide with the wrong sign.
  static bool IsPlainDivisor(const Expr& expr) {
    if (!HasVariable(expr)) return true;
    const std::optional<RunField> field = AsRunField(expr);
    return field && field->variable == "metrics";
  }

  absl::StatusOr<Operand> CompileLogic(const Expr& expr) {
    Builder all;
    for (const Expr* part : Chain(expr, expr.op)) {
      ASSAY_ASSIGN_OR_RETURN(const Operand operand, Compile(*part));
      if (!all.empty()) all.Append(expr.op == Op::kAnd ? sql::Sql(" AND ") : sql::Sql(" OR "));
      all.Append("(").Append(ToCondition(operand)).Append(")");
    }
    return MakeOperand(Kind::kBool, all);
  }

  absl::StatusOr<Operand> CompileIn(const Expr& expr) {
    const Expr& container = expr.children[1];
    ASSAY_ASSIGN_OR_RETURN(const Operand element, Compile(expr.children[0]));
    if (!HasVariable(container)) {
      const auto list = expression::Evaluate({"", container}, expression::EagerMap({}));
      if (!list.ok()) return Operand();
      return filter::InConstants(element, list->AsList());
    }
    if (container.kind != Expr::Kind::kIdent || container.type.IsDyn()) {
      return Unsupported(
          "behind `in` stand a list of constants, dataset_names, dataset_digests, or "
          "metrics, params or tags");
    }
    if (IsId(element)) return IdUnsupported();
    if (container.type.kind() == expression::Type::Kind::kList) {
      return columns_.InList(container.name, element);
    }
    if (!element.constant || element.constant->kind() != Value::Kind::kString) {
      return Unsupported("a key is a constant");
    }
    return columns_.Has({container.name, element.constant->AsString()});
  }

  absl::StatusOr<Operand> CompileConditional(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Operand condition, Compile(expr.children[0]));
    ASSAY_ASSIGN_OR_RETURN(const Operand then, Compile(expr.children[1]));
    ASSAY_ASSIGN_OR_RETURN(const Operand otherwise, Compile(expr.children[2]));
    return filter::Conditional(condition, then, otherwise);
  }

  absl::StatusOr<Operand> CompileCall(const Expr& expr) {
    const Expr& first = expr.children[0];
    if (expr.function == expression::Function::kDuration ||
        expr.function == expression::Function::kTimestamp) {
      // Of a time it is the time itself.
      if (first.type == expr.type) return Compile(first);
      return Unsupported("duration() and timestamp() take a constant");
    }
    const auto kind = first.type.kind();
    if (kind == expression::Type::Kind::kMap || kind == expression::Type::Kind::kList) {
      if (first.kind == Expr::Kind::kIdent) return columns_.Size(first.name);
      return Unsupported("the size of this list is not known");
    }
    std::vector<Operand> arguments;
    for (const Expr& child : expr.children) {
      ASSAY_ASSIGN_OR_RETURN(Operand argument, Compile(child));
      if (IsId(argument)) return IdUnsupported();
      arguments.push_back(std::move(argument));
    }
    return filter::TextFunction(expr.function, arguments);
  }

  static absl::Status IdUnsupported() {
    return Unsupported("ids can be compared with constants only, by ==, != and in");
  }

  const expression::Expression& filter_;
  RunColumns& columns_;
  bool located_ = false;
};

}  // namespace

std::vector<const Expr*> Conjuncts(const Expr& filter) {
  std::vector<const Expr*> parts;
  for (const Expr* part : Chain(filter, Op::kAnd)) {
    if (part->kind == Expr::Kind::kBinary && part->op == Op::kAnd) {
      for (const Expr* inner : Conjuncts(*part)) parts.push_back(inner);
    } else {
      parts.push_back(part);
    }
  }
  return parts;
}

absl::StatusOr<Builder> CompileCondition(const expression::Expression& filter, const Expr& part,
                                         RunColumns& columns) {
  ASSAY_ASSIGN_OR_RETURN(const Operand operand, Compiler(filter, columns).Compile(part));
  return ToCondition(operand);
}

}  // namespace assay
