// When a failed call is tried again, and after how long.
#ifndef ASSAY_CLIENT_INTERNAL_BACKOFF_H_
#define ASSAY_CLIENT_INTERNAL_BACKOFF_H_

#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "client/connection.h"

namespace assay::internal {

// Whether a repeat of the same call may succeed: nobody answered, or the server says when to come
// again. What gRPC itself calls RESOURCE_EXHAUSTED (a message too large) stays so.
bool IsTransient(const absl::Status& failure);

// The waits of one call. Not thread-safe.
class Backoff {
 public:
  // `random` gives numbers in [0, 1).
  explicit Backoff(const ConnectionOptions& options, std::function<double()> random);

  // How long to wait after `failure` before the next try: at least what the server asked for.
  std::chrono::milliseconds Wait(const absl::Status& failure);
  // The same, for a call that is to end; nothing when there is no use in another try, or no time
  // for one in the `left` that remains.
  std::optional<std::chrono::milliseconds> Next(const absl::Status& failure,
                                                std::chrono::milliseconds left);
  // Begins again with the first wait.
  void Reset() { wait_ = first_; }

 private:
  const std::chrono::milliseconds first_;
  std::chrono::milliseconds wait_;
  const std::chrono::milliseconds most_;
  const bool wait_for_server_;
  const std::function<double()> random_;
};

// Numbers in [0, 1). Thread-safe.
double RandomFraction();

}  // namespace assay::internal

#endif  // ASSAY_CLIENT_INTERNAL_BACKOFF_H_
