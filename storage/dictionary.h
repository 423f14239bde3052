// A cache of an insert-only table that gives names small numbers.
#ifndef ASSAY_STORAGE_DICTIONARY_H_
#define ASSAY_STORAGE_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace assay {

// Holds committed rows only, so what it says is true in every later snapshot. Bounded: it starts
// anew when it is full. Thread-safe.
class Dictionary {
 public:
  std::optional<int64_t> Id(std::string_view text) const;
  std::optional<std::string> Text(int64_t id) const;
  void Put(int64_t id, std::string_view text);

 private:
  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<std::string, int64_t> ids_;
  absl::flat_hash_map<int64_t, std::string> texts_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_DICTIONARY_H_
