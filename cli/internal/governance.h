// What the governance commands share: calls, and names as people type them.
#ifndef ASSAY_CLI_INTERNAL_GOVERNANCE_H_
#define ASSAY_CLI_INTERNAL_GOVERNANCE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "cli/internal/cli.h"
#include "core/status_macros.h"
#include "google/protobuf/map.h"

namespace assay::cli {

// A call of GovernanceService.
template <typename Response, typename Request>
absl::StatusOr<Response> Govern(const Cli& cli, const std::string& method, Request request) {
  return cli.Connect().connection()->Unary<Response>("GovernanceService/" + method,
                                                     std::move(request));
}

// A list: up to `limit` elements, or with 0 all pages as one answer.
template <typename Response, typename Request>
absl::StatusOr<Response> GovernList(const Cli& cli, const std::string& method, Request request,
                                    int limit = 0) {
  constexpr int kLargestPage = 1'000;
  request.set_page_size(limit > 0 ? limit : kLargestPage);
  Response all;
  do {
    ASSAY_ASSIGN_OR_RETURN(Response page, Govern<Response>(cli, method, request));
    request.set_page_token(page.next_page_token());
    page.clear_next_page_token();
    all.MergeFrom(page);
  } while (limit == 0 && !request.page_token().empty());
  return all;
}

// Names. Without a workspace they are in the one that the flags name.

// "credit-limit/production", "team/credit-limit/production", or with "slot:" before it.
absl::StatusOr<v1::SlotRef> ParseSlot(const Cli& cli, const std::string& text);

// A version of a policy, its newest one, or its draft.
struct PolicyName {
  v1::PolicyRef ref;
  bool draft = false;
};
// "credit", "credit@3" or "credit@draft".
absl::StatusOr<PolicyName> ParsePolicy(const Cli& cli, const std::string& text);

// "NAME=VALUE" texts, the values as ParseScalar reads them (cli/internal/scalar.h).
absl::Status ParseParameters(const std::vector<std::string>& texts,
                             google::protobuf::Map<std::string, v1::FactValue>* parameters);

// The assessment that is meant: by its digest, or as the one of a request or a decision, by id.
struct FoundAssessment {
  std::string digest = {};
  std::string decision_id = {};  // empty unless a decision was named
};
absl::StatusOr<FoundAssessment> FindAssessment(const Cli& cli, const std::string& text);

// The text of a file; "-" is the standard input.
absl::StatusOr<std::string> ReadText(const Cli& cli, const std::string& path);

// What many commands end with.
absl::Status PrintExplanation(const Cli& cli, const v1::ExplainRequest& request);
void PrintDecision(const Cli& cli, const v1::Decision& decision);

// The workspace of the flags.
std::string WorkspaceOf(const Cli& cli);

// Binding the arguments that many commands have.
void AddSlotArgument(CLI::App& command, std::string& slot);
void AddRequestArgument(CLI::App& command, std::string& request);
void AddDecisionArgument(CLI::App& command, std::string& decision);
void AddCommentFlag(CLI::App& command, std::string& comment);
void AddLimitFlag(CLI::App& command, int& limit);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_GOVERNANCE_H_
