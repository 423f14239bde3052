#include "storage/governance/model_facts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/digest.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "storage/governance/flags.h"
#include "storage/governance/observations.h"
#include "storage/in_list.h"
#include "storage/lineage/node_name.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"
#include "storage/runs.h"

namespace assay {
namespace {

using FactMap = std::map<int64_t, v1::ModelFacts>;

// A statement has room for 32,766 parameters.
constexpr size_t kEvaluationsAtOnce = 4'096;

v1::DigestStrength Strength(std::string_view digest) {
  switch (StrengthOf(digest)) {
    case DigestStrength::kStrong:
      return v1::DIGEST_STRENGTH_STRONG;
    case DigestStrength::kWeak:
      return v1::DIGEST_STRENGTH_WEAK;
    case DigestStrength::kReference:
      return v1::DIGEST_STRENGTH_REFERENCE;
  }
  return v1::DIGEST_STRENGTH_UNSPECIFIED;
}

v1::FactValue Number(double number) {
  v1::FactValue value;
  if (std::isnan(number)) {
    value.set_not_a_number(v1::NOT_A_NUMBER_NAN);
  } else if (std::isinf(number)) {
    value.set_not_a_number(number > 0 ? v1::NOT_A_NUMBER_INFINITY
                                      : v1::NOT_A_NUMBER_NEGATIVE_INFINITY);
  } else {
    value.set_double_value(number);
  }
  return value;
}

v1::FactValue Integer(int64_t number) {
  v1::FactValue value;
  value.set_int_value(number);
  return value;
}

v1::FactValue Text(const std::string& text) {
  v1::FactValue value;
  value.set_string_value(text);
  return value;
}

v1::FactValue FromValue(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kDoubleValue:
      return Number(value.double_value());
    case v1::Value::kIntValue:
      return Integer(value.int_value());
    case v1::Value::kBoolValue: {
      v1::FactValue fact;
      fact.set_bool_value(value.bool_value());
      return fact;
    }
    default:
      return Text(value.string_value());
  }
}

void AddContract(const v1::HandoffContract& contract, v1::ModelFacts* facts) {
  auto& fields = *facts->mutable_contract();
  // The team's own fields first: they can't pass for one that has a meaning.
  for (const auto& [name, value] : contract.fields()) fields[name] = FromValue(value);
  for (const v1::QualityMetric& metric : contract.quality()) {
    fields["metrics." + metric.key()] = Number(metric.value());
  }
  const auto set_text = [&](const char* name, const std::string& text) {
    if (!text.empty()) fields[name] = Text(text);
  };
  if (contract.has_latency_p50_ms()) fields["latency_p50_ms"] = Number(contract.latency_p50_ms());
  if (contract.has_latency_p95_ms()) fields["latency_p95_ms"] = Number(contract.latency_p95_ms());
  if (contract.has_memory_mb()) fields["memory_mb"] = Number(contract.memory_mb());
  if (contract.has_parameter_count()) fields["parameters"] = Integer(contract.parameter_count());
  if (contract.has_artifact_bytes()) fields["artifact_bytes"] = Integer(contract.artifact_bytes());
  set_text("framework", contract.framework());
  set_text("framework_version", contract.framework_version());
  set_text("predictions_digest", contract.predictions().digest());
  set_text("labels_digest", contract.labels().digest());
  set_text("evaluation_dataset", contract.evaluation_dataset().name());
  set_text("evaluation_dataset_digest", contract.evaluation_dataset().digest());
}

v1::ModelFacts FromVersion(const v1::ModelVersion& version) {
  v1::ModelFacts facts;
  facts.set_name(ModelVersionNodeName(version.workspace(), version.model(), version.number()));
  facts.set_content_digest(version.artifact().digest());
  facts.set_content_strength(Strength(version.artifact().digest()));
  if (!version.run_id().empty()) facts.set_source_run("run:" + version.run_id());
  facts.set_run_created_by(version.run_created_by());
  facts.set_registered_by(version.created_by());
  *facts.mutable_register_time() = version.create_time();
  for (const v1::Tag& label : version.labels()) {
    (*facts.mutable_labels())[label.key()] = label.value();
  }
  AddContract(version.contract(), &facts);
  return facts;
}

void AddLineage(v1::LineageItem item, bool complete, std::string detail, v1::ModelFacts* facts) {
  v1::LineageFact* fact = facts->add_lineage();
  fact->set_item(item);
  fact->set_complete(complete);
  fact->set_detail(std::move(detail));
}

// Whether data in this role is there to be learned from. What a run reads to validate with is not.
bool IsTraining(const std::string& role) {
  static const auto& others = *new std::set<std::string>{"validation", "valid", "val",    "test",
                                                         "evaluation", "eval",  "holdout"};
  return !others.contains(role);
}

void AddTrainingData(const v1::Run& run, v1::ModelFacts* facts) {
  std::string weak;
  for (const v1::RunIo& input : run.inputs()) {
    if (!input.has_dataset() || !IsTraining(input.dataset().role())) continue;
    const v1::DatasetUse& use = input.dataset();
    v1::DatasetFact* fact = facts->add_training_datasets();
    fact->set_name(use.dataset().name());
    fact->set_digest(use.dataset().content().digest());
    fact->set_strength(Strength(fact->digest()));
    *fact->mutable_record_time() = use.dataset().create_time();
    fact->set_role(use.role());
    fact->set_subset(use.subset());
    if (fact->strength() != v1::DIGEST_STRENGTH_STRONG) weak = fact->name();
  }
  if (facts->training_datasets().empty()) {
    AddLineage(v1::LINEAGE_ITEM_DATASET_DIGEST, false, "the run recorded no training dataset",
               facts);
  } else {
    AddLineage(v1::LINEAGE_ITEM_DATASET_DIGEST, weak.empty(),
               weak.empty() ? fmt::format("{} datasets", facts->training_datasets_size())
                            : fmt::format("the digest of \"{}\" is not strong", weak),
               facts);
  }
}

void AddProvenance(const v1::Run& run, v1::ModelFacts* facts) {
  for (const v1::Param& param : run.params()) {
    (*facts->mutable_params())[param.key()] = FromValue(param.value());
  }
  AddTrainingData(run, facts);
  const v1::CodeVersion& code = run.code();
  const bool commit = !code.commit().empty();
  AddLineage(v1::LINEAGE_ITEM_COMMIT, commit,
             commit ? fmt::format("code:{}@{}", code.repository(), code.commit())
                    : "the run recorded no commit",
             facts);
  AddLineage(v1::LINEAGE_ITEM_CLEAN_TREE, commit && !code.dirty(),
             !commit        ? "the run recorded no commit"
             : code.dirty() ? fmt::format("the work tree differed from the commit by {}",
                                          code.patch_digest().empty() ? "what was not recorded"
                                                                      : code.patch_digest())
                            : "no difference from the commit",
             facts);
  bool written = false;
  for (const v1::RunIo& output : run.outputs()) {
    written |=
        output.has_artifact() && output.artifact().content().digest() == facts->content_digest();
  }
  const bool strong = facts->content_strength() == v1::DIGEST_STRENGTH_STRONG;
  AddLineage(v1::LINEAGE_ITEM_ARTIFACT_DIGEST, strong && written,
             !strong    ? "the artifact's digest is not strong"
             : !written ? "the artifact is no output of the source run"
                        : facts->content_digest(),
             facts);
  const std::string& environment = run.environment().digest();
  AddLineage(v1::LINEAGE_ITEM_ENVIRONMENT, !environment.empty(),
             environment.empty() ? "the run recorded no environment" : "env:" + environment, facts);
}

void AddNoProvenance(v1::ModelFacts* facts) {
  for (const v1::LineageItem item :
       {v1::LINEAGE_ITEM_DATASET_DIGEST, v1::LINEAGE_ITEM_COMMIT, v1::LINEAGE_ITEM_CLEAN_TREE,
        v1::LINEAGE_ITEM_ARTIFACT_DIGEST, v1::LINEAGE_ITEM_ENVIRONMENT}) {
    AddLineage(item, false, "there is no source run", facts);
  }
}

// The row of the source run by that of the model version; without those that have none.
using RunOfVersion = std::map<int64_t, int64_t>;

absl::StatusOr<RunOfVersion> LoadSourceRuns(ReadTxn& txn, std::span<const int64_t> versions) {
  sql::Builder query;
  query.Append("SELECT id, run FROM model_version WHERE run IS NOT NULL AND id IN ");
  AppendList(versions, &query);
  query.Append(" ORDER BY id");
  RunOfVersion runs;
  Rows rows = txn.Query(query);
  while (rows.Next()) runs[rows.Int(0)] = rows.Int(1);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return runs;
}

// The source runs of all of them at once.
absl::Status LoadProvenance(ReadTxn& txn, std::span<const int64_t> versions, FactMap* facts) {
  ASSAY_ASSIGN_OR_RETURN(const RunOfVersion run_of, LoadSourceRuns(txn, versions));
  std::set<int64_t> rows;
  for (const auto& [version, run] : run_of) rows.insert(run);
  const std::vector<int64_t> list(rows.begin(), rows.end());
  std::map<int64_t, v1::Run> runs;
  if (!list.empty()) {
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> loaded, LoadRuns(txn, list, RunParts::kAll));
    for (size_t i = 0; i < list.size(); ++i) runs[list[i]] = std::move(loaded[i]);
  }
  for (auto& [version, fact] : *facts) {
    const auto run = run_of.find(version);
    if (run == run_of.end()) {
      AddNoProvenance(&fact);
    } else {
      AddProvenance(runs[run->second], &fact);
    }
  }
  return absl::OkStatus();
}

