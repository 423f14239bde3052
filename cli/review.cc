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

// So many characters of a digest are typed to confirm it.
constexpr size_t kConfirmed = 8;
constexpr std::string_view kAlgorithm = "sha256:";

struct Options {
  std::string request;
  std::string digest;
  std::string comment;
};

void Declare(CLI::App& command, Options& options) {
  AddRequestArgument(command, options.request);
  command
      .add_option("--digest", options.digest,
                  "The review digest of what was read; for scripts, in place of the question")
      ->type_name("DIGEST");
  AddCommentFlag(command, options.comment);
}

// Shows exactly what a review of the request binds to: the explanation has the digests of
// candidate, facts and policies, and every rule.
absl::Status ShowCase(const Cli& cli, const v1::PromotionRequest& request) {
  Facts facts = {{"requester", request.requester()}};
  if (!request.comment().empty()) facts.emplace_back("comment", request.comment());
  if (!request.base_decision_id().empty()) {
    facts.emplace_back("base decision", request.base_decision_id());
  }
  facts.emplace_back("review digest", request.review_digest());
  cli.out << RenderFacts(facts, cli.terminal) << "\n";
  v1::ExplainRequest explain;
  explain.set_assessment_digest(request.assessment_digest());
  return PrintExplanation(cli, explain);
}

// Asks for the first characters of the digest that was shown.
absl::Status Confirm(const Cli& cli, const v1::PromotionRequest& request, const char* verb) {
  const std::string digest = request.review_digest().substr(
      request.review_digest().starts_with(kAlgorithm) ? kAlgorithm.size() : 0);
  cli.out << fmt::format(
                 "\nTo {} this and nothing else, type the first {} characters of the review "
                 "digest\nbehind \"{}\": ",
                 verb, kConfirmed, kAlgorithm)
          << std::flush;
  std::string typed;
  std::getline(cli.in, typed);
  if (digest.size() >= kConfirmed && typed == digest.substr(0, kConfirmed)) {
    return absl::OkStatus();
  }
  return FailedPrecondition("NOT_CONFIRMED",
                            "That is not how the review digest begins. Nothing was sent.");
}

absl::Status Review(Cli& cli, const Options& options, v1::ReviewVerdict verdict, const char* verb) {
  v1::SubmitReviewRequest submit;
  submit.set_promotion_request_id(options.request);
  submit.set_verdict(verdict);
  submit.set_review_digest(options.digest);
  submit.set_comment(options.comment);
  if (options.digest.empty()) {
    if (cli.json)
      return UsageError("With --json nobody is asked: say what was read with --digest.");
    v1::GetRequestRequest get;
    get.set_promotion_request_id(options.request);
    ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                           Govern<v1::PromotionRequest>(cli, "GetRequest", get));
    ASSAY_RETURN_IF_ERROR(ShowCase(cli, request));
    ASSAY_RETURN_IF_ERROR(Confirm(cli, request, verb));
    submit.set_review_digest(request.review_digest());
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Review review, Govern<v1::Review>(cli, "SubmitReview", submit));
  if (cli.json) {
    cli.PrintJson(review);
  } else {
    cli.out << Visible(fmt::format("{}: {} of {} is recorded.", review.reviewer(),
                                   VerdictText(review.verdict()), review.review_digest()))
            << "\n";
  }
  return absl::OkStatus();
}

absl::Status Approve(Cli& cli, const Options& options) {
  return Review(cli, options, v1::REVIEW_VERDICT_APPROVE, "approve");
}

absl::Status Reject(Cli& cli, const Options& options) {
  return Review(cli, options, v1::REVIEW_VERDICT_REJECT, "reject");
}

}  // namespace

void AddReviews(CLI::App& app, Cli& cli) {
  CLI::App* review = AddNoun(app, "review", "Verdicts of people on requests");
  AddCommand<Options>(*review, cli, "approve", "Show what is approved, ask, and approve it",
                      Declare, Approve);
  AddCommand<Options>(*review, cli, "reject", "Show what is rejected, ask, and reject it", Declare,
                      Reject);
}

}  // namespace assay::cli
