// The number that a question for one number gives.
#ifndef ASSAY_STORAGE_FIRST_INT_H_
#define ASSAY_STORAGE_FIRST_INT_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "core/status_macros.h"
#include "storage/sql/database.h"

namespace assay {

// The first column of the first row; nothing for no row, and for NULL.
inline absl::StatusOr<std::optional<int64_t>> FirstInt(sql::Rows rows) {
  std::optional<int64_t> value;
  if (rows.Next() && !rows.IsNull(0)) value = rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return value;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_FIRST_INT_H_
