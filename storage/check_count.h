// How many of a thing one request may hold.
#ifndef ASSAY_STORAGE_CHECK_COUNT_H_
#define ASSAY_STORAGE_CHECK_COUNT_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "core/errors.h"

namespace assay {

// InvalidArgument with reason BATCH_TOO_LARGE at the field `what` when there are more than `limit`.
inline absl::Status CheckCount(std::string_view what, size_t count, size_t limit) {
  if (count <= limit) return absl::OkStatus();
  return InvalidArgument("BATCH_TOO_LARGE", what,
                         "The batch has {} {}; at most {} are allowed. Split it.", count, what,
                         limit);
}

}  // namespace assay

#endif  // ASSAY_STORAGE_CHECK_COUNT_H_
