#include "storage/governance/candidates.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/model_names.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status CandidateNotFound(ReadTxn& txn, const SlotRow& slot, int64_t model_version) {
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&model_version, 1}));
  return NotFound("CANDIDATE_NOT_FOUND", "{} is no candidate of {}. Enroll it first.",
                  names.Of(model_version), SlotText(slot.ref));
}

// The columns: id, model_version, enrolled_us, enrolled_by, withdrawn_us, withdrawn_by, digest and
// eligible of the assessment.
std::pair<int64_t, v1::Candidate> ReadCandidate(const Rows& rows, const SlotRow& slot) {
  v1::Candidate candidate;
  *candidate.mutable_slot() = slot.ref;
  candidate.set_champion(rows.Int(1) == slot.champion);
  SetTime(rows.Int(2), candidate.mutable_enroll_time());
  candidate.set_enrolled_by(rows.String(3));
  if (!rows.IsNull(4)) {
    SetTime(rows.Int(4), candidate.mutable_withdraw_time());
    candidate.set_withdrawn_by(rows.String(5));
  }
  if (!rows.IsNull(6)) {
    candidate.set_assessment_digest(rows.String(6));
    candidate.set_eligible(rows.Int(7) == 1);
  }
  return {rows.Int(1), std::move(candidate)};
}

// Adds what other tables know: names and tags.
absl::Status Complete(ReadTxn& txn, const SlotRow& slot, const std::vector<int64_t>& versions,
                      std::vector<v1::Candidate>* candidates) {
  if (versions.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, versions));
  ASSAY_ASSIGN_OR_RETURN(const DerivedTags tags, LoadDerivedTags(txn, slot.id, versions));
  for (size_t i = 0; i < versions.size(); ++i) {
    v1::Candidate& candidate = (*candidates)[i];
    candidate.set_version(names.Of(versions[i]));
    const auto [begin, end] = tags.equal_range(versions[i]);
    for (auto it = begin; it != end; ++it) *candidate.add_tags() = it->second;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CandidateRow> FindCandidate(ReadTxn& txn, const SlotRow& slot,
                                           int64_t model_version) {
  Rows rows = txn.Query(
      "SELECT id, coalesce(assessment, 0) FROM candidate "
      "WHERE slot = $1 AND model_version = $2 AND withdrawn_us IS NULL",
      {slot.id, model_version});
  if (rows.Next()) return CandidateRow{rows.Int(0), model_version, rows.Int(1)};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return CandidateNotFound(txn, slot, model_version);
}

absl::StatusOr<std::vector<CandidateRow>> CandidatesOf(ReadTxn& txn, const SlotRow& slot) {
  Rows rows = txn.Query(
      "SELECT id, model_version, coalesce(assessment, 0) FROM candidate "
      "WHERE slot = $1 AND withdrawn_us IS NULL ORDER BY id",
      {slot.id});
  std::vector<CandidateRow> candidates;
  while (rows.Next()) candidates.push_back({rows.Int(0), rows.Int(1), rows.Int(2)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return candidates;
}

absl::Status EnrollCandidate(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                             std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t enrolled,
      txn.Execute("INSERT INTO candidate (slot, model_version, enrolled_us, enrolled_by) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT (slot, model_version) DO UPDATE SET "
                  "enrolled_us = excluded.enrolled_us, enrolled_by = excluded.enrolled_by, "
                  "withdrawn_us = NULL, withdrawn_by = NULL, assessment = NULL "
                  "WHERE candidate.withdrawn_us IS NOT NULL",
                  {slot.id, model_version, txn.now_us(), actor}));
  if (enrolled == 1) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&model_version, 1}));
  return AlreadyExists("CANDIDATE_EXISTS", "{} is enrolled in {} already.", names.Of(model_version),
                       SlotText(slot.ref));
}

absl::Status WithdrawCandidate(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                               std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(const CandidateRow row, FindCandidate(txn, slot, model_version));
  return txn.Run("UPDATE candidate SET withdrawn_us = $1, withdrawn_by = $2 WHERE id = $3",
                 {txn.now_us(), actor, row.id});
}

absl::Status SetLatestAssessment(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                                 int64_t assessment) {
  return txn.Run(
      "UPDATE candidate SET assessment = $1 WHERE slot = $2 AND model_version = $3 "
      "AND withdrawn_us IS NULL AND coalesce(assessment, 0) <> $1",
      {assessment, slot.id, model_version});
}

absl::StatusOr<v1::Candidate> GetCandidate(ReadTxn& txn, const SlotRow& slot,
                                           int64_t model_version) {
  std::vector<v1::Candidate> candidates;
  {
    Rows rows = txn.Query(
        "SELECT c.id, c.model_version, c.enrolled_us, c.enrolled_by, c.withdrawn_us, "
        "c.withdrawn_by, a.digest, a.eligible "
        "FROM candidate c LEFT JOIN assessment a ON a.id = c.assessment "
        "WHERE c.slot = $1 AND c.model_version = $2",
        {slot.id, model_version});
    if (rows.Next()) candidates.push_back(ReadCandidate(rows, slot).second);
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  if (candidates.empty()) return CandidateNotFound(txn, slot, model_version);
  ASSAY_RETURN_IF_ERROR(Complete(txn, slot, {model_version}, &candidates));
  return candidates[0];
}

absl::StatusOr<CandidatePage> ListCandidates(ReadTxn& txn, const SlotRow& slot, bool show_withdrawn,
                                             int64_t after, int limit) {
  CandidatePage page;
  std::vector<int64_t> versions;
  {
    Rows rows = txn.Query(
        "SELECT c.id, c.model_version, c.enrolled_us, c.enrolled_by, c.withdrawn_us, "
        "c.withdrawn_by, a.digest, a.eligible "
        "FROM candidate c LEFT JOIN assessment a ON a.id = c.assessment "
        "WHERE c.slot = $1 AND c.id > $2 AND ($3 = 1 OR c.withdrawn_us IS NULL) "
        "ORDER BY c.id LIMIT $4",
        {slot.id, after, int64_t{show_withdrawn}, int64_t{limit} + 1});
    while (rows.Next()) {
      if (page.candidates.size() == static_cast<size_t>(limit)) {
        page.more = true;
        continue;
      }
      auto [version, candidate] = ReadCandidate(rows, slot);
      versions.push_back(version);
      page.candidates.push_back(std::move(candidate));
      page.last = rows.Int(0);
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_RETURN_IF_ERROR(Complete(txn, slot, versions, &page.candidates));
  return page;
}

}  // namespace assay
