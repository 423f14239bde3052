// A cache of contents that runs read and write again and again.
#ifndef ASSAY_STORAGE_CONTENT_CACHE_H_
#define ASSAY_STORAGE_CONTENT_CACHE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "core/mutex.h"

namespace assay {

// A content of which everything is known: its row has a size and a name, and never changes again.
struct KnownContent {
  int64_t id = 0;
  int64_t kind = 0;
  int64_t size = 0;
};

// Holds committed rows only, so what it says is true in every later snapshot. Bounded: it starts
// anew when it is full. Thread-safe.
class ContentCache {
 public:
  std::optional<KnownContent> Find(std::string_view digest) const;
  void Put(std::string_view digest, const KnownContent& content);

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, KnownContent> contents_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_STORAGE_CONTENT_CACHE_H_
