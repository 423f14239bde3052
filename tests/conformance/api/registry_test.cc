// Registered models, contracts and evaluations, through the client.
#include "client/registry.h"

#include <cmath>

#include "core/digest.h"
#include "gmock/gmock.h"
#include "tests/conformance/api/api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

constexpr char kPredictions[] = "id,probability\na,0.8\nb,0.4\nc,0.35\nd,0.1\n";
constexpr char kLabels[] = "id,label\na,1\nb,0\nc,1\nd,0\n";

std::string DigestOf(char digit) { return "sha256:" + std::string(64, digit); }

v1::ModelVersionName Named(const std::string& model, int64_t number) {
  v1::ModelVersionName name;
  name.set_model(model);
  name.set_number(number);
  return name;
}

class RegistryApiTest : public ApiTest {
 protected:
  RegistryApiTest() : registry_(connection_) {}

  absl::StatusOr<v1::ModelVersion> Register(const std::string& model,
                                            const std::string& run_id = "") {
    v1::ModelVersion version;
    version.set_model(model);
    version.set_run_id(run_id);
    version.mutable_artifact()->set_digest(DigestOf('a'));
    return registry_.CreateModelVersion(std::move(version), /*create_model=*/true);
  }
  // A new model with one version.
  std::string NewModel() {
    const std::string model = Unique("model");
    EXPECT_OK(Register(model));
    return model;
  }
  // The name of a dataset that is recorded at DigestOf('d').
  std::string NewDataset() {
    const std::string name = Unique("holdout");
    v1::LogBatchRequest batch = Batch(NewRun());
    v1::DatasetVersion* dataset = batch.add_inputs()->mutable_dataset()->mutable_dataset();
    dataset->set_name(name);
    dataset->mutable_content()->set_digest(DigestOf('d'));
    EXPECT_OK(api().LogBatch(std::move(batch)));
    return name;
  }
  static v1::Evaluation NewEvaluation(const std::string& model, const std::string& dataset) {
    v1::Evaluation evaluation;
    *evaluation.mutable_version() = Named(model, 1);
    evaluation.set_dataset(dataset);
    evaluation.set_dataset_digest(DigestOf('d'));
    evaluation.set_split("test");
    evaluation.set_sample_count(4);
    v1::EvaluationMetric* metric = evaluation.add_metrics();
    metric->set_key("roc_auc");
    metric->set_reported(0.75);
    return evaluation;
  }
  // What recomputation needs of a contract.
  static v1::HandoffContract ScoringContract(const std::string& dataset) {
    v1::HandoffContract contract;
    contract.mutable_predictions()->set_digest(Sha256Digest(kPredictions));
    contract.mutable_labels()->set_digest(Sha256Digest(kLabels));
    contract.mutable_evaluation_dataset()->set_name(dataset);
    contract.mutable_evaluation_dataset()->set_digest(DigestOf('d'));
    contract.set_evaluation_split("test");
    contract.mutable_scoring()->set_task(v1::SCORING_TASK_BINARY);
    return contract;
  }
  // An evaluation of a new model, whose contract is `contract`.
  absl::StatusOr<v1::Evaluation> Evaluate(
      const std::function<void(v1::HandoffContract*, v1::Evaluation*)>& change = {}) {
    const std::string model = NewModel();
    const std::string dataset = NewDataset();
    v1::HandoffContract contract = ScoringContract(dataset);
    v1::Evaluation evaluation = NewEvaluation(model, dataset);
    if (change) change(&contract, &evaluation);
    ASSAY_RETURN_IF_ERROR(registry_.AttachContract(Named(model, 1), contract).status());
    return registry_.CreateEvaluation(std::move(evaluation));
  }
  absl::StatusOr<v1::Evaluation> Recompute(const v1::Evaluation& evaluation,
                                           const std::string& predictions = kPredictions,
                                           const std::string& labels = kLabels) {
    return registry_.RecomputeEvaluation(evaluation.evaluation_id(), {predictions, labels});
  }

  RegistryClient registry_;
};

