// Errors at fields of requests.
#ifndef ASSAY_STORAGE_REGISTRY_FIELDS_H_
#define ASSAY_STORAGE_REGISTRY_FIELDS_H_

#include <string_view>

#include "absl/status/status.h"
#include "core/errors.h"
#include "core/names.h"

namespace assay {

// The same error, at this field and at no part of it.
inline absl::Status AtField(std::string_view field, const absl::Status& status) {
  if (status.ok()) return status;
  return MakeError(status.code(), ErrorReason(status),
                   std::string_view(status.message().data(), status.message().size()), field);
}

// ValidateText at a field that has the name of what it is.
inline absl::Status ValidateTextField(std::string_view field, std::string_view text, size_t limit) {
  return AtField(field, ValidateText(field, text, limit));
}

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_FIELDS_H_
