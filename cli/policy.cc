#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/resolve.h"
#include "cli/internal/text.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct PublishOptions {
  std::string file;
  bool draft = false;
};

struct OneOptions {
  std::string policy;
};

struct RetireOptions {
  std::string policy;
  std::string reason;
};

struct DiffOptions {
  std::string from;
  std::string to;
};

struct ListOptions {
  std::string name;
};

void DeclarePublish(CLI::App& command, PublishOptions& options) {
  command.add_option("FILE", options.file, "The policy in YAML; - is the standard input")
      ->required()
      ->type_name("");
  command.add_flag("--draft", options.draft, "Keep it as a draft, to be changed and simulated");
}

void AddPolicyArgument(CLI::App& command, std::string& policy) {
  command.add_option("POLICY", policy, "A policy, as credit, credit@2 or credit@draft")
      ->required()
      ->type_name("");
}

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddPolicyArgument(command, options.policy);
}

void DeclareRetire(CLI::App& command, RetireOptions& options) {
  AddPolicyArgument(command, options.policy);
  command.add_option("--reason", options.reason, "Why; recorded for ever")->type_name("TEXT");
}

void DeclareDiff(CLI::App& command, DiffOptions& options) {
  command.add_option("FROM", options.from, "A policy, as credit@1")->required()->type_name("");
  command.add_option("TO", options.to, "Another one, as credit@2 or credit@draft")
      ->required()
      ->type_name("");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("NAME", options.name, "All versions of this policy")->type_name("");
}

std::string NameText(const v1::PolicyInfo& policy) {
  const int version = policy.name().version();
  return policy.name().name() + "@" + (version == 0 ? "draft" : fmt::format("{}", version));
}

void Print(const v1::PolicyInfo& policy, const Cli& cli) {
  if (cli.json) return cli.PrintJson(policy);
  Facts facts = {{"policy", NameText(policy)},
                 {"state", StateText(policy.state())},
                 {"changed", TimeText(policy.time())},
                 {"by", policy.actor()}};
  if (!policy.digest().empty()) facts.emplace_back("digest", policy.digest());
  if (policy.has_retire_time()) {
    facts.emplace_back("retired", TimeText(policy.retire_time()));
    facts.emplace_back("retired by", policy.retired_by());
  }
  cli.out << RenderFacts(facts, cli.terminal);
}

// The draft of this text: a new one, or the present one changed.
absl::StatusOr<v1::PolicyInfo> SaveDraft(const Cli& cli, const std::string& yaml) {
  v1::CreatePolicyDraftRequest create;
  create.set_workspace(WorkspaceOf(cli));
  create.set_yaml(yaml);
  auto draft = Govern<v1::PolicyInfo>(cli, "CreatePolicyDraft", create);
  if (ErrorReason(draft.status()) != "POLICY_DRAFT_EXISTS") return draft;
  v1::UpdatePolicyDraftRequest update;
  update.set_workspace(create.workspace());
  update.set_yaml(yaml);
  return Govern<v1::PolicyInfo>(cli, "UpdatePolicyDraft", update);
}

absl::Status Publish(Cli& cli, const PublishOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::string yaml, ReadText(cli, options.file));
  ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo policy, SaveDraft(cli, yaml));
  if (!options.draft) {
    v1::PublishPolicyRequest publish;
    publish.set_workspace(policy.name().workspace());
    publish.set_name(policy.name().name());
    // What is published is what was just saved, or nothing.
    publish.set_etag(policy.etag());
    ASSAY_ASSIGN_OR_RETURN(policy, Govern<v1::PolicyInfo>(cli, "PublishPolicy", publish));
  }
  Print(policy, cli);
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyName name, ParsePolicy(cli, options.policy));
  v1::GetPolicyRequest request;
  *request.mutable_policy() = name.ref;
  request.set_draft(name.draft);
  ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo policy,
                         Govern<v1::PolicyInfo>(cli, "GetPolicy", request));
  Print(policy, cli);
  if (!cli.json) cli.out << "\n" << VisibleLines(policy.yaml());
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListPoliciesRequest request;
  request.set_workspace(WorkspaceOf(cli));
  request.set_name(options.name);
  ASSAY_ASSIGN_OR_RETURN(const auto policies,
                         GovernList<v1::ListPoliciesResponse>(cli, "ListPolicies", request));
  if (cli.json) {
    cli.PrintJson(policies);
    return absl::OkStatus();
  }
  Table table({{"POLICY", false, true}, {"STATE"}, {"CHANGED"}, {"BY"}, {"DIGEST"}});
  for (const v1::PolicyInfo& policy : policies.policies()) {
    table.Add({NameText(policy), StateText(policy.state()), TimeText(policy.time()), policy.actor(),
               policy.digest()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Retire(Cli& cli, const RetireOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyName name, ParsePolicy(cli, options.policy));
  if (name.ref.version() == 0) {
    return UsageError("Say which version is to be retired, as credit@2.");
  }
  v1::RetirePolicyRequest request;
  *request.mutable_policy() = name.ref;
  request.set_reason(options.reason);
  ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo policy,
                         Govern<v1::PolicyInfo>(cli, "RetirePolicy", request));
  Print(policy, cli);
  return absl::OkStatus();
}

// The name of a side of a comparison, where version 0 is the draft.
absl::StatusOr<v1::PolicyRef> ParseSide(const Cli& cli, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyName name, ParsePolicy(cli, text));
  if (name.draft || name.ref.version() > 0) return name.ref;
  return UsageError(
      fmt::format("Say which version of {0} is meant: {0}@VERSION or {0}@draft.", text));
}

absl::Status Diff(Cli& cli, const DiffOptions& options) {
  v1::DiffPoliciesRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_from(), ParseSide(cli, options.from));
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_to(), ParseSide(cli, options.to));
  ASSAY_ASSIGN_OR_RETURN(const auto diff,
                         Govern<v1::DiffPoliciesResponse>(cli, "DiffPolicies", request));
  if (cli.json) {
    cli.PrintJson(diff);
    return absl::OkStatus();
  }
  if (diff.differences().empty()) {
    cli.out << "They say the same.\n";
    return absl::OkStatus();
  }
  const auto side = [](const std::string& text) { return text.empty() ? "(absent)" : text; };
  Table table({{"WHAT", false, true}, {options.from}, {options.to}});
  for (const v1::PolicyDifference& difference : diff.differences()) {
    table.Add({difference.path(), side(difference.from()), side(difference.to())});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddPolicies(CLI::App& app, Cli& cli) {
  CLI::App* policy = AddNoun(app, "policy", "The rules that decide who serves");
  AddPolicyLint(*policy, cli);
  AddCommand<PublishOptions>(*policy, cli, "publish", "Make a file the next version",
                             DeclarePublish, Publish);
  AddCommand<ListOptions>(*policy, cli, "list", "Policies with their newest versions", DeclareList,
                          List);
  AddCommand<OneOptions>(*policy, cli, "show", "A version as it was written", DeclareOne, Show);
  AddCommand<DiffOptions>(*policy, cli, "diff", "What differs between two versions", DeclareDiff,
                          Diff);
  AddPolicySimulate(*policy, cli);
  AddCommand<RetireOptions>(*policy, cli, "retire", "Bind a version to nothing new", DeclareRetire,
                            Retire);
}

}  // namespace assay::cli
