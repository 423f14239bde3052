#include "server/housekeeper.h"

#include <chrono>

#include "spdlog/spdlog.h"
#include "storage/requests.h"
#include "storage/sketching.h"

namespace assay {
namespace {

constexpr std::chrono::hours kForgetEvery(1);
constexpr std::chrono::seconds kSketchEvery(10);

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

bool Housekeeper::Stopping() {
  MutexLock lock(mutex_);
  return stopping_;
}

void Housekeeper::Forget() {
  const absl::Status status = store_.Write(kNoDeadline, ForgetOldRequests);
  if (!status.ok())
    spdlog::warn("Old answers can't be forgotten now: {}", std::string(status.message()));
}

void Housekeeper::Sketch() {
  for (absl::StatusOr<bool> sketched = true; sketched.ok() && *sketched && !Stopping();) {
    sketched = SketchOne(store_);
    if (!sketched.ok())
      spdlog::warn("Runs can't be sketched now: {}", std::string(sketched.status().message()));
  }
}

void Housekeeper::Loop() {
  auto forget = std::chrono::steady_clock::now();
  for (;;) {
    if (std::chrono::steady_clock::now() >= forget) {
      Forget();
      forget += kForgetEvery;
    }
    Sketch();
    const auto next = std::chrono::steady_clock::now() + kSketchEvery;
    MutexLock lock(mutex_);
    while (!stopping_ && std::chrono::steady_clock::now() < next)
      stop_cond_.WaitUntil(mutex_, next);
    if (stopping_) return;
  }
}

}  // namespace assay
