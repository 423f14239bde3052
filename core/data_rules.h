// What inputs and outputs of runs may look like. Client and server check with the same functions,
// so that a mistake is told where it was made: in the background the server's refusal could only
// stop a run's delivery. The templates take the messages of the API's resources, which core does
// not know: Content, Artifact, DatasetVersion, RunIo.
#ifndef ASSAY_CORE_DATA_RULES_H_
#define ASSAY_CORE_DATA_RULES_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/manifest.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {

// The digest, the size, and the manifest when there is one. Reasons DIGEST_MALFORMED,
// SIZE_NEGATIVE, those of ValidateManifest, and MANIFEST_INVALID for the manifest of a file. The
// field begins with "content".
template <typename Content>
absl::Status ValidateContent(const Content& content) {
  constexpr int kDirectory = 2;  // CONTENT_KIND_DIRECTORY
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateDigest(content.digest()), "content"));
  if (content.has_size() && content.size() < 0) {
    return InvalidArgument("SIZE_NEGATIVE", "content.size", "The size of a content is negative.");
  }
  if (!content.has_manifest()) return absl::OkStatus();
  if (static_cast<int>(content.kind()) != kDirectory) {
    return InvalidArgument("MANIFEST_INVALID", "content.manifest",
                           "A file has no manifest. Say that the content is a directory.");
  }
  std::vector<ManifestFile> files;
  for (const auto& entry : content.manifest().entries()) {
    const auto size = entry.has_size() ? std::optional<int64_t>(entry.size()) : std::nullopt;
    files.push_back({entry.path(), entry.digest(), size});
  }
  return PrefixField(ValidateManifest(std::move(files), content.digest()), "content");
}

// Reasons of ValidateName, ValidateContent and ValidateText; the field begins with "dataset".
template <typename DatasetVersion>
absl::Status ValidateDatasetVersion(const DatasetVersion& version) {
  const auto text = [](const char* what, const char* field, const auto& value, size_t limit) {
    return PrefixField(ValidateText(what, value, limit), field);
  };
  absl::Status status = ValidateName("dataset", version.name());
  if (status.ok()) status = ValidateContent(version.content());
  if (status.ok() && !version.version().empty()) {
    status = PrefixField(ValidateName("dataset version", version.version()), "version");
  }
  if (status.ok()) status = text("URI", "uri", version.uri(), limits::kUriBytes);
  if (status.ok()) status = text("schema", "schema", version.schema(), limits::kDescriptionBytes);
  if (status.ok()) {
    status = text("profile", "profile", version.profile(), limits::kDescriptionBytes);
  }
  return PrefixField(status, "dataset");
}

template <typename Artifact>
absl::Status ValidateArtifact(const Artifact& artifact) {
  ASSAY_RETURN_IF_ERROR(ValidatePath(artifact.path()));
  ASSAY_RETURN_IF_ERROR(ValidateContent(artifact.content()));
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateText("URI", artifact.uri(), limits::kUriBytes), "uri"));
  return PrefixField(ValidateText("media type", artifact.media_type(), limits::kNameBytes),
                     "media_type");
}

// One input or output. Also reasons PATH_INVALID, and ITEM_MISSING when it is empty; the field
// begins with "artifact" or "dataset".
template <typename RunIo>
absl::Status ValidateRunIo(const RunIo& item) {
  if (item.has_artifact()) return PrefixField(ValidateArtifact(item.artifact()), "artifact");
  if (!item.has_dataset()) {
    return InvalidArgument("ITEM_MISSING", "", "The item is empty. Set dataset or artifact.");
  }
  absl::Status status = ValidateDatasetVersion(item.dataset().dataset());
  if (status.ok()) status = ValidateText("role", item.dataset().role(), limits::kNameBytes);
  if (status.ok()) status = ValidateText("subset", item.dataset().subset(), limits::kUriBytes);
  return PrefixField(status, "dataset");
}

}  // namespace assay

#endif  // ASSAY_CORE_DATA_RULES_H_
