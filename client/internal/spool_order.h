// In which order spools have to be delivered, and what a refusal of one means: the server refuses a
// run while it does not know the run that it is a part of.
#ifndef ASSAY_CLIENT_INTERNAL_SPOOL_ORDER_H_
#define ASSAY_CLIENT_INTERNAL_SPOOL_ORDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// What the first batch of a spool says.
struct SpoolHead {
  std::string writer_id;
  std::string run_id;
  std::string parent_run_id;  // when that batch creates the run as a part of another
};

// That of a writer's folder in `dir`; only the writer's id where no batch can be read.
SpoolHead ReadSpoolHead(const std::string& dir, const std::string& writer_id);

// Those in `dir`, in the order of the writers' ids, but each behind those of its parent.
absl::StatusOr<std::vector<SpoolHead>> ListSpoolHeads(const std::string& dir);

// The refusal of a batch of this spool, with what to do about it: PARENT_NOT_FOUND (NotFound) for
// a parent that the server does not know, with where its spool is when it is in `dir`; RUN_DELETED
// says how to discard what waits. Other errors stay as they are.
absl::Status ExplainRefusal(const absl::Status& refused, const std::string& dir,
                            const SpoolHead& spool);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_SPOOL_ORDER_H_
