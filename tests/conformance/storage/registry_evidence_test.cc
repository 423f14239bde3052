// Contracts and evaluations: what is said and measured of model versions.
#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "storage/registry/limits.h"
#include "tests/conformance/storage/registry_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

v1::HandoffContract WholeContract() {
  v1::HandoffContract contract;
  v1::QualityMetric* metric = contract.add_quality();
  metric->set_key("roc_auc");
  metric->set_value(0.93);
  metric->set_dataset("holdout");
  metric->set_dataset_digest(DigestOf('d'));
  contract.set_latency_p50_ms(1.5);
  contract.set_latency_p95_ms(4);
  contract.set_memory_mb(12);
  contract.set_parameter_count(31);
  contract.set_artifact_bytes(2'048);
  contract.set_framework("stumps");
  contract.set_framework_version("1");
  contract.mutable_predictions()->set_digest(DigestOf('e'));
  contract.mutable_labels()->set_digest(DigestOf('f'));
  contract.mutable_evaluation_dataset()->set_name("holdout");
  contract.mutable_evaluation_dataset()->set_digest(DigestOf('d'));
  contract.set_evaluation_split("test");
  contract.mutable_scoring()->set_task(v1::SCORING_TASK_BINARY);
  return contract;
}

class ContractsTest : public RegistryTest {
 protected:
  void SetUp() override {
    RegistryTest::SetUp();
    RecordDataset('d');
    ASSERT_OK(Register(NewVersion("credit")));
  }
  // A contract with nothing but what `fill` gives.
  template <typename Fill>
  absl::StatusOr<v1::ModelVersion> AttachOnly(Fill fill) {
    v1::HandoffContract contract;
    fill(&contract);
    return Attach("credit", 1, contract);
  }
};
ASSAY_STORAGE_SUITE_OF(ContractsTest);

TEST_P(ContractsTest, GrowUntilTheyAreComplete) {
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion empty, Version("credit", 1));
  EXPECT_THAT(empty.contract().missing(),
              ElementsAre("quality", "latency_p50_ms", "latency_p95_ms", "memory_mb",
                          "parameter_count", "artifact_bytes", "framework", "framework_version",
                          "predictions", "labels", "evaluation_dataset", "scoring"));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion begun,
                       AttachOnly([](auto* contract) { contract->set_memory_mb(12); }));
  EXPECT_EQ(begun.contract().missing_size(), 11);
  clock_.Advance(1'000'000);
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion whole, Attach("credit", 1, WholeContract(), "bob"));
  const v1::HandoffContract& contract = whole.contract();
  EXPECT_EQ(contract.missing_size(), 0);
  EXPECT_EQ(contract.latency_p95_ms(), 4);
  EXPECT_EQ(contract.evaluation_split(), "test");
  EXPECT_EQ(contract.predictions().strength(), v1::DIGEST_STRENGTH_STRONG);
  EXPECT_EQ(contract.scoring().task(), v1::SCORING_TASK_BINARY);
  ASSERT_EQ(contract.sources_size(), 12);
  EXPECT_EQ(contract.sources(0).field(), "memory_mb");
  EXPECT_EQ(contract.sources(0).given_by(), "ada");
  EXPECT_EQ(contract.sources(11).given_by(), "bob");
}

TEST_P(ContractsTest, AFieldDoesNotChange) {
  ASSERT_OK(AttachOnly([](auto* contract) { contract->set_memory_mb(12); }));
  EXPECT_OK(AttachOnly([](auto* contract) { contract->set_memory_mb(12); }));
  const auto changed = AttachOnly([](auto* contract) {
    contract->set_latency_p50_ms(1);
    contract->set_memory_mb(13);
  });
  EXPECT_THAT(changed, IsError(StatusCode::kFailedPrecondition, "CONTRACT_FIELD_CHANGED"));
  EXPECT_THAT(changed, Says("memory_mb"));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, Version("credit", 1));
  EXPECT_EQ(version.contract().memory_mb(), 12);
  EXPECT_FALSE(version.contract().has_latency_p50_ms());
  EXPECT_FALSE(Write([](WriteTxn& txn) {
                 return txn.Run("DELETE FROM contract_field WHERE model_version = $1",
                                {int64_t{1}});
               }).ok());
}

