// What is left on disk of runs whose program ended before everything was delivered.
#ifndef ASSAY_CLIENT_SPOOL_H_
#define ASSAY_CLIENT_SPOOL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/connection.h"

namespace assay {

// The environment's ASSAY_SPOOL_DIR, else ~/.local/share/assay/spool.
std::string DefaultSpoolDir();

// The spool of one writer.
struct SpoolInfo {
  std::string writer_id;
  std::string run_id;
  int64_t first_sequence = 0;
  int64_t last_sequence = 0;
  int64_t batches = 0;
  int64_t points = 0;
  int64_t bytes = 0;
  // Bytes behind the last whole batch, which a crash cut off.
  int64_t torn_bytes = 0;
  // Its program is still running.
  bool in_use = false;
};

// The spools under `dir`, by writer. A folder that is not there has none.
absl::StatusOr<std::vector<SpoolInfo>> ListSpools(const std::string& dir);

// Delivers the spool of a writer, waits until the server has acknowledged all of it, and deletes it.
// Batches that the server has already are acknowledged and not applied again. `progress`, when given, is
// told how many batches are acknowledged. FailedPrecondition (SPOOL_IN_USE) while its program runs; the
// server's error when it refuses a batch: the spool stays then.
absl::Status PushSpool(Connection& connection, const std::string& dir, const SpoolInfo& spool,
                       const std::function<void(int64_t)>& progress = {});

}  // namespace assay

#endif  // ASSAY_CLIENT_SPOOL_H_
