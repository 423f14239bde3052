#include "storage/dictionary.h"

#include <mutex>

namespace assay {
namespace {

constexpr size_t kMaxEntries = 50'000;

}  // namespace

std::optional<int64_t> Dictionary::Id(std::string_view text) const {
  std::shared_lock lock(mutex_);
  const auto it = ids_.find(absl::string_view(text.data(), text.size()));
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

std::optional<std::string> Dictionary::Text(int64_t id) const {
  std::shared_lock lock(mutex_);
  const auto it = texts_.find(id);
  if (it == texts_.end()) return std::nullopt;
  return it->second;
}

void Dictionary::Put(int64_t id, std::string_view text) {
  std::unique_lock lock(mutex_);
  if (ids_.size() >= kMaxEntries) {
    ids_.clear();
    texts_.clear();
  }
  ids_[std::string(text)] = id;
  texts_[id] = std::string(text);
}

}  // namespace assay
