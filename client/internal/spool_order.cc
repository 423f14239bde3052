#include "client/internal/spool_order.h"

#include <algorithm>
#include <map>
#include <utility>

#include "client/internal/spool_file.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

class ParentsFirst {
 public:
  explicit ParentsFirst(std::vector<SpoolHead> heads) : heads_(std::move(heads)) {
    for (size_t i = 0; i < heads_.size(); ++i) by_run_.emplace(heads_[i].run_id, i);
  }

  std::vector<SpoolHead> Order() && {
    for (size_t i = 0; i < heads_.size(); ++i) Add(i);
    return std::move(ordered_);
  }

 private:
  void Add(size_t index) {
    // Also the end where runs name each other in a circle, which the server refuses.
    if (seen_[index]) return;
    seen_[index] = true;
    const std::string& parent = heads_[index].parent_run_id;
    const auto [begin, end] = by_run_.equal_range(parent);
    for (auto it = begin; !parent.empty() && it != end; ++it) Add(it->second);
    ordered_.push_back(heads_[index]);
  }

  const std::vector<SpoolHead> heads_;
  std::multimap<std::string, size_t> by_run_;
  std::vector<bool> seen_ = std::vector<bool>(heads_.size());
  std::vector<SpoolHead> ordered_;
};

// Where the run waits in `dir`; empty when it does not.
std::string FindSpool(const std::string& dir, const std::string& run_id) {
  const auto heads = ListSpoolHeads(dir);
  if (!heads.ok()) return "";
  const auto it = std::find_if(heads->begin(), heads->end(),
                               [&](const SpoolHead& head) { return head.run_id == run_id; });
  return it == heads->end() ? "" : dir + "/" + it->writer_id;
}

absl::Status ParentNotFound(const std::string& dir, const SpoolHead& spool) {
  const std::string found = FindSpool(dir, spool.parent_run_id);
  const std::string cure = found.empty()
                               ? fmt::format(
                                     "No spool in {} has the parent: deliver it first, with `assay "
                                     "spool push` where it was logged.",
                                     dir)
                               : fmt::format(
                                     "The parent waits in {}: deliver it first, with `assay spool "
                                     "push` when its program has ended.",
                                     found);
  return NotFound("PARENT_NOT_FOUND",
                  "The run {} is a part of the run {}, which the server does not know. {}",
                  spool.run_id, spool.parent_run_id, cure);
}

}  // namespace

SpoolHead ReadSpoolHead(const std::string& dir, const std::string& writer_id) {
  SpoolHead head{writer_id, "", ""};
  // Whoever delivers a spool that can't be read is told why.
  (void)ReadSpool(dir + "/" + writer_id, [&head](const v1::LogBatchRequest& batch) {
    head.run_id = batch.run_id();
    head.parent_run_id = batch.create().parent_run_id();
    return absl::CancelledError("One is enough.");
  });
  return head;
}

absl::StatusOr<std::vector<SpoolHead>> ListSpoolHeads(const std::string& dir) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> writers, ListSpoolWriters(dir));
  std::vector<SpoolHead> heads;
  for (const std::string& writer : writers) heads.push_back(ReadSpoolHead(dir, writer));
  return ParentsFirst(std::move(heads)).Order();
}

absl::Status ExplainRefusal(const absl::Status& refused, const std::string& dir,
                            const SpoolHead& spool) {
  const std::string reason = ErrorReason(refused);
  if (reason == "RUN_NOT_FOUND" && !spool.parent_run_id.empty()) return ParentNotFound(dir, spool);
  if (reason != "RUN_DELETED") return refused;
  return FailedPrecondition("RUN_DELETED",
                            "{} What waits of the run {} is sent then; `assay spool drop {}` "
                            "discards it.",
                            std::string(refused.message()), spool.run_id, spool.run_id);
}

}  // namespace assay
