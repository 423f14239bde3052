// What stands behind a Run: the packer that turns what was logged into batches, and the courier
// that delivers them.
#ifndef ASSAY_CLIENT_INTERNAL_RUN_LOGGER_H_
#define ASSAY_CLIENT_INTERNAL_RUN_LOGGER_H_

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/internal/courier.h"
#include "client/internal/outbox.h"
#include "client/internal/series_buffer.h"
#include "client/internal/spool_delivery.h"
#include "client/run.h"

namespace assay {

// Thread-safe.
class RunLogger : public Wakeup {
 public:
  RunLogger(RunOptions options, std::string run_id, std::string writer_id,
            std::string spool_folder);
  ~RunLogger() override;

  // Queues the batch that creates the run, and starts the threads.
  absl::Status Start(v1::LogBatchRequest first);

  const std::string& run_id() const { return run_id_; }
  const RunOptions& options() const { return options_; }

  absl::StatusOr<SeriesBuffer*> FindSeries(std::string_view key, const MetricContext& context);
  absl::Status Log(std::string_view key, double value, int64_t step, int64_t time_ms);
  absl::Status LogParam(v1::Param param);
  // Queues something other than points and params: at most one item.
  absl::Status LogOther(v1::LogBatchRequest part);

  absl::Status Flush(std::chrono::milliseconds timeout);
  absl::Status Finish(v1::RunStatus status);
  absl::Status status() const { return errors_.first(); }

  void Wake() override;

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  // The packer's thread. All batches are made there, so that nobody else waits while memory is
  // full.
  void Pack();
  void PackOnce();
  void PackPoints(v1::LogBatchRequest* batch);
  void PushBatch(v1::LogBatchRequest* batch);
  std::vector<SeriesBuffer*> AllSeries();
  // Reports points that came too late to be packed.
  void RefuseLatePoints();
  // Where there is room for another part.
  v1::LogBatchRequest& Pending() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Waits until what was logged before is in the outbox. Returns false when `deadline` passed
  // first.
  bool WaitPacked(Deadline deadline);
  absl::Status FinishOnce(v1::RunStatus status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(finish_mutex_);
  absl::Status Undelivered() const;
  // Reports and returns that the run has ended.
  absl::Status Ended();

  const RunOptions options_;
  const std::string run_id_;
  ErrorSink errors_;
  BlockPool pool_;
  Outbox outbox_;
  std::unique_ptr<Courier> courier_;  // none when offline

  // By key alone for series without context: the way that Log goes.
  SpinLock names_lock_;
  absl::flat_hash_map<std::string, SeriesBuffer*> by_name_ ABSL_GUARDED_BY(names_lock_);

  Mutex mutex_;
  CondVar wake_cond_;
  CondVar packed_cond_;
  absl::flat_hash_map<std::string, SeriesBuffer*> series_index_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<SeriesBuffer>> series_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::Value, std::less<>> params_ ABSL_GUARDED_BY(mutex_);
  // All but points, each part within the limits of a batch.
  std::vector<v1::LogBatchRequest> pending_ ABSL_GUARDED_BY(mutex_);
  std::optional<v1::FinishRunRequest> ending_ ABSL_GUARDED_BY(mutex_);  // for the last batch
  int64_t requested_ ABSL_GUARDED_BY(mutex_) = 0;                       // of WaitPacked
  int64_t packed_ ABSL_GUARDED_BY(mutex_) = 0;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> ended_{false};  // changes under mutex_
  bool sealed_ = false;             // the packer's: the last batch was made

  Mutex finish_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::optional<absl::Status> finished_ ABSL_GUARDED_BY(finish_mutex_);
  std::unique_ptr<SpoolDelivery> delivery_ ABSL_GUARDED_BY(finish_mutex_);
  std::thread packer_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_RUN_LOGGER_H_
