// Microseconds since the Unix epoch, as rows have them, and protobuf's timestamps.
#ifndef ASSAY_STORAGE_TIMES_H_
#define ASSAY_STORAGE_TIMES_H_

#include <cstdint>

#include "google/protobuf/timestamp.pb.h"

namespace assay {

inline void SetTime(int64_t micros, google::protobuf::Timestamp* time) {
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  time->set_seconds(seconds);
  time->set_nanos(static_cast<int32_t>(rest * 1'000));
}

inline int64_t TimeMicros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_TIMES_H_
