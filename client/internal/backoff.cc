#include "client/internal/backoff.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "core/errors.h"

namespace assay::internal {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> AskedFor(const absl::Status& failure) {
  const auto metadata = ErrorMetadata(failure);
  const auto it = metadata.find("retry_delay_ms");
  if (it == metadata.end()) return std::nullopt;
  int64_t millis = 0;
  const char* end = it->second.data() + it->second.size();
  if (std::from_chars(it->second.data(), end, millis).ec != std::errc()) return std::nullopt;
  return milliseconds(std::max<int64_t>(0, millis));
}

}  // namespace

bool IsTransient(const absl::Status& failure) {
  switch (failure.code()) {
    case absl::StatusCode::kUnavailable:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return AskedFor(failure).has_value();
    default:
      return false;
  }
}

Backoff::Backoff(const ConnectionOptions& options, std::function<double()> random)
    : first_(std::min(options.first_backoff, options.most_backoff)),
      wait_(first_),
      most_(options.most_backoff),
      wait_for_server_(options.wait_for_server),
      random_(std::move(random)) {}

milliseconds Backoff::Wait(const absl::Status& failure) {
  // Half of the wait is fixed, so that a busy server gets its pause; half is random, so that the
  // clients of a server that comes back don't all arrive at once.
  const milliseconds cut(static_cast<int64_t>(static_cast<double>(wait_.count()) / 2 * random_()));
  const milliseconds wait = std::max(wait_ - cut, AskedFor(failure).value_or(milliseconds(0)));
  wait_ = std::min(wait_ * 2, most_);
  return wait;
}

std::optional<milliseconds> Backoff::Next(const absl::Status& failure, milliseconds left) {
  if (!IsTransient(failure)) return std::nullopt;
  if (!wait_for_server_ && ErrorReason(failure) == "UNREACHABLE") return std::nullopt;
  const milliseconds wait = Wait(failure);
  if (wait >= left) return std::nullopt;
  return wait;
}

double RandomFraction() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace assay::internal
