// Rows of predictions and labels, joined by their ids.
#ifndef ASSAY_SCORING_SAMPLES_H_
#define ASSAY_SCORING_SAMPLES_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "scoring/csv.h"

namespace assay::scoring {

// One column of values, with what errors tell of where they came from.
struct Samples {
  std::string_view file;    // "predictions" or "labels"
  std::string_view column;  // its name
  CsvTable::Column values = {};
  std::vector<size_t> lines = {};
};

// Columns of one element for each row of the labels, in their order. Absent where the predictions
// have no such column.
struct JoinedSamples {
  Samples labels;
  std::optional<Samples> predictions;
  std::optional<Samples> scores;
  std::optional<Samples> probabilities;
};

// Finds the columns that `scoring` names and joins them. What is returned refers to the tables and
// to `scoring`. InvalidArgument: COLUMN_MISSING, ID_REPEATED, ROWS_DIFFER, ROWS_MISSING (no rows).
absl::StatusOr<JoinedSamples> Join(const v1::Scoring& scoring, const CsvTable& predictions,
                                   const CsvTable& labels);

// The samples as numbers. InvalidArgument: NUMBER_MALFORMED, NUMBER_NOT_FINITE.
absl::StatusOr<std::vector<double>> Numbers(const Samples& samples);

// A value from a file as a message shows it: a long one by its beginning.
std::string Excerpt(std::string_view value);

}  // namespace assay::scoring

#endif  // ASSAY_SCORING_SAMPLES_H_
