// Comparisons of operands, of every pair of kinds.
#include <cmath>
#include <compare>
#include <utility>

#include "core/ids.h"
#include "core/status_macros.h"
#include "storage/filter_operand.h"
#include "storage/store.h"

namespace assay::filter {

using expression::Op;
using expression::Value;
using sql::Builder;

namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

bool IsNumber(Kind kind) { return kind == Kind::kInt || kind == Kind::kDouble; }

Builder Truth(bool value) { return value ? Builder().Append("TRUE") : Builder().Append("FALSE"); }

Builder Relation(const Builder& left, Op op, const Builder& right) {
  Builder relation;
  relation.Append("((").Append(left).Append(")").Append(OpSql(op)).Append("(").Append(right);
  return relation.Append("))");
}

// A relation in which a NULL is NaN: unequal to all, and not less or greater.
Builder RelationOfDoubles(const Builder& left, Op op, const Builder& right) {
  if (op == Op::kNe) return Relation(left, Op::kEq, right).Append(" IS NOT TRUE");
  return Relation(left, op, right).Append(" IS TRUE");
}

Builder BindNumber(const Value& number) {
  if (number.kind() == Value::Kind::kInt) return Builder().Bind(number.AsInt());
  return Builder().Bind(number.AsDouble());
}

Builder CompareWithNumber(const Alternative& x, Op op, const Value& number) {
  const Bounded bounded = BoundOf(op, number, x.kind);
  if (bounded.always) return Truth(*bounded.always);
  const Builder bound = BindNumber(bounded.bound);
  return x.kind == Kind::kDouble ? RelationOfDoubles(x.value, bounded.op, bound)
                                 : Relation(x.value, bounded.op, bound);
}

// Exact for an int and a double: rounding the int keeps the order, so only where they look equal is
// the double, which is whole there, taken as an int.
Builder CompareIntDouble(const Builder& left, Op op, const Builder& right) {
  Builder rounded;
  rounded.Append("CAST(").Append(left).Append(" AS DOUBLE PRECISION)");
  const bool less = op == Op::kLt || op == Op::kLe || op == Op::kNe;
  Builder relation;
  relation.Append("(CASE WHEN ").Append(Relation(rounded, Op::kNe, right)).Append(" THEN ");
  relation.Append(Relation(rounded, op, right)).Append(" WHEN ").Append(right);
  relation.Append(" >= 9223372036854775808.0 THEN ")
      .Append(Truth(less))
      .Append(" WHEN ")
      .Append(right);
  relation.Append(" IS NOT NULL THEN ")
      .Append(left)
      .Append(OpSql(op))
      .Append("CAST(")
      .Append(right);
  relation.Append(" AS BIGINT) ELSE ").Append(Truth(op == Op::kNe)).Append(" END)");
  return relation;
}

// `right` as text, against a uid.
absl::StatusOr<Builder> CompareId(const Alternative& id, Op op, const Operand& right) {
  if ((op != Op::kEq && op != Op::kNe) || !right.constant ||
      right.constant->kind() != Value::Kind::kString) {
    return Unsupported("ids can be compared with constants only, by ==, != and in");
  }
  const std::string& text = right.constant->AsString();
  if (!IsId(text)) return Truth(op == Op::kNe);
  return Relation(id.value, op, Builder().BindBytes(IdBytes(text)));
}

// Nothing where the two kinds can't be equal and have no order.
absl::StatusOr<std::optional<Builder>> ComparePair(Op op, const Operand& left, const Alternative& a,
                                                   const Operand& right, const Alternative& b) {
  if (IsNumber(a.kind) && IsNumber(b.kind)) {
    if (right.constant) return CompareWithNumber(a, op, *right.constant);
    if (left.constant) return CompareWithNumber(b, Flip(op), *left.constant);
    if (a.kind == Kind::kInt && b.kind == Kind::kDouble)
      return CompareIntDouble(a.value, op, b.value);
    if (a.kind == Kind::kDouble && b.kind == Kind::kInt) {
      return CompareIntDouble(b.value, Flip(op), a.value);
    }
    if (a.kind == Kind::kDouble) return RelationOfDoubles(a.value, op, b.value);
    return Relation(a.value, op, b.value);
  }
  if (a.kind == Kind::kId && (b.kind == Kind::kId || b.kind == Kind::kString)) {
    ASSAY_ASSIGN_OR_RETURN(Builder relation, CompareId(a, op, right));
    return relation;
  }
  if (b.kind == Kind::kId && a.kind == Kind::kString) {
    ASSAY_ASSIGN_OR_RETURN(Builder relation, CompareId(b, Flip(op), left));
    return relation;
  }
  if (a.kind != b.kind) return std::nullopt;
  return Relation(a.value, op, b.value);
}

}  // namespace

