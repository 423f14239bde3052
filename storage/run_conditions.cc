#include "storage/run_conditions.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/ids.h"
#include "core/status_macros.h"
#include "storage/filter_operand.h"
#include "storage/names.h"

namespace assay {
namespace {

using expression::Expr;
using expression::Op;
using expression::Value;
using sql::Builder;

// Ints below this are doubles, so comparing with the double of an int is exact.
constexpr double kExactBelow = 9007199254740992.0;

// `field op constant`, whichever side the constant is on.
struct Comparison {
  RunField field;
  Op op = Op::kEq;
  Value constant;
};

// Numbers with a sign are no literals.
std::optional<Value> ConstantOf(const Expr& expr) {
  if (expr.kind == Expr::Kind::kLiteral) return expr.literal;
  if (expr.kind != Expr::Kind::kUnary || expr.op != Op::kNegate ||
      expr.children[0].kind != Expr::Kind::kLiteral) {
    return std::nullopt;
  }
  const Value& value = expr.children[0].literal;
  if (value.kind() == Value::Kind::kDouble) return Value::Double(-value.AsDouble());
  if (value.kind() == Value::Kind::kInt) return Value::Int(-value.AsInt());
  return std::nullopt;
}

std::optional<Comparison> AsComparison(const Expr& expr) {
  if (expr.kind != Expr::Kind::kBinary || expr.op >= Op::kIn || expr.op < Op::kEq ||
      expr.op == Op::kNe) {
    return std::nullopt;
  }
  for (size_t side : {0, 1}) {
    std::optional<RunField> field = AsRunField(expr.children[side]);
    std::optional<Value> constant = ConstantOf(expr.children[1 - side]);
    if (field && constant) {
      return Comparison{*std::move(field), side == 0 ? expr.op : filter::Flip(expr.op),
                        *std::move(constant)};
    }
  }
  return std::nullopt;
}

bool IsNumber(const Value& value) {
  return value.kind() == Value::Kind::kInt || value.kind() == Value::Kind::kDouble;
}

bool IsText(const Value& value) {
  return value.kind() == Value::Kind::kString && value.AsString().find('\0') == std::string::npos;
}

class Finder {
 public:
  Finder(ReadTxn& txn, int64_t workspace, const IndexedRuns& indexed)
      : txn_(txn), workspace_(workspace), indexed_(indexed) {}

  absl::Status Add(const Expr& expr, size_t part) {
    if (const std::optional<Comparison> comparison = AsComparison(expr)) {
      return AddComparison(*comparison, part);
    }
    if (expr.kind == Expr::Kind::kBinary && expr.op == Op::kIn) {
      const std::optional<Value> constant = ConstantOf(expr.children[0]);
      const std::optional<RunField> list = AsRunField(expr.children[1]);
      if (constant && list && IsText(*constant))
        AddDataset(list->variable, constant->AsString(), part);
    }
    return absl::OkStatus();
  }

  // Conditions that need all their parts before they have rows.
  absl::StatusOr<std::vector<RunCondition>> Take() {
    for (RunCondition& condition : conditions_) {
      if (condition.range) ASSAY_RETURN_IF_ERROR(FindRange(&condition));
      if (condition.sketch && !CanSketch(condition.sketch->key)) condition.sketch.reset();
    }
    return std::move(conditions_);
  }

 private:
  absl::Status FindRange(RunCondition* condition) {
    const NumberRange& range = *condition->range;
    const bool metric = condition->field.variable == "metrics";
    const auto id =
        metric ? FindMetric(txn_, condition->field.key, "") : FindName(txn_, condition->field.key);
    if (!id.ok()) return id.status();
    Builder where;
    // No row has 0.
    where.Append(metric ? sql::Sql("x.metric = ") : sql::Sql("x.name = ")).Bind(id->value_or(0));
    where.Append(" AND ");
    AppendRange(metric ? sql::Sql("x.last_value") : sql::Sql("x.number"), range, &where);
    if (metric) {
      condition->rows.Append("SELECT x.run AS run FROM series x WHERE ").Append(where);
    } else {
      condition->rows = SelectByValue("SELECT x.run AS run FROM param x", where, indexed_);
    }
    if (!*id || range.low > range.high) return absl::OkStatus();
    condition->sketch = {{metric ? SketchKind::kMetric : SketchKind::kParam, **id},
                         SketchSpan::Of(SketchOfNumber(range.low), SketchOfNumber(range.high))};
    return absl::OkStatus();
  }

