// What differs between things, side by side.
#ifndef ASSAY_CLI_INTERNAL_COMPARISON_H_
#define ASSAY_CLI_INTERNAL_COMPARISON_H_

#include <string>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

// A table with a column for each of `titles`, and a row for each of `rows`, whose values are in the
// same order.
std::string RenderComparison(const std::vector<std::string>& titles,
                             const google::protobuf::RepeatedPtrField<v1::CompareRow>& rows,
                             const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_COMPARISON_H_
