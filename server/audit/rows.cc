#include "server/audit/rows.h"

#include <algorithm>
#include <optional>

#include "storage/audit_log.h"
#include "storage/governance/audited.h"
#include "storage/identity/audited.h"
#include "storage/times.h"

namespace assay::audit {
namespace {

void Compare(const AuditedRow& row, const ExpectedEvent& expected, const v1::AuditEvent& event,
             Check& check) {
  if (event.digest() != expected.digest) {
    check.Complain("The {} was changed: it is not what event {} ({}) tells of it.", row.name,
                   event.index(), event.kind());
    return;
  }
  const bool erased = event.salt().empty();
  if (expected.actor && !erased && *expected.actor != event.actor()) {
    check.Complain("The {} names \"{}\" for what \"{}\" did by event {} ({}).", row.name,
                   *expected.actor, event.actor(), event.index(), event.kind());
  }
  if (expected.time_us && *expected.time_us != TimeMicros(event.time())) {
    check.Complain("The {} has another time than event {} ({}), which tells of it.", row.name,
                   event.index(), event.kind());
  }
}

absl::Status CheckRowsOf(ReadTxn& txn, Check check,
                         absl::StatusOr<std::vector<AuditedRow>> (*page)(ReadTxn&, int64_t, int)) {
  return ForEachRow([&](int64_t after, int limit) { return page(txn, after, limit); },
                    [&](const AuditedRow& row) { return CheckRow(txn, row, check); });
}

// Whether the log tells of a login with the token at the time that the token says. People log in
// every day, so these may be many.
absl::StatusOr<bool> IsTold(ReadTxn& txn, const ConfirmedToken& token) {
  const AuditFilter filter = {.subject = "login:" + token.token_id};
  for (int64_t next = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::AuditEvent> events,
                           ListAuditEvents(txn, filter, next, kPageRows));
    for (const v1::AuditEvent& event : events) {
      if (TimeMicros(event.time()) == token.confirmed_us) return true;
      next = event.index() + 1;
    }
    if (events.size() < static_cast<size_t>(kPageRows)) return false;
  }
}

absl::Status CheckLogins(ReadTxn& txn, Check check) {
  return ForEachRow(
      [&](int64_t after, int limit) { return ConfirmedTokens(txn, after, limit); },
      [&](const ConfirmedToken& token) -> absl::Status {
        check.Count();
        ASSAY_ASSIGN_OR_RETURN(const bool told, IsTold(txn, token));
        if (!told) {
          check.Complain(
              "The token:{} says that it was given by hand at a time of which the log "
              "tells nothing.",
              token.token_id);
        }
        return absl::OkStatus();
      });
}

}  // namespace

absl::Status CheckRow(ReadTxn& txn, const AuditedRow& row, Check& check) {
  check.Count();
  for (const std::string& problem : row.problems) check.Complain("The {} {}", row.name, problem);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::AuditEvent> events, EventsOf(txn, row.subject));
  for (const ExpectedEvent& expected : row.events) {
    int found = 0;
    for (const v1::AuditEvent& event : events) {
      if (event.kind() != expected.kind) continue;
      if (++found == 1) Compare(row, expected, event, check);
    }
    if (found != 1) {
      check.Complain("The {} must have one event {} in the log, and has {}.", row.name,
                     expected.kind, found);
    }
  }
  for (const v1::AuditEvent& event : events) {
    const auto wanted = [&](const ExpectedEvent& expected) {
      return expected.kind == event.kind();
    };
    if (std::any_of(row.events.begin(), row.events.end(), wanted)) continue;
    check.Complain("Event {} tells of {} of the {}, which does not say so any more.", event.index(),
                   event.kind(), row.name);
  }
  return absl::OkStatus();
}

absl::Status CheckIdentity(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  ASSAY_RETURN_IF_ERROR(CheckRowsOf(
      txn, {"principals", "principals are as the log tells of them", response}, AuditedPrincipals));
  ASSAY_RETURN_IF_ERROR(
      CheckRowsOf(txn, {"roles", "roles were granted and taken away as the log tells", response},
                  AuditedGrants));
  ASSAY_RETURN_IF_ERROR(CheckRowsOf(
      txn, {"tokens", "tokens were made and revoked as the log tells", response}, AuditedTokens));
  return CheckLogins(
      txn, {"logins", "tokens that were given by hand again, as the log tells", response});
}

absl::Status CheckEvents(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  Check check("subjects", "events whose row is still there", response);
  for (int64_t next = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::AuditEvent> events,
                           ListAuditEvents(txn, {}, next, kPageRows));
    for (const v1::AuditEvent& event : events) {
      ASSAY_ASSIGN_OR_RETURN(const std::optional<bool> there, SubjectExists(txn, event.subject()));
      if (!there) continue;
      check.Count();
      if (!*there) {
        check.Complain("Event {} tells of {} of {}, which is gone.", event.index(), event.kind(),
                       event.subject());
      }
    }
    if (events.size() < static_cast<size_t>(kPageRows)) return absl::OkStatus();
    next = events.back().index() + 1;
  }
}

}  // namespace assay::audit