TEST_P(ContractsTest, AZeroIsAValue) {
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version,
                       AttachOnly([](auto* contract) { contract->set_memory_mb(0); }));
  EXPECT_TRUE(version.contract().has_memory_mb());
  EXPECT_THAT(AttachOnly([](auto* contract) { contract->set_memory_mb(1); }),
              IsError(StatusCode::kFailedPrecondition, "CONTRACT_FIELD_CHANGED"));
}

TEST_P(ContractsTest, ACompleteOneTakesNothingNew) {
  ASSERT_OK(Attach("credit", 1, WholeContract()));
  EXPECT_OK(Attach("credit", 1, WholeContract()));
  EXPECT_THAT(
      AttachOnly([](auto* contract) { (*contract->mutable_fields())["owner"].set_int_value(1); }),
      IsError(StatusCode::kFailedPrecondition, "CONTRACT_COMPLETE"));
}

TEST_P(ContractsTest, FreeFieldsAndSeveralMetricsStandSideBySide) {
  const auto fill = [](const char* split, double value) {
    return [=](v1::HandoffContract* contract) {
      *contract = WholeContract();
      contract->clear_scoring();
      contract->mutable_quality(0)->set_split(split);
      contract->mutable_quality(0)->set_value(value);
      (*contract->mutable_fields())[split].set_double_value(value);
    };
  };
  ASSERT_OK(AttachOnly(fill("test", 0.9)));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, AttachOnly(fill("train", 0.99)));
  ASSERT_EQ(version.contract().quality_size(), 2);
  EXPECT_EQ(version.contract().quality(0).split(), "test");
  EXPECT_EQ(version.contract().fields().at("train").double_value(), 0.99);
  EXPECT_THAT(AttachOnly(fill("test", 0.95)),
              IsError(StatusCode::kFailedPrecondition, "CONTRACT_FIELD_CHANGED"));
}

TEST_P(ContractsTest, WhatWasReadCanBeGivenAgain) {
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, Attach("credit", 1, WholeContract()));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion again, Attach("credit", 1, version.contract()));
  EXPECT_EQ(again.SerializeAsString(), version.SerializeAsString());
}

TEST_P(ContractsTest, TheSizeOfAContentMayBeSaidLater) {
  const auto fill = [](v1::HandoffContract* contract) {
    contract->mutable_predictions()->set_digest(DigestOf('e'));
  };
  ASSERT_OK(AttachOnly(fill));
  EXPECT_OK(AttachOnly([&](v1::HandoffContract* contract) {
    fill(contract);
    contract->mutable_predictions()->set_size(5);
  }));
}

TEST_P(ContractsTest, DataHaveToBeRecorded) {
  EXPECT_THAT(
      AttachOnly([](v1::HandoffContract* contract) {
        contract->mutable_evaluation_dataset()->set_name("holdout");
        contract->mutable_evaluation_dataset()->set_digest(DigestOf('9'));
      }),
      IsErrorAt(StatusCode::kNotFound, "DATASET_VERSION_UNKNOWN", "contract.evaluation_dataset"));
  EXPECT_THAT(AttachOnly([](v1::HandoffContract* contract) {
                *contract->add_quality() = WholeContract().quality(0);
                contract->mutable_quality(0)->set_dataset("unheard");
              }),
              IsErrorAt(StatusCode::kNotFound, "DATASET_VERSION_UNKNOWN", "contract.quality"));
}

