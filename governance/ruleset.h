// The policies that hold for a slot, checked, digested and compiled once for many candidates.
#ifndef ASSAY_GOVERNANCE_RULESET_H_
#define ASSAY_GOVERNANCE_RULESET_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"
#include "expression/ast.h"

namespace assay::governance {

// A published policy with the binding by which it holds.
struct BoundPolicy {
  v1::Policy policy;
  v1::Binding binding;
};

struct CompiledRule {
  v1::Rule rule;
  // The milder of the rule's and the binding's.
  v1::RuleMode mode;
  // Absent: always.
  std::optional<expression::Expression> when;
  // Of an `expr` rule.
  std::optional<expression::Expression> expression;
};

struct CompiledTag {
  std::string tag;  // without "gov:"
  std::optional<expression::Expression> when;
};

struct CompiledRankKey {
  v1::RankKey key;
  expression::Expression by;
};

struct CompiledStanding {
  std::string tag;  // without "gov:"
  CompiledRule rule;
};

struct CompiledPolicy {
  v1::Policy policy;
  // With the policy's defaults for the parameters that the binding does not give.
  v1::AppliedPolicy applied;
  std::string name;  // "name@version"
  std::vector<CompiledRule> rules;
  std::vector<CompiledTag> tags;
  std::vector<CompiledRankKey> ranking;
  std::vector<CompiledStanding> standing;

  bool Enforced() const { return applied.mode() == v1::RULE_MODE_ENFORCE; }
};

// Immutable, and cheap to copy; safe to read from several threads.
class Ruleset {
 public:
  // The order of `policies` does not matter. Fails with the first problem of CheckPolicy or
  // CheckBinding. The last few that were made are remembered, by all that `policies` say.
  // Thread-safe.
  static absl::StatusOr<Ruleset> Make(const std::vector<BoundPolicy>& policies);

  // Sorted by name, version and binding.
  const std::vector<CompiledPolicy>& policies() const { return *policies_; }
  // As assessments name them, in the same order.
  std::vector<v1::AppliedPolicy> Applied() const;

 private:
  using Policies = std::vector<CompiledPolicy>;
  std::shared_ptr<const Policies> policies_ = std::make_shared<Policies>();
};

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_RULESET_H_
