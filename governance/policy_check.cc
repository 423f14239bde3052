#include "governance/policy_check.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "expression/diagnostics.h"
#include "governance/check_rule.h"
#include "governance/quorum.h"
#include "governance/text.h"
#include "governance/variables.h"
#include "governance/windows.h"

namespace assay::governance {
namespace {

constexpr int kMaxRules = 200;
constexpr int kMaxOthers = 50;  // tags, ranking keys, windows, standing rules, parameters
constexpr size_t kMaxPlaces = 20;

// The server's own role for overrides, which always exists.
constexpr char kBreakGlass[] = "break_glass";

std::string At(std::string_view list, int index) { return fmt::format("{}[{}]", list, index); }

void CheckCounts(const v1::Policy& policy, Problems& problems) {
  const auto at_most = [&](std::string_view field, int count, int most) {
    if (count <= most) return;
    problems.Add("POLICY_TOO_MANY", field, "{} has {} entries; at most {} are possible.", field,
                 count, most);
  };
  at_most("rules", policy.rules_size(), kMaxRules);
  at_most("tags", policy.tags_size(), kMaxOthers);
  at_most("ranking", policy.ranking_size(), kMaxOthers);
  at_most("windows", policy.windows_size(), kMaxOthers);
  at_most("standing", policy.standing_size(), kMaxOthers);
  at_most("parameters", static_cast<int>(policy.parameters_size()), kMaxOthers);
}

void CheckHead(const v1::Policy& policy, const CheckContext& context) {
  if (!IsSlug(policy.name())) {
    context.problems.Add("POLICY_NAME_INVALID", "name",
                         "\"{}\" is no name of a policy: lower-case letters, digits and \"-\".",
                         policy.name());
  }
  context.problems.AddAt(
      ValidateText("description", policy.description(), limits::kDescriptionBytes), "description");
  if (policy.has_evaluation()) CheckSelector(policy.evaluation(), "evaluation", context);
  for (const auto& [name, value] : policy.parameters()) {
    context.problems.AddAt(ValidateKey("parameter", name), "parameters");
    if (value.kind_case() == v1::FactValue::KIND_NOT_SET ||
        value.kind_case() == v1::FactValue::kNotANumber ||
        (value.has_double_value() && !std::isfinite(value.double_value()))) {
      context.problems.Add("PARAMETER_TYPE", "parameters." + name,
                           "Parameter {} needs a default: text, a finite number, true or false.",
                           name);
    }
  }
  if (policy.has_request_expiry() && DurationOf(policy.request_expiry()) <= absl::ZeroDuration()) {
    context.problems.Add("RULE_VALUE_INVALID", "request_expiry",
                         "request_expiry has to be positive, for example 30d.");
  }
}

void CheckRules(const v1::Policy& policy, const CheckContext& context) {
  if (policy.rules().empty()) {
    context.problems.Add("POLICY_EMPTY", "rules",
                         "A policy without rules would let everything pass.");
  }
  std::set<std::string> ids;
  const auto check = [&](const v1::Rule& rule, const std::string& path) {
    CheckRule(rule, path, context);
    if (ids.insert(rule.id()).second) return;
    context.problems.Add("RULE_ID_TWICE", path + ".id", "Two rules have the id {}.", rule.id());
  };
  for (int i = 0; i < policy.rules_size(); ++i) check(policy.rules(i), At("rules", i));
  for (int i = 0; i < policy.standing_size(); ++i) {
    check(policy.standing(i).rule(), At("standing", i) + ".rule");
  }
}

void CheckTag(const std::string& tag, const std::string& path, Problems& problems) {
  if (IsSlug(tag)) return;
  problems.Add("POLICY_NAME_INVALID", path,
               "\"{}\" is no tag: lower-case letters, digits and \"-\", without \"gov:\".", tag);
}

void CheckTags(const v1::Policy& policy, const CheckContext& context) {
  const expression::Schema schema = TagSchema(policy);
  for (int i = 0; i < policy.tags_size(); ++i) {
    const std::string path = At("tags", i);
    CheckTag(policy.tags(i).tag(), path + ".tag", context.problems);
    if (policy.tags(i).when().empty()) continue;
    CheckExpression(policy.tags(i).when(), schema, expression::Type::Bool(), path + ".when",
                    context);
  }
  for (int i = 0; i < policy.standing_size(); ++i) {
    CheckTag(policy.standing(i).tag(), At("standing", i) + ".tag", context.problems);
  }
}

void CheckRanking(const v1::Policy& policy, const CheckContext& context) {
  for (int i = 0; i < policy.ranking_size(); ++i) {
    const std::string path = At("ranking", i);
    CheckExpression(policy.ranking(i).by(), context.schema, expression::Type::Dyn(), path + ".by",
                    context);
    const auto compiled = Compile(policy.ranking(i).by(), context.schema, expression::Type::Dyn());
    if (compiled.ok() && !compiled->root.type.IsNumber() && !compiled->root.type.IsDyn()) {
      context.problems.Add("RULE_VALUE_INVALID", path + ".by", "{} is a {}, not a number.",
                           policy.ranking(i).by(), compiled->root.type.ToString());
    }
    if (policy.ranking(i).order() == v1::RANK_ORDER_UNSPECIFIED) {
      context.problems.Add("RULE_FIELD_MISSING", path + ".order",
                           "Say order: descending (the greatest first) or ascending.");
    }
  }
}

void CheckRoleIsHeld(const std::string& role, const std::string& path,
                     const CheckContext& context) {
  if (!context.known.roles || context.known.roles->contains(role)) return;
  context.problems.Add("ROLE_UNKNOWN", path, "Nobody has the role {}{}", role,
                       expression::Suggestion(role, *context.known.roles));
}

void CheckReviewerRole(const std::string& role, const std::string& path,
                       const CheckContext& context) {
  if (IsRole(role)) return CheckRoleIsHeld(role, path, context);
  context.problems.Add("POLICY_NAME_INVALID", path, "\"{}\" is no role.", role);
}

void CheckReviews(const v1::Policy& policy, const CheckContext& context) {
  for (int i = 0; i < policy.reviews().places_size(); ++i) {
    const v1::ReviewPlace& place = policy.reviews().places(i);
    const std::string path = At("reviews.places", i);
    CheckReviewerRole(place.role(), path + ".role", context);
    if (place.count() < 0 || static_cast<size_t>(place.count()) > kMaxPlaces) {
      context.problems.Add("QUORUM_IMPOSSIBLE", path + ".count",
                           "A place can be there 1 to {} times.", kMaxPlaces);
      return;
    }
  }
  const size_t places = PlacesOf(policy.reviews()).size();
  if (places > kMaxPlaces) {
    context.problems.Add("QUORUM_IMPOSSIBLE", "reviews.places",
                         "The quorum has {} places; at most {} are possible.", places, kMaxPlaces);
  }
  if (policy.reviews().distinct_persons() && policy.reviews().places().empty()) {
    context.problems.Add("RULE_FIELD_MISSING", "reviews.places",
                         "distinct_persons means nothing without places.");
  }
}

void CheckWindows(const v1::Policy& policy, Problems& problems) {
  std::set<std::string> ids;
  for (int i = 0; i < policy.windows_size(); ++i) {
    problems.Add(CheckWindow(policy.windows(i)), At("windows", i));
    if (ids.insert(policy.windows(i).id()).second) continue;
    problems.Add("WINDOW_INVALID", At("windows", i) + ".id", "Two windows have the id {}.",
                 policy.windows(i).id());
  }
}

void CheckOverrideReview(const v1::OverrideRules& rules, const CheckContext& context) {
  if (!rules.review_role().empty()) {
    CheckReviewerRole(rules.review_role(), "override.review_role", context);
  }
  if (rules.has_review_within() && DurationOf(rules.review_within()) <= absl::ZeroDuration()) {
    context.problems.Add("RULE_VALUE_INVALID", "override.review_within",
                         "review_within has to be positive, for example 7d.");
  }
}

void CheckOverride(const v1::Policy& policy, const CheckContext& context) {
  if (!policy.has_override()) return;
  if (!IsRole(policy.override().role())) {
    context.problems.Add("OVERRIDE_INVALID", "override.role",
                         "Say which role may override: role: <name>.");
  } else if (policy.override().role() != kBreakGlass) {
    CheckRoleIsHeld(policy.override().role(), "override.role", context);
  }
  CheckOverrideReview(policy.override(), context);
  std::set<std::string> ids;
  for (const v1::Rule& rule : policy.rules()) ids.insert(rule.id());
  for (int i = 0; i < policy.override().rules_size(); ++i) {
    const std::string& id = policy.override().rules(i);
    if (ids.contains(id)) continue;
    context.problems.Add("OVERRIDE_INVALID", At("override.rules", i), "There is no rule {}{}", id,
                         expression::Suggestion(id, ids));
  }
}

bool Matches(const std::string& pattern, const std::string& name) {
  return pattern == "*" || pattern == name;
}

}  // namespace

std::vector<absl::Status> CheckPolicy(const v1::Policy& policy, const KnownNames& known) {
  Problems problems;
  const expression::Schema schema = RuleSchema(policy);
  const CheckContext context{policy, known, schema, problems};
  CheckCounts(policy, problems);
  CheckHead(policy, context);
  CheckRules(policy, context);
  CheckRanking(policy, context);
  CheckTags(policy, context);
  CheckReviews(policy, context);
  CheckWindows(policy, problems);
  CheckOverride(policy, context);
  return std::move(problems).Take();
}

absl::Status CheckBinding(const v1::Binding& binding, const v1::Policy& policy) {
  if (binding.slots().use_case().empty() || binding.slots().environment().empty()) {
    return InvalidArgument("BINDING_SLOTS_INVALID", "slots",
                           "A binding names a use case and an environment; \"*\" means any.");
  }
  for (const auto& [name, value] : binding.parameters()) {
    const auto known = policy.parameters().find(name);
    if (known == policy.parameters().end()) {
      std::set<std::string> names;
      for (const auto& [other, unused] : policy.parameters()) names.insert(other);
      return InvalidArgument("PARAMETER_UNKNOWN", "parameters." + name,
                             "Policy {} has no parameter {}{}", policy.name(), name,
                             expression::Suggestion(name, names));
    }
    if (known->second.kind_case() != value.kind_case()) {
      return InvalidArgument("PARAMETER_TYPE", "parameters." + name,
                             "Parameter {} has the default {}; {} is of another type.", name,
                             ValueText(known->second), ValueText(value));
    }
    if (value.has_double_value() && !std::isfinite(value.double_value())) {
      return InvalidArgument("PARAMETER_TYPE", "parameters." + name,
                             "Parameter {} has to be a finite number.", name);
    }
  }
  return absl::OkStatus();
}

bool Selects(const v1::SlotSelector& slots, const v1::SlotRef& slot) {
  return slots.workspace() == slot.workspace() && Matches(slots.use_case(), slot.use_case()) &&
         Matches(slots.environment(), slot.environment());
}

}  // namespace assay::governance
