// Facts and policies for tests.
#ifndef ASSAY_GOVERNANCE_TEST_FACTS_H_
#define ASSAY_GOVERNANCE_TEST_FACTS_H_

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/policy_yaml.h"
#include "governance/ruleset.h"
#include "governance/text.h"
#include "gtest/gtest.h"

namespace assay::governance {

inline absl::Time At(std::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, std::string(text), &time, &error)) << error;
  return time;
}

// A Wednesday.
inline absl::Time Now() { return At("2026-05-20T12:00:00Z"); }

inline std::string Digest(char digit) { return "sha256:" + std::string(64, digit); }

inline v1::MetricFact* AddMetric(v1::EvaluationFact* evaluation, const std::string& metric,
                                 double value) {
  v1::MetricFact* fact = evaluation->add_metrics();
  fact->set_metric(metric);
  *fact->mutable_value() = FactOf(value);
  return fact;
}

inline v1::EvaluationFact* AddEvaluation(v1::ModelFacts* model, const std::string& slice,
                                         double auc) {
  v1::EvaluationFact* evaluation = model->add_evaluations();
  evaluation->set_name("evaluation:" + model->name() + "/" +
                       std::to_string(model->evaluations_size()));
  evaluation->set_dataset("holdout");
  evaluation->set_dataset_digest(Digest('a'));
  evaluation->set_dataset_strength(v1::DIGEST_STRENGTH_STRONG);
  evaluation->set_split("test");
  evaluation->set_slice(slice);
  evaluation->set_evaluator("code:score@1");
  evaluation->set_uploaded_by("ci");
  *evaluation->mutable_time() = TimestampOf(At("2026-05-10T00:00:00Z"));
  evaluation->set_sample_count(1000);
  evaluation->set_recomputed(true);
  AddMetric(evaluation, "auc", auc);
  AddMetric(evaluation, "log_loss", 1 - auc);
  return evaluation;
}

// A model version of which everything is known, and good.
inline v1::ModelFacts GoodModel(const std::string& name, double auc) {
  v1::ModelFacts model;
  model.set_name(name);
  model.set_content_digest(Digest('c'));
  model.set_content_strength(v1::DIGEST_STRENGTH_STRONG);
  model.set_source_run("run:0123");
  model.set_run_created_by("ada");
  model.set_registered_by("bob");
  *model.mutable_register_time() = TimestampOf(At("2026-05-11T00:00:00Z"));
  (*model.mutable_contract())["latency_p95_ms"] = FactOf(12.5);
  (*model.mutable_contract())["parameters"] = FactOf(int64_t{1'000'000});
  (*model.mutable_contract())["framework"] = FactOf(std::string_view("xgboost"));
  (*model.mutable_params())["depth"] = FactOf(int64_t{6});
  (*model.mutable_labels())["team"] = "risk";
  for (int item = v1::LINEAGE_ITEM_DATASET_DIGEST; item <= v1::LINEAGE_ITEM_ENVIRONMENT; ++item) {
    v1::LineageFact* fact = model.add_lineage();
    fact->set_item(static_cast<v1::LineageItem>(item));
    fact->set_complete(true);
  }
  v1::DatasetFact* data = model.add_training_datasets();
  data->set_name("train");
  data->set_digest(Digest('b'));
  data->set_strength(v1::DIGEST_STRENGTH_STRONG);
  *data->mutable_record_time() = TimestampOf(At("2026-05-01T00:00:00Z"));
  data->set_role("train");
  AddEvaluation(&model, "", auc);
  AddEvaluation(&model, "young", auc - 0.02);
  AddEvaluation(&model, "old", auc);
  v1::CheckFact* check = model.add_checks();
  check->set_check("security-scan");
  check->set_principal("scanner");
  check->set_passed(true);
  *check->mutable_time() = TimestampOf(At("2026-05-12T00:00:00Z"));
  v1::DriftFact* drift = model.add_drifts();
  drift->set_measure("psi.income");
  *drift->mutable_value() = FactOf(0.05);
  *drift->mutable_time() = TimestampOf(At("2026-05-12T00:00:00Z"));
  drift->set_recorded_by("monitor");
  return model;
}

inline constexpr char kCandidate[] = "model:default/credit/2";
inline constexpr char kChampion[] = "model:default/credit/1";

inline v1::Facts GoodFacts() {
  v1::Facts facts;
  facts.mutable_slot()->set_workspace("default");
  facts.mutable_slot()->set_use_case("credit-limit");
  facts.mutable_slot()->set_environment("production");
  *facts.mutable_candidate() = GoodModel(kCandidate, 0.92);
  *facts.mutable_champion() = GoodModel(kChampion, 0.9);
  return facts;
}

// A policy with this YAML under its name and evaluation.
inline v1::Policy PolicyOf(const std::string& yaml) {
  const auto document =
      ParsePolicyYaml("name: p\nevaluation: {dataset: holdout, split: test}\n" + yaml);
  EXPECT_TRUE(document.ok()) << document.status();
  if (!document.ok()) return {};
  v1::Policy policy = document->policy;
  policy.set_version(1);
  return policy;
}

// A policy of one rule, "r", whose kind is this YAML in braces: "metric_threshold: {...}".
inline v1::Policy PolicyOfRule(const std::string& kind) {
  return PolicyOf("rules:\n- id: r\n  " + kind + "\n");
}

inline BoundPolicy Bound(v1::Policy policy, v1::RuleMode mode = v1::RULE_MODE_ENFORCE) {
  v1::Binding binding;
  binding.set_binding_id("b-" + policy.name());
  binding.mutable_slots()->set_workspace("default");
  binding.mutable_slots()->set_use_case("*");
  binding.mutable_slots()->set_environment("*");
  binding.set_policy(policy.name());
  binding.set_version(policy.version());
  binding.set_mode(mode);
  return {std::move(policy), binding};
}

inline Ruleset RulesetOf(const std::vector<BoundPolicy>& policies) {
  auto ruleset = Ruleset::Make(policies);
  EXPECT_TRUE(ruleset.ok()) << ruleset.status();
  return ruleset.ok() ? *std::move(ruleset) : Ruleset();
}

inline Ruleset RulesetOf(v1::Policy policy) { return RulesetOf({Bound(std::move(policy))}); }

// The result of the one rule of PolicyOfRule.
inline v1::RuleResult ResultOf(const std::string& kind, const v1::Facts& facts,
                               absl::Time as_of = Now()) {
  const v1::Assessment assessment = Assess(RulesetOf(PolicyOfRule(kind)), facts, as_of);
  EXPECT_EQ(assessment.results_size(), 1);
  return assessment.results_size() == 1 ? assessment.results(0) : v1::RuleResult();
}

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_TEST_FACTS_H_
