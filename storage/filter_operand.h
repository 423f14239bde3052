// Parts of filters as SQL. CEL's errors are SQL's NULL: AND and OR absorb both in the same way, and
// a run for which a filter is not TRUE does not match.
#ifndef ASSAY_STORAGE_FILTER_OPERAND_H_
#define ASSAY_STORAGE_FILTER_OPERAND_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/value.h"
#include "storage/sql/sql.h"

namespace assay::filter {

// What the SQL of a value gives: bool a condition, timestamp and duration an int64 of microseconds,
// id the bytes of a uid; the others what they are called.
enum class Kind { kBool, kInt, kDouble, kString, kTimestamp, kDuration, kId };

// A part for the runs for which its value is of `kind`.
struct Alternative {
  Kind kind = Kind::kBool;
  // NULL for the other runs, and for a double also when it is NaN.
  sql::Builder value;
  // TRUE for just those runs, else FALSE or NULL. Empty where "value IS NOT NULL" says the same.
  sql::Builder present;
};

// A part: its value is that of the alternative that is present for a run, and an error when none
// is. So a param has several, what can only err has none, and no two are present at once.
struct Operand {
  std::vector<Alternative> alternatives;
  // The value, when it is the same for all runs.
  std::optional<expression::Value> constant;
};

// TRUE when the alternative or the operand is present, else FALSE or NULL.
sql::Builder Present(const Alternative& alternative);
sql::Builder Present(const Operand& operand);

Operand MakeOperand(Kind kind, sql::Builder value, sql::Builder present = {});
// InvalidArgument for what SQL can't hold: lists, text with NUL, times finer than a microsecond.
absl::StatusOr<Operand> MakeConstant(const expression::Value& value);
// The condition that the operand is true; NULL when it is not a bool.
sql::Builder ToCondition(const Operand& operand);

// "(left) AND (right)"; an empty side is TRUE.
sql::Builder Both(const sql::Builder& left, const sql::Builder& right);

// `op` of a relation with its sides exchanged: < for >.
expression::Op Flip(expression::Op op);
// " < " and so on, for relations and arithmetic.
sql::Sql OpSql(expression::Op op);

// A comparison of all doubles or all int64 with `bound`; or one with a fixed outcome.
struct Bounded {
  expression::Op op = expression::Op::kEq;
  expression::Value bound;
  std::optional<bool> always;
};
// What `x op number` is for an x of `kind`, an int or a double: exact, also where `number` is not
// of that kind or has no equal in it.
Bounded BoundOf(expression::Op op, const expression::Value& number, Kind kind);

// Each of these gives an operand, or InvalidArgument with a message that says why SQL can't do it.

// ==, !=, <, <=, >, >=.
absl::StatusOr<Operand> Compare(expression::Op op, const Operand& left, const Operand& right);
// `element in [constants]`
absl::StatusOr<Operand> InConstants(const Operand& element, const expression::ValueList& constants);
// + - * / %. A zero that divides doubles must not be -0.0.
absl::StatusOr<Operand> Arithmetic(expression::Op op, const Operand& left, const Operand& right);
absl::StatusOr<Operand> Negate(const Operand& operand);
// size, startsWith, endsWith and contains of strings; operands that are not strings are absent.
Operand TextFunction(expression::Function function, const std::vector<Operand>& arguments);
// condition ? then : otherwise
Operand Conditional(const Operand& condition, const Operand& then, const Operand& otherwise);

// InvalidArgument with reason FILTER_UNSUPPORTED.
absl::Status Unsupported(std::string_view message);

}  // namespace assay::filter

#endif  // ASSAY_STORAGE_FILTER_OPERAND_H_
