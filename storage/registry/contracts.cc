#include "storage/registry/contracts.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/in_list.h"
#include "storage/registry/contract_fields.h"
#include "storage/registry/contract_validation.h"
#include "storage/registry/recorded_data.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr std::array kRequired = {"quality",   "latency_p50_ms",     "latency_p95_ms",
                                  "memory_mb", "parameter_count",    "artifact_bytes",
                                  "framework", "framework_version",  "predictions",
                                  "labels",    "evaluation_dataset", "scoring"};

absl::StatusOr<v1::HandoffContract> ParseBody(const Rows& rows, int column) {
  v1::HandoffContract body;
  if (!body.ParseFromString(rows.String(column))) {
    return absl::DataLossError("A field of a contract can't be read.");
  }
  return body;
}

// What a contract has so far.
struct Present {
  std::map<std::string, v1::HandoffContract> fields;
  v1::HandoffContract sum;
};

absl::StatusOr<Present> LoadPresent(ReadTxn& txn, int64_t model_version) {
  Rows rows =
      txn.Query("SELECT field, body FROM contract_field WHERE model_version = $1 ORDER BY field",
                {model_version});
  Present present;
  while (rows.Next()) {
    ASSAY_ASSIGN_OR_RETURN(v1::HandoffContract body, ParseBody(rows, 1));
    present.sum.MergeFrom(body);
    present.fields.emplace(rows.String(0), std::move(body));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return present;
}

absl::Status CheckData(ReadTxn& txn, const ModelVersionRow& version,
                       const v1::HandoffContract& body) {
  if (body.has_evaluation_dataset()) {
    const v1::DatasetRef& dataset = body.evaluation_dataset();
    return PrefixField(
        FindRecordedData(txn, version.workspace, dataset.name(), dataset.digest()).status(),
        "contract.evaluation_dataset");
  }
  for (const v1::QualityMetric& metric : body.quality()) {
    ASSAY_RETURN_IF_ERROR(PrefixField(
        FindRecordedData(txn, version.workspace, metric.dataset(), metric.dataset_digest())
            .status(),
        "contract.quality"));
  }
  return absl::OkStatus();
}

absl::Status FieldChanged(const std::string& name) {
  return FailedPrecondition(
      "CONTRACT_FIELD_CHANGED",
      "The contract has another value for {} already, and it does not change. Register a new "
      "version of the model with a contract of its own.",
      name);
}

absl::Status InsertField(WriteTxn& txn, const ModelVersionRow& version, const ContractField& field,
                         std::string_view given_by) {
  ASSAY_RETURN_IF_ERROR(CheckData(txn, version, field.body));
  // Predictions and labels become contents, so that lineage can say what they are.
  for (const v1::Content* content : {&field.body.predictions(), &field.body.labels()}) {
    if (content->digest().empty()) continue;
    ASSAY_RETURN_IF_ERROR(InternContent(txn, *content).status());
  }
  const std::string body = field.body.SerializeAsString();
  return txn.Run(
      "INSERT INTO contract_field (model_version, field, body, created_us, given_by) "
      "VALUES ($1, $2, $3, $4, $5)",
      {version.id, std::string_view(field.name), sql::Bytes{body}, txn.now_us(), given_by});
}

void Finish(v1::HandoffContract* contract) {
  std::sort(contract->mutable_quality()->pointer_begin(),
            contract->mutable_quality()->pointer_end(),
            [](const v1::QualityMetric* a, const v1::QualityMetric* b) {
              return std::tie(a->key(), a->dataset(), a->dataset_digest(), a->split()) <
                     std::tie(b->key(), b->dataset(), b->dataset_digest(), b->split());
            });
  std::stable_sort(contract->mutable_sources()->pointer_begin(),
                   contract->mutable_sources()->pointer_end(),
                   [](const v1::ContractSource* a, const v1::ContractSource* b) {
                     return TimeMicros(a->time()) < TimeMicros(b->time());
                   });
  for (v1::Content* content :
       {contract->has_predictions() ? contract->mutable_predictions() : nullptr,
        contract->has_labels() ? contract->mutable_labels() : nullptr}) {
    if (content == nullptr) continue;
    content->set_kind(v1::CONTENT_KIND_FILE);
    content->set_strength(v1::DIGEST_STRENGTH_STRONG);
  }
  for (std::string& name : MissingContractFields(*contract)) {
    contract->add_missing(std::move(name));
  }
}

}  // namespace

std::vector<std::string> MissingContractFields(const v1::HandoffContract& contract) {
  const auto& descriptor = *v1::HandoffContract::descriptor();
  const auto& reflection = *contract.GetReflection();
  std::vector<std::string> missing;
  for (const char* name : kRequired) {
    const auto* field = descriptor.FindFieldByName(name);
    const bool there = field->is_repeated() ? reflection.FieldSize(contract, field) > 0
                                            : reflection.HasField(contract, field);
    if (!there) missing.emplace_back(name);
  }
  return missing;
}

absl::Status AddToContract(WriteTxn& txn, const ModelVersionRow& version,
                           const v1::HandoffContract& contract, std::string_view given_by) {
  ASSAY_ASSIGN_OR_RETURN(Present present, LoadPresent(txn, version.id));
  const bool complete = MissingContractFields(present.sum).empty();
  for (ContractField& field : SplitContract(contract)) {
    const auto there = present.fields.find(field.name);
    if (there != present.fields.end()) {
      if (!SameField(there->second, field.body)) return FieldChanged(field.name);
      continue;
    }
    if (complete) {
      return FailedPrecondition(
          "CONTRACT_COMPLETE",
          "The contract is complete, so {} can't be added. Register a new version of the model "
          "with a contract of its own.",
          field.name);
    }
    ASSAY_RETURN_IF_ERROR(InsertField(txn, version, field, given_by));
    present.sum.MergeFrom(field.body);
    present.fields.emplace(field.name, std::move(field.body));
  }
  return PrefixField(CheckContractCounts(present.sum), "contract");
}

absl::Status LoadContracts(ReadTxn& txn, std::span<const int64_t> model_versions,
                           const ContractOf& contract_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT model_version, field, body, created_us, given_by FROM contract_field "
      "WHERE model_version IN ");
  AppendList(model_versions, &builder);
  builder.Append(" ORDER BY model_version, field");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::HandoffContract* contract = contract_of(rows.Int(0));
    ASSAY_ASSIGN_OR_RETURN(const v1::HandoffContract body, ParseBody(rows, 2));
    contract->MergeFrom(body);
    v1::ContractSource* source = contract->add_sources();
    source->set_field(rows.String(1));
    SetTime(rows.Int(3), source->mutable_time());
    source->set_given_by(rows.String(4));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  for (const int64_t model_version : model_versions) Finish(contract_of(model_version));
  return absl::OkStatus();
}

}  // namespace assay
