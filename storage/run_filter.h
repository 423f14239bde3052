// Filters of runs, compiled to conditions of SQL.
#ifndef ASSAY_STORAGE_RUN_FILTER_H_
#define ASSAY_STORAGE_RUN_FILTER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "storage/run_columns.h"

namespace assay {

// The parts of which a filter is the &&: a run matches when each of them is true.
std::vector<const expression::Expr*> Conjuncts(const expression::Expr& filter);

// The condition that is TRUE just for the runs for which evaluating `part`, of a filter that
// ParseRunFilter gave, is true. `columns` gets the joins that it needs. InvalidArgument with reason
// FILTER_UNSUPPORTED, pointing at what SQL can't do.
absl::StatusOr<sql::Builder> CompileCondition(const expression::Expression& filter,
                                              const expression::Expr& part, RunColumns& columns);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_FILTER_H_
