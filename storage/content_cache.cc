#include "storage/content_cache.h"

namespace assay {
namespace {

constexpr size_t kMaxEntries = 20'000;

}  // namespace

std::optional<KnownContent> ContentCache::Find(std::string_view digest) const {
  MutexLock lock(mutex_);
  const auto it = contents_.find(absl::string_view(digest.data(), digest.size()));
  if (it == contents_.end()) return std::nullopt;
  return it->second;
}

void ContentCache::Put(std::string_view digest, const KnownContent& content) {
  MutexLock lock(mutex_);
  if (contents_.size() >= kMaxEntries) contents_.clear();
  contents_[std::string(digest)] = content;
}

}  // namespace assay
