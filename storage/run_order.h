// Orders of runs, and positions in them.
#ifndef ASSAY_STORAGE_RUN_ORDER_H_
#define ASSAY_STORAGE_RUN_ORDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/run_columns.h"
#include "storage/run_schema.h"

namespace assay {

struct OrderKey {
  RunField field;
  bool descending = false;
};

// Reads "metrics.auc desc, start_time"; newest first when it is empty. InvalidArgument with reason
// ORDER_BY_INVALID.
absl::StatusOr<std::vector<OrderKey>> ParseRunOrder(std::string_view text);

// Values of one key come in groups: first what is there, last what is absent, whatever the
// direction. A param's numbers come before its NaN, strings and bools; a metric's before its NaN.
enum OrderRank : int64_t { kNumbers = 0, kNan = 1, kStrings = 2, kBools = 3, kAbsent = 4 };

// One column that rows are sorted by.
struct OrderColumn {
  enum class Type { kInt, kDouble, kText };  // as in OrderValue
  Type type = Type::kInt;
  sql::Builder sql;
  bool descending = false;
  // Whether all rows of the statement have the same value here, so that it orders nothing.
  bool fixed = false;
};

// Adds the columns of a key. `columns` gets the joins that they need.
absl::Status AddOrderColumns(const OrderKey& key, RunColumns& columns,
                             std::vector<OrderColumn>* added);
// Adds the run's row, by which every order ends.
void AddRunColumn(const RunColumns& columns, bool descending, std::vector<OrderColumn>* added);
// The columns of a key whose rank is `rank` in all rows, and whose value, if that rank has one, is
// d.value.
void AddFixedColumns(const OrderKey& key, OrderRank rank, std::vector<OrderColumn>* added);
// The column of a key that is the runs' start, which is d.value.
void AddStartColumn(const OrderKey& key, std::vector<OrderColumn>* added);
// The values of the columns in one row; nothing for NULL.
using OrderValue = std::optional<std::variant<int64_t, double, std::string>>;
using OrderPosition = std::vector<OrderValue>;

// A position as text, exact to the bit, and back. InvalidArgument (PAGE_TOKEN_INVALID) unless it is
// one in `order`.
std::string FormatPosition(const OrderPosition& position);
absl::StatusOr<OrderPosition> ParsePosition(std::string_view text,
                                            const std::vector<OrderKey>& order);

// " AND <columns come after position>"; nothing when no column tells.
void AppendAfter(const std::vector<OrderColumn>& columns, const OrderPosition& position,
                 sql::Builder* builder);
// " ORDER BY ..."
void AppendOrderBy(const std::vector<OrderColumn>& columns, sql::Builder* builder);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_ORDER_H_
