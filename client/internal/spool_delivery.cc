#include "client/internal/spool_delivery.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "client/internal/backoff.h"
#include "client/internal/courier.h"
#include "client/internal/spool_file.h"
#include "client/internal/spool_order.h"
#include "client/spool.h"
#include "core/errors.h"

namespace assay {
namespace {

void WaitUnlessStopped(std::chrono::milliseconds wait, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, wait, [] { return false; });
}

}  // namespace

SpoolDelivery::SpoolDelivery(std::shared_ptr<Connection> connection,
                             const ConnectionOptions& options, std::string dir, ErrorSink* errors)
    : connection_(std::move(connection)),
      options_(options),
      dir_(std::move(dir)),
      errors_(errors),
      thread_([this](std::stop_token stop) { DeliverAll(std::move(stop)); }) {}

void SpoolDelivery::DeliverAll(std::stop_token stop) const {
  const auto heads = ListSpoolHeads(dir_);
  if (!heads.ok()) return errors_->Tell(heads.status());
  for (const SpoolHead& head : *heads) {
    if (stop.stop_requested()) return;
    if (!SpoolFolder::InUse(dir_ + "/" + head.writer_id)) Deliver(head.writer_id, stop);
  }
}

void SpoolDelivery::Deliver(const std::string& writer_id, std::stop_token stop) const {
  SpoolInfo spool;
  spool.writer_id = writer_id;
  internal::Backoff backoff(options_, internal::RandomFraction);
  for (;;) {
    const absl::Status status = PushSpool(*connection_, dir_, spool, {}, stop);
    if (status.ok() || stop.stop_requested()) return;
    const std::string reason = ErrorReason(status);
    // Somebody else delivers it, or has.
    if (reason == "SPOOL_IN_USE" || reason == "SPOOL_NOT_FOUND") return;
    if (!IsPassing(status)) {
      return errors_->Tell(MakeError(status.code(), reason,
                                     fmt::format("Of an earlier program's spool {}/{}: {}", dir_,
                                                 writer_id, std::string(status.message()))));
    }
    WaitUnlessStopped(backoff.Wait(status), stop);
  }
}

}  // namespace assay
