#include "cli/internal/cli.h"
#include "cli/internal/lineage_tree.h"
#include "cli/internal/lineage_words.h"
#include "cli/internal/resolve_node.h"
#include "cli/internal/text.h"
#include "client/lineage.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct Options {
  std::string name;
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("NODE", options.name, "A run's id or name, or a model version's name")
      ->required()
      ->type_name("");
}

Ink InkOf(v1::CompletenessCheck::State state) {
  if (state == v1::CompletenessCheck::OK) return Ink::kGreen;
  return state == v1::CompletenessCheck::WEAK ? Ink::kYellow : Ink::kRed;
}

// "  weak     digests        Some inputs …", and what is at fault below it. Messages say what to
// do, so they are not cut to fit.
void PrintCheck(const v1::CompletenessCheck& check, Cli& cli) {
  cli.out << "  "
          << cli.terminal.Paint(fmt::format("{:<7}", StateText(check.state())),
                                InkOf(check.state()))
          << fmt::format("  {:<13}  {}\n", ItemText(check.item()), Visible(check.message()));
  for (const std::string& subject : check.subjects()) {
    cli.out << fmt::format("{:26}{}\n", "", Visible(subject));
  }
}

absl::Status Run(Cli& cli, const Options& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const std::string name, FindNode(cli, client, options.name));
  ASSAY_ASSIGN_OR_RETURN(const v1::GetCompletenessResponse completeness,
                         lineage.GetCompleteness(name));
  cli.answer_is_no = !completeness.complete();
  if (cli.json) {
    cli.PrintJson(completeness);
    return absl::OkStatus();
  }
  cli.out << RenderNode("", completeness.node(), cli.terminal);
  for (const v1::CompletenessCheck& check : completeness.checks()) PrintCheck(check, cli);
  return absl::OkStatus();
}

}  // namespace

void AddLineageCompleteness(CLI::App& lineage, Cli& cli) {
  AddCommand<Options>(lineage, cli, "completeness",
                      "What the record of a run or model has, and what it lacks", Declare, Run);
}

}  // namespace assay::cli
