#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/json.h"
#include "cli/internal/override_view.h"
#include "cli/internal/registry.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct ListOptions {
  std::string slot;
  int limit = 20;
};

struct ShowOptions {
  std::string decision;
};

struct RollbackOptions {
  std::string slot;
  std::string to;
  std::string comment;
};

struct WithdrawOptions {
  std::string slot;
  std::string comment;
};

struct RecallOptions {
  std::string version;
  std::string comment;
};

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("SLOT", options.slot, "Only those of this slot")->type_name("");
  AddLimitFlag(command, options.limit);
}

void DeclareShow(CLI::App& command, ShowOptions& options) {
  AddDecisionArgument(command, options.decision);
}

void DeclareRollback(CLI::App& command, RollbackOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_option("--to", options.to, "An earlier champion, as scoring/3 (the one before)")
      ->type_name("VERSION");
  AddCommentFlag(command, options.comment);
}

void DeclareWithdraw(CLI::App& command, WithdrawOptions& options) {
  AddSlotArgument(command, options.slot);
  AddCommentFlag(command, options.comment);
}

void DeclareRecall(CLI::App& command, RecallOptions& options) {
  AddVersionNameArgument(command, options.version);
  AddCommentFlag(command, options.comment);
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListDecisionsRequest list;
  list.set_workspace(WorkspaceOf(cli));
  if (!options.slot.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*list.mutable_slot(), ParseSlot(cli, options.slot));
    list.set_workspace(list.slot().workspace());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto decisions, GovernList<v1::ListDecisionsResponse>(
                                                   cli, "ListDecisions", list, options.limit));
  if (cli.json) {
    cli.PrintJson(decisions);
  } else {
    cli.out << RenderDecisions(decisions, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const ShowOptions& options) {
  v1::GetDecisionRequest get;
  get.set_decision_id(options.decision);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "GetDecision", get));
  if (decision.kind() != v1::DECISION_KIND_OVERRIDE_PROMOTE) {
    PrintDecision(cli, decision);
    return absl::OkStatus();
  }
  v1::GetOverrideReviewRequest of;
  of.set_decision_id(options.decision);
  ASSAY_ASSIGN_OR_RETURN(const auto review,
                         Govern<v1::OverrideReview>(cli, "GetOverrideReview", of));
  if (cli.json) {
    Json json = Json::parse(ToJson(decision));
    json["override_review"] = Json::parse(ToJson(review));
    cli.out << Dump(json);
    return absl::OkStatus();
  }
  PrintDecision(cli, decision);
  cli.out << "\n" << RenderFacts(OverrideReviewFacts(review), cli.terminal);
  return absl::OkStatus();
}

absl::Status Rollback(Cli& cli, const RollbackOptions& options) {
  v1::RollbackRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  if (!options.to.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.to));
  }
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "Rollback", request));
  PrintDecision(cli, decision);
  return absl::OkStatus();
}

absl::Status Withdraw(Cli& cli, const WithdrawOptions& options) {
  v1::WithdrawRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "Withdraw", request));
  PrintDecision(cli, decision);
  return absl::OkStatus();
}

absl::Status Recall(Cli& cli, const RecallOptions& options) {
  v1::RecallRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const auto recalled, Govern<v1::RecallResponse>(cli, "Recall", request));
  if (cli.json) {
    cli.PrintJson(recalled);
    return absl::OkStatus();
  }
  cli.out << Visible(VersionText(recalled.flag().version())) << " is recalled, for ever.\n";
  v1::ListDecisionsResponse decisions;
  *decisions.mutable_decisions() = recalled.decisions();
  if (!decisions.decisions().empty()) cli.out << RenderDecisions(decisions, cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void PrintDecision(const Cli& cli, const v1::Decision& decision) {
  if (cli.json) return cli.PrintJson(decision);
  cli.out << RenderDecision(decision, cli.terminal);
}

void AddDecisions(CLI::App& app, Cli& cli) {
  CLI::App* decisions =
      AddNoun(app, "decisions", "What moved champions, refused to, or changed rules");
  AddCommand<ListOptions>(*decisions, cli, "list", "Decisions, newest first", DeclareList, List);
  AddCommand<ShowOptions>(*decisions, cli, "show", "One decision with all that it rests on",
                          DeclareShow, Show);
  AddCommand<RollbackOptions>(app, cli, "rollback", "Make an earlier champion the champion again",
                              DeclareRollback, Rollback);
  AddCommand<WithdrawOptions>(app, cli, "withdraw", "Take a slot's champion out of service",
                              DeclareWithdraw, Withdraw);
  AddCommand<RecallOptions>(app, cli, "recall", "Take a model version out of all slots, for ever",
                            DeclareRecall, Recall);
}

}  // namespace assay::cli
