#include "governance/ruleset.h"

#include <algorithm>
#include <initializer_list>
#include <tuple>
#include <utility>

#include "core/lru_cache.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "governance/digests.h"
#include "governance/policy_check.h"
#include "governance/variables.h"

namespace assay::governance {
namespace {

// A server has a handful of policies, mostly bound by wildcards.
constexpr size_t kRememberedRulesets = 64;

using expression::Expression;
using expression::Schema;
using expression::Type;
using google::protobuf::Message;

// ENFORCE < WARN < AUDIT, and ENFORCE is also what is not said.
v1::RuleMode Milder(v1::RuleMode a, v1::RuleMode b) {
  return std::max({a, b, v1::RULE_MODE_ENFORCE});
}

absl::StatusOr<std::optional<Expression>> CompileWhen(const std::string& when,
                                                      const Schema& schema) {
  if (when.empty()) return std::nullopt;
  ASSAY_ASSIGN_OR_RETURN(Expression compiled, Compile(when, schema, Type::Bool()));
  return compiled;
}

absl::StatusOr<CompiledRule> CompileRule(const v1::Rule& rule, v1::RuleMode binding,
                                         const Schema& schema) {
  CompiledRule compiled{rule, Milder(rule.mode(), binding), {}, {}};
  ASSAY_ASSIGN_OR_RETURN(compiled.when, CompileWhen(rule.when(), schema));
  if (rule.has_expr()) {
    ASSAY_ASSIGN_OR_RETURN(compiled.expression,
                           Compile(rule.expr().expression(), schema, Type::Bool()));
  }
  return compiled;
}

v1::AppliedPolicy AppliedOf(const BoundPolicy& bound) {
  v1::AppliedPolicy applied;
  applied.set_policy(bound.policy.name());
  applied.set_version(bound.policy.version());
  applied.set_policy_digest(PolicyDigest(bound.policy));
  applied.set_binding_id(bound.binding.binding_id());
  applied.set_mode(Milder(bound.binding.mode(), v1::RULE_MODE_ENFORCE));
  *applied.mutable_parameters() = bound.policy.parameters();
  for (const auto& [name, value] : bound.binding.parameters()) {
    (*applied.mutable_parameters())[name] = value;
  }
  return applied;
}

absl::StatusOr<CompiledPolicy> CompilePolicy(const BoundPolicy& bound) {
  if (const auto problems = CheckPolicy(bound.policy); !problems.empty()) return problems.front();
  ASSAY_RETURN_IF_ERROR(CheckBinding(bound.binding, bound.policy));
  CompiledPolicy compiled;
  compiled.policy = bound.policy;
  compiled.applied = AppliedOf(bound);
  compiled.name = fmt::format("{}@{}", bound.policy.name(), bound.policy.version());
  const Schema schema = RuleSchema(bound.policy);
  const Schema tag_schema = TagSchema(bound.policy);
  for (const v1::Rule& rule : bound.policy.rules()) {
    ASSAY_ASSIGN_OR_RETURN(CompiledRule one, CompileRule(rule, compiled.applied.mode(), schema));
    compiled.rules.push_back(std::move(one));
  }
  for (const v1::StandingRule& standing : bound.policy.standing()) {
    ASSAY_ASSIGN_OR_RETURN(CompiledRule one,
                           CompileRule(standing.rule(), compiled.applied.mode(), schema));
    compiled.standing.push_back({standing.tag(), std::move(one)});
  }
  for (const v1::RankKey& key : bound.policy.ranking()) {
    ASSAY_ASSIGN_OR_RETURN(Expression by, Compile(key.by(), schema, Type::Dyn()));
    compiled.ranking.push_back({key, std::move(by)});
  }
  for (const v1::TagRule& tag : bound.policy.tags()) {
    ASSAY_ASSIGN_OR_RETURN(std::optional<Expression> when, CompileWhen(tag.when(), tag_schema));
    compiled.tags.push_back({tag.tag(), std::move(when)});
  }
  return compiled;
}

absl::StatusOr<std::vector<CompiledPolicy>> CompileAll(const std::vector<BoundPolicy>& policies) {
  std::vector<CompiledPolicy> all;
  for (const BoundPolicy& bound : policies) {
    ASSAY_ASSIGN_OR_RETURN(CompiledPolicy compiled, CompilePolicy(bound));
    all.push_back(std::move(compiled));
  }
  std::sort(all.begin(), all.end(), [](const CompiledPolicy& a, const CompiledPolicy& b) {
    const auto key = [](const v1::AppliedPolicy& p) {
      return std::tuple(p.policy(), p.version(), p.binding_id(), p.policy_digest());
    };
    return key(a.applied) < key(b.applied);
  });
  return all;
}

// Everything that the policies say; no two lists have the same.
std::string KeyOf(const std::vector<BoundPolicy>& policies) {
  std::string key;
  google::protobuf::io::StringOutputStream stream(&key);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  for (const BoundPolicy& bound : policies) {
    for (const Message* said :
         std::initializer_list<const Message*>{&bound.policy, &bound.binding}) {
      out.WriteVarint64(said->ByteSizeLong());
      said->SerializeWithCachedSizes(&out);
    }
  }
  out.Trim();
  return key;
}

}  // namespace

absl::StatusOr<Ruleset> Ruleset::Make(const std::vector<BoundPolicy>& policies) {
  static auto& known = *new LruCache<Policies>(kRememberedRulesets);
  std::string key = KeyOf(policies);
  Ruleset ruleset;
  if (auto found = known.Find(key)) {
    ruleset.policies_ = std::move(found);
    return ruleset;
  }
  ASSAY_ASSIGN_OR_RETURN(Policies compiled, CompileAll(policies));
  ruleset.policies_ = std::make_shared<const Policies>(std::move(compiled));
  known.Put(std::move(key), ruleset.policies_, 1);
  return ruleset;
}

std::vector<v1::AppliedPolicy> Ruleset::Applied() const {
  std::vector<v1::AppliedPolicy> applied;
  for (const CompiledPolicy& policy : policies()) applied.push_back(policy.applied);
  return applied;
}

}  // namespace assay::governance
