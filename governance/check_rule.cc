#include "governance/check_rule.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/digest.h"
#include "core/names.h"
#include "expression/diagnostics.h"
#include "fmt/format.h"
#include "governance/text.h"
#include "governance/variables.h"

namespace assay::governance {
namespace {

// The fields of one rule of a kind, at `path`.
class KindCheck {
 public:
  KindCheck(std::string path, const CheckContext& context)
      : path_(std::move(path)), context_(context) {}

  void Check(const v1::MetricThreshold& rule) {
    Metric(rule.metric());
    Evaluation(rule);
    if (!rule.has_at_least() && !rule.has_at_most()) Missing("at_least", "at_least or at_most");
    if (rule.has_at_least()) Finite("at_least", rule.at_least());
    if (rule.has_at_most()) Finite("at_most", rule.at_most());
    if (rule.has_at_least() && rule.has_at_most() && rule.at_least() > rule.at_most()) {
      Invalid("at_most", "is less than at_least, so that nothing could pass");
    }
  }

  void Check(const v1::CompareToChampion& rule) {
    Metric(rule.metric());
    Evaluation(rule);
    if (rule.direction() == v1::METRIC_DIRECTION_UNSPECIFIED) {
      Missing("direction", "direction: higher_is_better or lower_is_better");
    }
    if (rule.margin_case() == v1::CompareToChampion::MARGIN_NOT_SET) {
      Missing("absolute", "a margin, absolute or relative (0 means as good as the champion)");
    }
    Finite("absolute", rule.absolute());
    Finite("relative", rule.relative());
    if (rule.on_no_champion() == v1::ON_NO_CHAMPION_UNSPECIFIED) {
      Missing("on_no_champion", "on_no_champion: skip, pass or fail");
    }
  }

  void Check(const v1::SliceGap& rule) {
    Metric(rule.metric());
    Evaluation(rule);
    const std::set<std::string> slices(rule.slices().begin(), rule.slices().end());
    if (slices.size() < 2) Missing("slices", "two different slices at least");
    if (slices.contains("")) Invalid("slices", "has an empty name");
    Bound("max_gap", rule.has_max_gap(), rule.max_gap());
    if (rule.max_gap() < 0) Invalid("max_gap", "is negative");
  }

  void Check(const v1::Budget& rule) {
    if (rule.resource() == v1::BUDGET_RESOURCE_UNSPECIFIED) {
      Missing("resource", "a resource, for example latency_p95_ms");
    }
    Bound("at_most", rule.has_at_most(), rule.at_most());
  }

  void Check(const v1::EvaluationFreshness& rule) {
    Evaluation(rule);
    Age(rule.has_max_age(), rule.max_age());
  }

  void Check(const v1::DataFreshness& rule) {
    Known("dataset", "DATASET_UNKNOWN", rule.dataset(), context_.known.datasets);
    Age(rule.has_max_age(), rule.max_age());
  }

  void Check(const v1::LineageComplete& rule) {
    for (const int item : rule.items()) {
      if (item == v1::LINEAGE_ITEM_UNSPECIFIED) Invalid("items", "has an item that is none");
    }
  }

  void Check(const v1::ContractComplete& rule) { Names("fields", rule.fields()); }
  void Check(const v1::DatasetDisjoint& rule) { Evaluation(rule); }

  void Check(const v1::DigestStrengthRule& rule) {
    const bool evaluation =
        rule.of().empty() || std::find(rule.of().begin(), rule.of().end(),
                                       v1::DIGEST_OF_EVALUATION_DATA) != rule.of().end();
    if (evaluation && context_.policy.evaluation().dataset().empty()) {
      NoEvaluation("the policy needs an evaluation: for the digest of the evaluation data");
    }
  }

  void Check(const v1::CheckPassed& rule) {
    Key("check", rule.check());
    Key("principal", rule.principal());
    Known("principal", "PRINCIPAL_UNKNOWN", rule.principal(), context_.known.principals);
  }

  void Check(const v1::FlagAbsent& rule) { Names("flags", rule.flags()); }

  void Check(const v1::DriftBelow& rule) {
    Key("measure", rule.measure());
    Bound("below", rule.has_below(), rule.below());
  }

  void Check(const v1::MinSampleSize& rule) {
    Evaluation(rule);
    if (rule.at_least() <= 0) Invalid("at_least", "has to be a positive number of samples");
  }

  void Check(const v1::ExpressionRule& rule) {
    CheckExpression(rule.expression(), context_.schema, expression::Type::Bool(),
                    path_ + ".expression", context_);
  }

