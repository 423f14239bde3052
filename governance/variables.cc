#include "governance/variables.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/status_macros.h"
#include "expression/checker.h"
#include "expression/parser.h"
#include "governance/rules/evaluations.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

using expression::Expr;
using expression::Type;
using expression::Value;

Type TypeOf(const v1::FactValue& value) {
  switch (value.kind_case()) {
    case v1::FactValue::kStringValue:
      return Type::String();
    case v1::FactValue::kIntValue:
      return Type::Int();
    case v1::FactValue::kDoubleValue:
      return Type::Double();
    case v1::FactValue::kBoolValue:
      return Type::Bool();
    default:
      return Type::Dyn();
  }
}

// Nothing for what is marked as no number.
std::optional<Value> ValueOf(const v1::FactValue& value) {
  switch (value.kind_case()) {
    case v1::FactValue::kStringValue:
      return Value::String(value.string_value());
    case v1::FactValue::kIntValue:
      return Value::Int(value.int_value());
    case v1::FactValue::kDoubleValue:
      return Value::Double(value.double_value());
    case v1::FactValue::kBoolValue:
      return Value::Bool(value.bool_value());
    default:
      return std::nullopt;
  }
}

expression::Schema ModelSchema() {
  return {{"name", Type::String()},
          {"content_digest", Type::String()},
          {"registered_by", Type::String()},
          {"run_created_by", Type::String()},
          {"metrics", Type::Map(Type::Double())},
          {"sample_count", Type::Int()},
          {"contract", Type::Map(Type::Dyn())},
          {"params", Type::Map(Type::Dyn())},
          {"labels", Type::Map(Type::String())},
          {"flags", Type::List(Type::String())},
          {"checks", Type::Map(Type::Bool())},
          {"drift", Type::Map(Type::Double())}};
}

Value FactMap(const Parameters& facts) {
  Variables entries;
  for (const auto& [name, fact] : facts) {
    if (std::optional<Value> value = ValueOf(fact)) entries.emplace(name, *std::move(value));
  }
  return Value::Map(std::move(entries));
}

Value LabelMap(const v1::ModelFacts& model) {
  Variables entries;
  for (const auto& [name, label] : model.labels()) entries.emplace(name, Value::String(label));
  return Value::Map(std::move(entries));
}

Value FlagList(const v1::ModelFacts& model) {
  expression::ValueList flags;
  for (const v1::FlagFact& flag : model.flags()) flags.push_back(Value::String(flag.flag()));
  return Value::List(std::move(flags));
}

// The newest of each, "principal/check": anybody may record a check of any name.
Value CheckMap(const v1::ModelFacts& model) {
  std::map<std::string, const v1::CheckFact*> newest;
  for (const v1::CheckFact& check : model.checks()) {
    const v1::CheckFact*& known = newest[check.principal() + "/" + check.check()];
    if (known == nullptr || TimeOf(known->time()) <= TimeOf(check.time())) known = &check;
  }
  Variables entries;
  for (const auto& [name, check] : newest) entries.emplace(name, Value::Bool(check->passed()));
  return Value::Map(std::move(entries));
}

Value DriftMap(const v1::ModelFacts& model) {
  std::map<std::string, const v1::DriftFact*> newest;
  for (const v1::DriftFact& drift : model.drifts()) {
    const v1::DriftFact*& known = newest[drift.measure()];
    if (known == nullptr || TimeOf(known->time()) <= TimeOf(drift.time())) known = &drift;
  }
  Variables entries;
  for (const auto& [name, drift] : newest) {
    if (const auto number = NumberOf(drift->value())) entries.emplace(name, Value::Double(*number));
  }
  return Value::Map(std::move(entries));
}

