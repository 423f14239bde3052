// What serves, what served, why, and whether the answer still holds.
#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/json.h"
#include "cli/internal/text.h"
#include "cli/internal/times.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct ChampionOptions {
  std::string slot;
  std::string at;
};

struct AssessmentOptions {
  std::string assessment;
};

struct WatchOptions {
  std::string slot;
  int count = 0;
};

void DeclareChampion(CLI::App& command, ChampionOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_option("--at", options.at, "As it was then, as 2026-03-01 or 2026-03-01T14:05:00Z")
      ->type_name("TIME");
}

void DeclareAssessment(CLI::App& command, AssessmentOptions& options) {
  command
      .add_option("ASSESSMENT", options.assessment,
                  "The digest of an assessment, or the id of a request or a decision")
      ->required()
      ->type_name("");
}

void DeclareWatch(CLI::App& command, WatchOptions& options) {
  AddSlotArgument(command, options.slot);
  command.add_option("--count", options.count, "End after so many lines; 0 never ends")
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("N");
}

absl::Status ShowChampion(Cli& cli, const ChampionOptions& options) {
  v1::GetChampionRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  if (!options.at.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*request.mutable_at(), ParseTime(options.at));
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Champion champion,
                         Govern<v1::Champion>(cli, "GetChampion", request));
  if (cli.json) {
    cli.PrintJson(champion);
  } else {
    cli.out << RenderChampion(champion, cli.terminal);
  }
  cli.answer_is_no = champion.version().empty();
  return absl::OkStatus();
}

absl::Status Explain(Cli& cli, const AssessmentOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const FoundAssessment found, FindAssessment(cli, options.assessment));
  v1::ExplainRequest explain;
  if (found.decision_id.empty()) {
    explain.set_assessment_digest(found.digest);
  } else {
    explain.set_decision_id(found.decision_id);
  }
  return PrintExplanation(cli, explain);
}

absl::Status Replay(Cli& cli, const AssessmentOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const FoundAssessment found, FindAssessment(cli, options.assessment));
  v1::ReplayAssessmentRequest request;
  request.set_assessment_digest(found.digest);
  ASSAY_ASSIGN_OR_RETURN(const auto replayed,
                         Govern<v1::ReplayAssessmentResponse>(cli, "ReplayAssessment", request));
  cli.answer_is_no = !replayed.same();
  if (cli.json) {
    cli.PrintJson(replayed);
    return absl::OkStatus();
  }
  Facts facts = {{"stored", replayed.stored_digest()}, {"replayed", replayed.replayed_digest()}};
  facts.emplace_back("answer", replayed.same()
                                   ? Cell("the same bytes", Ink::kGreen)
                                   : Cell("DIFFERENT: " + replayed.difference(), Ink::kRed));
  cli.out << RenderFacts(facts, cli.terminal);
  return absl::OkStatus();
}

absl::Status Watch(Cli& cli, const WatchOptions& options) {
  v1::WatchSlotRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_slot(), ParseSlot(cli, options.slot));
  int seen = 0;
  return cli.Connect().connection()->Stream<v1::Champion>(
      "GovernanceService/WatchSlot", request, [&](const v1::Champion& champion) {
        if (cli.json) {
          cli.out << ToJson(champion, /*one_line=*/true);
        } else {
          const std::string kind = champion.decision_id().empty()
                                       ? ""
                                       : "  " + DecisionKindCell(champion.decision_kind()).text +
                                             "  decision " + champion.decision_id();
          cli.out << Visible(fmt::format("{:19}  {}{}", TimeText(champion.since()),
                                         VersionText(champion.version()), kind))
                  << "\n";
        }
        return static_cast<bool>(cli.out.flush()) && ++seen != options.count;
      });
}

}  // namespace

absl::Status PrintExplanation(const Cli& cli, const v1::ExplainRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto explained,
                         Govern<v1::ExplainResponse>(cli, "Explain", request));
  if (cli.json) {
    cli.PrintJson(explained);
  } else {
    cli.out << VisibleLines(explained.text());
  }
  return absl::OkStatus();
}

void AddChampion(CLI::App& app, Cli& cli) {
  AddCommand<ChampionOptions>(app, cli, "champion", "What a slot has in production, or had",
                              DeclareChampion, ShowChampion);
  AddCommand<AssessmentOptions>(app, cli, "explain", "An assessment, rule by rule",
                                DeclareAssessment, Explain);
  AddCommand<AssessmentOptions>(app, cli, "replay", "Assess again, and compare the bytes",
                                DeclareAssessment, Replay);
  CLI::App* watch = AddNoun(app, "watch", "Changes as they happen");
  AddCommand<WatchOptions>(*watch, cli, "slot", "The champion, and every change of it",
                           DeclareWatch, Watch);
}

}  // namespace assay::cli
