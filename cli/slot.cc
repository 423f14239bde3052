#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct OneOptions {
  std::string slot;
};

struct CreateOptions {
  std::string slot;
  std::string description;
};

struct NoOptions {};

struct CandidatesOptions {
  std::string slot;
  bool withdrawn = false;
};

struct VersionOptions {
  std::string slot;
  std::string version;
};

struct AssessOptions {
  std::string slot;
  std::string only;
};

void DeclareOne(CLI::App& command, OneOptions& options) { AddSlotArgument(command, options.slot); }

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_option("--description", options.description, "What it decides")->type_name("TEXT");
}

void DeclareNothing(CLI::App&, NoOptions&) {}

void DeclareCandidates(CLI::App& command, CandidatesOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_flag("--withdrawn", options.withdrawn, "Withdrawn ones, too");
}

void DeclareVersion(CLI::App& command, VersionOptions& options) {
  AddSlotArgument(command, options.slot);
  AddVersionNameArgument(command, options.version);
}

void DeclareAssess(CLI::App& command, AssessOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_option("--only", options.only, "One model version, as scoring/3, and no tags")
      ->type_name("VERSION");
}

void Print(const v1::Slot& slot, const Cli& cli) {
  if (cli.json) return cli.PrintJson(slot);
  cli.out << RenderSlot(slot, cli.terminal);
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  v1::CreateSlotRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot()->mutable_slot(), ParseSlot(cli, options.slot));
  request.mutable_slot()->set_description(options.description);
  ASSAY_ASSIGN_OR_RETURN(const v1::Slot slot, Govern<v1::Slot>(cli, "CreateSlot", request));
  Print(slot, cli);
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const NoOptions&) {
  v1::ListSlotsRequest request;
  request.set_workspace(WorkspaceOf(cli));
  ASSAY_ASSIGN_OR_RETURN(const auto slots,
                         GovernList<v1::ListSlotsResponse>(cli, "ListSlots", request));
  if (cli.json) {
    cli.PrintJson(slots);
    return absl::OkStatus();
  }
  Table table({{"SLOT", false, true}, {"CHAMPION"}, {"SINCE"}, {"DESCRIPTION"}});
  for (const v1::Slot& slot : slots.slots()) {
    table.Add({SlotText(slot.slot()), VersionText(slot.champion()), TimeText(slot.champion_time()),
               slot.description()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  v1::GetSlotRequest get;
  v1::ListBindingsRequest list;
  ASSAY_ASSIGN_OR_RETURN(*get.mutable_slot(), ParseSlot(cli, options.slot));
  list.set_workspace(get.slot().workspace());
  *list.mutable_slot() = get.slot();
  ASSAY_ASSIGN_OR_RETURN(const v1::Slot slot, Govern<v1::Slot>(cli, "GetSlot", get));
  ASSAY_ASSIGN_OR_RETURN(const auto bindings,
                         Govern<v1::ListBindingsResponse>(cli, "ListBindings", list));
  if (cli.json) {
    cli.out << Dump({{"slot", Json::parse(ToJson(slot))},
                     {"bindings", Json::parse(ToJson(bindings))["bindings"]}});
    return absl::OkStatus();
  }
  Print(slot, cli);
  cli.out << "\n" << RenderBindings(bindings, cli.terminal);
  return absl::OkStatus();
}

absl::Status Candidates(Cli& cli, const CandidatesOptions& options) {
  v1::ListCandidatesRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  request.set_show_withdrawn(options.withdrawn);
  ASSAY_ASSIGN_OR_RETURN(const auto candidates,
                         GovernList<v1::ListCandidatesResponse>(cli, "ListCandidates", request));
  if (cli.json) {
    cli.PrintJson(candidates);
  } else {
    cli.out << RenderCandidates(candidates, cli.terminal);
  }
  return absl::OkStatus();
}

// Enrolling and withdrawing: requests with the same fields.
template <typename Request>
absl::Status ChangeCandidate(Cli& cli, const VersionOptions& options, const std::string& method,
                             const std::string& what) {
  Request request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  ASSAY_ASSIGN_OR_RETURN(const v1::Candidate candidate,
                         Govern<v1::Candidate>(cli, method, request));
  if (cli.json) {
    cli.PrintJson(candidate);
  } else {
    cli.out << Visible(fmt::format("{} {} {}", VersionText(candidate.version()), what,
                                   SlotText(candidate.slot())))
            << ".\n";
  }
  return absl::OkStatus();
}

absl::Status Enroll(Cli& cli, const VersionOptions& options) {
  return ChangeCandidate<v1::EnrollCandidateRequest>(cli, options, "EnrollCandidate",
                                                     "is a candidate for");
}

absl::Status Unenroll(Cli& cli, const VersionOptions& options) {
  return ChangeCandidate<v1::WithdrawCandidateRequest>(cli, options, "WithdrawCandidate",
                                                       "is no candidate any more for");
}

absl::Status Assess(Cli& cli, const AssessOptions& options) {
  v1::AssessSlotRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  if (!options.only.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.only));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto assessed,
                         Govern<v1::AssessSlotResponse>(cli, "AssessSlot", request));
  if (cli.json) {
    cli.PrintJson(assessed);
    return absl::OkStatus();
  }
  Table table({{"RANK", true},
               {"CANDIDATE", false, true},
               {"OUTCOME", false, true},
               {"TAG"},
               {"RULES THAT DO NOT PASS"},
               {"BECAUSE"},
               {"ASSESSMENT"}});
  for (const v1::CandidateAssessment& candidate : assessed.candidates()) {
    std::string failing;
    for (const std::string& rule : candidate.failing())
      failing += (failing.empty() ? "" : " ") + rule;
    table.Add({candidate.rank() > 0 ? fmt::format("{}", candidate.rank()) : "-",
               VersionText(candidate.version()), OutcomeCell(candidate.outcome()), candidate.tag(),
               failing, candidate.because(), candidate.assessment_digest()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Events(Cli& cli, const OneOptions& options) {
  v1::ListStandingEventsRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  ASSAY_ASSIGN_OR_RETURN(const auto events, GovernList<v1::ListStandingEventsResponse>(
                                                cli, "ListStandingEvents", request));
  if (cli.json) {
    cli.PrintJson(events);
    return absl::OkStatus();
  }
  Table table({{"TIME"}, {"CHAMPION"}, {"TAG"}, {"RULE"}, {"RESULT"}, {"MESSAGE"}});
  for (const v1::StandingEvent& event : events.events()) {
    table.Add({TimeText(event.time()), VersionText(event.version()), event.tag(),
               event.result().rule_id(), RuleStatusText(event.result().status()),
               event.result().message()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Sweep(Cli& cli, const NoOptions&) {
  v1::RunSweepRequest request;
  request.set_workspace(cli.workspace);
  ASSAY_ASSIGN_OR_RETURN(const auto swept, Govern<v1::RunSweepResponse>(cli, "RunSweep", request));
  if (cli.json) {
    cli.PrintJson(swept);
  } else {
    cli.out << fmt::format("{} champions, {} rules, {} changes\n", HumanCount(swept.champions()),
                           HumanCount(swept.rules()), HumanCount(swept.changes()));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSlots(CLI::App& app, Cli& cli) {
  CLI::App* slot = AddNoun(app, "slot", "Use cases in environments, and who serves them");
  AddCommand<CreateOptions>(*slot, cli, "create", "Make a slot", DeclareCreate, Create);
  AddCommand<NoOptions>(*slot, cli, "list", "Slots with their champions", DeclareNothing, List);
  AddCommand<OneOptions>(*slot, cli, "show", "A slot, and the policies that hold for it",
                         DeclareOne, Show);
  AddSlotBindings(*slot, cli);
  AddCommand<CandidatesOptions>(*slot, cli, "candidates", "Who competes, with the rules' tags",
                                DeclareCandidates, Candidates);
  AddCommand<VersionOptions>(*slot, cli, "enroll", "Let a model version compete", DeclareVersion,
                             Enroll);
  AddCommand<VersionOptions>(*slot, cli, "unenroll", "Let it compete no more", DeclareVersion,
                             Unenroll);
  AddCommand<AssessOptions>(*slot, cli, "assess", "Assess, rank and tag all candidates",
                            DeclareAssess, Assess);
  AddCommand<OneOptions>(*slot, cli, "events", "What standing rules found, newest first",
                         DeclareOne, Events);
  AddCommand<NoOptions>(*slot, cli, "sweep", "Ask the standing rules of all champions now",
                        DeclareNothing, Sweep);
}

}  // namespace assay::cli
