// What is left on disk of runs whose program ended before everything was delivered.
#ifndef ASSAY_CLIENT_SPOOL_H_
#define ASSAY_CLIENT_SPOOL_H_

#include <cstdint>
#include <functional>
#include <stop_token>
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
  // Bytes that are no whole batch: cut off by a crash, or damaged.
  int64_t torn_bytes = 0;
  // Its program is still running, or another one delivers it.
  bool in_use = false;
};

// The spools under `dir`, in an order in which they can be delivered: those of a run before those
// of its parts, else by writer. A folder that is not there has none.
absl::StatusOr<std::vector<SpoolInfo>> ListSpools(const std::string& dir);

// Delivers the spool of a writer, waits until the server has acknowledged all of it, and deletes
// it. Batches that the server has already are acknowledged and not applied again, so that a push
// that was interrupted is simply repeated. `progress`, when given, is told how many batches are
// acknowledged. FailedPrecondition (SPOOL_IN_USE) while its program runs; NotFound
// (SPOOL_NOT_FOUND) when somebody else has delivered it; Cancelled; the server's error when it
// refuses a batch: the spool stays then. Of those, PARENT_NOT_FOUND (NotFound) says that the server
// does not know the run that this one is a part of, and RUN_DELETED that the run was deleted since:
// undelete it and push again, or drop the spool. PARAM_CHANGED says that all was delivered but for
// a param that has another value.
absl::Status PushSpool(Connection& connection, const std::string& dir, const SpoolInfo& spool,
                       const std::function<void(int64_t)>& progress = {},
                       std::stop_token cancel = {});

// Discards the spool of a writer, with what is in it. FailedPrecondition (SPOOL_IN_USE) while its
// program runs; NotFound (SPOOL_NOT_FOUND) when it was delivered.
absl::Status DropSpool(const std::string& dir, const SpoolInfo& spool);

}  // namespace assay

#endif  // ASSAY_CLIENT_SPOOL_H_
