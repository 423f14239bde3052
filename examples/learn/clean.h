// Cleaning a table before anyone learns from it.
#ifndef ASSAY_EXAMPLES_LEARN_CLEAN_H_
#define ASSAY_EXAMPLES_LEARN_CLEAN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "examples/learn/table.h"

namespace assay::examples {

struct CleanTable {
  Table table;
  size_t repeated_rows = 0;                  // that were removed
  std::vector<std::string> dropped_columns;  // in their order
};

// Removes rows that repeat an earlier one, columns that hold one value only, and columns that say
// nearly what an earlier one says: those whose correlation with it (Pearson's) is more than
// `max_correlation` in size. The column `target` stays. InvalidArgument with reason COLUMN_MISSING
// when there is no such column, OPTION_OUT_OF_RANGE unless 0 < max_correlation <= 1.
absl::StatusOr<CleanTable> Clean(const Table& table, std::string_view target,
                                 double max_correlation);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_CLEAN_H_
