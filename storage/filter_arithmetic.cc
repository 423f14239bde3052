// Arithmetic, text functions. SQL's ints overflow into doubles or fail the query, and its division
// by zero is no infinity, so each operation is guarded.
#include <limits>

#include "core/status_macros.h"
#include "storage/filter_operand.h"

namespace assay::filter {

using expression::Function;
using expression::Op;
using sql::Builder;

namespace {

constexpr sql::Sql kMax = "9223372036854775807";
constexpr sql::Sql kMin = "(-9223372036854775807 - 1)";
// CEL's durations are an int64 of nanoseconds; its timestamps are in the years 1 to 9999.
constexpr int64_t kMaxDurationMicros = std::numeric_limits<int64_t>::max() / 1'000;
constexpr int64_t kMinTimeMicros = -62'135'596'800'000'000;
constexpr int64_t kMaxTimeMicros = 253'402'300'799'999'999;

// Each "$op" of a pattern in place: a for the left, b for the right side.
class Pattern {
 public:
  Pattern(const Builder& a, const Builder& b) : a_(a), b_(b) {}
  Pattern& A() { return Add(a_); }
  Pattern& B() { return Add(b_); }
  Pattern& Sql(sql::Sql text) {
    sql_.Append(text);
    return *this;
  }
  Builder Take() { return std::move(sql_); }

