// Microseconds since the Unix epoch, as rows have them, and protobuf's timestamps.
#ifndef ASSAY_STORAGE_TIMES_H_
#define ASSAY_STORAGE_TIMES_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "core/errors.h"
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

// InvalidArgument with reason TIME_INVALID unless the time is one that protobuf's timestamps may
// hold.
inline absl::Status ValidateTime(std::string_view field, const google::protobuf::Timestamp& time) {
  constexpr int64_t kYear1 = -62'135'596'800;
  constexpr int64_t kYear9999End = 253'402'300'799;
  if (time.seconds() >= kYear1 && time.seconds() <= kYear9999End && time.nanos() >= 0 &&
      time.nanos() <= 999'999'999) {
    return absl::OkStatus();
  }
  return InvalidArgument(
      "TIME_INVALID", field,
      "The time {} s and {} ns is none of the years 1 to 9999. Send seconds since 1970.",
      time.seconds(), time.nanos());
}

}  // namespace assay

#endif  // ASSAY_STORAGE_TIMES_H_