TEST_P(ContractsTest, RefuseWhatIsNoValue) {
  const double nan = std::nan("");
  const auto refused = [&](auto fill, const char* reason, const char* field) {
    EXPECT_THAT(AttachOnly(fill), IsErrorAt(StatusCode::kInvalidArgument, reason, field));
  };
  refused([&](auto* contract) { contract->set_latency_p95_ms(nan); }, "NUMBER_NOT_FINITE",
          "contract.latency_p95_ms");
  refused([](auto* contract) { contract->set_memory_mb(-1); }, "NUMBER_NEGATIVE",
          "contract.memory_mb");
  refused([](auto* contract) { contract->set_parameter_count(-1); }, "NUMBER_NEGATIVE",
          "contract.parameter_count");
  refused(
      [&](auto* contract) {
        *contract->add_quality() = WholeContract().quality(0);
        contract->mutable_quality(0)->set_value(nan);
      },
      "NUMBER_NOT_FINITE", "contract.quality[0].value");
  refused([](auto* contract) { contract->mutable_labels()->set_digest("etag:1"); },
          "DIGEST_TOO_WEAK", "contract.labels.digest");
  refused(
      [](auto* contract) {
        contract->mutable_labels()->set_digest(DigestOf('f'));
        contract->mutable_labels()->set_kind(v1::CONTENT_KIND_DIRECTORY);
      },
      "CONTENT_IS_DIRECTORY", "contract.labels");
  refused([](auto* contract) { contract->set_evaluation_split("test"); }, "DATASET_MISSING",
          "contract.evaluation_dataset");
  refused([](auto* contract) { contract->mutable_scoring(); }, "TASK_MISSING",
          "contract.scoring.task");
  refused([&](auto* contract) { (*contract->mutable_fields())["x"].set_double_value(nan); },
          "NUMBER_NOT_FINITE", "contract.fields");
  refused([](auto* contract) { (*contract->mutable_fields())["x"]; }, "VALUE_MISSING",
          "contract.fields");
}

class EvaluationsTest : public RegistryTest {
 protected:
  void SetUp() override {
    RegistryTest::SetUp();
    RecordDataset('d');
    ASSERT_OK(Register(NewVersion("credit")));
  }
  static v1::Evaluation NewEvaluation() {
    v1::Evaluation evaluation;
    *evaluation.mutable_version() = VersionName("credit", 1);
    evaluation.set_dataset("holdout");
    evaluation.set_dataset_digest(DigestOf('d'));
    evaluation.set_split("test");
    evaluation.set_sample_count(100);
    evaluation.set_evaluator("code:https://example.org/r.git@abc");
    AddMetric("roc_auc", 0.93, &evaluation);
    AddMetric("accuracy", 0.9, &evaluation);
    return evaluation;
  }
  static void AddMetric(const char* key, double value, v1::Evaluation* evaluation) {
    v1::EvaluationMetric* metric = evaluation->add_metrics();
    metric->set_key(key);
    metric->set_reported(value);
  }
  absl::StatusOr<v1::Evaluation> Recompute(const std::string& evaluation_id,
                                           const std::vector<v1::EvaluationMetric>& metrics,
                                           double tolerance) {
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<v1::Evaluation> {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindEvaluation(txn, evaluation_id));
      ASSAY_RETURN_IF_ERROR(AddRecomputation(txn, row, {metrics, tolerance, "server"}));
      return LoadEvaluation(txn, row);
    });
  }
  static v1::EvaluationMetric Recomputed(const char* key, double value) {
    v1::EvaluationMetric metric;
    metric.set_key(key);
    metric.set_recomputed(value);
    return metric;
  }
};
ASSAY_STORAGE_SUITE_OF(EvaluationsTest);

TEST_P(EvaluationsTest, AreRecordedAndRead) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation made, Evaluate(NewEvaluation()));
  EXPECT_EQ(made.version().workspace(), "default");
  EXPECT_EQ(made.dataset(), "holdout");
  EXPECT_EQ(made.dataset_digest(), DigestOf('d'));
  EXPECT_EQ(made.sample_count(), 100);
  EXPECT_EQ(made.created_by(), "eve");
  EXPECT_EQ(made.assurance(), v1::ASSURANCE_REPORTED);
  ASSERT_EQ(made.metrics_size(), 2);
  EXPECT_EQ(made.metrics(0).key(), "accuracy");
  EXPECT_EQ(made.metrics(1).reported(), 0.93);
  EXPECT_FALSE(made.metrics(1).has_recomputed());
}

TEST_P(EvaluationsTest, AreNodesOfTheGraph) {
  ASSERT_OK(Evaluate(NewEvaluation()));
  v1::Evaluation on_content = NewEvaluation();
  on_content.clear_dataset();
  ASSERT_OK(Evaluate(on_content));
  ASSERT_OK_AND_ASSIGN(const NodeRef version, VersionNode("credit", 1));
  ASSERT_OK_AND_ASSIGN(const auto first, EdgesFrom({v1::NODE_KIND_EVALUATION, 1}));
  EXPECT_THAT(first, ElementsAre(Pair(v1::EDGE_KIND_EVALUATES, version),
                                 Pair(v1::EDGE_KIND_EVALUATED_ON,
                                      NodeRef{v1::NODE_KIND_DATASET_VERSION, 1})));
  ASSERT_OK_AND_ASSIGN(const auto second, EdgesFrom({v1::NODE_KIND_EVALUATION, 2}));
  EXPECT_THAT(second,
              Contains(Pair(v1::EDGE_KIND_EVALUATED_ON, NodeRef{v1::NODE_KIND_CONTENT, 1})));
}

