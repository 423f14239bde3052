// Collects everything that is wrong with a policy, each with the path of its field.
#ifndef ASSAY_GOVERNANCE_PROBLEMS_H_
#define ASSAY_GOVERNANCE_PROBLEMS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/errors.h"

namespace assay::governance {

class Problems {
 public:
  template <typename... Args>
  void Add(std::string_view reason, std::string_view field, fmt::format_string<Args...> format,
           Args&&... args) {
    found_.push_back(InvalidArgument(reason, field, format, std::forward<Args>(args)...));
  }
  // The error of `field` as a whole; nothing when it is OK.
  void AddAt(const absl::Status& status, std::string_view field) {
    if (status.ok()) return;
    found_.push_back(MakeError(absl::StatusCode::kInvalidArgument, ErrorReason(status),
                               std::string(status.message()), field));
  }
  // The same, of something below `path`, which the error names.
  void Add(const absl::Status& status, std::string_view path) {
    const std::string field = ErrorField(status);
    AddAt(status, std::string(path) + (field.empty() ? "" : "." + field));
  }

  std::vector<absl::Status> Take() && { return std::move(found_); }

 private:
  std::vector<absl::Status> found_;
};

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_PROBLEMS_H_