// Values that the server computed stand in place of those that were reported. Only an evaluation of
// which it computed every metric counts as recomputed.
v1::EvaluationFact FromEvaluation(v1::Evaluation evaluation) {
  v1::EvaluationFact fact;
  fact.set_name("evaluation:" + evaluation.evaluation_id());
  fact.set_dataset(std::move(*evaluation.mutable_dataset()));
  fact.set_dataset_strength(Strength(evaluation.dataset_digest()));
  fact.set_dataset_digest(std::move(*evaluation.mutable_dataset_digest()));
  fact.set_split(std::move(*evaluation.mutable_split()));
  fact.set_slice(std::move(*evaluation.mutable_slice()));
  fact.set_evaluator(std::move(*evaluation.mutable_evaluator()));
  fact.set_uploaded_by(std::move(*evaluation.mutable_created_by()));
  *fact.mutable_time() = evaluation.create_time();
  if (evaluation.sample_count() > 0) fact.set_sample_count(evaluation.sample_count());
  bool all = evaluation.assurance() == v1::ASSURANCE_RECOMPUTED;
  for (v1::EvaluationMetric& metric : *evaluation.mutable_metrics()) {
    if (!metric.has_recomputed() && !metric.has_reported()) continue;
    v1::MetricFact* value = fact.add_metrics();
    value->set_metric(std::move(*metric.mutable_key()));
    *value->mutable_value() =
        Number(metric.has_recomputed() ? metric.recomputed() : metric.reported());
    all = all && metric.has_recomputed();
  }
  fact.set_recomputed(all);
  return fact;
}

