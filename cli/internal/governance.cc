#include "cli/internal/governance.h"

#include <charconv>
#include <fstream>
#include <iterator>

#include "cli/internal/resolve.h"
#include "cli/internal/scalar.h"
#include "core/errors.h"
#include "core/ids.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

constexpr int kMostListed = 1'000;

// The parts between slashes.
std::vector<std::string> Parts(std::string_view text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('/', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Two parts in the workspace of the flags, or three with the workspace.
absl::StatusOr<std::vector<std::string>> WithWorkspace(const Cli& cli, const std::string& text,
                                                       std::string_view prefix,
                                                       const std::string& form) {
  std::vector<std::string> parts = Parts(text, prefix);
  if (parts.size() == 2) parts.insert(parts.begin(), WorkspaceOf(cli));
  const bool empty = std::find(parts.begin(), parts.end(), "") != parts.end();
  if (parts.size() == 3 && !empty) return parts;
  return UsageError(fmt::format("{} is no name. Write {}.", text, form));
}

bool ParseNumber(std::string_view text, int* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && *number > 0;
}

}  // namespace

std::string WorkspaceOf(const Cli& cli) {
  return cli.workspace.empty() ? "default" : cli.workspace;
}

absl::StatusOr<v1::SlotRef> ParseSlot(const Cli& cli, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(
      const std::vector<std::string> parts,
      WithWorkspace(cli, text, "slot:",
                    "a slot as USE-CASE/ENVIRONMENT, for example credit-limit/production"));
  v1::SlotRef slot;
  slot.set_workspace(parts[0]);
  slot.set_use_case(parts[1]);
  slot.set_environment(parts[2]);
  return slot;
}

absl::StatusOr<PolicyName> ParsePolicy(const Cli& cli, const std::string& text) {
  PolicyName name;
  const size_t at = text.find('@');
  name.ref.set_workspace(WorkspaceOf(cli));
  name.ref.set_name(text.substr(0, at));
  if (at == std::string::npos) return name;
  const std::string version = text.substr(at + 1);
  name.draft = version == "draft";
  int number = 0;
  if (!name.draft && !ParseNumber(version, &number)) {
    return UsageError(
        fmt::format("{} is no policy. Write NAME, NAME@VERSION or NAME@draft.", text));
  }
  name.ref.set_version(number);
  return name;
}

absl::Status ParseParameters(const std::vector<std::string>& texts,
                             google::protobuf::Map<std::string, v1::FactValue>* parameters) {
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return UsageError(fmt::format("{} is no parameter. Write NAME=VALUE.", text));
    }
    (*parameters)[text.substr(0, equals)] = ParseScalar<v1::FactValue>(text.substr(equals + 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<FoundAssessment> FindAssessment(const Cli& cli, const std::string& text) {
  if (text.starts_with("sha256:")) return FoundAssessment{.digest = text};
  constexpr std::string_view kDecision = "decision:";
  const bool decision_only = text.starts_with(kDecision);
  const std::string id = decision_only ? text.substr(kDecision.size()) : text;
  if (!IsId(id)) {
    return UsageError(fmt::format(
        "{} is neither the digest of an assessment, as sha256:..., nor the id of a request or a "
        "decision.",
        text));
  }
  if (!decision_only) {
    v1::GetRequestRequest get;
    get.set_promotion_request_id(id);
    const auto request = Govern<v1::PromotionRequest>(cli, "GetRequest", get);
    if (request.ok()) return FoundAssessment{.digest = request->assessment_digest()};
    if (!absl::IsNotFound(request.status())) return request.status();
  }
  v1::GetDecisionRequest get;
  get.set_decision_id(id);
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                         Govern<v1::Decision>(cli, "GetDecision", get));
  if (!decision.assessment_digest().empty()) {
    return FoundAssessment{decision.assessment_digest(), id};
  }
  return NotFound("ASSESSMENT_NOT_FOUND", "The decision {} rests on no assessment.", id);
}

absl::StatusOr<std::string> ReadText(const Cli& cli, const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(cli.in), {});
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file) return text;
  return NotFound("FILE_NOT_FOUND", "{} can't be read. Check its path and permissions.", path);
}

void AddSlotArgument(CLI::App& command, std::string& slot) {
  command.add_option("SLOT", slot, "A use case in an environment, as credit-limit/production")
      ->required()
      ->type_name("");
}

void AddRequestArgument(CLI::App& command, std::string& request) {
  command.add_option("REQUEST", request, "The id of a request to promote")
      ->required()
      ->type_name("");
}

void AddDecisionArgument(CLI::App& command, std::string& decision) {
  command.add_option("DECISION", decision, "The id of a decision")->required()->type_name("");
}

void AddCommentFlag(CLI::App& command, std::string& comment) {
  command.add_option("--comment", comment, "Why; recorded for ever")->type_name("TEXT");
}

void AddLimitFlag(CLI::App& command, int& limit) {
  command.add_option("--limit", limit, "At most so many; 0 shows all")
      ->check(CLI::Range(0, kMostListed).description(""))
      ->capture_default_str()
      ->type_name("N");
}

}  // namespace assay::cli
