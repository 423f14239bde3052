// One kind of thing that a verification of the audit log looks at.
#ifndef ASSAY_SERVER_AUDIT_CHECK_H_
#define ASSAY_SERVER_AUDIT_CHECK_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/store.h"

namespace assay::audit {

// Rows that are in memory at once.
inline constexpr int kPageRows = 250;

// Counts and tells, in the answer of VerifyAuditLog.
class Check {
 public:
  // `name` and `what` as v1::AuditCheck has them; `response` outlives the check.
  Check(std::string_view name, std::string_view what, v1::VerifyAuditLogResponse* response);

  void Count(int64_t things = 1) { said_->set_checked(said_->checked() + things); }
  void Skip() { said_->set_skipped(said_->skipped() + 1); }
  void CountAsserted() { said_->set_asserted(said_->asserted() + 1); }

  int64_t passed() const { return said_->checked() - said_->failed(); }

  // Tells a problem in a sentence: of the first 100; the others are counted.
  template <typename... Args>
  void Complain(fmt::format_string<Args...> format, Args&&... args) {
    Tell(fmt::format(format, std::forward<Args>(args)...));
  }

  // What damaged rows make of a read is a problem of `row`, and OK here; other errors are errors.
  absl::Status TellDamage(const absl::Status& status, std::string_view row);

 private:
  void Tell(std::string problem);

  v1::VerifyAuditLogResponse* const response_;
  v1::AuditCheck* const said_;
};

// Calls `see` with every row that `page(after, limit)` lists, page by page.
template <typename Page, typename See>
absl::Status ForEachRow(Page page, See see) {
  for (int64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const auto rows, page(after, kPageRows));
    for (const auto& row : rows) {
      ASSAY_RETURN_IF_ERROR(see(row));
      after = row.id;
    }
    if (rows.size() < static_cast<size_t>(kPageRows)) return absl::OkStatus();
  }
}

// The events of a subject of which there are few, oldest first.
absl::StatusOr<std::vector<v1::AuditEvent>> EventsOf(ReadTxn& txn, const std::string& subject);
// Whether the log tells of this kind of event before its event `index`.
bool HappenedBefore(const std::vector<v1::AuditEvent>& events, std::string_view kind,
                    int64_t index);

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_CHECK_H_
