#include "storage/governance/assessments.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/first_id.h"
#include "storage/governance/body.h"
#include "storage/times.h"

namespace assay {
namespace {

// The columns: id, slot, model_version, digest, body.
absl::StatusOr<std::vector<AssessmentRow>> ReadAssessments(Rows rows) {
  std::vector<AssessmentRow> assessments;
  while (rows.Next()) {
    AssessmentRow row{.id = rows.Int(0),
                      .slot = rows.Int(1),
                      .model_version = rows.Int(2),
                      .digest = rows.String(3)};
    ASSAY_ASSIGN_OR_RETURN(row.assessment, ReadBody<v1::Assessment>(rows.Blob(4)));
    assessments.push_back(std::move(row));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return assessments;
}

}  // namespace

absl::StatusOr<v1::Facts> GetFacts(ReadTxn& txn, std::string_view digest) {
  Rows rows = txn.Query("SELECT body FROM facts WHERE digest = $1", {digest});
  if (rows.Next()) return ReadBody<v1::Facts>(rows.Blob(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return NotFound("FACTS_NOT_FOUND", "There are no facts with the digest {}.", digest);
}

absl::StatusOr<Kept> KeepFacts(WriteTxn& txn, const v1::Facts& facts, std::string_view digest) {
  // Mostly nothing has changed since the last assessment.
  ASSAY_ASSIGN_OR_RETURN(const int64_t present,
                         FirstId(txn.Query("SELECT id FROM facts WHERE digest = $1", {digest})));
  if (present != 0) return Kept{present, false};
  const std::string body = facts.SerializeAsString();
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Insert("INSERT INTO facts (digest, body, created_us) VALUES ($1, $2, $3)",
                 {digest, sql::Bytes{body}, txn.now_us()}));
  return Kept{inserted, true};
}

absl::StatusOr<Kept> KeepAssessment(WriteTxn& txn, const AssessmentRow& row, int64_t facts,
                                    std::string_view actor) {
  const std::string body = row.assessment.SerializeAsString();
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Insert(
          "INSERT INTO assessment (digest, slot, model_version, facts, outcome, eligible, body, "
          "as_of_us, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
          "ON CONFLICT DO NOTHING",
          {std::string_view(row.digest), row.slot, row.model_version, facts,
           int64_t{row.assessment.outcome()}, int64_t{row.assessment.eligible()}, sql::Bytes{body},
           TimeMicros(row.assessment.as_of()), actor}));
  if (inserted != 0) return Kept{inserted, true};
  ASSAY_ASSIGN_OR_RETURN(const int64_t present,
                         FirstId(txn.Query("SELECT id FROM assessment WHERE digest = $1",
                                           {std::string_view(row.digest)})));
  return Kept{present, false};
}

absl::StatusOr<AssessmentRow> FindAssessment(ReadTxn& txn, std::string_view digest) {
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<AssessmentRow> found,
      ReadAssessments(txn.Query(
          "SELECT id, slot, model_version, digest, body FROM assessment WHERE digest = $1",
          {digest})));
  if (found.empty()) {
    return NotFound("ASSESSMENT_NOT_FOUND", "There is no assessment {}.", digest);
  }
  return std::move(found[0]);
}

absl::StatusOr<AssessmentRow> LoadAssessment(ReadTxn& txn, int64_t assessment) {
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<AssessmentRow> found,
      ReadAssessments(
          txn.Query("SELECT id, slot, model_version, digest, body FROM assessment WHERE id = $1",
                    {assessment})));
  if (found.empty()) return absl::DataLossError("A row names an assessment that is not there.");
  return std::move(found[0]);
}

absl::StatusOr<std::vector<LatestCase>> LatestCases(ReadTxn& txn, int64_t slot) {
  Rows rows = txn.Query(
      "SELECT c.model_version, a.digest, a.body, f.body FROM candidate c "
      "JOIN assessment a ON a.id = c.assessment JOIN facts f ON f.id = a.facts "
      "WHERE c.slot = $1 AND c.withdrawn_us IS NULL ORDER BY c.id",
      {slot});
  std::vector<LatestCase> cases;
  while (rows.Next()) {
    LatestCase latest{.model_version = rows.Int(0), .digest = rows.String(1)};
    ASSAY_ASSIGN_OR_RETURN(latest.assessment, ReadBody<v1::Assessment>(rows.Blob(2)));
    ASSAY_ASSIGN_OR_RETURN(latest.facts, ReadBody<v1::Facts>(rows.Blob(3)));
    cases.push_back(std::move(latest));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return cases;
}

absl::StatusOr<std::vector<LatestDigest>> LatestDigests(ReadTxn& txn, int64_t slot) {
  Rows rows = txn.Query(
      "SELECT c.model_version, a.digest FROM candidate c JOIN assessment a ON a.id = c.assessment "
      "WHERE c.slot = $1 AND c.withdrawn_us IS NULL ORDER BY c.id",
      {slot});
  std::vector<LatestDigest> latest;
  while (rows.Next()) latest.push_back({rows.Int(0), rows.String(1)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return latest;
}

absl::StatusOr<std::vector<StoredCase>> ListStoredCases(ReadTxn& txn, int64_t slot, int64_t before,
                                                        int limit) {
  Rows rows = txn.Query(
      "SELECT a.id, a.model_version, a.digest, a.outcome, a.eligible, a.as_of_us, f.body "
      "FROM assessment a JOIN facts f ON f.id = a.facts WHERE a.slot = $1 AND a.id < $2 "
      "ORDER BY a.id DESC LIMIT $3",
      {slot, before, int64_t{limit}});
  std::vector<StoredCase> cases;
  while (rows.Next()) {
    StoredCase stored{.id = rows.Int(0),
                      .model_version = rows.Int(1),
                      .assessment_digest = rows.String(2),
                      .outcome = static_cast<v1::AssessmentOutcome>(rows.Int(3)),
                      .eligible = rows.Int(4) == 1,
                      .as_of_us = rows.Int(5)};
    ASSAY_ASSIGN_OR_RETURN(stored.facts, ReadBody<v1::Facts>(rows.Blob(6)));
    cases.push_back(std::move(stored));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return cases;
}

}  // namespace assay