TEST_F(RegistryApiTest, ModelsAreCreatedChangedAndListed) {
  RegistryClient registry(connection_, Unique("team"));
  v1::CreateWorkspaceRequest workspace;
  v1::RegisteredModel model;
  model.set_name("credit");
  EXPECT_THAT(registry.CreateModel(model), IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
  const std::string team = Unique("team");
  workspace.mutable_workspace()->set_name(team);
  ASSERT_OK(api().CreateWorkspace(workspace));
  registry = RegistryClient(connection_, team);
  for (const char* name : {"credit", "churn", "fraud"}) {
    model.set_name(name);
    ASSERT_OK(registry.CreateModel(model));
  }
  EXPECT_THAT(registry.CreateModel(model), IsError(StatusCode::kAlreadyExists, "MODEL_EXISTS"));
  ASSERT_OK_AND_ASSIGN(v1::RegisteredModel read, registry.GetModel("credit"));
  EXPECT_EQ(read.created_by(), "ada");
  read.set_description("who pays back");
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel changed,
                       registry.UpdateModel(read, {"description"}));
  EXPECT_EQ(changed.description(), "who pays back");
  EXPECT_THAT(registry.UpdateModel(read, {"description"}),
              IsError(StatusCode::kAborted, "ETAG_STALE"));
  ASSERT_OK(registry.DeleteModel("churn"));
  ASSERT_OK_AND_ASSIGN(const auto models, Collect(registry.ListModels()));
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].name(), "credit");
  EXPECT_EQ(models[1].name(), "fraud");
  ASSERT_OK(registry.UndeleteModel("churn"));
  ASSERT_OK_AND_ASSIGN(const auto all, Collect(registry.ListModels()));
  EXPECT_EQ(all.size(), 3u);
  EXPECT_THAT(registry.GetModel("other"), IsError(StatusCode::kNotFound, "MODEL_NOT_FOUND"));
}

TEST_F(RegistryApiTest, PagesContinueWhereTheyEnded) {
  const std::string model = Unique("model");
  for (int i = 0; i < 5; ++i) ASSERT_OK(Register(model));
  v1::ListModelVersionsRequest request;
  request.set_model(model);
  request.set_page_size(2);
  std::vector<int64_t> numbers;
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, connection_->Unary<v1::ListModelVersionsResponse>(
                                              "RegistryService/ListModelVersions", request));
    for (const v1::ModelVersion& version : page.versions()) numbers.push_back(version.number());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_THAT(numbers, ElementsAre(5, 4, 3, 2, 1));
  EXPECT_EQ(pages, 3);
  request.set_page_token("forged");
  EXPECT_THAT(connection_->Unary<v1::ListModelVersionsResponse>("RegistryService/ListModelVersions",
                                                                request),
              IsError(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(RegistryApiTest, AVersionTellsItsSourceRun) {
  const std::string run = NewRun();
  ASSERT_OK(LogParam(run, "depth", "6"));
  const std::string model = Unique("model");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion made, Register(model, run));
  EXPECT_EQ(made.number(), 1);
  EXPECT_EQ(made.run_created_by(), "ada");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion read, registry_.GetModelVersion(Named(model, 1)));
  ASSERT_EQ(read.source_run().params_size(), 1);
  EXPECT_EQ(read.source_run().params(0).key(), "depth");
  EXPECT_EQ(read.estimator().hyper_parameters_size(), 1);
  ASSERT_OK_AND_ASSIGN(const auto listed, Collect(registry_.ListModelVersions(model)));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_FALSE(listed[0].has_source_run());
}

TEST_F(RegistryApiTest, ARepeatedRegistrationIsOneVersion) {
  v1::CreateModelVersionRequest request;
  request.set_create_model(true);
  request.set_request_id(Unique("request"));
  request.mutable_version()->set_model(Unique("model"));
  request.mutable_version()->mutable_artifact()->set_digest(DigestOf('a'));
  const auto create = [&] {
    return connection_->Unary<v1::ModelVersion>("RegistryService/CreateModelVersion", request);
  };
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion first, create());
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion again, create());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const auto all,
                       Collect(registry_.ListModelVersions(request.version().model())));
  EXPECT_EQ(all.size(), 1u);
}

