// The id that a question for one row gives.
#ifndef ASSAY_STORAGE_FIRST_ID_H_
#define ASSAY_STORAGE_FIRST_ID_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "core/status_macros.h"
#include "storage/sql/database.h"

namespace assay {

// The first column of the first row; 0 for no row, and for NULL.
inline absl::StatusOr<int64_t> FirstId(sql::Rows rows) {
  const int64_t id = rows.Next() && !rows.IsNull(0) ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return id;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_FIRST_ID_H_
