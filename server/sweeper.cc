#include "server/sweeper.h"

#include <string>

#include "server/governance/sweeping.h"
#include "spdlog/spdlog.h"

namespace assay {

Sweeper::Sweeper(Store& store, std::chrono::seconds every) : store_(store), every_(every) {
  if (every_.count() > 0) thread_ = std::thread([this] { Loop(); });
}

Sweeper::~Sweeper() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stop_cond_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
}

void Sweeper::Loop() {
  for (;;) {
    {
      const auto next = std::chrono::steady_clock::now() + every_;
      MutexLock lock(mutex_);
      while (!stopping_ && std::chrono::steady_clock::now() < next) {
        stop_cond_.WaitUntil(mutex_, next);
      }
      if (stopping_) return;
    }
    const absl::StatusOr<v1::RunSweepResponse> swept = Sweep(store_, 0, kNoDeadline);
    if (!swept.ok()) {
      spdlog::warn("The champions can't be swept now: {}", std::string(swept.status().message()));
    } else if (swept->changes() > 0) {
      spdlog::info("Swept {} champions: {} standing rules changed", swept->champions(),
                   swept->changes());
    }
  }
}

}  // namespace assay
