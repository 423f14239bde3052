#include "governance/override.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::governance {
namespace {

// What the policy says of a blocker that comes from it.
bool Allows(const v1::Policy& policy, const v1::Blocker& blocker) {
  const v1::OverrideRules& rules = policy.override();
  switch (blocker.kind()) {
    case v1::BLOCKER_KIND_RULE: {
      const std::string rule = blocker.id().substr(blocker.id().rfind('/') + 1);
      return std::find(rules.rules().begin(), rules.rules().end(), rule) != rules.rules().end();
    }
    case v1::BLOCKER_KIND_QUORUM:
    case v1::BLOCKER_KIND_REJECTION:
      return rules.reviews();
    case v1::BLOCKER_KIND_WINDOW:
      return rules.windows();
    default:
      return false;
  }
}

// A standing rejection is under every policy that asks for reviews: all of them have to allow it.
bool Concerns(const CompiledPolicy& policy, const v1::Blocker& blocker) {
  if (blocker.kind() == v1::BLOCKER_KIND_REJECTION) {
    return policy.Enforced() && !policy.policy.reviews().places().empty();
  }
  return policy.name == blocker.policy();
}

absl::Status CheckJustification(const std::string& text) {
  const auto said =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) == 0; });
  if (static_cast<size_t>(said) < kMinJustification) {
    return InvalidArgument("JUSTIFICATION_MISSING", "override.justification",
                           "Say why, in {} characters at least.", kMinJustification);
  }
  if (text.size() > kMaxJustification) {
    return InvalidArgument("JUSTIFICATION_TOO_LONG", "override.justification",
                           "The justification has {} bytes; at most {} are possible.", text.size(),
                           kMaxJustification);
  }
  return absl::OkStatus();
}

absl::Status CheckNamed(const v1::Override& override, const v1::Blocker& blocker) {
  if (!blocker.overridable()) {
    return FailedPrecondition("OVERRIDE_FORBIDDEN", "No policy lets {} be overridden.",
                              blocker.id());
  }
  const auto& roles = override.roles();
  if (std::find(roles.begin(), roles.end(), blocker.override_role()) == roles.end()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "OVERRIDE_WITHOUT_ROLE",
                     fmt::format("Only who has the role {} may override {}.",
                                 blocker.override_role(), blocker.id()));
  }
  return absl::OkStatus();
}

}  // namespace

void MarkOverridable(const Ruleset& ruleset, std::vector<v1::Blocker>* blockers) {
  for (v1::Blocker& blocker : *blockers) {
    bool concerned = false;
    bool allowed = true;
    std::string role;
    for (const CompiledPolicy& policy : ruleset.policies()) {
      if (!Concerns(policy, blocker)) continue;
      concerned = true;
      // Of several policies with roles of their own none can decide for the other.
      const bool same_role = role.empty() || role == policy.policy.override().role();
      allowed = allowed && same_role && Allows(policy.policy, blocker);
      role = policy.policy.override().role();
    }
    blocker.set_overridable(concerned && allowed);
    blocker.set_override_role(concerned && allowed ? role : "");
  }
}

absl::Status ApplyOverride(const v1::Override& override, std::vector<v1::Blocker>* blockers) {
  ASSAY_RETURN_IF_ERROR(CheckJustification(override.justification()));
  const std::set<std::string> named(override.blockers().begin(), override.blockers().end());
  if (named.empty()) {
    return InvalidArgument("OVERRIDE_EMPTY", "override.blockers",
                           "Name the blockers that are to be overridden.");
  }
  std::set<std::string> blocking;
  for (const v1::Blocker& blocker : *blockers) {
    blocking.insert(blocker.id());
    if (named.contains(blocker.id())) ASSAY_RETURN_IF_ERROR(CheckNamed(override, blocker));
  }
  for (const std::string& id : named) {
    if (blocking.contains(id)) continue;
    return FailedPrecondition("OVERRIDE_NEEDLESS", "{} does not stand in the way; leave it out.",
                              id);
  }
  for (const std::string& id : blocking) {
    if (named.contains(id)) continue;
    return FailedPrecondition("OVERRIDE_INCOMPLETE",
                              "{} stands in the way too; name it, or cure it.", id);
  }
  for (v1::Blocker& blocker : *blockers) blocker.set_overridden(true);
  return absl::OkStatus();
}

}  // namespace assay::governance