TEST_P(EvaluationsTest, ARepeatIsTheSameAndAnotherIsRefused) {
  v1::Evaluation evaluation = NewEvaluation();
  evaluation.set_evaluation_id(std::string(32, '5'));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation first, Evaluate(evaluation));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation again, Evaluate(evaluation));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  evaluation.mutable_metrics(0)->set_reported(0.94);
  EXPECT_THAT(Evaluate(evaluation), IsError(StatusCode::kAlreadyExists, "EVALUATION_EXISTS"));
  EXPECT_FALSE(Write([](WriteTxn& txn) {
                 return txn.Run("UPDATE evaluation_metric SET value = $1 WHERE evaluation = $2",
                                {1.0, int64_t{1}});
               }).ok());
}

TEST_P(EvaluationsTest, OfUnknownContentAreRefused) {
  v1::Evaluation evaluation = NewEvaluation();
  evaluation.set_dataset_digest(DigestOf('9'));
  EXPECT_THAT(Evaluate(evaluation), IsError(StatusCode::kNotFound, "DATASET_VERSION_UNKNOWN"));
  evaluation.clear_dataset();
  EXPECT_THAT(Evaluate(evaluation), IsError(StatusCode::kNotFound, "CONTENT_UNKNOWN"));
  evaluation = NewEvaluation();
  evaluation.set_dataset("other name, same digest");
  EXPECT_THAT(Evaluate(evaluation), IsError(StatusCode::kNotFound, "DATASET_VERSION_UNKNOWN"));
  evaluation = NewEvaluation();
  evaluation.mutable_version()->set_number(2);
  EXPECT_THAT(Evaluate(evaluation), IsError(StatusCode::kNotFound, "MODEL_VERSION_NOT_FOUND"));
}

TEST_P(EvaluationsTest, RefuseWhatIsNoMeasurement) {
  const auto refused = [&](auto change, const char* reason, const char* field) {
    v1::Evaluation evaluation = NewEvaluation();
    change(&evaluation);
    EXPECT_THAT(Evaluate(evaluation), IsErrorAt(StatusCode::kInvalidArgument, reason, field));
  };
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    refused([&](auto* evaluation) { evaluation->mutable_metrics(1)->set_reported(value); },
            "METRIC_NOT_FINITE", "evaluation.metrics[1].reported");
  }
  refused([](auto* evaluation) { evaluation->mutable_metrics(0)->clear_reported(); },
          "VALUE_MISSING", "evaluation.metrics[0].reported");
  refused([](auto* evaluation) { AddMetric("accuracy", 0.8, evaluation); }, "KEY_REPEATED",
          "evaluation.metrics");
  refused([](auto* evaluation) { evaluation->set_sample_count(0); }, "SAMPLE_COUNT_INVALID",
          "evaluation.sample_count");
  refused([](auto* evaluation) { evaluation->set_dataset_digest(""); }, "DIGEST_MALFORMED",
          "evaluation.dataset_digest");
  refused([](auto* evaluation) { evaluation->set_evaluation_id("x"); }, "ID_MALFORMED",
          "evaluation.evaluation_id");
  refused([](auto* evaluation) { evaluation->set_slice(std::string(300, 'x')); }, "VALUE_TOO_LONG",
          "evaluation.slice");
}

