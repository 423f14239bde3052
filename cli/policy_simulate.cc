#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

constexpr int kMostAssessments = 10'000;

struct Options {
  std::string policy;
  std::string slots;
  std::vector<std::string> parameters;
  int last = 1'000;
};

void Declare(CLI::App& command, Options& options) {
  command
      .add_option("POLICY", options.policy,
                  "A file with a policy (a path with a / or ending in .yaml), or a policy, as "
                  "credit@2 or credit@draft")
      ->required()
      ->type_name("");
  command.add_option("--slots", options.slots, "Only these, as credit-limit/*")->type_name("SLOTS");
  command.add_option("--param", options.parameters, "A parameter of the policy, NAME=VALUE")
      ->type_name("NAME=VALUE");
  command.add_option("--last", options.last, "The newest so many assessments")
      ->check(CLI::Range(1, kMostAssessments).description(""))
      ->capture_default_str()
      ->type_name("N");
}

bool IsPath(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".yaml") || text.ends_with(".yml");
}

absl::StatusOr<v1::SimulateRequest> MakeRequest(const Cli& cli, const Options& options) {
  v1::SimulateRequest request;
  request.set_workspace(WorkspaceOf(cli));
  request.set_max_assessments(options.last);
  ASSAY_RETURN_IF_ERROR(ParseParameters(options.parameters, request.mutable_parameters()));
  if (!options.slots.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::SlotRef slots, ParseSlot(cli, options.slots));
    request.set_workspace(slots.workspace());
    request.mutable_slots()->set_use_case(slots.use_case());
    request.mutable_slots()->set_environment(slots.environment());
  }
  if (IsPath(options.policy)) {
    ASSAY_ASSIGN_OR_RETURN(*request.mutable_yaml(), ReadText(cli, options.policy));
    return request;
  }
  ASSAY_ASSIGN_OR_RETURN(const PolicyName name, ParsePolicy(cli, options.policy));
  if (!name.draft) {
    *request.mutable_policy() = name.ref;
    return request;
  }
  v1::GetPolicyRequest get;
  *get.mutable_policy() = name.ref;
  get.set_draft(true);
  ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo draft, Govern<v1::PolicyInfo>(cli, "GetPolicy", get));
  request.set_yaml(draft.yaml());
  return request;
}

// "would have refused 3 of 20 assessments"
std::string Sentence(int refused, int all, const std::string& what) {
  return fmt::format("{} {} of {} {}", what == "champions" ? "would refuse" : "would have refused",
                     HumanCount(refused), HumanCount(all), what);
}

absl::Status Run(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::SimulateRequest request, MakeRequest(cli, options));
  ASSAY_ASSIGN_OR_RETURN(const auto simulated,
                         Govern<v1::SimulateResponse>(cli, "Simulate", request));
  if (cli.json) {
    cli.PrintJson(simulated);
    return absl::OkStatus();
  }
  cli.out << fmt::format(
      "The policy {}, and {} of today.\n",
      Sentence(simulated.refused(), simulated.assessments(), "assessments"),
      Sentence(simulated.champions_refused(), simulated.champions(), "champions"));
  Table table({{"SLOT"}, {"CANDIDATE", false, true}, {"THEN"}, {"SIMULATED"}, {"BECAUSE"}});
  for (const v1::SimulatedItem& item : simulated.items()) {
    if (!item.refused()) continue;
    std::string reasons;
    for (const std::string& reason : item.reasons())
      reasons += (reasons.empty() ? "" : "; ") + reason;
    table.Add(
        {SlotText(item.slot()),
         VersionText(item.version()) + (item.assessment_digest().empty() ? " (champion)" : ""),
         OutcomeCell(item.then()), OutcomeCell(item.simulated()), reasons});
  }
  if (!table.empty()) cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddPolicySimulate(CLI::App& policy, Cli& cli) {
  AddCommand<Options>(policy, cli, "simulate", "What it would have said to what was assessed",
                      Declare, Run);
}

}  // namespace assay::cli
