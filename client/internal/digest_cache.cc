#include "client/digest_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "client/internal/files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/mutex.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Coarser than the clocks of file systems that are in use.
constexpr int64_t kSettledNanos = 2'000'000'000;
constexpr size_t kMostEntries = 60'000;

struct Entry {
  FileState state;
  std::string digest;
  std::optional<std::string> note;
  int64_t age = 0;  // grows with every entry that is added
};
// By absolute path.
using EntryMap = std::map<std::string, Entry>;

std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

std::string ToLine(const std::string& path, const Entry& entry) {
  Json json = {{"path", path},
               {"size", entry.state.size},
               {"modified_ns", entry.state.modified_ns},
               {"changed_ns", entry.state.changed_ns},
               {"device", entry.state.device},
               {"inode", entry.state.inode},
               {"digest", entry.digest}};
  if (entry.note) json["note"] = *entry.note;
  return json.dump() + "\n";
}

template <typename T>
bool Take(const Json& json, const char* name, T* value) {
  const auto it = json.find(name);
  if (it == json.end() || !it->is_number_integer()) return false;
  *value = it->get<T>();
  return true;
}

bool Take(const Json& json, const char* name, std::string* value) {
  const auto it = json.find(name);
  if (it == json.end() || !it->is_string()) return false;
  *value = it->get<std::string>();
  return true;
}

bool FromLine(const std::string& line, std::string* path, Entry* entry) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  if (std::string note; Take(json, "note", &note)) entry->note = std::move(note);
  return Take(json, "path", path) && Take(json, "size", &entry->state.size) &&
         Take(json, "modified_ns", &entry->state.modified_ns) &&
         Take(json, "changed_ns", &entry->state.changed_ns) &&
         Take(json, "device", &entry->state.device) && Take(json, "inode", &entry->state.inode) &&
         Take(json, "digest", &entry->digest) &&
         StrengthOf(entry->digest) == DigestStrength::kStrong;
}

// Returns the age of the latest.
int64_t Read(const std::string& file, EntryMap* entries) {
  std::ifstream stream(file);
  int64_t age = 0;
  for (std::string line; std::getline(stream, line);) {
    std::string path;
    Entry entry;
    entry.age = ++age;
    if (FromLine(line, &path, &entry)) entries->insert_or_assign(std::move(path), std::move(entry));
  }
  return age;
}

std::string ToText(const EntryMap& entries) {
  std::vector<const EntryMap::value_type*> sorted;
  for (const auto& item : entries) sorted.push_back(&item);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->second.age < b->second.age; });
  std::string text;
  for (size_t i = sorted.size() - std::min(sorted.size(), kMostEntries); i < sorted.size(); ++i) {
    text += ToLine(sorted[i]->first, sorted[i]->second);
  }
  return text;
}

absl::Status Unwritable(const std::string& file) {
  return FailedPrecondition("CACHE_UNWRITABLE",
                            "The cache of digests {} can't be written. Give this user the right to "
                            "write there, or set ASSAY_CACHE_DIR.",
                            file);
}

// Held while the file is read and written.
class FileLock {
 public:
  explicit FileLock(const std::string& file)
      : fd_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ >= 0) locked_ = flock(fd_, LOCK_EX) == 0;
  }
  ~FileLock() {
    if (fd_ >= 0) close(fd_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool locked() const { return locked_; }

 private:
  const int fd_;
  bool locked_ = false;
};

// Readers see the old text or the new one.
bool Replace(const std::string& file, const std::string& text) {
  const std::string fresh = file + ".new";
  std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  std::error_code error;
  // Paths of a user's files are that user's business.
  fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!stream || error) return false;
  fs::rename(fresh, file, error);
  return !error;
}

}  // namespace

std::string DefaultDigestCacheFile() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  std::string folder = variable("ASSAY_CACHE_DIR");
  if (folder.empty()) {
    const std::string caches = variable("XDG_CACHE_HOME");
    folder = (caches.empty() ? variable("HOME") + "/.cache" : caches) + "/assay";
  }
  return folder + "/digests.jsonl";
}

class DigestCache::Entries {
 public:
  Entries(std::string file, bool trust, const Clock& clock)
      : file_(std::move(file)), clock_(clock) {
    MutexLock lock(mutex_);
    if (trust) Read(file_, &known_);
  }

  bool IsSettled(const FileState& state) const {
    const int64_t latest = std::max(state.modified_ns, state.changed_ns);
    return latest + kSettledNanos < clock_.NowMicros() * 1'000;
  }

  std::optional<Entry> Find(const std::string& path, const FileState& state) const {
    MutexLock lock(mutex_);
    const auto it = known_.find(AbsolutePath(path));
    if (it == known_.end() || it->second.state != state) return std::nullopt;
    return it->second;
  }

  void Add(const std::string& path, Entry entry) {
    const std::string absolute = AbsolutePath(path);
    if (!IsUtf8(absolute)) return;  // JSON could not keep it
    MutexLock lock(mutex_);
    fresh_.insert_or_assign(absolute, entry);
    known_.insert_or_assign(absolute, std::move(entry));
  }

  absl::Status Save() {
    MutexLock lock(mutex_);
    if (fresh_.empty()) return absl::OkStatus();
    std::error_code error;
    fs::create_directories(fs::path(file_).parent_path(), error);
    const FileLock file_lock(file_ + ".lock");
    if (!file_lock.locked()) return Unwritable(file_);
    EntryMap all;
    int64_t age = Read(file_, &all);
    for (auto& [path, entry] : fresh_) {
      entry.age = ++age;
      all.insert_or_assign(path, entry);
    }
    if (!Replace(file_, ToText(all))) return Unwritable(file_);
    fresh_.clear();
    return absl::OkStatus();
  }

 private:
  const std::string file_;
  const Clock& clock_;
  mutable Mutex mutex_;
  EntryMap known_ ABSL_GUARDED_BY(mutex_);
  EntryMap fresh_ ABSL_GUARDED_BY(mutex_);
};

DigestCache::DigestCache(std::string file, bool trust, const Clock& clock)
    : entries_(std::make_unique<Entries>(std::move(file), trust, clock)) {}
DigestCache::~DigestCache() = default;

absl::Status DigestCache::Save() { return entries_->Save(); }

bool DigestCache::IsSettled(const FileState& state) const { return entries_->IsSettled(state); }

std::string DigestCache::Find(const std::string& path, const FileState& state) const {
  const std::optional<Entry> entry = entries_->Find(path, state);
  return entry ? entry->digest : "";
}

void DigestCache::Add(const std::string& path, const FileState& state, const std::string& digest) {
  entries_->Add(path, {state, digest, std::nullopt});
}

std::optional<std::string> DigestCache::FindNote(const std::string& path,
                                                 const FileState& state) const {
  const std::optional<Entry> entry = entries_->Find(path, state);
  return entry ? entry->note : std::nullopt;
}

void DigestCache::SetNote(const std::string& path, const FileState& state,
                          const std::string& note) {
  std::optional<Entry> entry = entries_->Find(path, state);
  if (!entry) return;
  entry->note = note;
  entries_->Add(path, *std::move(entry));
}

}  // namespace assay
