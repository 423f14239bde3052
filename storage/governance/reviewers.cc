#include "storage/governance/reviewers.h"

#include <string_view>
#include <utility>

#include "assay/v1/admin_service.pb.h"
#include "core/status_macros.h"
#include "storage/identity/roles.h"

namespace assay {
namespace {

// The columns: name, kind, deactivated_us, role or NULL.
void ReadRow(const Rows& rows, Reviewers* reviewers) {
  v1::Reviewer& reviewer = (*reviewers)[rows.String(0)];
  reviewer.set_name(rows.String(0));
  reviewer.set_person(rows.Int(1) == v1::PRINCIPAL_KIND_PERSON);
  reviewer.set_active(rows.IsNull(2));
  if (rows.IsNull(3) || !reviewer.active()) return;
  const std::string role(rows.Text(3).substr(kReviewerPrefix.size()));
  // It may be held here and everywhere.
  if (reviewer.roles().empty() || *reviewer.roles().rbegin() != role) reviewer.add_roles(role);
}

}  // namespace

absl::StatusOr<Reviewers> FindReviewers(ReadTxn& txn, int64_t workspace,
                                        const std::set<std::string>& names) {
  Reviewers reviewers;
  if (names.empty()) return reviewers;
  sql::Builder query;
  // ';' is what comes behind ':'.
  query.Append(
      "SELECT p.name, p.kind, p.deactivated_us, g.role FROM principal p "
      "LEFT JOIN role_grant g ON g.principal = p.id AND g.revoked_us IS NULL "
      "AND g.role > 'reviewer:' AND g.role < 'reviewer;' AND coalesce(g.workspace, ");
  query.Bind(workspace).Append(") = ").Bind(workspace).Append(" WHERE p.name IN (");
  for (bool first = true; const std::string& name : names) {
    if (!std::exchange(first, false)) query.Append(", ");
    query.Bind(std::string_view(name));
  }
  query.Append(") ORDER BY p.name, g.role");
  Rows rows = txn.Query(query);
  while (rows.Next()) ReadRow(rows, &reviewers);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return reviewers;
}

}  // namespace assay
