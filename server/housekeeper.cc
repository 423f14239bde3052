#include "server/housekeeper.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/status_macros.h"
#include "spdlog/spdlog.h"
#include "storage/requests.h"
#include "storage/sketching.h"

namespace assay {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Params, and tags, that one transaction takes into the indexes by value: so many that other writes
// wait some five milliseconds.
constexpr int64_t kIndexedAtOnce = 4'000;

}  // namespace

bool IndexPace::IsDue(const IndexedRuns& runs) {
  const bool quiet = runs.newest == std::exchange(newest_seen_, runs.newest);
  return !runs.HasAll() && (quiet || runs.newest - runs.last >= kMostBehind);
}

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

absl::Status Housekeeper::Index() {
  bool more = false;
  ASSAY_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const IndexedRuns indexed, FindIndexedRuns(txn));
    more = index_pace_.IsDue(indexed);
    return absl::OkStatus();
  }));
  while (more && !Stopping()) {
    ASSAY_RETURN_IF_ERROR(store_.Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(more, IndexSomeRuns(txn, kIndexedAtOnce));
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

absl::Status Housekeeper::Sketch() {
  for (bool more = true; more && !Stopping();) {
    ASSAY_ASSIGN_OR_RETURN(more, SketchOne(store_));
  }
  return absl::OkStatus();
}

absl::Status Housekeeper::Forget() { return store_.Write(kNoDeadline, ForgetOldRequests); }

void Housekeeper::Loop() {
  struct Chore {
    absl::Status (Housekeeper::*work)();
    std::chrono::seconds every;
    const char* failed;
    SteadyClock::time_point due = SteadyClock::now();
  };
  Chore chores[] = {
      {&Housekeeper::Forget, std::chrono::hours(1), "Old answers can't be forgotten now: {}"},
      {&Housekeeper::Index, std::chrono::seconds(1), "Runs can't be indexed now: {}"},
      {&Housekeeper::Sketch, std::chrono::seconds(10), "Runs can't be sketched now: {}"},
  };
  for (;;) {
    auto next = SteadyClock::time_point::max();
    for (Chore& chore : chores) {
      if (SteadyClock::now() >= chore.due) {
        const absl::Status status = (this->*chore.work)();
        if (!status.ok()) spdlog::warn(fmt::runtime(chore.failed), std::string(status.message()));
        chore.due = SteadyClock::now() + chore.every;
      }
      next = std::min(next, chore.due);
    }
    MutexLock lock(mutex_);
    while (!stopping_ && SteadyClock::now() < next) stop_cond_.WaitUntil(mutex_, next);
    if (stopping_) return;
  }
}

}  // namespace assay