  absl::Status AddComparison(const Comparison& comparison, size_t part) {
    const std::string& variable = comparison.field.variable;
    const bool keyed = variable == "params" || variable == "metrics";
    if (keyed && IsNumber(comparison.constant)) {
      AddNumber(comparison, part);
    } else if (comparison.op != Op::kEq) {
      return absl::OkStatus();
    } else if (variable == "params" || variable == "tags") {
      return AddKeyed(comparison, part);
    } else if (IsText(comparison.constant)) {
      AddAttribute(comparison.field, comparison.constant.AsString(), part);
    }
    return absl::OkStatus();
  }

  void AddNumber(const Comparison& comparison, size_t part) {
    const filter::Bounded bounded =
        filter::BoundOf(comparison.op, comparison.constant, filter::Kind::kDouble);
    if (bounded.always) return;
    const double bound = bounded.bound.AsDouble();
    if (comparison.field.variable == "params" && !(std::abs(bound) < kExactBelow)) return;
    const auto same = [&](const RunCondition& condition) {
      return condition.range && condition.field.variable == comparison.field.variable &&
             condition.field.key == comparison.field.key;
    };
    auto found = std::find_if(conditions_.begin(), conditions_.end(), same);
    if (found == conditions_.end()) {
      conditions_.emplace_back();
      found = conditions_.end() - 1;
      found->field = comparison.field;
      found->range.emplace();
    }
    found->parts.push_back(part);
    found->range->Narrow(bounded.op, bound);
  }

  // A string or bool of a param, or a tag.
  absl::Status AddKeyed(const Comparison& comparison, size_t part) {
    const bool param = comparison.field.variable == "params";
    const bool truth = comparison.constant.kind() == Value::Kind::kBool;
    if (!(param && truth) && !IsText(comparison.constant)) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> name, FindName(txn_, comparison.field.key));
    Builder where;
    where.Append(param ? sql::Sql("x.number IS NULL AND x.name = ") : sql::Sql("x.name = "));
    where.Bind(name.value_or(0));
    if (param) where.Append(" AND x.kind = ").Bind(int64_t{truth ? 4 : 1});
    where.Append(param ? sql::Sql(" AND x.text = ") : sql::Sql(" AND x.value = "));
    if (truth) {
      where.Bind(std::string_view(comparison.constant.AsBool() ? "true" : "false"));
    } else {
      where.Bind(std::string_view(comparison.constant.AsString()));
    }
    RunCondition& condition =
        AddRows(SelectByValue(param ? sql::Sql("SELECT x.run AS run FROM param x")
                                    : sql::Sql("SELECT x.run AS run FROM tag x"),
                              where, indexed_),
                part);
    if (indexed_.HasAll()) {
      condition.probe.Append(param ? sql::Sql("EXISTS (SELECT 1 FROM param x WHERE ")
                                   : sql::Sql("EXISTS (SELECT 1 FROM tag x WHERE "));
      condition.probe.Append("x.indexed = 1 AND ").Append(where).Append(" AND x.run BETWEEN ");
    }
    if (name) {
      const Sketch sketch = truth ? SketchOfBool(comparison.constant.AsBool())
                                  : SketchOfText(comparison.constant.AsString());
      const SketchKind kind = param ? SketchKind::kParam : SketchKind::kTag;
      condition.sketch = SketchRange{{kind, *name}, SketchSpan::Of(sketch, sketch)};
    }
    return absl::OkStatus();
  }

