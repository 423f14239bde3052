// What keys, names and paths may look like. Client and server check with the same functions, so
// that a mistake is told where it was made and never first by the server.
#ifndef ASSAY_CORE_NAMES_H_
#define ASSAY_CORE_NAMES_H_

#include <string_view>

#include "absl/status/status.h"

namespace assay {

// A key of a metric, param, tag or context entry: 1 to kKeyBytes bytes of UTF-8 without control
// characters. `what` names it in the message ("metric"). Reasons KEY_EMPTY, KEY_TOO_LONG,
// KEY_INVALID.
absl::Status ValidateKey(std::string_view what, std::string_view key);

// A name of a workspace, experiment, run or dataset: 1 to kNameBytes bytes of UTF-8 without control
// characters. Reasons NAME_EMPTY, NAME_TOO_LONG, NAME_INVALID.
absl::Status ValidateName(std::string_view what, std::string_view name);

// Text of up to `limit` bytes of UTF-8; NUL is refused, other control characters are kept. Reasons
// VALUE_TOO_LONG, VALUE_INVALID.
absl::Status ValidateText(std::string_view what, std::string_view text, size_t limit);

// An artifact's path: relative, '/' between parts, no "." or ".." or empty part, UTF-8, no newline,
// NUL, backslash or other control character. Reason PATH_INVALID.
absl::Status ValidatePath(std::string_view path);

// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);

}  // namespace assay

#endif  // ASSAY_CORE_NAMES_H_
