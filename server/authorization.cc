#include "server/authorization.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"

namespace assay {
namespace {

constexpr std::string_view kNobodyNeeded = "";
constexpr std::string_view kViewer = "viewer";
constexpr std::string_view kContributor = "contributor";
constexpr std::string_view kMaintainer = "maintainer";
constexpr std::string_view kPolicyAuthor = "policy_author";
constexpr std::string_view kGovernanceAdmin = "governance_admin";
constexpr std::string_view kAuditor = "auditor";
constexpr std::string_view kBreakGlass = "break_glass";

// What the methods of a service need, unless an exception below says otherwise. Questions need the
// scope "read".
struct ServiceRule {
  std::string_view service;
  std::string_view question_role;
  std::string_view change_role;
  std::string_view change_scope;
  bool everywhere = false;
};
constexpr ServiceRule kServices[] = {
    {"TrackingService", kViewer, kContributor, kScopeWrite},
    {"LineageService", kViewer, kContributor, kScopeWrite},
    {"RegistryService", kViewer, kContributor, kScopeWrite},
    {"GovernanceService", kViewer, kContributor, kScopeGovern},
    {"AdminService", kAdministrator, kAdministrator, kScopeAdmin, true},
};

// A method is a question when its name begins so.
constexpr std::string_view kQuestions[] = {
    "Analyze", "Compare", "Diff",   "Explain",  "Find",         "Get",   "Identify", "Lint",
    "List",    "Replay",  "Search", "Simulate", "StreamMetric", "Trace", "Verify",   "Watch"};

struct Exception {
  std::string_view method;
  std::string_view role;
  std::string_view scope;
  bool everywhere = false;
};
constexpr Exception kExceptions[] = {
    // Workspaces are the whole server's; their names are no secret to those who are known.
    {"CreateWorkspace", kAdministrator, kScopeAdmin, true},
    {"GetWorkspace", kNobodyNeeded, kScopeRead},
    {"ListWorkspaces", kNobodyNeeded, kScopeRead},
    {"DeleteExperiment", kMaintainer, kScopeWrite},
    {"UndeleteExperiment", kMaintainer, kScopeWrite},
    {"DeleteRun", kMaintainer, kScopeWrite},
    {"UndeleteRun", kMaintainer, kScopeWrite},

    // The graph passes from one workspace to another wherever they share content.
    {"AnalyzeImpact", kViewer, kScopeRead, true},
    {"FindPath", kViewer, kScopeRead, true},
    {"IdentifyContent", kViewer, kScopeRead, true},
    {"TraceLineage", kViewer, kScopeRead, true},
    {"VerifyContent", kViewer, kScopeRead, true},

    {"DeleteModel", kMaintainer, kScopeWrite},
    {"UndeleteModel", kMaintainer, kScopeWrite},

    {"CreateSlot", kGovernanceAdmin, kScopeGovern},
    {"SetBinding", kGovernanceAdmin, kScopeGovern},
    {"RemoveBinding", kGovernanceAdmin, kScopeGovern},
    {"SetFlag", kGovernanceAdmin, kScopeGovern},
    {"ClearFlag", kGovernanceAdmin, kScopeGovern},
    {"Recall", kGovernanceAdmin, kScopeGovern},
    {"CreatePolicyDraft", kPolicyAuthor, kScopeGovern},
    {"UpdatePolicyDraft", kPolicyAuthor, kScopeGovern},
    {"PublishPolicy", kPolicyAuthor, kScopeGovern},
    {"RetirePolicy", kPolicyAuthor, kScopeGovern},
    {"LintPolicy", kNobodyNeeded, kScopeRead},
    {"Rollback", kMaintainer, kScopeGovern},
    {"Withdraw", kMaintainer, kScopeGovern},
    {"RunSweep", kMaintainer, kScopeGovern},
    {"CommitRequest", kMaintainer, kScopeGovern},
    {"SubmitReview", kReviewerPrefix, kScopeGovern},
    {"OverridePromote", kBreakGlass, kScopeGovern},
    {"ReviewOverride", kReviewerPrefix, kScopeGovern},
    // Facts are of no slot.
    {"GetFacts", kViewer, kScopeRead, true},

    {"WhoAmI", kNobodyNeeded, ""},
    {"ConfirmLogin", kNobodyNeeded, ""},
    // One's own; for those of others the handler asks for an administrator.
    {"ListTokens", kNobodyNeeded, ""},
    {"RevokeToken", kNobodyNeeded, ""},
    {"GetAuditCheckpoint", kAuditor, kScopeRead, true},
    {"ListAuditEvents", kAuditor, kScopeRead, true},
    {"VerifyAuditLog", kAuditor, kScopeRead, true},
};

bool IsQuestion(std::string_view method) {
  return std::any_of(std::begin(kQuestions), std::end(kQuestions),
                     [&](std::string_view word) { return method.starts_with(word); });
}

MethodRule RuleOf(const ServiceRule& service, const google::protobuf::MethodDescriptor& method) {
  MethodRule rule;
  const bool question = IsQuestion(method.name());
  rule.role = question ? service.question_role : service.change_role;
  rule.scope = question ? std::string_view(kScopeRead) : service.change_scope;
  rule.everywhere = service.everywhere;
  for (const Exception& exception : kExceptions) {
    if (exception.method != method.name()) continue;
    rule.role = exception.role;
    rule.scope = exception.scope;
    rule.everywhere = exception.everywhere;
  }
  if (!rule.everywhere) rule.places = PlaceFieldsOf(*method.input_type());
  return rule;
}

using Rules = absl::flat_hash_map<std::string, MethodRule>;

// The names of methods are unique over all services, for their requests are named after them.
const Rules& AllRules() {
  static const Rules& rules = *[] {
    auto* all = new Rules;
    for (const ServiceRule& rule : kServices) {
      const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          "assay.v1." + std::string(rule.service));
      for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
        const google::protobuf::MethodDescriptor& method = *service->method(i);
        all->emplace(method.name(), RuleOf(rule, method));
      }
    }
    return all;
  }();
  return rules;
}

}  // namespace

const MethodRule* FindRule(std::string_view method) {
  const auto it = AllRules().find(absl::string_view(method.data(), method.size()));
  return it == AllRules().end() ? nullptr : &it->second;
}

}  // namespace assay
