// What handlers work with.
#ifndef ASSAY_SERVER_SERVER_ENV_H_
#define ASSAY_SERVER_SERVER_ENV_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "server/gate.h"
#include "server/notary.h"
#include "server/stream_registry.h"
#include "server/watch_hub.h"
#include "server/worker_pool.h"
#include "storage/merger.h"
#include "storage/store.h"

namespace assay {

enum class RequestLog { kNone, kErrors, kAll };

// Where the copy for a backup is made, and whether one is.
struct BackupPlace {
  const std::string path;
  std::atomic<bool> taken{false};
};

// All of it outlives every call.
struct ServerEnv {
  Store& store;
  Merger& merger;
  WatchHub& watch_hub;
  WorkerPool& pool;
  StreamRegistry& streams;
  Gate& gate;
  Notary& notary;
  BackupPlace& backup_place;
  RequestLog request_log = RequestLog::kErrors;
  // How long after a reviewer gave their token by hand reviews are taken, in microseconds; 0: for
  // ever.
  int64_t review_authentication_us = 0;
};

}  // namespace assay

#endif  // ASSAY_SERVER_SERVER_ENV_H_
