// INSERTs of several rows in one statement.
#ifndef ASSAY_STORAGE_INSERT_ROWS_H_
#define ASSAY_STORAGE_INSERT_ROWS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "core/status_macros.h"
#include "storage/store.h"

namespace assay {

// The statements of one INSERT for 1, 2, 4, ... 64 rows: few of them serve lists of every length.
// To be made once. Thread-safe.
class InsertRows {
 public:
  // `head` ends in VALUES, and `tail` may be empty.
  InsertRows(sql::Sql head, size_t columns, sql::Sql tail) : columns_(columns) {
    for (size_t i = 0; i < statements_.size(); ++i) {
      sql::Builder& statement = statements_[i];
      statement.Append(head);
      for (size_t value = 0; value < columns << i; ++value) {
        const bool begins = value % columns == 0;
        statement.Append(value == 0 ? sql::Sql(" (") : begins ? sql::Sql("), (") : sql::Sql(", "));
        statement.BindNull();
      }
      statement.Append(")").Append(tail);
    }
  }

  // `values` are those of each row, one row after the other. Returns how many rows were inserted or
  // changed.
  absl::StatusOr<int64_t> Execute(WriteTxn& txn, sql::Params values) const {
    int64_t changed = 0;
    while (!values.empty()) {
      const size_t fit = std::bit_width(values.size() / columns_) - 1;
      const size_t i = std::min(fit, statements_.size() - 1);
      const size_t taken = columns_ << i;
      ASSAY_ASSIGN_OR_RETURN(const int64_t count,
                             txn.Execute(statements_[i].sql(), values.first(taken)));
      changed += count;
      values = values.subspan(taken);
    }
    return changed;
  }

 private:
  const size_t columns_;
  std::array<sql::Builder, 7> statements_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_INSERT_ROWS_H_
