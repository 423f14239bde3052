#include "client/internal/outbox.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {

Outbox::Outbox(std::string writer_id, Spool spool, std::string spool_folder, size_t max_bytes)
    : writer_id_(std::move(writer_id)),
      spool_(spool),
      spool_folder_(std::move(spool_folder)),
      max_bytes_(max_bytes),
      spooling_(spool == Spool::kAlways) {}

absl::Status Outbox::OpenSpool() {
  MutexLock lock(mutex_);
  return OpenSpoolLocked();
}

absl::Status Outbox::OpenSpoolLocked() {
  if (folder_) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(SpoolFolder folder, SpoolFolder::Create(spool_folder_));
  folder_ = std::move(folder);
  writer_.emplace(spool_folder_);
  return absl::OkStatus();
}

absl::Status Outbox::SpoolAll() {
  ASSAY_RETURN_IF_ERROR(OpenSpoolLocked());
  // What is on disk comes before what is not, for all goes there in order.
  auto first = entries_.end();
  while (first != entries_.begin() && !std::prev(first)->place) --first;
  for (; first != entries_.end(); ++first) {
    ASSAY_ASSIGN_OR_RETURN(first->place, writer_->Append(*first->batch));
  }
  return absl::OkStatus();
}

absl::Status Outbox::Push(v1::LogBatchRequest batch) {
  MutexLock lock(mutex_);
  batch.set_writer_id(writer_id_);
  batch.set_sequence(++last_sequence_);
  Entry entry;
  entry.sequence = last_sequence_;
  entry.bytes = batch.ByteSizeLong();
  entry.batch = std::make_shared<const v1::LogBatchRequest>(std::move(batch));
  const auto full = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return memory_bytes_ > 0 && memory_bytes_ + entry.bytes > max_bytes_;
  };
  if (full() && spool_ == Spool::kWhenFull) spooling_ = true;
  while (spool_ == Spool::kNever && full() && !closed_ && !gave_up_ && !never_wait_) {
    change_cond_.Wait(mutex_);
  }
  if (spool_ == Spool::kNever && full() && gave_up_) {
    --last_sequence_;
    return FailedPrecondition(
        "UNDELIVERABLE",
        "A batch was dropped: the server refuses this run's batches, memory is full, "
        "and no spool is allowed.");
  }
  entries_.push_back(std::move(entry));
  Entry& added = entries_.back();
  memory_bytes_ += added.bytes;
  change_cond_.NotifyAll();
  if (!spooling_) return absl::OkStatus();
  // When the disk fails the batch stays in memory, over the limit: better than losing it.
  ASSAY_RETURN_IF_ERROR(SpoolAll());
  if (memory_bytes_ > max_bytes_) {
    memory_bytes_ -= added.bytes;
    added.batch = nullptr;
  }
  return absl::OkStatus();
}

absl::StatusOr<SharedBatch> Outbox::Next() {
  MutexLock lock(mutex_);
  while (next_ >= entries_.size() && !closed_ && !interrupted_) change_cond_.Wait(mutex_);
  if (closed_ || interrupted_) return SharedBatch();
  const Entry& entry = entries_[next_];
  if (entry.batch == nullptr) {
    // Under the lock, or an acknowledgement could delete the file meanwhile.
    ASSAY_ASSIGN_OR_RETURN(v1::LogBatchRequest batch, ReadSpooled(*entry.place));
    ++next_;
    return std::make_shared<const v1::LogBatchRequest>(std::move(batch));
  }
  ++next_;
  return entry.batch;
}

void Outbox::Acknowledge(int64_t sequence) {
  MutexLock lock(mutex_);
  while (!entries_.empty() && entries_.front().sequence <= sequence) {
    const Entry delivered = std::move(entries_.front());
    entries_.pop_front();
    if (next_ > 0) --next_;
    if (delivered.batch != nullptr) memory_bytes_ -= delivered.bytes;
    if (delivered.place) DeleteDeliveredFiles(delivered.place->file);
  }
  // With nothing left on disk, memory serves again.
  if (entries_.empty() && spool_ == Spool::kWhenFull) spooling_ = false;
  change_cond_.NotifyAll();
}

void Outbox::DeleteDeliveredFiles(const std::string& delivered) {
  const bool needed = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.place && entry.place->file == delivered;
  });
  // The newest file is still written to.
  if (needed || (writer_ && writer_->file() == delivered)) return;
  std::error_code ignored;
  std::filesystem::remove(delivered, ignored);
}

void Outbox::Rewind() {
  MutexLock lock(mutex_);
  next_ = 0;
  interrupted_ = false;
}

void Outbox::Interrupt() {
  MutexLock lock(mutex_);
  interrupted_ = true;
  change_cond_.NotifyAll();
}

void Outbox::GiveUp() {
  MutexLock lock(mutex_);
  gave_up_ = true;
  change_cond_.NotifyAll();
}

int64_t Outbox::first_undelivered() const {
  MutexLock lock(mutex_);
  return entries_.empty() ? last_sequence_ + 1 : entries_.front().sequence;
}

bool Outbox::closed() const {
  MutexLock lock(mutex_);
  return closed_;
}

void Outbox::NeverWait() {
  MutexLock lock(mutex_);
  never_wait_ = true;
  change_cond_.NotifyAll();
}

void Outbox::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  change_cond_.NotifyAll();
}

bool Outbox::WaitDelivered(std::chrono::steady_clock::time_point deadline) {
  MutexLock lock(mutex_);
  const int64_t sequence = last_sequence_;
  const auto delivered = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return entries_.empty() || entries_.front().sequence > sequence;
  };
  while (!delivered() && !closed_ && !gave_up_) {
    if (!change_cond_.WaitUntil(mutex_, deadline)) break;
  }
  return delivered();
}

int64_t Outbox::Undelivered() const {
  MutexLock lock(mutex_);
  return static_cast<int64_t>(entries_.size());
}

absl::Status Outbox::Save() {
  MutexLock lock(mutex_);
  if (entries_.empty() || spool_ == Spool::kNever) return absl::OkStatus();
  spooling_ = true;
  return SpoolAll();
}

void Outbox::RemoveSpoolIfDelivered() {
  MutexLock lock(mutex_);
  if (!folder_ || !entries_.empty()) return;
  // What can't be removed is delivered again later, which changes nothing.
  (void)folder_->Remove();
  writer_.reset();
  folder_.reset();
}

}  // namespace assay
