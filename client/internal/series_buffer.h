// The points of one series that wait to be packed: what Log writes to.
#ifndef ASSAY_CLIENT_INTERNAL_SERIES_BUFFER_H_
#define ASSAY_CLIENT_INTERNAL_SERIES_BUFFER_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/mutex.h"

namespace assay {

struct LoggedPoint {
  int64_t step;
  int64_t time_ms;
  double value;
};

// A piece of memory for points, of a fixed size.
struct PointBlock {
  std::unique_ptr<LoggedPoint[]> points;
  size_t size = 0;
  size_t capacity = 0;
};

// Held for a few instructions, by a training thread or the packer; one atomic exchange when it is
// free.
class ABSL_LOCKABLE SpinLock {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    while (held_.exchange(true, std::memory_order_acquire)) Wait();
  }
  void Unlock() ABSL_UNLOCK_FUNCTION() { held_.store(false, std::memory_order_release); }

 private:
  void Wait();
  std::atomic<bool> held_{false};
};

class ABSL_SCOPED_LOCKABLE SpinLockHolder {
 public:
  explicit SpinLockHolder(SpinLock& lock) ABSL_EXCLUSIVE_LOCK_FUNCTION(lock) : lock_(lock) {
    lock_.Lock();
  }
  ~SpinLockHolder() ABSL_UNLOCK_FUNCTION() { lock_.Unlock(); }

 private:
  SpinLock& lock_;
};

// The memory of all series of a run: blocks that are used again, up to a limit. Thread-safe.
class BlockPool {
 public:
  explicit BlockPool(size_t max_bytes) : max_bytes_(max_bytes) {}

  // A block of `capacity` points. Waits while the limit is reached, unless the pool is closed.
  PointBlock Take(size_t capacity);
  // Whether Take would not wait now.
  bool HasRoom(size_t capacity);
  void GiveBack(PointBlock block);
  // From now on Take does not wait.
  void Close();

 private:
  bool HasRoomLocked(size_t capacity) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t max_bytes_;
  Mutex mutex_;
  CondVar free_cond_;
  size_t used_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<PointBlock> free_ ABSL_GUARDED_BY(mutex_);
};

// Wakes the packer.
class Wakeup {
 public:
  virtual ~Wakeup() = default;
  virtual void Wake() = 0;
};

// Thread-safe.
class SeriesBuffer {
 public:
  SeriesBuffer(std::string key, std::map<std::string, std::string> context, BlockPool* pool,
               Wakeup* packer)
      : key_(std::move(key)), context_(std::move(context)), pool_(pool), packer_(packer) {}

  const std::string& key() const { return key_; }
  const std::map<std::string, std::string>& context() const { return context_; }

  void Append(const LoggedPoint& point) {
    lock_.Lock();
    if (active_.size < active_.capacity) [[likely]] {
      active_.points[active_.size++] = point;
      lock_.Unlock();
      return;
    }
    lock_.Unlock();
    AppendSlowly(point);
  }

  // Takes all points, in the order in which they were appended.
  std::vector<PointBlock> Collect();

 private:
  void AppendSlowly(const LoggedPoint& point);
  size_t NextCapacity() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(lock_);

  const std::string key_;
  const std::map<std::string, std::string> context_;
  BlockPool* const pool_;
  Wakeup* const packer_;
  SpinLock lock_;
  PointBlock active_ ABSL_GUARDED_BY(lock_);
  std::vector<PointBlock> full_ ABSL_GUARDED_BY(lock_);
  // Of the block that Collect took.
  size_t last_capacity_ ABSL_GUARDED_BY(lock_) = 0;
  // Serialises the threads that found the block full.
  Mutex slow_mutex_ ABSL_ACQUIRED_BEFORE(lock_);
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_SERIES_BUFFER_H_
