// Time, injected so that tests decide what it is.
#ifndef ASSAY_CORE_CLOCK_H_
#define ASSAY_CORE_CLOCK_H_

#include <atomic>
#include <cstdint>

namespace assay {

// The time since the Unix epoch. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowMicros() const = 0;
  int64_t NowMillis() const { return NowMicros() / 1000; }
};

// The system's clock; lives for ever.
const Clock& SystemClock();

// A clock that moves only when told.
class ManualClock : public Clock {
 public:
  explicit ManualClock(int64_t micros) : micros_(micros) {}
  int64_t NowMicros() const override { return micros_.load(std::memory_order_relaxed); }
  void Advance(int64_t micros) { micros_.fetch_add(micros, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> micros_;
};

}  // namespace assay

#endif  // ASSAY_CORE_CLOCK_H_
