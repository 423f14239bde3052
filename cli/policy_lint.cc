#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "governance/policy_yaml.h"

namespace assay::cli {
namespace {

struct Options {
  std::vector<std::string> files;
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("FILE", options.files, "Policies in YAML; - is the standard input")
      ->required()
      ->type_name("");
}

// What publishing the text would say, but for names that only a server knows.
v1::LintPolicyResponse Lint(const std::string& yaml) {
  v1::LintPolicyResponse result;
  for (const governance::PolicyProblem& problem :
       governance::LintPolicy(yaml, {}, result.mutable_policy())) {
    v1::PolicyMistake* mistake = result.add_mistakes();
    mistake->set_reason(problem.reason);
    mistake->set_message(problem.message);
  }
  // Its digest depends on the version that it becomes.
  if (!result.mistakes().empty()) result.clear_policy();
  return result;
}

absl::Status Run(Cli& cli, const Options& options) {
  for (const std::string& file : options.files) {
    ASSAY_ASSIGN_OR_RETURN(const std::string yaml, ReadText(cli, file));
    const v1::LintPolicyResponse result = Lint(yaml);
    if (!result.mistakes().empty()) cli.answer_is_no = true;
    if (cli.json) {
      cli.PrintJson(result);
      continue;
    }
    for (const v1::PolicyMistake& mistake : result.mistakes()) {
      cli.out << VisibleLines(
          fmt::format("{}: {} ({})", file, mistake.message(), mistake.reason()));
    }
    if (result.mistakes().empty()) {
      cli.out << Visible(fmt::format("{}: {} is well-formed, {} rules", file,
                                     result.policy().name(), result.policy().rules_size()))
              << "\n";
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddPolicyLint(CLI::App& policy, Cli& cli) {
  AddCommand<Options>(policy, cli, "lint", "Every mistake in a file, without a server", Declare,
                      Run);
}

}  // namespace assay::cli
