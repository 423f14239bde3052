#include "storage/filter_operand.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::filter {

using expression::Op;
using expression::Value;
using sql::Builder;

namespace {

// Runs store times as microseconds.
absl::StatusOr<int64_t> WholeMicros(absl::Duration since) {
  const int64_t micros = absl::ToInt64Microseconds(since);
  if (absl::Microseconds(micros) == since) return micros;
  return Unsupported("times of runs are in microseconds, and this one is finer");
}

absl::StatusOr<Operand> ConstantOf(Kind kind, absl::Duration since) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t micros, WholeMicros(since));
  return MakeOperand(kind, Builder().Bind(micros));
}

absl::StatusOr<Operand> ScalarConstant(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return MakeOperand(Kind::kBool,
                         value.AsBool() ? Builder().Append("TRUE") : Builder().Append("FALSE"));
    case Value::Kind::kInt:
      return MakeOperand(Kind::kInt,
                         Builder().Append("CAST(").Bind(value.AsInt()).Append(" AS BIGINT)"));
    case Value::Kind::kDouble:
      return MakeOperand(
          Kind::kDouble,
          std::isnan(value.AsDouble())
              ? Builder().Append("CAST(NULL AS DOUBLE PRECISION)")
              : Builder().Append("CAST(").Bind(value.AsDouble()).Append(" AS DOUBLE PRECISION)"));
    case Value::Kind::kString:
      if (value.AsString().find('\0') != std::string::npos) {
        return Unsupported("no text that runs log has the character NUL");
      }
      return MakeOperand(Kind::kString,
                         Builder().Append("CAST(").Bind(value.AsString()).Append(" AS TEXT)"));
    case Value::Kind::kDuration:
      return ConstantOf(Kind::kDuration, value.AsDuration());
    case Value::Kind::kTimestamp:
      return ConstantOf(Kind::kTimestamp, value.AsTimestamp() - absl::UnixEpoch());
    default:
      return Unsupported("a list stands behind `in` only");
  }
}

}  // namespace

absl::Status Unsupported(std::string_view message) {
  return InvalidArgument("FILTER_UNSUPPORTED", "", "{}", message);
}

Builder Both(const Builder& left, const Builder& right) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  return Builder().Append("(").Append(left).Append(" AND ").Append(right).Append(")");
}

Builder Present(const Alternative& alternative) {
  if (!alternative.present.empty()) return alternative.present;
  return Builder().Append("(").Append(alternative.value).Append(") IS NOT NULL");
}

Builder Present(const Operand& operand) {
  if (operand.alternatives.empty()) return Builder().Append("FALSE");
  Builder any;
  any.Append("(");
  for (const Alternative& alternative : operand.alternatives) {
    if (&alternative != &operand.alternatives.front()) any.Append(" OR ");
    any.Append(Present(alternative));
  }
  return any.Append(")");
}

Operand MakeOperand(Kind kind, Builder value, Builder present) {
  Operand operand;
  operand.alternatives.push_back({kind, std::move(value), std::move(present)});
  return operand;
}

absl::StatusOr<Operand> MakeConstant(const Value& value) {
  ASSAY_ASSIGN_OR_RETURN(Operand operand, ScalarConstant(value));
  operand.alternatives.front().present.Append("TRUE");
  operand.constant = value;
  return operand;
}

Builder ToCondition(const Operand& operand) {
  for (const Alternative& alternative : operand.alternatives) {
    if (alternative.kind == Kind::kBool) return alternative.value;
  }
  return Builder().Append("CAST(NULL AS BOOLEAN)");
}

Op Flip(Op op) {
  switch (op) {
    case Op::kLt:
      return Op::kGt;
    case Op::kLe:
      return Op::kGe;
    case Op::kGt:
      return Op::kLt;
    case Op::kGe:
      return Op::kLe;
    default:
      return op;
  }
}

sql::Sql OpSql(Op op) {
  switch (op) {
    case Op::kEq:
      return " = ";
    case Op::kNe:
      return " <> ";
    case Op::kLt:
      return " < ";
    case Op::kLe:
      return " <= ";
    case Op::kGt:
      return " > ";
    case Op::kGe:
      return " >= ";
    case Op::kAdd:
      return " + ";
    case Op::kSub:
      return " - ";
    case Op::kMul:
      return " * ";
    case Op::kDiv:
      return " / ";
    default:
      return " % ";
  }
}

Operand Conditional(const Operand& condition, const Operand& then, const Operand& otherwise) {
  const Builder when = ToCondition(condition);
  const auto choose = [&when](const Builder& yes, const Builder& no) {
    Builder chosen;
    chosen.Append("CASE WHEN ").Append(when).Append(" THEN ").Append(yes);
    return chosen.Append(" WHEN NOT (").Append(when).Append(") THEN ").Append(no).Append(" END");
  };
  const auto find = [](const Operand& operand, Kind kind) {
    Alternative absent{kind, Builder().Append("NULL"), Builder().Append("FALSE")};
    for (const Alternative& alternative : operand.alternatives) {
      if (alternative.kind == kind) return alternative;
    }
    return absent;
  };
  Operand result;
  for (Kind kind : {Kind::kBool, Kind::kInt, Kind::kDouble, Kind::kString, Kind::kTimestamp,
                    Kind::kDuration, Kind::kId}) {
    const auto has = [kind](const Alternative& alternative) { return alternative.kind == kind; };
    if (std::none_of(then.alternatives.begin(), then.alternatives.end(), has) &&
        std::none_of(otherwise.alternatives.begin(), otherwise.alternatives.end(), has)) {
      continue;
    }
    const Alternative yes = find(then, kind), no = find(otherwise, kind);
    result.alternatives.push_back(
        {kind, choose(yes.value, no.value),
         kind == Kind::kDouble ? choose(Present(yes), Present(no)) : Builder()});
  }
  return result;
}

}  // namespace assay::filter
