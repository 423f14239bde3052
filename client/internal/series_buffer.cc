#include "client/internal/series_buffer.h"

#include <sched.h>

#include <algorithm>

namespace assay {
namespace {

constexpr size_t kFirstCapacity = 64;
constexpr size_t kMostCapacity = 4'096;
// Free blocks that are kept for the next time.
constexpr size_t kMostFree = 64;

}  // namespace

void SpinLock::Wait() {
  for (int i = 0; i < 64; ++i) {
    if (!held_.load(std::memory_order_relaxed)) return;
  }
  // The holder may have lost its core.
  sched_yield();
}

PointBlock BlockPool::Take(size_t capacity) {
  MutexLock lock(mutex_);
  const size_t bytes = capacity * sizeof(LoggedPoint);
  while (!HasRoomLocked(capacity)) free_cond_.Wait(mutex_);
  used_bytes_ += bytes;
  for (size_t i = 0; i < free_.size(); ++i) {
    if (free_[i].capacity != capacity) continue;
    PointBlock block = std::move(free_[i]);
    free_[i] = std::move(free_.back());
    free_.pop_back();
    block.size = 0;
    return block;
  }
  return {std::make_unique_for_overwrite<LoggedPoint[]>(capacity), 0, capacity};
}

bool BlockPool::HasRoom(size_t capacity) {
  MutexLock lock(mutex_);
  return HasRoomLocked(capacity);
}

bool BlockPool::HasRoomLocked(size_t capacity) const {
  return closed_ || used_bytes_ == 0 || used_bytes_ + capacity * sizeof(LoggedPoint) <= max_bytes_;
}

void BlockPool::GiveBack(PointBlock block) {
  MutexLock lock(mutex_);
  used_bytes_ -= block.capacity * sizeof(LoggedPoint);
  if (free_.size() < kMostFree && block.capacity == kMostCapacity)
    free_.push_back(std::move(block));
  free_cond_.NotifyAll();
}

void BlockPool::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  free_cond_.NotifyAll();
}

size_t SeriesBuffer::NextCapacity() const {
  const size_t present = active_.capacity > 0 ? active_.capacity : last_capacity_ / 4;
  return std::clamp(present * 4, kFirstCapacity, kMostCapacity);
}

void SeriesBuffer::AppendSlowly(const LoggedPoint& point) {
  MutexLock slow(slow_mutex_);
  size_t capacity;
  {
    SpinLockHolder lock(lock_);
    if (active_.size < active_.capacity) {
      // Another thread, or the packer, made room meanwhile.
      active_.points[active_.size++] = point;
      return;
    }
    capacity = NextCapacity();
  }
  // The packer can make room only if it knows, and the pool may wait for it.
  if (capacity == kMostCapacity || !pool_->HasRoom(capacity)) packer_->Wake();
  PointBlock block = pool_->Take(capacity);
  SpinLockHolder lock(lock_);
  if (active_.points != nullptr) {
    full_.push_back(std::move(active_));
  }
  active_ = std::move(block);
  active_.points[active_.size++] = point;
}

std::vector<PointBlock> SeriesBuffer::Collect() {
  std::vector<PointBlock> blocks;
  SpinLockHolder lock(lock_);
  blocks.swap(full_);
  if (active_.size > 0) {
    // The next block is as large, or smaller when this one was mostly empty.
    last_capacity_ = active_.size * 4 > active_.capacity ? active_.capacity : active_.capacity / 4;
    blocks.push_back(std::exchange(active_, {}));
  }
  return blocks;
}

}  // namespace assay
