#include "core/names.h"

#include <algorithm>
#include <string>

#include "core/errors.h"
#include "core/limits.h"

namespace assay {
namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// `kind` is "KEY" or "NAME"; `field` the field of the request.
absl::Status ValidateLabel(std::string_view kind, std::string_view field, std::string_view what,
                           std::string_view text, size_t limit) {
  const std::string prefix(kind);
  if (text.empty()) {
    return InvalidArgument(prefix + "_EMPTY", field,
                           "The {} of a {} is empty. Give it 1 to {} bytes.", field, what, limit);
  }
  if (text.size() > limit) {
    return InvalidArgument(prefix + "_TOO_LONG", field,
                           "The {} of a {} has {} bytes; at most {} are allowed. Shorten it.",
                           field, what, text.size(), limit);
  }
  if (HasControl(text) || !IsUtf8(text)) {
    return InvalidArgument(prefix + "_INVALID", field,
                           "The {} of a {} has control characters or is not UTF-8. Remove them.",
                           field, what);
  }
  return absl::OkStatus();
}

}  // namespace

bool IsUtf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* end = p + text.size();
  while (p < end) {
    if (*p < 0x80) {
      ++p;
      continue;
    }
    int extra;
    uint32_t code;
    if ((*p & 0xe0) == 0xc0) {
      extra = 1, code = *p & 0x1f;
    } else if ((*p & 0xf0) == 0xe0) {
      extra = 2, code = *p & 0x0f;
    } else if ((*p & 0xf8) == 0xf0) {
      extra = 3, code = *p & 0x07;
    } else {
      return false;
    }
    if (end - p <= extra) return false;
    for (int i = 1; i <= extra; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
      code = code << 6 | (p[i] & 0x3f);
    }
    static constexpr uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
    if (code < kSmallest[extra] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return false;
    p += extra + 1;
  }
  return true;
}

absl::Status ValidateKey(std::string_view what, std::string_view key) {
  return ValidateLabel("KEY", "key", what, key, limits::kKeyBytes);
}

absl::Status ValidateName(std::string_view what, std::string_view name) {
  return ValidateLabel("NAME", "name", what, name, limits::kNameBytes);
}

absl::Status ValidateText(std::string_view what, std::string_view text, size_t limit) {
  if (text.size() > limit) {
    return InvalidArgument(
        "VALUE_TOO_LONG", "value",
        "The {} has {} bytes; at most {} are allowed. Shorten it, or log it as an "
        "artifact.",
        what, text.size(), limit);
  }
  if (text.find('\0') != std::string_view::npos || !IsUtf8(text)) {
    return InvalidArgument(
        "VALUE_INVALID", "value",
        "The {} has a NUL byte or is not UTF-8. Remove it, or log it as an artifact.", what);
  }
  return absl::OkStatus();
}

absl::Status ValidatePath(std::string_view path) {
  const auto refuse = [&](std::string_view why) {
    return InvalidArgument("PATH_INVALID", "path",
                           "The path {}. Write a relative path with '/' between its parts.", why);
  };
  if (path.empty()) return refuse("is empty");
  if (path.size() > limits::kPathBytes) {
    return refuse(
        fmt::format("has {} bytes; at most {} are allowed", path.size(), limits::kPathBytes));
  }
  if (path.front() == '/') return refuse("is absolute");
  if (HasControl(path) || path.find('\\') != std::string_view::npos || !IsUtf8(path)) {
    return refuse("has a control character or backslash, or is not UTF-8");
  }
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..")
      return refuse("has an empty, '.' or '..' part");
    begin = end + 1;
  }
  return absl::OkStatus();
}

}  // namespace assay