TEST_F(RegistryApiTest, RegistrationSaysWhichFieldIsWrong) {
  v1::ModelVersion version;
  version.set_model(Unique("model"));
  version.mutable_artifact()->set_digest("etag:1");
  EXPECT_THAT(
      registry_.CreateModelVersion(version, true),
      IsErrorAt(StatusCode::kInvalidArgument, "DIGEST_TOO_WEAK", "version.artifact.digest"));
  version.mutable_artifact()->set_digest(DigestOf('a'));
  version.set_framework(std::string(300, 'x'));
  EXPECT_THAT(registry_.CreateModelVersion(version, true),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_TOO_LONG", "version.framework"));
  version.clear_framework();
  v1::Tag* label = version.add_labels();
  label->set_key("gov:champion");
  EXPECT_THAT(registry_.CreateModelVersion(version, true),
              IsErrorAt(StatusCode::kPermissionDenied, "NAME_RESERVED", "version.labels[0].key"));
  version.clear_labels();
  version.set_model("a/b");
  EXPECT_THAT(registry_.CreateModelVersion(version, true),
              IsErrorAt(StatusCode::kInvalidArgument, "NAME_INVALID", "version.model"));
}

TEST_F(RegistryApiTest, LabelsAndAliasesChange) {
  const std::string model = NewModel();
  ASSERT_OK(Register(model));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion labelled,
                       registry_.SetModelVersionLabels(Named(model, 1), {{"owner", "ada"}}));
  EXPECT_EQ(labelled.labels(0).value(), "ada");
  EXPECT_EQ(labelled.label_sources(0).set_by(), "ada");
  EXPECT_EQ(labelled.updated_by(), "ada");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion bare,
                       registry_.SetModelVersionLabels(Named(model, 1), {}, {"owner"}));
  EXPECT_EQ(bare.labels_size(), 0);

  ASSERT_OK(registry_.SetAlias(Named(model, 1), "best", "the first"));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion best,
                       registry_.SetAlias(Named(model, 2), "best", "better"));
  EXPECT_THAT(best.aliases(), ElementsAre("best"));
  v1::ModelVersionName by_alias;
  by_alias.set_model(model);
  by_alias.set_alias("best");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion found, registry_.GetModelVersion(by_alias));
  EXPECT_EQ(found.number(), 2);
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel left, registry_.DeleteAlias(model, "best"));
  EXPECT_EQ(left.aliases_size(), 0);
  ASSERT_OK_AND_ASSIGN(const auto history, Collect(registry_.ListAliasHistory(model, "best")));
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].to_number(), 0);
  EXPECT_EQ(history[1].from_number(), 1);
  EXPECT_EQ(history[1].reason(), "better");
  EXPECT_EQ(history[1].changed_by(), "ada");
}

TEST_F(RegistryApiTest, NamesUnderGovAreRefused) {
  const std::string model = NewModel();
  const auto reserved = [](const char* field) {
    return IsErrorAt(StatusCode::kPermissionDenied, "NAME_RESERVED", field);
  };
  EXPECT_THAT(registry_.SetAlias(Named(model, 1), "gov:champion"), reserved("alias"));
  EXPECT_THAT(registry_.DeleteAlias(model, "gov:champion"), reserved("alias"));
  EXPECT_THAT(registry_.SetModelVersionLabels(Named(model, 1), {{"gov:x", "y"}}),
              reserved("labels[0].key"));
}

TEST_F(RegistryApiTest, ContractsGrowAndDoNotChange) {
  const std::string model = NewModel();
  v1::HandoffContract contract;
  contract.set_memory_mb(12);
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion begun,
                       registry_.AttachContract(Named(model, 1), contract));
  EXPECT_EQ(begun.contract().missing_size(), 11);
  EXPECT_EQ(begun.contract().sources(0).given_by(), "ada");
  contract.set_memory_mb(13);
  EXPECT_THAT(registry_.AttachContract(Named(model, 1), contract),
              IsError(StatusCode::kFailedPrecondition, "CONTRACT_FIELD_CHANGED"));
  contract.set_memory_mb(std::nan(""));
  EXPECT_THAT(registry_.AttachContract(Named(model, 1), contract),
              IsErrorAt(StatusCode::kInvalidArgument, "NUMBER_NOT_FINITE", "contract.memory_mb"));
}

