#include "storage/registry/contract_validation.h"

#include <cmath>
#include <string>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/check_count.h"
#include "storage/registry/fields.h"
#include "storage/registry/limits.h"

namespace assay {
namespace {

absl::Status CheckFinite(std::string_view field, double number) {
  if (std::isfinite(number)) return absl::OkStatus();
  return InvalidArgument("NUMBER_NOT_FINITE", field, "The {} is {}. Give a finite number.", field,
                         number);
}

absl::Status CheckNotNegative(std::string_view field, double number) {
  ASSAY_RETURN_IF_ERROR(CheckFinite(field, number));
  if (number >= 0) return absl::OkStatus();
  return InvalidArgument("NUMBER_NEGATIVE", field, "The {} is {}, which is below 0.", field,
                         number);
}

absl::Status ValidateQuality(const v1::QualityMetric& metric) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("metric", metric.key()));
  ASSAY_RETURN_IF_ERROR(CheckFinite("value", metric.value()));
  ASSAY_RETURN_IF_ERROR(AtField("dataset", ValidateName("dataset", metric.dataset())));
  ASSAY_RETURN_IF_ERROR(AtField("dataset_digest", ValidateDigest(metric.dataset_digest())));
  return ValidateTextField("split", metric.split(), limits::kNameBytes);
}

absl::Status ValidateNumbers(const v1::HandoffContract& contract) {
  if (contract.has_latency_p50_ms()) {
    ASSAY_RETURN_IF_ERROR(CheckNotNegative("latency_p50_ms", contract.latency_p50_ms()));
  }
  if (contract.has_latency_p95_ms()) {
    ASSAY_RETURN_IF_ERROR(CheckNotNegative("latency_p95_ms", contract.latency_p95_ms()));
  }
  if (contract.has_memory_mb()) {
    ASSAY_RETURN_IF_ERROR(CheckNotNegative("memory_mb", contract.memory_mb()));
  }
  if (contract.parameter_count() < 0) {
    return InvalidArgument("NUMBER_NEGATIVE", "parameter_count",
                           "The parameter_count is {}, which is below 0.",
                           contract.parameter_count());
  }
  if (contract.artifact_bytes() < 0) {
    return InvalidArgument("NUMBER_NEGATIVE", "artifact_bytes",
                           "The artifact_bytes are {}, which is below 0.",
                           contract.artifact_bytes());
  }
  return absl::OkStatus();
}

absl::Status ValidateFile(std::string_view field, const v1::Content& content) {
  ASSAY_RETURN_IF_ERROR(CheckStrong(field, content));
  if (content.kind() != v1::CONTENT_KIND_DIRECTORY) return absl::OkStatus();
  return InvalidArgument("CONTENT_IS_DIRECTORY", field,
                         "The {} are a directory. Give one file of CSV.", field);
}

absl::Status ValidateEvaluationDataset(const v1::HandoffContract& contract) {
  if (!contract.has_evaluation_dataset()) {
    if (contract.evaluation_split().empty()) return absl::OkStatus();
    return InvalidArgument("DATASET_MISSING", "evaluation_dataset",
                           "The contract has an evaluation_split and no evaluation_dataset. Give "
                           "both together.");
  }
  const v1::DatasetRef& dataset = contract.evaluation_dataset();
  ASSAY_RETURN_IF_ERROR(
      AtField("evaluation_dataset.name", ValidateName("dataset", dataset.name())));
  ASSAY_RETURN_IF_ERROR(AtField("evaluation_dataset.digest", ValidateDigest(dataset.digest())));
  return ValidateTextField("evaluation_split", contract.evaluation_split(), limits::kNameBytes);
}

absl::Status ValidateScoring(const v1::Scoring& scoring) {
  if (scoring.task() == v1::SCORING_TASK_UNSPECIFIED || !v1::ScoringTask_IsValid(scoring.task())) {
    return InvalidArgument("TASK_MISSING", "scoring.task",
                           "The scoring has no task. Set BINARY, MULTICLASS or REGRESSION.");
  }
  for (const std::string* text :
       {&scoring.id_column(), &scoring.label_column(), &scoring.prediction_column(),
        &scoring.score_column(), &scoring.probability_column(), &scoring.positive_label()}) {
    ASSAY_RETURN_IF_ERROR(ValidateTextField("scoring", *text, limits::kNameBytes));
  }
  return absl::OkStatus();
}

absl::Status ValidateFreeField(const std::string& key, const v1::Value& value) {
  ASSAY_RETURN_IF_ERROR(AtField("", ValidateKey("contract's field", key)));
  switch (value.kind_case()) {
    case v1::Value::KIND_NOT_SET:
      return InvalidArgument("VALUE_MISSING", "", "The contract's field \"{}\" has no value.", key);
    case v1::Value::kDoubleValue:
      return AtField("", CheckFinite(key, value.double_value()));
    case v1::Value::kStringValue:
      return AtField(
          "", ValidateText("contract's field", value.string_value(), limits::kParamValueBytes));
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status CheckStrong(std::string_view field, const v1::Content& content) {
  ASSAY_RETURN_IF_ERROR(AtField(std::string(field) + ".digest", ValidateDigest(content.digest())));
  if (content.has_size() && content.size() < 0) {
    return InvalidArgument("SIZE_NEGATIVE", std::string(field) + ".size",
                           "The size of a content is negative.");
  }
  if (StrengthOf(content.digest()) == DigestStrength::kStrong) return absl::OkStatus();
  return InvalidArgument("DIGEST_TOO_WEAK", std::string(field) + ".digest",
                         "The digest {} does not cover all bytes, so it can't say which content "
                         "this is. Use \"sha256:<64 hex digits>\"; `assay hash` computes it.",
                         content.digest());
}

absl::Status CheckContractCounts(const v1::HandoffContract& contract) {
  ASSAY_RETURN_IF_ERROR(
      CheckCount("quality", static_cast<size_t>(contract.quality_size()), limits::kQualityMetrics));
  return CheckCount("fields", contract.fields().size(), limits::kContractFields);
}

absl::Status ValidateContract(const v1::HandoffContract& contract) {
  ASSAY_RETURN_IF_ERROR(CheckContractCounts(contract));
  for (int i = 0; i < contract.quality_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(
        PrefixField(ValidateQuality(contract.quality(i)), fmt::format("quality[{}]", i)));
  }
  ASSAY_RETURN_IF_ERROR(ValidateNumbers(contract));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("framework", contract.framework(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(
      ValidateTextField("framework_version", contract.framework_version(), limits::kNameBytes));
  if (contract.has_predictions()) {
    ASSAY_RETURN_IF_ERROR(ValidateFile("predictions", contract.predictions()));
  }
  if (contract.has_labels()) ASSAY_RETURN_IF_ERROR(ValidateFile("labels", contract.labels()));
  ASSAY_RETURN_IF_ERROR(ValidateEvaluationDataset(contract));
  if (contract.has_scoring()) ASSAY_RETURN_IF_ERROR(ValidateScoring(contract.scoring()));
  for (const auto& [key, value] : contract.fields()) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateFreeField(key, value), "fields"));
  }
  return absl::OkStatus();
}

}  // namespace assay