 private:
  Pattern& Add(const Builder& part) {
    sql_.Append("(").Append(part).Append(")");
    return *this;
  }
  const Builder& a_;
  const Builder& b_;
  Builder sql_;
};

Builder AddInts(const Builder& a, const Builder& b) {
  Pattern p(a, b);
  p.Sql("CASE WHEN ").B().Sql(" >= 0 THEN CASE WHEN ").A().Sql(" <= ").Sql(kMax).Sql(" - ").B();
  p.Sql(" THEN ")
      .A()
      .Sql(" + ")
      .B()
      .Sql(" END ELSE CASE WHEN ")
      .A()
      .Sql(" >= ")
      .Sql(kMin)
      .Sql(" - ")
      .B();
  return p.Sql(" THEN ").A().Sql(" + ").B().Sql(" END END").Take();
}

Builder SubtractInts(const Builder& a, const Builder& b) {
  Pattern p(a, b);
  p.Sql("CASE WHEN ").B().Sql(" >= 0 THEN CASE WHEN ").A().Sql(" >= ").Sql(kMin).Sql(" + ").B();
  p.Sql(" THEN ")
      .A()
      .Sql(" - ")
      .B()
      .Sql(" END ELSE CASE WHEN ")
      .A()
      .Sql(" <= ")
      .Sql(kMax)
      .Sql(" + ")
      .B();
  return p.Sql(" THEN ").A().Sql(" - ").B().Sql(" END END").Take();
}

Builder MultiplyInts(const Builder& a, const Builder& b) {
  Pattern p(a, b);
  p.Sql("CASE WHEN ").A().Sql(" = 0 OR ").B().Sql(" = 0 THEN 0 * ").A().Sql(" * ").B();
  p.Sql(" WHEN ").B().Sql(" > 0 THEN CASE WHEN ").A().Sql(" >= ").Sql(kMin).Sql(" / ").B();
  p.Sql(" AND ").A().Sql(" <= ").Sql(kMax).Sql(" / ").B().Sql(" THEN ").A().Sql(" * ").B().Sql(
      " END");
  p.Sql(" WHEN ")
      .B()
      .Sql(" = -1 THEN CASE WHEN ")
      .A()
      .Sql(" > ")
      .Sql(kMin)
      .Sql(" THEN -")
      .A()
      .Sql(" END");
  p.Sql(" ELSE CASE WHEN ").A().Sql(" >= ").Sql(kMax).Sql(" / ").B().Sql(" AND ").A().Sql(" <= ");
  return p.Sql(kMin).Sql(" / ").B().Sql(" THEN ").A().Sql(" * ").B().Sql(" END END").Take();
}

Builder DivideInts(Op op, const Builder& a, const Builder& b) {
  Pattern p(a, b);
  p.Sql("CASE WHEN ").B().Sql(" = 0 OR (").B().Sql(" = -1 AND ").A().Sql(" = ").Sql(kMin);
  return p.Sql(") THEN NULL ELSE ").A().Sql(OpSql(op)).B().Sql(" END").Take();
}

Builder DivideDoubles(const Builder& a, const Builder& b) {
  const double infinity = std::numeric_limits<double>::infinity();
  Builder quotient;
  quotient.Append("CASE WHEN (")
      .Append(b)
      .Append(") <> 0 THEN (")
      .Append(a)
      .Append(") / (")
      .Append(b);
  quotient.Append(") WHEN (")
      .Append(b)
      .Append(") = 0 AND (")
      .Append(a)
      .Append(") > 0 THEN ")
      .Bind(infinity);
  quotient.Append(" WHEN (").Append(b).Append(") = 0 AND (").Append(a).Append(") < 0 THEN ");
  return quotient.Bind(-infinity).Append(" END");
}

Builder Operation(const Builder& a, sql::Sql op, const Builder& b) {
  return Pattern(a, b).A().Sql(op).B().Take();
}

// The sum or difference of times, NULL out of CEL's range.
Builder TimeWithin(const Builder& sum, int64_t least, int64_t most) {
  Builder within;
  within.Append("CASE WHEN ")
      .Append(sum)
      .Append(" BETWEEN ")
      .Bind(least)
      .Append(" AND ")
      .Bind(most);
  return within.Append(" THEN ").Append(sum).Append(" END");
}

std::optional<Alternative> TimeArithmetic(Op op, const Alternative& a, const Alternative& b) {
  const bool add = op == Op::kAdd;
  const bool a_time = a.kind == Kind::kTimestamp, b_time = b.kind == Kind::kTimestamp;
  if ((!add && op != Op::kSub) || (add && a_time && b_time) || (!add && b_time && !a_time)) {
    return std::nullopt;
  }
  const Builder sum = Operation(a.value, OpSql(op), b.value);
  if (a_time != b_time)
    return Alternative{Kind::kTimestamp, TimeWithin(sum, kMinTimeMicros, kMaxTimeMicros), {}};
  return Alternative{Kind::kDuration, TimeWithin(sum, -kMaxDurationMicros, kMaxDurationMicros), {}};
}

bool IsTime(Kind kind) { return kind == Kind::kTimestamp || kind == Kind::kDuration; }

// Nothing where the operation is not defined.
std::optional<Alternative> ArithmeticOf(Op op, const Alternative& a, const Alternative& b) {
  if (IsTime(a.kind) && IsTime(b.kind)) return TimeArithmetic(op, a, b);
  if (a.kind != b.kind) return std::nullopt;
  if (a.kind == Kind::kString && op == Op::kAdd) {
    return Alternative{Kind::kString, Operation(a.value, " || ", b.value), {}};
  }
  if (a.kind == Kind::kDouble && op != Op::kMod) {
    return Alternative{
        Kind::kDouble,
        op == Op::kDiv ? DivideDoubles(a.value, b.value) : Operation(a.value, OpSql(op), b.value),
        Both(Present(a), Present(b))};
  }
  if (a.kind != Kind::kInt) return std::nullopt;
  switch (op) {
    case Op::kAdd:
      return Alternative{Kind::kInt, AddInts(a.value, b.value), {}};
    case Op::kSub:
      return Alternative{Kind::kInt, SubtractInts(a.value, b.value), {}};
    case Op::kMul:
      return Alternative{Kind::kInt, MultiplyInts(a.value, b.value), {}};
    default:
      return Alternative{Kind::kInt, DivideInts(op, a.value, b.value), {}};
  }
}

// The string of an operand; NULL when it is none.
Builder TextOf(const Operand& operand) {
  for (const Alternative& alternative : operand.alternatives) {
    if (alternative.kind == Kind::kString) return alternative.value;
  }
  return Builder().Append("CAST(NULL AS TEXT)");
}

}  // namespace

absl::StatusOr<Operand> Arithmetic(Op op, const Operand& left, const Operand& right) {
  Operand result;
  for (const Alternative& a : left.alternatives) {
    for (const Alternative& b : right.alternatives) {
      std::optional<Alternative> alternative = ArithmeticOf(op, a, b);
      if (!alternative) continue;
      if (!result.alternatives.empty() && result.alternatives.back().kind == alternative->kind) {
        return Unsupported("the type of this sum depends on the run");
      }
      result.alternatives.push_back(*std::move(alternative));
    }
  }
  return result;
}

absl::StatusOr<Operand> Negate(const Operand& operand) {
  Operand result;
  for (const Alternative& x : operand.alternatives) {
    if (x.kind == Kind::kInt) {
      result.alternatives.push_back({x.kind, SubtractInts(Builder().Append("0"), x.value), {}});
    } else if (x.kind == Kind::kDouble) {
      result.alternatives.push_back(
          {x.kind, Builder().Append("-(").Append(x.value).Append(")"), Present(x)});
    }
  }
  return result;
}

Operand TextFunction(Function function, const std::vector<Operand>& arguments) {
  const Builder text = TextOf(arguments[0]);
  if (function == Function::kSize) {
    return MakeOperand(Kind::kInt, Builder().Append("length(").Append(text).Append(")"));
  }
  const Builder part = TextOf(arguments[1]);
  Pattern p(text, part);
  if (function == Function::kStartsWith) {
    p.Sql("(substr(").A().Sql(", 1, length(").B().Sql(")) = ").B().Sql(")");
  } else if (function == Function::kEndsWith) {
    // A start before the text would count from its end.
    p.Sql("CASE WHEN length(")
        .A()
        .Sql(") >= length(")
        .B()
        .Sql(") THEN substr(")
        .A()
        .Sql(", length(")
        .A();
    p.Sql(") - length(").B().Sql(") + 1) = ").B().Sql(" WHEN length(").A().Sql(") < length(").B();
    p.Sql(") THEN FALSE END");
  } else {
    // Nothing can be replaced by nothing.
    p.Sql("((length(")
        .B()
        .Sql(") = 0 AND length(")
        .A()
        .Sql(") >= 0) OR replace(")
        .A()
        .Sql(", ")
        .B();
    p.Sql(", '') <> ").A().Sql(")");
  }
  return MakeOperand(Kind::kBool, p.Take());
}

}  // namespace assay::filter