Variables ModelVariables(const v1::ModelFacts& model, const v1::EvaluationFact* evaluation) {
  Variables variables = {{"name", Value::String(model.name())},
                         {"content_digest", Value::String(model.content_digest())},
                         {"registered_by", Value::String(model.registered_by())},
                         {"run_created_by", Value::String(model.run_created_by())},
                         {"contract", FactMap(model.contract())},
                         {"params", FactMap(model.params())},
                         {"labels", LabelMap(model)},
                         {"flags", FlagList(model)},
                         {"checks", CheckMap(model)},
                         {"drift", DriftMap(model)}};
  Variables metrics;
  if (evaluation != nullptr) {
    for (const v1::MetricFact& metric : evaluation->metrics()) {
      const auto number = NumberOf(metric.value());
      if (number) metrics.emplace(metric.metric(), Value::Double(*number));
    }
    if (evaluation->has_sample_count()) {
      variables.emplace("sample_count", Value::Int(evaluation->sample_count()));
    }
  }
  variables.emplace("metrics", Value::Map(std::move(metrics)));
  return variables;
}

}  // namespace

expression::Schema RuleSchema(const v1::Policy& policy) {
  expression::Schema schema = ModelSchema();
  schema.emplace("champion", Type::Object("champion", ModelSchema()));
  schema.emplace("has_champion", Type::Bool());
  schema.emplace("is_champion", Type::Bool());
  schema.emplace("slot", Type::Object("slot", {{"workspace", Type::String()},
                                               {"use_case", Type::String()},
                                               {"environment", Type::String()}}));
  Type::Fields parameters;
  for (const auto& [name, value] : policy.parameters()) parameters.emplace(name, TypeOf(value));
  schema.emplace("parameters", Type::Object("parameters", std::move(parameters)));
  return schema;
}

expression::Schema TagSchema(const v1::Policy& policy) {
  expression::Schema schema = RuleSchema(policy);
  schema.emplace("outcome", Type::String());
  schema.emplace("eligible", Type::Bool());
  schema.emplace("rank", Type::Int());
  schema.emplace("was_champion", Type::Bool());
  schema.emplace("failed", Type::List(Type::String()));
  schema.emplace("inconclusive", Type::List(Type::String()));
  return schema;
}

Variables RuleVariables(const v1::Policy& policy, const Parameters& parameters,
                        const v1::Facts& facts) {
  const v1::EvaluationFact* evaluation =
      rules::NewestEvaluation(policy.evaluation(), facts.candidate());
  Variables variables = ModelVariables(facts.candidate(), evaluation);
  variables.emplace("has_champion", Value::Bool(facts.has_champion()));
  variables.emplace(
      "is_champion",
      Value::Bool(facts.has_champion() && facts.champion().name() == facts.candidate().name()));
  if (facts.has_champion()) {
    // Only what can be compared with the candidate's.
    const v1::EvaluationFact* comparable =
        evaluation == nullptr
            ? nullptr
            : rules::NewestComparable(*evaluation, policy.evaluation(), facts.champion());
    variables.emplace("champion", Value::Map(ModelVariables(facts.champion(), comparable)));
  }
  variables.emplace("slot",
                    Value::Map({{"workspace", Value::String(facts.slot().workspace())},
                                {"use_case", Value::String(facts.slot().use_case())},
                                {"environment", Value::String(facts.slot().environment())}}));
  variables.emplace("parameters", FactMap(parameters));
  return variables;
}

absl::StatusOr<expression::Expression> Compile(std::string_view source,
                                               const expression::Schema& schema,
                                               const Type& result) {
  ASSAY_ASSIGN_OR_RETURN(expression::Expression parsed, expression::Parse(source));
  return expression::Check(std::move(parsed), schema, result);
}

bool ReadsEvaluation(const Expr& expr) {
  const bool named = expr.kind == Expr::Kind::kIdent || expr.kind == Expr::Kind::kSelect ||
                     expr.kind == Expr::Kind::kHas;
  if (named && (expr.name == "metrics" || expr.name == "sample_count")) return true;
  return std::any_of(expr.children.begin(), expr.children.end(), ReadsEvaluation);
}

}  // namespace assay::governance
