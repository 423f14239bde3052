#include "cli/internal/registry.h"

#include <charconv>

#include "cli/internal/governance.h"
#include "cli/internal/hashing.h"
#include "cli/internal/resolve.h"
#include "cli/internal/resolve_node.h"
#include "client/artifact.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"

namespace assay::cli {

RegistryClient Registry(const Cli& cli) {
  Client client = cli.Connect();
  return RegistryClient(client.connection(), client.workspace());
}

absl::StatusOr<v1::ModelVersionName> ParseVersionName(const std::string& text) {
  auto name = ParseModelVersionName(text);
  if (!name.ok()) return UsageError(std::string(name.status().message()));
  return name;
}

absl::StatusOr<std::string> FindModelVersion(const Cli& cli, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(v1::ModelVersionName name, ParseVersionName(text));
  if (name.workspace().empty()) name.set_workspace(WorkspaceOf(cli));
  if (!name.alias().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version, Registry(cli).GetModelVersion(name));
    name.set_number(version.number());
  }
  return FullModelVersionName(name);
}

absl::StatusOr<Pairs> ParsePairs(const std::string& what, const std::vector<std::string>& texts) {
  Pairs pairs;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return UsageError(fmt::format("A {} is written KEY=VALUE, and not \"{}\".", what, text));
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

absl::StatusOr<std::vector<std::pair<std::string, double>>> ParseNumbers(
    const std::string& what, const std::vector<std::string>& texts) {
  ASSAY_ASSIGN_OR_RETURN(const Pairs pairs, ParsePairs(what, texts));
  std::vector<std::pair<std::string, double>> numbers;
  for (const auto& [key, text] : pairs) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end) {
      return UsageError(fmt::format("The {} \"{}\" has no number: \"{}\".", what, key, text));
    }
    numbers.emplace_back(key, number);
  }
  return numbers;
}

absl::StatusOr<v1::Content> ContentOf(const Cli& cli, const std::string& file_or_digest) {
  if (file_or_digest.starts_with("sha256:")) {
    v1::Content content;
    content.set_digest(file_or_digest);
    return content;
  }
  ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashShown(cli, file_or_digest));
  return ToContent(digest);
}

absl::StatusOr<v1::DatasetRef> FindDatasetRef(const Cli& cli, const std::string& text) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredDatasetVersion found, FindVersion(client, text));
  v1::DatasetRef dataset;
  dataset.set_name(found.version().name());
  dataset.set_digest(found.version().content().digest());
  return dataset;
}

absl::StatusOr<v1::HandoffContract> ReadContract(const Cli& cli, const std::string& file) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadText(cli, file));
  v1::HandoffContract contract;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &contract);
  if (status.ok()) return contract;
  return InvalidArgument("CONTRACT_MALFORMED", "contract",
                         "{} is no contract ({}). `assay contract show --json` shows the form.",
                         file, std::string(status.message()));
}

void AddModelArgument(CLI::App& command, std::string& model) {
  command.add_option("MODEL", model, "The model's name")->required()->type_name("");
}

void AddVersionNameArgument(CLI::App& command, std::string& version) {
  command.add_option("VERSION", version, "A model version: MODEL/NUMBER or MODEL@ALIAS")
      ->required()
      ->type_name("");
}

CLI::Option* AddRepeatedFlag(CLI::App& command, const std::string& flag,
                             std::vector<std::string>& values, const std::string& help,
                             const std::string& type) {
  return command.add_option(flag, values, help + "; may be repeated")
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace assay::cli
