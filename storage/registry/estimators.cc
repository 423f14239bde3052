#include "storage/registry/estimators.h"

#include <algorithm>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "core/value_text.h"
#include "nlohmann/json.hpp"
#include "storage/check_count.h"
#include "storage/params.h"
#include "storage/registry/fields.h"
#include "storage/registry/limits.h"
#include "storage/runs.h"

namespace assay {
namespace {

bool LessByKey(const v1::Param& a, const v1::Param& b) { return a.key() < b.key(); }

void Sort(ParamList* params) { std::sort(params->begin(), params->end(), LessByKey); }

std::string TypedText(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kIntValue:
      return "int:" + ValueText(value);
    case v1::Value::kDoubleValue:
      return "double:" + ValueText(value);
    case v1::Value::kBoolValue:
      return "bool:" + ValueText(value);
    default:
      return "string:" + ValueText(value);
  }
}

absl::Status CompleteFromRun(ReadTxn& txn, int64_t run_row, v1::Estimator* estimator) {
  ASSAY_ASSIGN_OR_RETURN(auto runs, LoadRuns(txn, std::span(&run_row, 1), RunParts::kSummary));
  const v1::Run& run = runs.front();
  if (estimator->commit().empty()) {
    estimator->set_commit(run.code().commit());
    estimator->set_patch_digest(run.code().patch_digest());
  }
  if (estimator->hyper_parameters().empty()) {
    *estimator->mutable_hyper_parameters() = run.params();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateEstimator(const v1::Estimator& estimator) {
  ASSAY_RETURN_IF_ERROR(ValidateTextField("algorithm", estimator.algorithm(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("commit", estimator.commit(), limits::kNameBytes));
  if (!estimator.patch_digest().empty()) {
    ASSAY_RETURN_IF_ERROR(AtField("patch_digest", ValidateDigest(estimator.patch_digest())));
  }
  const ParamList& params = estimator.hyper_parameters();
  ASSAY_RETURN_IF_ERROR(
      CheckCount("hyper_parameters", static_cast<size_t>(params.size()), limits::kHyperParameters));
  ASSAY_RETURN_IF_ERROR(AtField("hyper_parameters", ValidateParams(params)));
  ParamList sorted = params;
  Sort(&sorted);
  const auto twice =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.key() == b.key(); });
  if (twice == sorted.end()) return absl::OkStatus();
  return InvalidArgument("KEY_REPEATED", "hyper_parameters",
                         "The hyper-parameter \"{}\" is given twice. Give it one value.",
                         twice->key());
}

std::string EstimatorDigest(const v1::Estimator& estimator) {
  // An nlohmann::json object is a sorted map.
  nlohmann::json params = nlohmann::json::object();
  for (const v1::Param& param : estimator.hyper_parameters()) {
    params[param.key()] = TypedText(param.value());
  }
  const nlohmann::json canonical = {{"algorithm", estimator.algorithm()},
                                    {"commit", estimator.commit()},
                                    {"hyper_parameters", std::move(params)},
                                    {"patch_digest", estimator.patch_digest()}};
  return Sha256Digest(canonical.dump());
}

absl::StatusOr<int64_t> InternEstimator(WriteTxn& txn, v1::Estimator estimator, int64_t run) {
  if (run != 0) ASSAY_RETURN_IF_ERROR(CompleteFromRun(txn, run, &estimator));
  estimator.clear_digest();
  if (estimator.ByteSizeLong() == 0) return 0;
  Sort(estimator.mutable_hyper_parameters());
  estimator.set_digest(EstimatorDigest(estimator));
  const std::string_view digest = estimator.digest();
  const std::string body = estimator.SerializeAsString();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO estimator (digest, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
              {digest, sql::Bytes{body}}));
  Rows rows = txn.Query("SELECT id FROM estimator WHERE digest = $1", {digest});
  if (rows.Next()) return rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return absl::InternalError("An estimator that was inserted is not there.");
}

}  // namespace assay
