// Batches between the packer and the server: numbered, kept until they are acknowledged, in memory
// or on disk, and given out again from the oldest when a stream breaks.
#ifndef ASSAY_CLIENT_INTERNAL_OUTBOX_H_
#define ASSAY_CLIENT_INTERNAL_OUTBOX_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/internal/spool_file.h"
#include "client/run.h"
#include "core/mutex.h"

namespace assay {

using SharedBatch = std::shared_ptr<const v1::LogBatchRequest>;

// Thread-safe.
class Outbox {
 public:
  // With `spool` kNever no folder is made.
  Outbox(std::string writer_id, Spool spool, std::string spool_folder, size_t max_bytes);

  // Makes and locks the spool's folder now rather than when it is needed.
  absl::Status OpenSpool();

  // Numbers a batch and takes it. When memory is full it goes to disk or, without a spool, waits
  // for room. SPOOL_FULL or SPOOL_UNUSABLE when it could not be put on disk: it was taken
  // nevertheless, in memory. One thread at a time.
  absl::Status Push(v1::LogBatchRequest batch);

  // The next batch that was not given out since the last Rewind. Waits for one; null after Close,
  // and after Interrupt until the next Rewind.
  absl::StatusOr<SharedBatch> Next();
  // Everything up to `sequence` is durable on the server.
  void Acknowledge(int64_t sequence);
  // Next begins again at the oldest batch that is not acknowledged.
  void Rewind();
  void Interrupt();
  // Nothing will be delivered any more: WaitDelivered does not wait, and without a spool Push
  // refuses what memory can't hold (FailedPrecondition, UNDELIVERABLE).
  void GiveUp();
  // From now on Push does not wait for room, however full memory is: the end is near.
  void NeverWait();
  // Next returns null from now on; Push does not wait.
  void Close();

  // Waits until everything that was pushed before is acknowledged, or for `Close`.
  bool WaitDelivered(std::chrono::steady_clock::time_point deadline);
  // The number of batches that are not acknowledged.
  int64_t Undelivered() const;
  int64_t first_undelivered() const;
  bool closed() const;
  // Puts all undelivered batches on disk, where that is allowed.
  absl::Status Save();
  // At the end: removes the spool when everything was delivered.
  void RemoveSpoolIfDelivered();
  const std::string& spool_folder() const { return spool_folder_; }

 private:
  struct Entry {
    int64_t sequence = 0;
    size_t bytes = 0;
    SharedBatch batch;                // null when it is on disk only
    std::optional<SpoolPlace> place;  // where it is on disk
  };

  absl::Status OpenSpoolLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Puts every entry on disk that is not there yet: a spool has no gaps.
  absl::Status SpoolAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DeleteDeliveredFiles(const std::string& delivered) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string writer_id_;
  const Spool spool_;
  const std::string spool_folder_;
  const size_t max_bytes_;

  mutable Mutex mutex_;
  CondVar change_cond_;
  std::optional<SpoolFolder> folder_ ABSL_GUARDED_BY(mutex_);
  std::optional<SpoolWriter> writer_ ABSL_GUARDED_BY(mutex_);
  std::deque<Entry> entries_ ABSL_GUARDED_BY(mutex_);  // not acknowledged, in order
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;            // index of what Next gives out
  size_t memory_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_sequence_ ABSL_GUARDED_BY(mutex_) = 0;
  bool spooling_ ABSL_GUARDED_BY(mutex_);  // everything goes to disk now
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
  bool gave_up_ ABSL_GUARDED_BY(mutex_) = false;
  bool never_wait_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_OUTBOX_H_
