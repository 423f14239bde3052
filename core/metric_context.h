// What a metric may be measured on. Client and server check with the same function, so that a
// mistake is told where it was made.
#ifndef ASSAY_CORE_METRIC_CONTEXT_H_
#define ASSAY_CORE_METRIC_CONTEXT_H_

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

}  // namespace assay

#endif  // ASSAY_CORE_METRIC_CONTEXT_H_