TEST_F(RegistryApiTest, EvaluationsAreRecordedAndListed) {
  const std::string model = NewModel();
  v1::Evaluation evaluation = NewEvaluation(model, NewDataset());
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation first, registry_.CreateEvaluation(evaluation));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation second, registry_.CreateEvaluation(evaluation));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation read, registry_.GetEvaluation(first.evaluation_id()));
  EXPECT_EQ(read.SerializeAsString(), first.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const auto all, Collect(registry_.ListEvaluations(Named(model, 1))));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].evaluation_id(), second.evaluation_id());
  EXPECT_THAT(registry_.GetEvaluation(std::string(32, '0')),
              IsError(StatusCode::kNotFound, "EVALUATION_NOT_FOUND"));
}

TEST_F(RegistryApiTest, EvaluationsOfWhatIsNotRecordedAreRefused) {
  const std::string model = NewModel();
  v1::Evaluation evaluation = NewEvaluation(model, Unique("unheard"));
  EXPECT_THAT(registry_.CreateEvaluation(evaluation),
              IsError(StatusCode::kNotFound, "DATASET_VERSION_UNKNOWN"));
  evaluation.clear_dataset();
  evaluation.set_dataset_digest(Sha256Digest(Unique("unheard")));
  EXPECT_THAT(registry_.CreateEvaluation(evaluation),
              IsError(StatusCode::kNotFound, "CONTENT_UNKNOWN"));
  evaluation = NewEvaluation(model, NewDataset());
  evaluation.mutable_metrics(0)->set_reported(std::nan(""));
  EXPECT_THAT(registry_.CreateEvaluation(evaluation),
              IsErrorAt(StatusCode::kInvalidArgument, "METRIC_NOT_FINITE",
                        "evaluation.metrics[0].reported"));
}

TEST_F(RegistryApiTest, TheServerComputesMetricsItself) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation reported, Evaluate());
  EXPECT_EQ(reported.assurance(), v1::ASSURANCE_REPORTED);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation recomputed, Recompute(reported));
  EXPECT_EQ(recomputed.assurance(), v1::ASSURANCE_RECOMPUTED);
  EXPECT_EQ(recomputed.mismatches(), 0);
  EXPECT_EQ(recomputed.recomputed_by(), "ada");
  ASSERT_EQ(recomputed.metrics_size(), 7);
  const v1::EvaluationMetric& auc = recomputed.metrics(6);
  EXPECT_EQ(auc.key(), "roc_auc");
  EXPECT_EQ(auc.recomputed(), 0.75);
  EXPECT_EQ(auc.match(), v1::METRIC_MATCH_EQUAL);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation again, Recompute(reported));
  EXPECT_EQ(again.SerializeAsString(), recomputed.SerializeAsString());
  EXPECT_THAT(
      registry_.RecomputeEvaluation(reported.evaluation_id(), {kPredictions, kLabels}, 0.01),
      IsError(StatusCode::kFailedPrecondition, "ALREADY_RECOMPUTED"));
}

TEST_F(RegistryApiTest, WhatDoesNotMatchIsShown) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation reported, Evaluate([](auto*, auto* evaluation) {
                         evaluation->mutable_metrics(0)->set_reported(0.99);
                       }));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation recomputed, Recompute(reported));
  EXPECT_EQ(recomputed.mismatches(), 1);
  EXPECT_EQ(recomputed.metrics(6).reported(), 0.99);
  EXPECT_EQ(recomputed.metrics(6).recomputed(), 0.75);
  EXPECT_EQ(recomputed.metrics(6).match(), v1::METRIC_MATCH_DIFFERENT);
}

TEST_F(RegistryApiTest, RecomputationNeedsTheContractsFiles) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation evaluation, Evaluate());
  EXPECT_THAT(Recompute(evaluation, "id,probability\na,1\n"),
              IsError(StatusCode::kFailedPrecondition, "PREDICTIONS_DIFFER"));
  EXPECT_THAT(Recompute(evaluation, kPredictions, "id,label\na,1\n"),
              IsError(StatusCode::kFailedPrecondition, "LABELS_DIFFER"));
  EXPECT_THAT(Recompute(evaluation, std::string((7 << 20) + 1, 'x')),
              IsErrorAt(StatusCode::kInvalidArgument, "CSV_TOO_LARGE", "predictions"));
  EXPECT_THAT(registry_.RecomputeEvaluation(evaluation.evaluation_id(), {kPredictions, kLabels}, 1),
              IsErrorAt(StatusCode::kInvalidArgument, "TOLERANCE_INVALID", "tolerance"));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation bare,
                       registry_.CreateEvaluation(NewEvaluation(NewModel(), NewDataset())));
  EXPECT_THAT(Recompute(bare), IsError(StatusCode::kFailedPrecondition, "CONTRACT_INCOMPLETE"));
  EXPECT_THAT(Recompute(bare), Says("predictions, labels, evaluation_dataset, scoring"));
}

