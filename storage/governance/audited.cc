#include "storage/governance/audited.h"

#include <array>
#include <charconv>

#include "core/status_macros.h"

namespace assay {
namespace {

// What `read` makes of each row.
template <typename Row, typename Read>
absl::StatusOr<std::vector<Row>> ReadAll(Rows rows, Read read) {
  std::vector<Row> all;
  while (rows.Next()) all.push_back(read(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return all;
}

// The columns: id, uid, workspace, slot or 0, kind, moves, base, champion or 0, body, at_us, actor.
StoredDecision ReadDecision(const Rows& rows) {
  return {.id = rows.Int(0),
          .uid = IdText(rows.Blob(1)),
          .workspace = rows.Int(2),
          .slot = rows.Int(3),
          .kind = rows.Int(4),
          .moves = rows.Int(5) == 1,
          .base = rows.Int(6),
          .champion = rows.Int(7),
          .body = rows.String(8),
          .at_us = rows.Int(9),
          .actor = rows.String(10)};
}

// How the rows that events are about are found.
enum class Key { kUid, kNumber, kText };
struct Subject {
  std::string_view prefix;
  Key key;
  sql::Sql query;
};

constexpr std::array<Subject, 9> kSubjects = {{
    {"principal:", Key::kUid, "SELECT id FROM principal WHERE uid = $1"},
    {"role_grant:", Key::kNumber, "SELECT id FROM role_grant WHERE id = $1"},
    {"token:", Key::kUid, "SELECT id FROM token WHERE uid = $1"},
    {"login:", Key::kUid, "SELECT id FROM token WHERE uid = $1"},
    {"decision:", Key::kUid, "SELECT id FROM decision WHERE uid = $1"},
    {"review:", Key::kUid, "SELECT id FROM review WHERE uid = $1"},
    {"request:", Key::kUid, "SELECT id FROM promotion WHERE uid = $1"},
    {"facts:", Key::kText, "SELECT id FROM facts WHERE digest = $1"},
    {"assessment:", Key::kText, "SELECT id FROM assessment WHERE digest = $1"},
}};

constexpr std::string_view kFlagPrefix = "flag:";
constexpr std::string_view kPolicyPrefix = "policy:";

int64_t Number(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

absl::StatusOr<bool> Any(Rows rows) {
  const bool any = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return any;
}

Rows Find(ReadTxn& txn, const Subject& subject, std::string_view key) {
  switch (subject.key) {
    case Key::kUid:
      return txn.Query(subject.query, {sql::Bytes{IdBytes(key)}});
    case Key::kNumber:
      return txn.Query(subject.query, {Number(key)});
    case Key::kText:
      break;
  }
  return txn.Query(subject.query, {key});
}

// "<row of a model version>/<flag>".
absl::StatusOr<bool> FlagExists(ReadTxn& txn, std::string_view key) {
  const size_t slash = key.find('/');
  return Any(txn.Query(
      "SELECT id FROM model_flag WHERE model_version = $1 AND name = $2 ORDER BY id LIMIT 1",
      {Number(key.substr(0, slash)), key.substr(std::min(slash + 1, key.size()))}));
}

// "<workspace>/<policy>@<number>", which was retired.
absl::StatusOr<bool> RetirementExists(ReadTxn& txn, std::string_view key) {
  const size_t slash = key.find('/');
  const size_t at = key.rfind('@');
  if (slash == key.npos || at == key.npos || at < slash) return false;
  return Any(txn.Query(
      "SELECT v.id FROM policy_retirement r JOIN policy_version v ON v.id = r.policy_version "
      "JOIN policy p ON p.id = v.policy JOIN workspace w ON w.id = p.workspace "
      "WHERE w.name = $1 AND p.name = $2 AND v.number = $3",
      {key.substr(0, slash), key.substr(slash + 1, at - slash - 1), Number(key.substr(at + 1))}));
}

}  // namespace

absl::StatusOr<std::vector<StoredDecision>> DecisionsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredDecision>(
      txn.Query("SELECT id, uid, workspace, coalesce(slot, 0), kind, moves, base, "
                "coalesce(champion, 0), body, at_us, actor FROM decision "
                "WHERE id > $1 ORDER BY id LIMIT $2",
                {after, int64_t{limit}}),
      ReadDecision);
}

absl::StatusOr<std::vector<StoredDecision>> DecisionsOfSlotAfter(ReadTxn& txn, int64_t slot,
                                                                 int64_t after, int limit) {
  return ReadAll<StoredDecision>(
      txn.Query("SELECT id, uid, workspace, coalesce(slot, 0), kind, moves, base, "
                "coalesce(champion, 0), body, at_us, actor FROM decision "
                "WHERE slot = $1 AND id > $2 ORDER BY id LIMIT $3",
                {slot, after, int64_t{limit}}),
      ReadDecision);
}

absl::StatusOr<std::vector<StoredReviewRow>> ReviewsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredReviewRow>(
      txn.Query("SELECT r.id, r.uid, p.uid, r.body, r.at_us FROM review r "
                "JOIN promotion p ON p.id = r.promotion WHERE r.id > $1 ORDER BY r.id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredReviewRow {
        return {rows.Int(0), IdText(rows.Blob(1)), IdText(rows.Blob(2)), rows.String(3),
                rows.Int(4)};
      });
}

absl::StatusOr<std::vector<StoredFacts>> FactsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredFacts>(
      txn.Query("SELECT id, digest, body FROM facts WHERE id > $1 ORDER BY id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredFacts {
        return {rows.Int(0), rows.String(1), rows.String(2)};
      });
}

absl::StatusOr<std::vector<StoredAssessment>> AssessmentsAfter(ReadTxn& txn, int64_t after,
                                                               int limit) {
  return ReadAll<StoredAssessment>(
      txn.Query("SELECT a.id, a.digest, s.workspace, a.model_version, f.digest, a.outcome, "
                "a.eligible, a.body, a.as_of_us, a.created_by FROM assessment a "
                "JOIN slot s ON s.id = a.slot JOIN facts f ON f.id = a.facts "
                "WHERE a.id > $1 ORDER BY a.id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredAssessment {
        return {.id = rows.Int(0),
                .digest = rows.String(1),
                .workspace = rows.Int(2),
                .model_version = rows.Int(3),
                .facts_digest = rows.String(4),
                .outcome = rows.Int(5),
                .eligible = rows.Int(6) == 1,
                .body = rows.String(7),
                .as_of_us = rows.Int(8),
                .created_by = rows.String(9)};
      });
}

absl::StatusOr<std::vector<StoredPolicyVersion>> PolicyVersionsAfter(ReadTxn& txn, int64_t after,
                                                                     int limit) {
  return ReadAll<StoredPolicyVersion>(
      txn.Query("SELECT v.id, p.workspace, w.name, p.name, v.number, v.digest, v.body, "
                "v.published_us, v.published_by, r.at_us, r.actor FROM policy_version v "
                "JOIN policy p ON p.id = v.policy JOIN workspace w ON w.id = p.workspace "
                "LEFT JOIN policy_retirement r ON r.policy_version = v.id "
                "WHERE v.id > $1 ORDER BY v.id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredPolicyVersion {
        return {.id = rows.Int(0),
                .workspace = rows.Int(1),
                .workspace_name = rows.String(2),
                .policy = rows.String(3),
                .number = rows.Int(4),
                .digest = rows.String(5),
                .body = rows.String(6),
                .published_us = rows.Int(7),
                .published_by = rows.String(8),
                .retired_us = rows.IsNull(9) ? std::nullopt : std::optional(rows.Int(9)),
                .retired_by = rows.String(10)};
      });
}

absl::StatusOr<std::vector<StoredBinding>> BindingsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredBinding>(
      txn.Query("SELECT b.id, b.uid, w.name, b.use_case, b.environment, p.name, v.number, b.body, "
                "b.created_by, b.ended_us FROM policy_binding b JOIN policy p ON p.id = b.policy "
                "JOIN policy_version v ON v.id = b.policy_version "
                "JOIN workspace w ON w.id = b.workspace WHERE b.id > $1 ORDER BY b.id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredBinding {
        return {.id = rows.Int(0),
                .uid = IdText(rows.Blob(1)),
                .workspace_name = rows.String(2),
                .use_case = rows.String(3),
                .environment = rows.String(4),
                .policy = rows.String(5),
                .number = rows.Int(6),
                .body = rows.String(7),
                .created_by = rows.String(8),
                .ended = !rows.IsNull(9)};
      });
}

