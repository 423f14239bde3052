// Promotions in spite of blockers, and the review that each is owed after the fact.
#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/override_view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct PromoteOptions {
  std::string request;
  std::vector<std::string> blockers;
  std::string justification;
};

struct ListOptions {
  std::string slot;
  bool all = false;
  int limit = 20;
};

struct ReviewOptions {
  std::string decision;
  std::string verdict;
  std::string comment;
};

void DeclarePromote(CLI::App& command, PromoteOptions& options) {
  AddRequestArgument(command, options.request);
  command
      .add_option("--blocker", options.blockers,
                  "What is overridden, as rule:credit/auc-floor; name all that block")
      ->required()
      ->type_name("BLOCKER");
  command.add_option("--justification", options.justification, "Why; recorded for ever")
      ->required()
      ->type_name("TEXT");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("SLOT", options.slot, "Only those of this slot")->type_name("");
  command.add_flag("--all", options.all, "Those that were reviewed, too");
  AddLimitFlag(command, options.limit);
}

void DeclareReview(CLI::App& command, ReviewOptions& options) {
  AddDecisionArgument(command, options.decision);
  command.add_option("VERDICT", options.verdict, "approve: the override was right; or reject")
      ->check(CLI::IsMember({"approve", "reject"}).description(""))
      ->required()
      ->type_name("");
  AddCommentFlag(command, options.comment);
}

absl::Status Promote(Cli& cli, const PromoteOptions& options) {
  v1::OverridePromoteRequest request;
  request.set_promotion_request_id(options.request);
  for (const std::string& blocker : options.blockers) {
    request.mutable_override()->add_blockers(blocker);
  }
  request.mutable_override()->set_justification(options.justification);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "OverridePromote", request));
  PrintDecision(cli, decision);
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListOverrideReviewsRequest list;
  list.set_workspace(WorkspaceOf(cli));
  list.set_open(!options.all);
  if (!options.slot.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*list.mutable_slot(), ParseSlot(cli, options.slot));
    list.set_workspace(list.slot().workspace());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto reviews, GovernList<v1::ListOverrideReviewsResponse>(
                                                 cli, "ListOverrideReviews", list, options.limit));
  if (cli.json) {
    cli.PrintJson(reviews);
  } else {
    cli.out << RenderOverrideReviews(reviews, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Review(Cli& cli, const ReviewOptions& options) {
  v1::ReviewOverrideRequest request;
  request.set_decision_id(options.decision);
  request.set_verdict(options.verdict == "approve" ? v1::REVIEW_VERDICT_APPROVE
                                                   : v1::REVIEW_VERDICT_REJECT);
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::OverrideReview review,
                         Govern<v1::OverrideReview>(cli, "ReviewOverride", request));
  if (cli.json) {
    cli.PrintJson(review);
  } else {
    cli.out << RenderOverrideReview(review, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddOverrides(CLI::App& app, Cli& cli) {
  CLI::App* override = AddNoun(app, "override", "Promotions in spite of blockers");
  AddCommand<PromoteOptions>(*override, cli, "promote", "Promote in spite of named blockers",
                             DeclarePromote, Promote);
  AddCommand<ListOptions>(*override, cli, "list", "Overrides that nobody has reviewed yet",
                          DeclareList, List);
  AddCommand<ReviewOptions>(*override, cli, "review", "Say whether an override was right",
                            DeclareReview, Review);
}

}  // namespace assay::cli
