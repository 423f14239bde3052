#include "client/artifact.h"

#include <filesystem>

#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// Leaves room in a message for all else that a batch has.
constexpr size_t kManifestBytes = 8 << 20;

}  // namespace

v1::Content ToContent(const PathDigest& digest) {
  v1::Content content;
  content.set_digest(digest.digest);
  content.set_size(digest.size);
  content.set_kind(digest.is_directory ? v1::CONTENT_KIND_DIRECTORY : v1::CONTENT_KIND_FILE);
  if (!digest.is_directory || digest.files.size() > limits::kManifestEntries) return content;
  v1::Manifest* manifest = content.mutable_manifest();
  for (const FileEntry& file : digest.files) {
    v1::ManifestEntry* entry = manifest->add_entries();
    entry->set_path(file.path);
    entry->set_digest(file.digest);
    entry->set_size(file.size);
  }
  if (manifest->ByteSizeLong() > kManifestBytes) content.clear_manifest();
  return content;
}

std::string FileName(const std::string& local_path) {
  std::filesystem::path path = std::filesystem::path(local_path).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  return path.filename().string();
}

absl::StatusOr<v1::Artifact> DescribeArtifact(const std::string& local_path,
                                              const ArtifactOptions& options) {
  v1::Artifact artifact;
  artifact.set_path(options.path.empty() ? FileName(local_path) : options.path);
  artifact.set_uri(options.uri.empty() ? local_path : options.uri);
  artifact.set_media_type(options.media_type);
  ASSAY_RETURN_IF_ERROR(ValidatePath(artifact.path()));
  ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashPath(local_path));
  *artifact.mutable_content() = ToContent(digest);
  return artifact;
}

}  // namespace assay