Bounded BoundOf(Op op, const Value& number, Kind kind) {
  const bool unequal = op == Op::kNe;
  Bounded bounded{op, number, std::nullopt};
  if (kind == Kind::kDouble) {
    bounded.bound = number.kind() == Value::Kind::kInt
                        ? Value::Double(static_cast<double>(number.AsInt()))
                        : number;
  } else if (number.kind() == Value::Kind::kDouble) {
    const double d = number.AsDouble();
    if (!(d >= -kTwoTo63 && d < kTwoTo63)) {
      const bool all_less = d >= kTwoTo63, all_greater = d < -kTwoTo63;
      bounded.always = unequal || (all_less && (op == Op::kLt || op == Op::kLe)) ||
                       (all_greater && (op == Op::kGt || op == Op::kGe));
      return bounded;
    }
    bounded.bound = Value::Int(static_cast<int64_t>(std::floor(d)));
  }
  const std::partial_ordering side = *expression::Compare(number, bounded.bound);
  if (side == std::partial_ordering::equivalent) return bounded;
  // Between two values of the kind, or NaN.
  if (op == Op::kEq || unequal || side == std::partial_ordering::unordered) {
    bounded.always = unequal;
    return bounded;
  }
  const bool below = op == Op::kLt || op == Op::kLe;
  bounded.op = side < 0 ? (below ? Op::kLt : Op::kGe) : (below ? Op::kLe : Op::kGt);
  return bounded;
}

absl::StatusOr<Operand> Compare(Op op, const Operand& left, const Operand& right) {
  Builder cases;
  bool all_comparable = true;
  for (const Alternative& a : left.alternatives) {
    for (const Alternative& b : right.alternatives) {
      ASSAY_ASSIGN_OR_RETURN(const std::optional<Builder> relation,
                             ComparePair(op, left, a, right, b));
      if (!relation) {
        all_comparable = false;
        continue;
      }
      cases.Append(" WHEN ")
          .Append(Both(Present(a), Present(b)))
          .Append(" THEN ")
          .Append(*relation);
    }
  }
  const bool equality = op == Op::kEq || op == Op::kNe;
  if (equality && !all_comparable) {
    cases.Append(" WHEN ").Append(Both(Present(left), Present(right))).Append(" THEN ");
    cases.Append(Truth(op == Op::kNe));
  }
  if (cases.empty()) return Operand();
  return MakeOperand(Kind::kBool, Builder().Append("CASE").Append(cases).Append(" END"));
}

namespace {

// `x = ` one of those constants that are of x's kind or have an equal in it.
absl::StatusOr<Builder> MemberOf(const Alternative& x, const expression::ValueList& constants) {
  Builder list;
  for (const Value& constant : constants) {
    Builder item;
    if (IsNumber(x.kind) &&
        (constant.kind() == Value::Kind::kInt || constant.kind() == Value::Kind::kDouble)) {
      const Bounded bounded = BoundOf(Op::kEq, constant, x.kind);
      if (!bounded.always) item = BindNumber(bounded.bound);
    } else if (x.kind == Kind::kId) {
      if (constant.kind() == Value::Kind::kString && IsId(constant.AsString())) {
        item.BindBytes(IdBytes(constant.AsString()));
      }
    } else {
      ASSAY_ASSIGN_OR_RETURN(const Operand operand, MakeConstant(constant));
      if (operand.alternatives.front().kind == x.kind) item = operand.alternatives.front().value;
    }
    if (item.empty()) continue;
    if (!list.empty()) list.Append(", ");
    list.Append(item);
  }
  if (list.empty()) return Truth(false);
  Builder member;
  member.Append("((").Append(x.value).Append(") IN (").Append(list).Append("))");
  if (x.kind == Kind::kDouble) member.Append(" IS TRUE");
  return member;
}

}  // namespace

absl::StatusOr<Operand> InConstants(const Operand& element,
                                    const expression::ValueList& constants) {
  if (element.alternatives.empty()) return Operand();
  Builder member;
  member.Append("CASE");
  for (const Alternative& x : element.alternatives) {
    ASSAY_ASSIGN_OR_RETURN(const Builder found, MemberOf(x, constants));
    member.Append(" WHEN ").Append(Present(x)).Append(" THEN ").Append(found);
  }
  return MakeOperand(Kind::kBool, member.Append(" END"));
}

}  // namespace assay::filter