absl::StatusOr<std::vector<StoredRequest>> RequestsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredRequest>(
      txn.Query("SELECT id, uid FROM promotion WHERE id > $1 ORDER BY id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredRequest {
        return {rows.Int(0), IdText(rows.Blob(1))};
      });
}

absl::StatusOr<std::vector<StoredSlot>> SlotsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredSlot>(
      txn.Query("SELECT id, coalesce(champion_us, 0) FROM slot WHERE id > $1 ORDER BY id LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) -> StoredSlot {
        return {rows.Int(0), rows.Int(1)};
      });
}

absl::StatusOr<std::vector<StoredOverride>> OverridesAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<StoredOverride>(
      txn.Query("SELECT d.id, d.uid, d.workspace, coalesce(d.slot, 0), d.kind, d.moves, d.base, "
                "coalesce(d.champion, 0), d.body, d.at_us, d.actor, o.workspace, o.slot, o.due_us, "
                "o.open, o.overdue, r.body FROM decision d "
                "LEFT JOIN promotion_override o ON o.decision = d.id "
                "LEFT JOIN override_review r ON r.decision = d.id "
                "WHERE d.id > $1 AND (d.kind = $2 OR o.decision IS NOT NULL OR r.decision IS NOT "
                "NULL) ORDER BY d.id LIMIT $3",
                {after, int64_t{v1::DECISION_KIND_OVERRIDE_PROMOTE}, int64_t{limit}}),
      [](const Rows& rows) -> StoredOverride {
        StoredOverride stored{.decision = ReadDecision(rows), .id = rows.Int(0)};
        if (!rows.IsNull(11)) {
          stored.owed = OverrideRow{.decision = rows.Int(0),
                                    .workspace = rows.Int(11),
                                    .slot = rows.Int(12),
                                    .due_us = rows.Int(13),
                                    .open = rows.Int(14) == 1,
                                    .overdue = rows.Int(15) == 1};
        }
        if (!rows.IsNull(16)) stored.review = rows.String(16);
        return stored;
      });
}

absl::StatusOr<std::vector<int64_t>> FlaggedVersionsAfter(ReadTxn& txn, int64_t after, int limit) {
  return ReadAll<int64_t>(
      txn.Query("SELECT DISTINCT model_version FROM model_flag WHERE model_version > $1 "
                "ORDER BY model_version LIMIT $2",
                {after, int64_t{limit}}),
      [](const Rows& rows) { return rows.Int(0); });
}

absl::StatusOr<std::optional<bool>> SubjectExists(ReadTxn& txn, std::string_view subject) {
  for (const Subject& known : kSubjects) {
    if (!subject.starts_with(known.prefix)) continue;
    const std::string_view key = subject.substr(known.prefix.size());
    if (known.key == Key::kUid && !CheckId("id", key).ok()) return false;
    return Any(Find(txn, known, key));
  }
  if (subject.starts_with(kFlagPrefix)) return FlagExists(txn, subject.substr(kFlagPrefix.size()));
  if (subject.starts_with(kPolicyPrefix)) {
    return RetirementExists(txn, subject.substr(kPolicyPrefix.size()));
  }
  return std::nullopt;
}

}  // namespace assay