absl::StatusOr<std::vector<EvaluationState>> ListEvaluations(ReadTxn& txn, int64_t version) {
  Rows rows = txn.Query(
      "SELECT e.id, r.evaluation IS NOT NULL FROM evaluation e "
      "LEFT JOIN recomputation r ON r.evaluation = e.id "
      "WHERE e.model_version = $1 ORDER BY e.id DESC LIMIT $2",
      {version, int64_t{kEvaluationsInFacts}});
  std::vector<EvaluationState> evaluations;
  while (rows.Next()) evaluations.push_back({rows.Int(0), rows.Int(1) == 1});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return evaluations;
}

absl::Status AddFlags(ReadTxn& txn, std::span<const int64_t> versions, FactMap* facts) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SetFlagRow> flags, FlagsOf(txn, versions));
  for (const SetFlagRow& row : flags) {
    v1::ModelFacts& fact = facts->at(row.model_version);
    v1::FlagFact* flag = fact.add_flags();
    flag->set_flag(row.flag.flag());
    flag->set_set_by(row.flag.set_by());
    *flag->mutable_set_time() = row.flag.set_time();
    flag->set_reason(row.flag.reason());
    if (row.flag.flag() == kContentMissing) fact.set_content_missing(true);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ModelFactsParts>> LoadModelFactsParts(
    ReadTxn& txn, std::span<const int64_t> model_versions) {
  std::vector<ModelFactsParts> all;
  if (model_versions.empty()) return all;
  const std::set<int64_t> distinct(model_versions.begin(), model_versions.end());
  const std::vector<int64_t> versions(distinct.begin(), distinct.end());
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::ModelVersion> loaded,
                         LoadModelVersions(txn, versions));
  FactMap facts;
  for (size_t i = 0; i < versions.size(); ++i) facts[versions[i]] = FromVersion(loaded[i]);
  ASSAY_RETURN_IF_ERROR(LoadProvenance(txn, versions, &facts));
  ASSAY_RETURN_IF_ERROR(AddFlags(txn, versions, &facts));
  ASSAY_RETURN_IF_ERROR(
      LoadObservations(txn, versions, [&](int64_t version) { return &facts.at(version); }));
  all.reserve(model_versions.size());
  std::map<int64_t, size_t> taken;
  for (const int64_t version : model_versions) {
    const auto [first, is_new] = taken.emplace(version, all.size());
    if (!is_new) {
      all.push_back(all[first->second]);
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(std::vector<EvaluationState> evaluations, ListEvaluations(txn, version));
    all.push_back({std::move(facts.at(version)), std::move(evaluations)});
  }
  return all;
}

absl::Status AddEvaluations(ReadTxn& txn, std::span<ModelFactsParts* const> parts) {
  std::vector<int64_t> rows;
  std::vector<v1::ModelFacts*> owners;
  for (ModelFactsParts* part : parts) {
    for (const EvaluationState& evaluation : part->evaluations) rows.push_back(evaluation.row);
    owners.insert(owners.end(), part->evaluations.size(), &part->facts);
  }
  for (size_t begin = 0; begin < rows.size(); begin += kEvaluationsAtOnce) {
    const auto some =
        std::span(rows).subspan(begin, std::min(rows.size() - begin, kEvaluationsAtOnce));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Evaluation> evaluations, LoadEvaluations(txn, some));
    for (size_t i = 0; i < some.size(); ++i) {
      *owners[begin + i]->add_evaluations() = FromEvaluation(std::move(evaluations[i]));
    }
  }
  return absl::OkStatus();
}

std::string KeyOf(const ModelFactsParts& parts) {
  std::string key;
  {
    google::protobuf::io::StringOutputStream stream(&key);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    out.WriteVarint64(parts.facts.ByteSizeLong());
    parts.facts.SerializeWithCachedSizes(&out);
    out.WriteVarint64(parts.evaluations.size());
    for (const EvaluationState& evaluation : parts.evaluations) {
      out.WriteVarint64(static_cast<uint64_t>(evaluation.row) << 1 |
                        uint64_t{evaluation.recomputed});
    }
  }
  return key;
}

absl::StatusOr<std::vector<v1::ModelFacts>> LoadModelFacts(
    ReadTxn& txn, std::span<const int64_t> model_versions) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<ModelFactsParts> parts,
                         LoadModelFactsParts(txn, model_versions));
  std::vector<ModelFactsParts*> pointers;
  for (ModelFactsParts& part : parts) pointers.push_back(&part);
  ASSAY_RETURN_IF_ERROR(AddEvaluations(txn, pointers));
  std::vector<v1::ModelFacts> all;
  all.reserve(parts.size());
  for (ModelFactsParts& part : parts) all.push_back(std::move(part.facts));
  return all;
}

}  // namespace assay
