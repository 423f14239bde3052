// Digests of files that were hashed before, so that a large file that stays as it was is not read
// again.
//
// A file is known by its absolute path, size, inode, device, and the times of its last modification
// and last change; the latter is set by the system at every write, and by nothing else. What was
// changed less than two seconds before it was hashed is not kept: a write soon after could leave
// the same times, for file systems are coarse. Whoever must not rely on the times that a file
// system keeps (a network's, or one that was mounted elsewhere) hashes without a cache.
#ifndef ASSAY_CLIENT_DIGEST_CACHE_H_
#define ASSAY_CLIENT_DIGEST_CACHE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "core/clock.h"

namespace assay {

struct FileState;

// "digests.jsonl" in the environment's ASSAY_CACHE_DIR, else in $XDG_CACHE_HOME/assay, else in
// ~/.cache/assay.
std::string DefaultDigestCacheFile();

// Thread-safe. Several processes may use the same file.
class DigestCache {
 public:
  // Reads what `file` has: a line of JSON for each file. Lines that can't be read are left out; a
  // missing file is an empty cache. Without `trust` it knows only what is added here, which then
  // takes the place of what the file has. `clock` says what is recent, and has to outlive the
  // cache.
  explicit DigestCache(std::string file, bool trust = true, const Clock& clock = SystemClock());
  ~DigestCache();
  DigestCache(const DigestCache&) = delete;
  DigestCache& operator=(const DigestCache&) = delete;

  // Writes what is new, and keeps what other processes have written meanwhile; of all, the latest
  // 60,000. FailedPrecondition (CACHE_UNWRITABLE) when that is not possible; nothing is lost then
  // but time.
  absl::Status Save();

  // The rest is for the hasher. Whether the file has been left alone for long enough to be kept.
  bool IsSettled(const FileState& state) const;
  // The digest, or empty when the file is not known in this state.
  std::string Find(const std::string& path, const FileState& state) const;
  void Add(const std::string& path, const FileState& state, const std::string& digest);
  // A text that was found out about the content, such as its profile; absent when none was kept.
  std::optional<std::string> FindNote(const std::string& path, const FileState& state) const;
  // Of a file that was added.
  void SetNote(const std::string& path, const FileState& state, const std::string& note);

 private:
  class Entries;
  const std::unique_ptr<Entries> entries_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_DIGEST_CACHE_H_
