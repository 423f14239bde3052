#include "server/housekeeper.h"

#include <chrono>

#include "spdlog/spdlog.h"
#include "storage/requests.h"

namespace assay {
namespace {

constexpr std::chrono::hours kEvery(1);

}  // namespace

Housekeeper::Housekeeper(Store& store) : store_(store), thread_([this] { Loop(); }) {}

Housekeeper::~Housekeeper() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stop_cond_.NotifyOne();
  }
  thread_.join();
}

void Housekeeper::Loop() {
  for (;;) {
    const absl::Status status = store_.Write(kNoDeadline, ForgetOldRequests);
    if (!status.ok())
      spdlog::warn("Old answers can't be forgotten now: {}", std::string(status.message()));
    const auto next = std::chrono::steady_clock::now() + kEvery;
    MutexLock lock(mutex_);
    while (!stopping_ && std::chrono::steady_clock::now() < next)
      stop_cond_.WaitUntil(mutex_, next);
    if (stopping_) return;
  }
}

}  // namespace assay
