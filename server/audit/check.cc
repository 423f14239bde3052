#include "server/audit/check.h"

#include <algorithm>

#include "storage/audit_log.h"

namespace assay::audit {
namespace {

constexpr int64_t kMaxProblems = 100;
constexpr int kMaxEventsOfSubject = 1'000;

}  // namespace

Check::Check(std::string_view name, std::string_view what, v1::VerifyAuditLogResponse* response)
    : response_(response), said_(response->add_checks()) {
  said_->set_name(std::string(name));
  said_->set_what(std::string(what));
}

void Check::Tell(std::string problem) {
  said_->set_failed(said_->failed() + 1);
  if (said_->failed() <= kMaxProblems) response_->add_problems(std::move(problem));
}

absl::Status Check::TellDamage(const absl::Status& status, std::string_view row) {
  if (status.ok()) return status;
  if (!absl::IsNotFound(status) && !absl::IsDataLoss(status) && !absl::IsInvalidArgument(status) &&
      !absl::IsFailedPrecondition(status)) {
    return status;
  }
  Complain("The {} can't be checked: {}", row, std::string(status.message()));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::AuditEvent>> EventsOf(ReadTxn& txn, const std::string& subject) {
  return ListAuditEvents(txn, {.subject = subject}, 0, kMaxEventsOfSubject);
}

bool HappenedBefore(const std::vector<v1::AuditEvent>& events, std::string_view kind,
                    int64_t index) {
  return std::any_of(events.begin(), events.end(), [&](const v1::AuditEvent& event) {
    return event.kind() == kind && event.index() < index;
  });
}

}  // namespace assay::audit
