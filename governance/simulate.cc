#include "governance/simulate.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "governance/assess.h"
#include "governance/judge_rule.h"

namespace assay::governance {

SimulatedItem Simulation::Add(const v1::Facts& facts, absl::Time as_of, bool was_eligible) {
  // Their digest, which takes longer than the rules, is not asked for.
  const v1::Assessment assessment = AssessNormal(ruleset_, facts, "", as_of);
  SimulatedItem item;
  item.outcome = assessment.outcome();
  item.refused = !assessment.eligible();
  item.newly_refused = item.refused && was_eligible;
  item.newly_allowed = !item.refused && !was_eligible;
  for (const v1::RuleResult& result : assessment.results()) {
    if (result.mode() != v1::RULE_MODE_ENFORCE || LetsThrough(result.status())) continue;
    item.reasons.push_back(fmt::format("{}: {}", result.rule_id(), result.message()));
    ++by_rule_[result.rule_id()];
  }
  ++total_;
  refused_ += item.refused;
  newly_refused_ += item.newly_refused;
  newly_allowed_ += item.newly_allowed;
  return item;
}

std::string Simulation::Summary() const {
  std::string text = fmt::format("Would have refused {} of {}.\n", refused_, total_);
  if (newly_refused_ > 0) text += fmt::format("{} of them were eligible.\n", newly_refused_);
  if (newly_allowed_ > 0)
    text += fmt::format("Would have allowed {} that were refused.\n", newly_allowed_);
  std::vector<std::pair<std::string, int64_t>> rules(by_rule_.begin(), by_rule_.end());
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [rule, count] : rules) text += fmt::format("  {}: {}\n", rule, count);
  return text;
}

}  // namespace assay::governance
