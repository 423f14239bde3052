// The id that a question for one row gives.
#ifndef ASSAY_STORAGE_FIRST_ID_H_
#define ASSAY_STORAGE_FIRST_ID_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "core/status_macros.h"
#include "storage/first_int.h"

namespace assay {

// The first column of the first row; 0 for no row, and for NULL.
inline absl::StatusOr<int64_t> FirstId(sql::Rows rows) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> id, FirstInt(std::move(rows)));
  return id.value_or(0);
}

}  // namespace assay

#endif  // ASSAY_STORAGE_FIRST_ID_H_