 private:
  void Missing(const std::string& field, std::string_view what) {
    context_.problems.Add("RULE_FIELD_MISSING", path_ + "." + field, "The rule has to say {}.",
                          what);
  }
  void Invalid(const std::string& field, std::string_view what) {
    context_.problems.Add("RULE_VALUE_INVALID", path_ + "." + field, "{} {}.", field, what);
  }
  void NoEvaluation(std::string_view what) {
    context_.problems.Add("EVALUATION_MISSING", path_ + ".evaluation",
                          "Which evaluation is meant? {}.", what);
  }
  void Finite(const std::string& field, double value) {
    if (!std::isfinite(value)) Invalid(field, "has to be a finite number");
  }
  void Bound(const std::string& field, bool has, double value) {
    if (!has) return Missing(field, field);
    Finite(field, value);
  }
  void Age(bool has, const google::protobuf::Duration& age) {
    if (!has) return Missing("max_age", "max_age, for example 30d");
    if (DurationOf(age) <= absl::ZeroDuration()) Invalid("max_age", "has to be positive");
  }
  void Key(const std::string& field, const std::string& key) {
    context_.problems.AddAt(ValidateKey(field, key), path_ + "." + field);
  }
  void Names(const std::string& field,
             const google::protobuf::RepeatedPtrField<std::string>& names) {
    if (names.empty()) Missing(field, "one of " + field + " at least");
    for (const std::string& name : names) Key(field, name);
  }
  void Known(const std::string& field, std::string_view reason, const std::string& name,
             const std::optional<std::set<std::string>>& known) {
    if (!known || name.empty() || known->contains(name)) return;
    context_.problems.Add(reason, path_ + "." + field, "There is no {} {}{}", field, name,
                          expression::Suggestion(name, *known));
  }
  void Metric(const std::string& metric) {
    Key("metric", metric);
    Known("metric", "METRIC_UNKNOWN", metric, context_.known.metrics);
  }
  template <typename Rule>
  void Evaluation(const Rule& rule) {
    if (rule.has_evaluation()) {
      CheckSelector(rule.evaluation(), path_ + ".evaluation", context_);
    } else if (context_.policy.evaluation().dataset().empty()) {
      NoEvaluation("The rule or the policy has to say evaluation: {dataset: ...}");
    }
  }

  const std::string path_;
  const CheckContext& context_;
};

void CheckKind(const v1::Rule& rule, KindCheck check) {
  switch (rule.kind_case()) {
    case v1::Rule::kMetricThreshold:
      return check.Check(rule.metric_threshold());
    case v1::Rule::kCompareToChampion:
      return check.Check(rule.compare_to_champion());
    case v1::Rule::kSliceGap:
      return check.Check(rule.slice_gap());
    case v1::Rule::kBudget:
      return check.Check(rule.budget());
    case v1::Rule::kEvaluationFreshness:
      return check.Check(rule.evaluation_freshness());
    case v1::Rule::kDataFreshness:
      return check.Check(rule.data_freshness());
    case v1::Rule::kLineageComplete:
      return check.Check(rule.lineage_complete());
    case v1::Rule::kContractComplete:
      return check.Check(rule.contract_complete());
    case v1::Rule::kDatasetDisjoint:
      return check.Check(rule.dataset_disjoint());
    case v1::Rule::kDigestStrength:
      return check.Check(rule.digest_strength());
    case v1::Rule::kCheckPassed:
      return check.Check(rule.check_passed());
    case v1::Rule::kFlagAbsent:
      return check.Check(rule.flag_absent());
    case v1::Rule::kDriftBelow:
      return check.Check(rule.drift_below());
    case v1::Rule::kMinSampleSize:
      return check.Check(rule.min_sample_size());
    case v1::Rule::kExpr:
      return check.Check(rule.expr());
    case v1::Rule::KIND_NOT_SET:
      break;  // CheckRule has refused it.
  }
}

}  // namespace

void CheckRule(const v1::Rule& rule, const std::string& path, const CheckContext& context) {
  if (!IsSlug(rule.id())) {
    context.problems.Add("RULE_ID_INVALID", path + ".id",
                         "\"{}\" is no id of a rule: lower-case letters, digits and \"-\".",
                         rule.id());
  }
  if (!rule.when().empty()) {
    CheckExpression(rule.when(), context.schema, expression::Type::Bool(), path + ".when", context);
  }
  const auto* kind = rule.GetReflection()->GetOneofFieldDescriptor(
      rule, v1::Rule::descriptor()->FindOneofByName("kind"));
  if (kind == nullptr) {
    context.problems.Add("RULE_KIND_MISSING", path,
                         "The rule has no kind, for example metric_threshold or expr.");
    return;
  }
  CheckKind(rule, KindCheck(fmt::format("{}.{}", path, kind->name()), context));
}

void CheckSelector(const v1::EvaluationSelector& selector, const std::string& path,
                   const CheckContext& context) {
  if (selector.dataset().empty()) {
    context.problems.Add("EVALUATION_MISSING", path + ".dataset",
                         "An evaluation is on a dataset: say dataset: <its name>.");
  } else if (context.known.datasets && !context.known.datasets->contains(selector.dataset())) {
    context.problems.Add("DATASET_UNKNOWN", path + ".dataset", "There is no dataset {}{}",
                         selector.dataset(),
                         expression::Suggestion(selector.dataset(), *context.known.datasets));
  }
  if (!selector.digest().empty()) {
    context.problems.AddAt(ValidateDigest(selector.digest()), path + ".digest");
  }
}

void CheckExpression(const std::string& source, const expression::Schema& schema,
                     const expression::Type& result, const std::string& path,
                     const CheckContext& context) {
  const auto compiled = Compile(source, schema, result);
  context.problems.AddAt(compiled.status(), path);
  if (!compiled.ok() || !context.policy.evaluation().dataset().empty()) return;
  if (!ReadsEvaluation(compiled->root)) return;
  context.problems.Add("EVALUATION_MISSING", path,
                       "The expression reads an evaluation. Say on top of the policy which one is "
                       "meant: evaluation: {{dataset: ...}}.");
}

bool IsSlug(const std::string& text) {
  return !text.empty() && text.size() <= 100 && text[0] != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

bool IsRole(std::string text) {
  std::replace(text.begin(), text.end(), '_', '-');
  return IsSlug(text);
}

}  // namespace assay::governance
