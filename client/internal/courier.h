// Delivers an outbox over one stream at a time, with as many streams as it takes.
#ifndef ASSAY_CLIENT_INTERNAL_COURIER_H_
#define ASSAY_CLIENT_INTERNAL_COURIER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "client/connection.h"
#include "client/internal/error_sink.h"
#include "client/internal/outbox.h"
#include "core/mutex.h"

namespace assay {

// Whether another stream may succeed without anybody changing anything. More is passing for a
// stream than for a call: whatever cut it off, the batches are numbered and can be sent again.
bool IsPassing(const absl::Status& status);

// The error of params that the server refused.
absl::Status RefusedParamsError(const v1::LogBatchResponse& response);

// Runs on threads of its own, from construction to destruction. After an error that another try
// can't mend it stops, and the batches stay in the outbox. The first time that no server answers it
// tells `errors`.
class Courier {
 public:
  // What a refusal is told as.
  using Explain = std::function<absl::Status(const absl::Status&)>;

  Courier(std::shared_ptr<Connection> connection, const ConnectionOptions& options, Outbox* outbox,
          ErrorSink* errors, Explain explain);
  // Cancels what is under way. The outbox must be closed first.
  ~Courier();
  // Why it stopped, or OK.
  absl::Status stopped() const;

 private:
  void Loop();
  // One stream, from its opening to its end.
  absl::Status Deliver();
  void ReadAcks(LogStream* stream);
  bool CanRetry(const absl::Status& status) const;
  void Stop(const absl::Status& refused);

  const std::shared_ptr<Connection> connection_;
  const ConnectionOptions options_;
  Outbox* const outbox_;
  ErrorSink* const errors_;
  const Explain explain_;
  mutable Mutex mutex_;
  CondVar stop_cond_;
  std::unique_ptr<LogStream> stream_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool progressed_ ABSL_GUARDED_BY(mutex_) = false;  // since the last failure
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_COURIER_H_
