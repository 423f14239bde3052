// Whatever the token: nothing crashes, only a token that was made for the request is read, and a
// token that was made reads back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/errors.h"
#include "storage/names.h"
#include "storage/page_token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<std::string> forged = assay::ReadPageToken("secret", "scope", input);
  if (forged.ok() && input != assay::MakePageToken("secret", "scope", *forged)) std::abort();
  if (!forged.ok() && assay::ErrorReason(forged.status()) != "PAGE_TOKEN_INVALID") std::abort();
  const std::string token = assay::MakePageToken("secret", "scope", input);
  const absl::StatusOr<std::string> read = assay::ReadPageToken("secret", "scope", token);
  if (token.size() <= 65'536 && (!read.ok() || *read != input)) std::abort();
  if (assay::ReadPageToken("secret", "other scope", token).ok()) std::abort();
  // The text of a context is read from rows; whatever it is, reading ends.
  assay::ContextMap context;
  assay::ParseContext(input, &context);
  return 0;
}
