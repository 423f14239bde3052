#include "client/hash.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::string_view kGap = "  ";
constexpr size_t kHexDigits = 64;

absl::Status InvalidLine(size_t number) {
  return InvalidArgument(
      "MANIFEST_INVALID", "manifest",
      "Line {} of the manifest is not \"<64 hex digits>  <path>\" in the order of "
      "paths. Write the manifest anew from the directory.",
      number);
}

absl::StatusOr<ManifestEntry> ParseLine(std::string_view line, size_t number) {
  if (line.size() <= kHexDigits + kGap.size() || line.substr(kHexDigits, kGap.size()) != kGap) {
    return InvalidLine(number);
  }
  ManifestEntry entry;
  entry.digest = std::string(kAlgorithm) + std::string(line.substr(0, kHexDigits));
  entry.path = line.substr(kHexDigits + kGap.size());
  if (!ValidateDigest(entry.digest).ok() || !ValidatePath(entry.path).ok()) {
    return InvalidLine(number);
  }
  return entry;
}

}  // namespace

std::string DirectoryDigest::Manifest() const {
  std::string text;
  for (const FileEntry& file : files) {
    text.append(file.digest, kAlgorithm.size()).append(kGap).append(file.path).append("\n");
  }
  return text;
}

absl::StatusOr<std::vector<ManifestEntry>> ParseManifest(std::string_view text,
                                                         std::string_view digest) {
  if (const std::string actual = Sha256Digest(text); actual != digest) {
    return MakeError(
        absl::StatusCode::kDataLoss, "MANIFEST_MISMATCH",
        fmt::format("The manifest has the digest {} and not {}: it is damaged, or that of "
                    "another directory. Fetch it again.",
                    actual, digest));
  }
  std::vector<ManifestEntry> entries;
  while (!text.empty()) {
    const size_t number = entries.size() + 1;
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return InvalidLine(number);
    ASSAY_ASSIGN_OR_RETURN(ManifestEntry entry, ParseLine(text.substr(0, end), number));
    if (!entries.empty() && entries.back().path >= entry.path) return InvalidLine(number);
    entries.push_back(std::move(entry));
    text.remove_prefix(end + 1);
  }
  return entries;
}

}  // namespace assay
