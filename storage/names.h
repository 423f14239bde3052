// Keys of params and tags, and keys with contexts of metrics, as the small numbers that rows hold.
#ifndef ASSAY_STORAGE_NAMES_H_
#define ASSAY_STORAGE_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/map.h"
#include "storage/store.h"

namespace assay {

using ContextMap = google::protobuf::Map<std::string, std::string>;

// Fills `context` from the text that ContextText made of it.
void ParseContext(std::string_view text, ContextMap* context);

// A metric's key and context.
struct MetricName {
  std::string key;
  std::string context;
};

// The number of a name, given to it when it has none yet.
absl::StatusOr<int64_t> InternName(WriteTxn& txn, std::string_view text);
absl::StatusOr<int64_t> InternMetric(WriteTxn& txn, std::string_view key, std::string_view context);

// The number of a name, or nothing when no row can have it.
absl::StatusOr<std::optional<int64_t>> FindName(ReadTxn& txn, std::string_view text);
absl::StatusOr<std::optional<int64_t>> FindMetric(ReadTxn& txn, std::string_view key,
                                                  std::string_view context);

// The name of a number.
absl::StatusOr<std::string> NameText(ReadTxn& txn, int64_t id);
absl::StatusOr<MetricName> MetricNameOf(ReadTxn& txn, int64_t id);

}  // namespace assay

#endif  // ASSAY_STORAGE_NAMES_H_
