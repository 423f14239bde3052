// Times at which commits are allowed. All in UTC.
#ifndef ASSAY_GOVERNANCE_WINDOWS_H_
#define ASSAY_GOVERNANCE_WINDOWS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "assay/v1/policy.pb.h"
#include "google/protobuf/repeated_field.h"

namespace assay::governance {

using Windows = google::protobuf::RepeatedPtrField<v1::Window>;

// WINDOW_INVALID, with the field.
absl::Status CheckWindow(const v1::Window& window);

// Whether the window is open at `time`.
bool IsOpen(const v1::Window& window, absl::Time time);

// Why `time` is no time for a commit.
struct WindowRefusal {
  std::string window;  // its id; empty when no ALLOW window is open
  std::string message;
};
// Every DENY window that is open, and that no ALLOW window is; empty when a commit is allowed.
std::vector<WindowRefusal> RefusalsAt(const Windows& windows, absl::Time time);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_WINDOWS_H_