TEST_F(RegistryApiTest, RecomputationIsOfTheContractsData) {
  const auto other_data = IsError(StatusCode::kFailedPrecondition, "EVALUATION_OF_OTHER_DATA");
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation split,
                       Evaluate([](auto*, auto* evaluation) { evaluation->set_split("train"); }));
  EXPECT_THAT(Recompute(split), other_data);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation slice,
                       Evaluate([](auto*, auto* evaluation) { evaluation->set_slice("age<25"); }));
  EXPECT_THAT(Recompute(slice), other_data);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation count,
                       Evaluate([](auto*, auto* evaluation) { evaluation->set_sample_count(5); }));
  EXPECT_THAT(Recompute(count), IsError(StatusCode::kFailedPrecondition, "SAMPLE_COUNT_DIFFERS"));
}

// What is wrong with the rows of the files that the contract names.
TEST_F(RegistryApiTest, RowsHaveToMatch) {
  const auto recompute = [&](const std::string& predictions) {
    const auto evaluation = Evaluate([&](v1::HandoffContract* contract, auto*) {
      contract->mutable_predictions()->set_digest(Sha256Digest(predictions));
    });
    EXPECT_OK(evaluation);
    return Recompute(evaluation.value_or(v1::Evaluation()), predictions);
  };
  const auto refused = [](const char* reason, const char* field) {
    return IsErrorAt(StatusCode::kInvalidArgument, reason, field);
  };
  const std::string head = "id,probability\n";
  EXPECT_THAT(recompute(head + "a,0.8\nb,0.4\nc,0.3\n"), refused("ROWS_DIFFER", "predictions"));
  EXPECT_THAT(recompute(head + "a,1\nb,0\nc,0\nd,0\ne,0\n"), refused("ROWS_DIFFER", "labels"));
  EXPECT_THAT(recompute(head + "a,1\na,0\nc,0\nd,0\n"), refused("ID_REPEATED", "predictions"));
  EXPECT_THAT(recompute(head + "a,1\nb,nan\nc,0\nd,0\n"),
              refused("NUMBER_NOT_FINITE", "predictions"));
  EXPECT_THAT(recompute(head + "a,1\nb,2\nc,0\nd,0\n"),
              refused("PROBABILITY_OUT_OF_RANGE", "predictions"));
  EXPECT_THAT(recompute("id,guess\na,1\nb,0\nc,0\nd,0\n"),
              refused("COLUMN_MISSING", "predictions"));
  EXPECT_THAT(recompute(head + "a,1,1\n"), refused("CSV_MALFORMED", "predictions"));
}

TEST(ModelVersionNameTest, IsReadInEveryForm) {
  const auto text = [](std::string_view name) {
    const auto parsed = ParseModelVersionName(name);
    if (!parsed.ok()) return ErrorReason(parsed.status());
    return parsed->workspace() + "|" + parsed->model() + "|" + parsed->alias() + "|" +
           std::to_string(parsed->number());
  };
  EXPECT_EQ(text("credit/3"), "|credit||3");
  EXPECT_EQ(text("credit@best"), "|credit|best|0");
  EXPECT_EQ(text("team/credit/3"), "team|credit||3");
  EXPECT_EQ(text("model:team/credit/3"), "team|credit||3");
  EXPECT_EQ(text("model:a%2Fb/50%25/3"), "a/b|50%||3");
  EXPECT_EQ(text("50%25/3"), "|50%25||3");
  for (const char* name : {"", "credit", "credit/", "credit/x", "credit/0", "/3", "credit@",
                           "/credit/3", "model:/3", "credit/99999999999999999999"}) {
    EXPECT_EQ(text(name), "VERSION_NAME_MALFORMED") << name;
  }
}

}  // namespace
}  // namespace assay::testing
