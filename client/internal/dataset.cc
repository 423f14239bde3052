#include "client/dataset.h"

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "client/artifact.h"
#include "client/digest_cache.h"
#include "client/internal/csv_profile.h"
#include "client/internal/files.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// The separator of a file whose columns can be described.
std::optional<char> SeparatorOf(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension == ".csv" || extension == ".CSV") return ',';
  if (extension == ".tsv" || extension == ".TSV") return '\t';
  return std::nullopt;
}

bool IsFile(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(std::filesystem::symlink_status(path, error));
}

// What the cache keeps beside a digest: two lines of JSON, or nothing of a file whose columns can't
// be described.
std::string ToNote(const std::optional<CsvProfile>& profile) {
  return profile ? profile->schema + "\n" + profile->profile : "";
}

void SetProfile(const std::string& note, v1::DatasetVersion* version) {
  const size_t end = note.find('\n');
  if (end == std::string::npos) return;
  version->set_schema(note.substr(0, end));
  version->set_profile(note.substr(end + 1));
}

struct Digested {
  PathDigest path;
  std::string note;
};

// Reads the file for its digest, and its columns on the way.
absl::StatusOr<Digested> ReadColumns(const std::string& path, char separator,
                                     const HashOptions& hash, const FileState& state) {
  CsvProfiler profiler(separator);
  ASSAY_ASSIGN_OR_RETURN(FileDigest file, HashFile(path, hash, [&](std::string_view bytes) {
                           profiler.Consume(bytes);
                         }));
  Digested result{{false, std::move(file.digest), file.size, {}, 0}, ToNote(profiler.Finish())};
  hash.cache->SetNote(path, state, result.note);
  return result;
}

absl::StatusOr<Digested> DigestTable(const std::string& path, char separator,
                                     const HashOptions& hash) {
  ASSAY_ASSIGN_OR_RETURN(const struct stat info, StatContent(path));
  const FileState state = StateOf(info);
  // A digest without a note is that of a file in a directory, or was not to be described.
  const std::optional<std::string> note = hash.cache->FindNote(path, state);
  if (!note) return ReadColumns(path, separator, hash, state);
  ASSAY_ASSIGN_OR_RETURN(PathDigest digest, HashPath(path, hash));
  // It changed between the two looks.
  if (digest.files_from_cache == 0) return ReadColumns(path, separator, hash, state);
  return Digested{std::move(digest), *note};
}

absl::StatusOr<Digested> Digest(const std::string& path, const DatasetOptions& options) {
  DigestCache cache(options.cache_file.empty() ? DefaultDigestCacheFile() : options.cache_file,
                    options.trust_cache, *options.clock);
  HashOptions hash = options.hash;
  hash.cache = &cache;
  const std::optional<char> separator = SeparatorOf(path);
  absl::StatusOr<Digested> digested;
  if (options.describe && separator && IsFile(path)) {
    digested = DigestTable(path, *separator, hash);
  } else {
    ASSAY_ASSIGN_OR_RETURN(PathDigest digest, HashPath(path, hash));
    digested = Digested{std::move(digest), ""};
  }
  // Without it the next time takes longer; that is all.
  (void)cache.Save();
  return digested;
}

}  // namespace

absl::StatusOr<Dataset> Dataset::Open(const std::string& path, const DatasetOptions& options) {
  v1::DatasetVersion version;
  version.set_name(options.name.empty() ? std::filesystem::path(FileName(path)).stem().string()
                                        : options.name);
  version.set_version(options.version);
  version.set_uri(options.uri.empty() ? path : options.uri);
  ASSAY_RETURN_IF_ERROR(ValidateName("dataset", version.name()));
  if (!options.version.empty()) {
    ASSAY_RETURN_IF_ERROR(ValidateName("dataset version", options.version));
  }
  ASSAY_RETURN_IF_ERROR(ValidateText("URI", version.uri(), limits::kUriBytes));
  ASSAY_ASSIGN_OR_RETURN(const Digested digested, Digest(path, options));
  *version.mutable_content() = ToContent(digested.path);
  SetProfile(digested.note, &version);
  return Dataset(std::move(version), digested.path.files_from_cache > 0);
}

v1::RunIo Dataset::Use(const std::string& role, const std::string& subset) const {
  v1::RunIo item;
  v1::DatasetUse* use = item.mutable_dataset();
  *use->mutable_dataset() = version_;
  use->set_role(role);
  use->set_subset(subset);
  return item;
}

}  // namespace assay
