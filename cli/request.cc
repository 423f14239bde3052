#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct OpenOptions {
  std::string slot;
  std::string version;
  std::string comment;
};

struct OneOptions {
  std::string request;
};

struct CommitOptions {
  std::string request;
  std::string comment;
};

struct ListOptions {
  std::string slot;
  bool live = false;
  int limit = 20;
};

void DeclareOpen(CLI::App& command, OpenOptions& options) {
  AddSlotArgument(command, options.slot);
  AddVersionNameArgument(command, options.version);
  AddCommentFlag(command, options.comment);
}

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddRequestArgument(command, options.request);
}

void DeclareCommit(CLI::App& command, CommitOptions& options) {
  AddRequestArgument(command, options.request);
  AddCommentFlag(command, options.comment);
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("SLOT", options.slot, "Only those of this slot")->type_name("");
  command.add_flag("--live", options.live, "Only those that have not ended");
  AddLimitFlag(command, options.limit);
}

void Print(const v1::PromotionRequest& request, const Cli& cli) {
  if (cli.json) return cli.PrintJson(request);
  cli.out << RenderRequest(request, cli.terminal);
}

absl::Status Open(Cli& cli, const OpenOptions& options) {
  v1::OpenRequestRequest open;
  ASSAY_ASSIGN_OR_RETURN(*open.mutable_slot(), ParseSlot(cli, options.slot));
  ASSAY_ASSIGN_OR_RETURN(*open.mutable_version(), FindModelVersion(cli, options.version));
  open.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                         Govern<v1::PromotionRequest>(cli, "OpenRequest", open));
  Print(request, cli);
  return absl::OkStatus();
}

absl::StatusOr<v1::ListReviewsResponse> ReviewsOf(const Cli& cli, const std::string& request) {
  v1::ListReviewsRequest list;
  list.set_promotion_request_id(request);
  return Govern<v1::ListReviewsResponse>(cli, "ListReviews", list);
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  v1::GetRequestRequest get;
  get.set_promotion_request_id(options.request);
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                         Govern<v1::PromotionRequest>(cli, "GetRequest", get));
  ASSAY_ASSIGN_OR_RETURN(const v1::ListReviewsResponse reviews, ReviewsOf(cli, options.request));
  if (cli.json) {
    Json json = {{"request", Json::parse(ToJson(request))}};
    json.update(Json::parse(ToJson(reviews)));
    cli.out << Dump(json);
    return absl::OkStatus();
  }
  Print(request, cli);
  if (!reviews.reviews().empty()) cli.out << "\n" << RenderReviews(reviews, cli.terminal);
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListRequestsRequest list;
  list.set_workspace(WorkspaceOf(cli));
  list.set_live(options.live);
  if (!options.slot.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*list.mutable_slot(), ParseSlot(cli, options.slot));
    list.set_workspace(list.slot().workspace());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto requests, GovernList<v1::ListRequestsResponse>(
                                                  cli, "ListRequests", list, options.limit));
  if (cli.json) {
    cli.PrintJson(requests);
  } else {
    cli.out << RenderRequests(requests, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Explain(Cli& cli, const OneOptions& options) {
  v1::ExplainRequest explain;
  explain.set_promotion_request_id(options.request);
  return PrintExplanation(cli, explain);
}

absl::Status Assess(Cli& cli, const OneOptions& options) {
  v1::AssessRequestRequest assess;
  assess.set_promotion_request_id(options.request);
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                         Govern<v1::PromotionRequest>(cli, "AssessRequest", assess));
  Print(request, cli);
  return absl::OkStatus();
}

absl::Status Commit(Cli& cli, const CommitOptions& options) {
  v1::CommitRequestRequest commit;
  commit.set_promotion_request_id(options.request);
  commit.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "CommitRequest", commit));
  PrintDecision(cli, decision);
  return absl::OkStatus();
}

absl::Status Cancel(Cli& cli, const OneOptions& options) {
  v1::CancelRequestRequest cancel;
  cancel.set_promotion_request_id(options.request);
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                         Govern<v1::PromotionRequest>(cli, "CancelRequest", cancel));
  Print(request, cli);
  return absl::OkStatus();
}

}  // namespace

void AddRequests(CLI::App& app, Cli& cli) {
  CLI::App* request = AddNoun(app, "request", "Requests to make a candidate the champion");
  AddCommand<OpenOptions>(*request, cli, "open", "Ask for a promotion; it is assessed at once",
                          DeclareOpen, Open);
  AddCommand<OneOptions>(*request, cli, "show", "A request and its reviews", DeclareOne, Show);
  AddCommand<ListOptions>(*request, cli, "list", "Requests, newest first", DeclareList, List);
  AddCommand<OneOptions>(*request, cli, "explain",
                         "Rule by rule what was found, and what stands in the way", DeclareOne,
                         Explain);
  AddCommand<OneOptions>(*request, cli, "assess", "Assess it again, on what is known now",
                         DeclareOne, Assess);
  AddCommand<CommitOptions>(*request, cli, "commit", "Make the candidate the champion",
                            DeclareCommit, Commit);
  AddCommand<OneOptions>(*request, cli, "cancel", "End it", DeclareOne, Cancel);
}

}  // namespace assay::cli
