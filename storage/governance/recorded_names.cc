#include "storage/governance/recorded_names.h"

#include <string_view>
#include <utility>

#include "core/status_macros.h"

namespace assay {
namespace {

constexpr size_t kMostNames = 1'000;
constexpr std::string_view kReviewer = "reviewer:";

using Names = std::set<std::string>;

std::optional<Names> Said(Names names) {
  if (names.empty() || names.size() > kMostNames) return std::nullopt;
  return names;
}

absl::StatusOr<Names> ReadNames(Rows rows) {
  Names names;
  while (rows.Next()) names.insert(rows.String(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return names;
}

// Every metric once, by steps along its index: the table has a row for each evaluation.
absl::StatusOr<Names> Metrics(ReadTxn& txn) {
  Names names;
  std::string last;
  while (names.size() <= kMostNames) {
    Rows rows = txn.Query(
        "SELECT key FROM evaluation_metric WHERE key > $1 ORDER BY key, evaluation LIMIT 1",
        {std::string_view(last)});
    if (!rows.Next()) {
      ASSAY_RETURN_IF_ERROR(rows.status());
      break;
    }
    last = rows.String(0);
    names.insert(last);
  }
  return names;
}

absl::StatusOr<Names> ReviewerRoles(ReadTxn& txn) {
  // ';' is what comes behind ':'.
  ASSAY_ASSIGN_OR_RETURN(const Names held,
                         ReadNames(txn.Query("SELECT DISTINCT role FROM role_grant WHERE role > "
                                             "'reviewer:' AND role < 'reviewer;' AND revoked_us IS "
                                             "NULL ORDER BY role LIMIT 1001",
                                             {})));
  Names roles;
  for (const std::string& role : held) roles.insert(role.substr(kReviewer.size()));
  return roles;
}

}  // namespace

absl::StatusOr<RecordedNames> LoadRecordedNames(ReadTxn& txn, int64_t workspace) {
  ASSAY_ASSIGN_OR_RETURN(Names metrics, Metrics(txn));
  ASSAY_ASSIGN_OR_RETURN(
      Names datasets,
      ReadNames(txn.Query("SELECT name FROM dataset WHERE workspace = $1 ORDER BY name LIMIT 1001",
                          {workspace})));
  ASSAY_ASSIGN_OR_RETURN(
      Names principals,
      ReadNames(txn.Query(
          "SELECT name FROM principal WHERE name > '' AND deactivated_us IS NULL ORDER BY "
          "name LIMIT 1001",
          {})));
  ASSAY_ASSIGN_OR_RETURN(Names roles, ReviewerRoles(txn));
  return RecordedNames{.metrics = Said(std::move(metrics)),
                       .datasets = Said(std::move(datasets)),
                       .principals = Said(std::move(principals)),
                       .roles = Said(std::move(roles))};
}

}  // namespace assay
