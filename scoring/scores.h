// Metrics of predictions against labels, both as CSV.
#ifndef ASSAY_SCORING_SCORES_H_
#define ASSAY_SCORING_SCORES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"

namespace assay::scoring {

struct Score {
  std::optional<double> value;
  // Why there is no value.
  std::string undefined = {};
};

struct Scores {
  int64_t sample_count = 0;
  // By key: accuracy, precision, recall, f1, roc_auc, log_loss, brier, rmse, mae, r2, as far as the
  // task and the columns allow. scoring/metrics.h has the formulas.
  std::map<std::string, Score> metrics;
};

// Computes every metric that task and columns allow; what they mean is said at v1::Scoring. Pure:
// equal input gives equal bits. Values have to be finite: NaN and infinities are refused, as they
// would make every mean worthless in silence.
//
// InvalidArgument with the file ("predictions" or "labels") as the field, and the line or the id in
// the message: CSV_MALFORMED, COLUMN_MISSING, ID_REPEATED, ROWS_DIFFER, ROWS_MISSING,
// NUMBER_MALFORMED, NUMBER_NOT_FINITE, PROBABILITY_OUT_OF_RANGE, LABEL_UNKNOWN; TASK_MISSING.
absl::StatusOr<Scores> ComputeScores(const v1::Scoring& scoring, std::string_view predictions_csv,
                                     std::string_view labels_csv);

}  // namespace assay::scoring

#endif  // ASSAY_SCORING_SCORES_H_