  // The runs of an experiment y.
  Builder OfExperiment(Builder where) const {
    where.Append(" AND x.experiment = y.id");
    return SelectByValue("SELECT x.id AS run FROM experiment y CROSS JOIN run x", where, indexed_,
                         "x.id");
  }

  void AddAttribute(const RunField& field, std::string_view text, size_t part) {
    Builder rows;
    rows.Append("SELECT x.id AS run FROM ");
    if (field.variable == "experiment") {
      rows = OfExperiment(
          Builder().Append("y.workspace = ").Bind(workspace_).Append(" AND y.name = ").Bind(text));
    } else if (field.variable == "code" && field.key == "commit" && !text.empty()) {
      rows.Append("code_version y CROSS JOIN run x WHERE y.commit_id = ").Bind(text);
      rows.Append(" AND x.code = y.id");
    } else if (!IsId(text)) {
      return;
    } else if (field.variable == "experiment_id") {
      rows = OfExperiment(Builder().Append("y.uid = ").BindBytes(IdBytes(text)));
    } else if (field.variable == "parent_run_id") {
      rows.Append("run y CROSS JOIN run x WHERE y.uid = ").BindBytes(IdBytes(text));
      rows.Append(" AND x.parent = y.id");
    } else if (field.variable == "run_id") {
      rows.Append("run x WHERE x.uid = ").BindBytes(IdBytes(text));
    } else {
      return;
    }
    AddRows(std::move(rows), part);
  }

  void AddDataset(const std::string& list, std::string_view text, size_t part) {
    Builder rows;
    if (list == "dataset_names") {
      rows.Append(
          "SELECT x.run AS run FROM dataset y CROSS JOIN dataset_version v CROSS JOIN run_io x "
          "WHERE y.workspace = ");
      rows.Bind(workspace_).Append(" AND y.name = ").Bind(text).Append(" AND v.dataset = y.id");
    } else if (list == "dataset_digests") {
      rows.Append(
          "SELECT x.run AS run FROM content y CROSS JOIN dataset_version v CROSS JOIN run_io x "
          "WHERE substr(y.digest, 8, 12) = substr(");
      rows.Bind(text)
          .Append(", 8, 12) AND y.digest BETWEEN ")
          .Bind(text)
          .Append(" AND ")
          .Bind(text);
      rows.Append(" AND v.content = y.id");
    } else {
      return;
    }
    AddRows(rows.Append(" AND x.dataset_version = v.id AND x.dataset_version > 0"), part).repeats =
        true;
  }

  RunCondition& AddRows(Builder rows, size_t part) {
    RunCondition& condition = conditions_.emplace_back();
    condition.rows = std::move(rows);
    condition.parts.push_back(part);
    return condition;
  }

  ReadTxn& txn_;
  const int64_t workspace_;
  const IndexedRuns& indexed_;
  std::vector<RunCondition> conditions_;
};

}  // namespace

void NumberRange::Narrow(Op op, double bound) {
  const bool open = op == Op::kLt || op == Op::kGt;
  if (op != Op::kLt && op != Op::kLe && (bound > low || (bound == low && open))) {
    low = bound;
    low_open = open;
  }
  if (op != Op::kGt && op != Op::kGe && (bound < high || (bound == high && open))) {
    high = bound;
    high_open = open;
  }
}

void AppendRange(sql::Sql column, const NumberRange& range, Builder* builder) {
  builder->Append(column)
      .Append(range.low_open ? sql::Sql(" > ") : sql::Sql(" >= "))
      .Bind(range.low);
  builder->Append(" AND ").Append(column);
  builder->Append(range.high_open ? sql::Sql(" < ") : sql::Sql(" <= ")).Bind(range.high);
}

absl::StatusOr<std::vector<RunCondition>> FindConditions(
    ReadTxn& txn, int64_t workspace, const IndexedRuns& indexed,
    const std::vector<const Expr*>& conjuncts) {
  Finder finder(txn, workspace, indexed);
  for (size_t i = 0; i < conjuncts.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(finder.Add(*conjuncts[i], i));
  }
  return finder.Take();
}

}  // namespace assay
