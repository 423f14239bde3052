// Errors as callers see them: a canonical code, a message that says what is wrong and what to do,
// and a stable UPPER_SNAKE_CASE reason with the field at fault. The reason and the field travel as
// a payload of absl::Status; doors put them on the wire as google.rpc.ErrorInfo and BadRequest.
#ifndef ASSAY_CORE_ERRORS_H_
#define ASSAY_CORE_ERRORS_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace assay {

// Makes an error. `reason` is stable across releases, for programs; `message` is for people.
// `field` is the path of the request's field at fault, for example "metrics[2].steps", or empty.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       std::string_view field = "");

// The reason or the field of an error made by MakeError; empty when there is none.
std::string ErrorReason(const absl::Status& status);
std::string ErrorField(const absl::Status& status);

// Facts for programs that go with an error, for example {"expected_sequence", "17"}.
absl::Status WithErrorMetadata(absl::Status status, std::string_view name, std::string_view value);
std::map<std::string, std::string> ErrorMetadata(const absl::Status& status);

// The same error with `prefix` put before its field: "params[3]" + "value" is "params[3].value".
absl::Status PrefixField(const absl::Status& status, std::string_view prefix);

// Shorthands for the codes that handlers use, with fmt's format strings:
//   return InvalidArgument("KEY_EMPTY", "params[0].key", "The key of a param is empty.");
template <typename... Args>
absl::Status InvalidArgument(std::string_view reason, std::string_view field,
                             fmt::format_string<Args...> format, Args&&... args) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   fmt::format(format, std::forward<Args>(args)...), field);
}
template <typename... Args>
absl::Status NotFound(std::string_view reason, fmt::format_string<Args...> format, Args&&... args) {
  return MakeError(absl::StatusCode::kNotFound, reason,
                   fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
absl::Status AlreadyExists(std::string_view reason, fmt::format_string<Args...> format,
                           Args&&... args) {
  return MakeError(absl::StatusCode::kAlreadyExists, reason,
                   fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
absl::Status FailedPrecondition(std::string_view reason, fmt::format_string<Args...> format,
                                Args&&... args) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason,
                   fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
absl::Status Aborted(std::string_view reason, fmt::format_string<Args...> format, Args&&... args) {
  return MakeError(absl::StatusCode::kAborted, reason,
                   fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace assay

#endif  // ASSAY_CORE_ERRORS_H_
