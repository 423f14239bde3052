// Any bytes, however they are cut, give the same profile or none, within the limits.
#include <cstdlib>

#include "client/internal/csv_profile.h"
#include "core/limits.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  assay::CsvProfiler whole(',');
  whole.Consume(text);
  const auto profile = whole.Finish();
  assay::CsvProfiler pieces(',');
  for (const char& byte : text) pieces.Consume(std::string_view(&byte, 1));
  const auto again = pieces.Finish();
  if (profile.has_value() != again.has_value()) std::abort();
  if (!profile) return 0;
  if (profile->schema != again->schema || profile->profile != again->profile) std::abort();
  if (profile->schema.size() > assay::limits::kDescriptionBytes) std::abort();
  if (profile->profile.size() > assay::limits::kDescriptionBytes) std::abort();
  return 0;
}
