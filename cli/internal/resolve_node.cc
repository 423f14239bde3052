#include "cli/internal/resolve_node.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "cli/internal/hashing.h"
#include "cli/internal/resolve.h"
#include "client/lineage.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

constexpr std::string_view kDataset = "dataset:";

bool HasPrefix(const std::string& text) {
  static constexpr std::array<std::string_view, 8> kPrefixes = {
      "run:", "content:", "code:", "env:", "model:", "evaluation:", "decision:", "slot:"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// Whether the text is dataset:WORKSPACE/NAME@DIGEST, and so a node's whole name.
bool IsVersionName(const std::string& text) {
  const size_t at = text.rfind('@');
  return text.starts_with(kDataset) && at != std::string::npos &&
         text.find(':', at) != std::string::npos && text.find('/') < at;
}

bool IsStrongDigest(const std::string& text) { return StrengthOf(text) == DigestStrength::kStrong; }

// NAME of dataset:WORKSPACE/NAME@DIGEST, and the digest; or NAME and LABEL as they were typed.
std::pair<std::string, std::string> NameAndVersion(std::string text) {
  const bool is_node = IsVersionName(text);
  if (text.starts_with(kDataset)) text.erase(0, kDataset.size());
  if (is_node) text.erase(0, text.find('/') + 1);
  const size_t at = text.rfind('@');
  if (at == std::string::npos || at == 0) return {text, ""};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace

absl::StatusOr<v1::RegisteredDatasetVersion> FindVersion(Client& client, const std::string& text) {
  const auto [name, wanted] = NameAndVersion(text);
  LineageClient lineage(client.connection(), client.workspace());
  for (auto& found : lineage.ListDatasetVersions(name)) {
    ASSAY_RETURN_IF_ERROR(found.status());
    const v1::DatasetVersion& version = found->version();
    if (wanted.empty() || version.version() == wanted || version.content().digest() == wanted) {
      return *std::move(found);
    }
  }
  return NotFound("VERSION_NOT_FOUND",
                  "The dataset {} has no version {}. `assay dataset versions` lists those that "
                  "there are.",
                  name, wanted);
}

absl::StatusOr<std::string> FindVersionName(Client& client, const std::string& text) {
  if (HasPrefix(text) || IsVersionName(text)) return text;
  ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredDatasetVersion version, FindVersion(client, text));
  return version.name();
}

absl::StatusOr<std::string> FindNode(const Cli& cli, Client& client, const std::string& text) {
  if (HasPrefix(text)) return text;
  if (text.starts_with(kDataset)) return FindVersionName(client, text);
  if (IsStrongDigest(text)) return "content:" + text;
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(text, error))) {
    ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashShown(cli, text));
    return "content:" + digest.digest;
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, {text, ""}));
  return "run:" + id;
}

}  // namespace assay::cli
