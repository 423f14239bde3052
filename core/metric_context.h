// What a metric may be measured on, checked and written by the same functions in client and server,
// so that a mistake is told where it was made.
#ifndef ASSAY_CORE_METRIC_CONTEXT_H_
#define ASSAY_CORE_METRIC_CONTEXT_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {

// `context` is a map from string to string, of the standard library or Protobuf's. Reason
// CONTEXT_TOO_LARGE, and those of ValidateKey and ValidateText; the field begins with "context".
template <typename Map>
absl::Status ValidateMetricContext(const Map& context) {
  if (context.size() > limits::kContextEntries) {
    return InvalidArgument("CONTEXT_TOO_LARGE", "context",
                           "The context of a metric has {} entries; at most {} are allowed.",
                           context.size(), limits::kContextEntries);
  }
  for (const auto& [key, value] : context) {
    absl::Status status = ValidateKey("context entry", key);
    if (status.ok()) {
      status = ValidateText("value of a context entry", value, limits::kContextValueBytes);
    }
    ASSAY_RETURN_IF_ERROR(PrefixField(status, "context"));
  }
  return absl::OkStatus();
}

// The one text of such a map: its entries sorted by key, each "<key length>:<key><value
// length>:<value>", so that no two maps have the same. Empty for an empty one.
template <typename Map>
std::string ContextText(const Map& context) {
  std::string text;
  for (const auto& [key, value] :
       std::map<std::string_view, std::string_view>(context.begin(), context.end())) {
    text += fmt::format("{}:{}{}:{}", key.size(), key, value.size(), value);
  }
  return text;
}

}  // namespace assay

#endif  // ASSAY_CORE_METRIC_CONTEXT_H_