TEST_P(EvaluationsTest, RecomputedValuesStandBesideReportedOnes) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation made, Evaluate(NewEvaluation()));
  v1::EvaluationMetric undefined;
  undefined.set_key("precision");
  undefined.set_undefined("no row is predicted positive");
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation recomputed,
                       Recompute(made.evaluation_id(),
                                 {Recomputed("accuracy", 0.9 + 1e-7), Recomputed("brier", 0.1),
                                  Recomputed("roc_auc", 0.95), undefined},
                                 1e-6));
  EXPECT_EQ(recomputed.assurance(), v1::ASSURANCE_RECOMPUTED);
  EXPECT_EQ(recomputed.tolerance(), 1e-6);
  EXPECT_EQ(recomputed.recomputed_by(), "server");
  EXPECT_EQ(recomputed.mismatches(), 1);
  ASSERT_EQ(recomputed.metrics_size(), 4);
  const v1::EvaluationMetric& accuracy = recomputed.metrics(0);
  EXPECT_EQ(accuracy.match(), v1::METRIC_MATCH_EQUAL);
  const v1::EvaluationMetric& brier = recomputed.metrics(1);
  EXPECT_EQ(brier.key(), "brier");
  EXPECT_FALSE(brier.has_reported());
  EXPECT_EQ(brier.match(), v1::METRIC_MATCH_UNSPECIFIED);
  const v1::EvaluationMetric& precision = recomputed.metrics(2);
  EXPECT_FALSE(precision.has_recomputed());
  EXPECT_EQ(precision.undefined(), "no row is predicted positive");
  const v1::EvaluationMetric& auc = recomputed.metrics(3);
  EXPECT_EQ(auc.reported(), 0.93);
  EXPECT_EQ(auc.recomputed(), 0.95);
  EXPECT_EQ(auc.match(), v1::METRIC_MATCH_DIFFERENT);
}

TEST_P(EvaluationsTest, AreRecomputedOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation made, Evaluate(NewEvaluation()));
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation first,
                       Recompute(made.evaluation_id(), {Recomputed("roc_auc", 0.93)}, 1e-6));
  clock_.Advance(1'000'000);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation again,
                       Recompute(made.evaluation_id(), {Recomputed("roc_auc", 0.93)}, 1e-6));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(Recompute(made.evaluation_id(), {Recomputed("roc_auc", 0.93)}, 0.01),
              IsError(StatusCode::kFailedPrecondition, "ALREADY_RECOMPUTED"));
}

// Also values far from 1 are compared by how far they are apart for their size.
TEST_P(EvaluationsTest, ToleranceGrowsWithTheValue) {
  v1::Evaluation evaluation = NewEvaluation();
  evaluation.clear_metrics();
  AddMetric("mae", 1'000'000.5, &evaluation);
  AddMetric("rmse", 1'000'002, &evaluation);
  ASSERT_OK_AND_ASSIGN(const v1::Evaluation made, Evaluate(evaluation));
  ASSERT_OK_AND_ASSIGN(
      const v1::Evaluation recomputed,
      Recompute(made.evaluation_id(), {Recomputed("mae", 1'000'000), Recomputed("rmse", 1'000'000)},
                1e-6));
  EXPECT_EQ(recomputed.metrics(0).match(), v1::METRIC_MATCH_EQUAL);
  EXPECT_EQ(recomputed.metrics(1).match(), v1::METRIC_MATCH_DIFFERENT);
}

TEST_P(EvaluationsTest, AreListedNewestFirstInPages) {
  for (int i = 1; i <= 5; ++i) {
    v1::Evaluation evaluation = NewEvaluation();
    evaluation.set_sample_count(i);
    ASSERT_OK(Evaluate(evaluation));
  }
  ASSERT_OK_AND_ASSIGN(const NodeRef version, VersionNode("credit", 1));
  ASSERT_OK_AND_ASSIGN(const auto first, ReadFor([&](ReadTxn& txn) {
                         return ListEvaluationRows(txn, version.id, 3);
                       }));
  EXPECT_THAT(first, ElementsAre(5, 4, 3));
  ASSERT_OK_AND_ASSIGN(const auto second, ReadFor([&](ReadTxn& txn) {
                         return ListEvaluationRows(txn, version.id, 3, first.back());
                       }));
  EXPECT_THAT(second, ElementsAre(2, 1));
  ASSERT_OK_AND_ASSIGN(const auto loaded,
                       ReadFor([&](ReadTxn& txn) { return LoadEvaluations(txn, first); }));
  EXPECT_EQ(loaded[0].sample_count(), 5);
  EXPECT_EQ(loaded[2].sample_count(), 3);
}

}  // namespace
}  // namespace assay::testing
