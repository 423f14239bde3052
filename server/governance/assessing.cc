#include "server/governance/assessing.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/status_macros.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/rank.h"
#include "governance/tags.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/model_facts.h"

namespace assay {
namespace {

// Bounds what one statement is asked for.
constexpr size_t kGatheredAtOnce = 250;

// Whether a result of an enforced rule stands in the way.
bool Fails(const v1::RuleResult& result) {
  return result.mode() == v1::RULE_MODE_ENFORCE && result.status() != v1::RULE_STATUS_PASS &&
         result.status() != v1::RULE_STATUS_SKIPPED;
}

absl::StatusOr<int64_t> KeepCase(WriteTxn& txn, const SlotRow& slot, const AssessedCase& assessed,
                                 const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const Kept facts, KeepFacts(txn, assessed.facts, assessed.facts_digest));
  if (facts.is_new) {
    ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "FACTS",
                                                .subject = "facts:" + assessed.facts_digest,
                                                .digest = assessed.facts_digest,
                                                .actor = actor})
                              .status());
  }
  ASSAY_ASSIGN_OR_RETURN(const Kept kept, KeepAssessment(txn,
                                                         {.slot = slot.id,
                                                          .model_version = assessed.model_version,
                                                          .digest = assessed.digest,
                                                          .assessment = assessed.assessment},
                                                         facts.id, actor.name));
  if (kept.is_new) {
    ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "ASSESSMENT",
                                                .subject = "assessment:" + assessed.digest,
                                                .digest = assessed.digest,
                                                .actor = actor})
                              .status());
  }
  return kept.id;
}

}  // namespace

absl::StatusOr<std::vector<v1::Facts>> GatherFacts(ReadTxn& txn, const SlotRow& slot,
                                                   std::span<const int64_t> model_versions) {
  std::vector<v1::Facts> all;
  all.reserve(model_versions.size());
  // What all of them share is put into normal form once.
  v1::Facts common;
  if (slot.champion != 0) {
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::ModelFacts> champion,
                           LoadModelFacts(txn, {&slot.champion, 1}));
    *common.mutable_champion() = std::move(champion[0]);
    common = governance::NormalFacts(std::move(common));
  }
  *common.mutable_slot() = slot.ref;
  for (auto rest = model_versions; !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kGatheredAtOnce));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::ModelFacts> facts, LoadModelFacts(txn, some));
    for (v1::ModelFacts& candidate : facts) {
      v1::Facts one;
      *one.mutable_candidate() = std::move(candidate);
      one = governance::NormalFacts(std::move(one));
      one.MergeFrom(common);
      all.push_back(std::move(one));
    }
    rest = rest.subspan(some.size());
  }
  return all;
}

absl::StatusOr<std::vector<AssessedCase>> AssessCandidates(
    ReadTxn& txn, const SlotRow& slot, const SlotRules& rules,
    std::span<const int64_t> model_versions) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Facts> facts, GatherFacts(txn, slot, model_versions));
  const absl::Time as_of = Now(txn);
  std::vector<AssessedCase> cases(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    AssessedCase& assessed = cases[i];
    assessed.model_version = model_versions[i];
    assessed.facts = std::move(facts[i]);
    assessed.facts_digest = governance::FactsDigest(assessed.facts);
    assessed.assessment =
        governance::AssessNormal(rules.ruleset, assessed.facts, assessed.facts_digest, as_of);
    assessed.digest = governance::DigestOf(assessed.assessment);
  }
  return cases;
}

absl::StatusOr<std::vector<int64_t>> KeepCases(WriteTxn& txn, const SlotRow& slot,
                                               std::span<const AssessedCase> cases,
                                               const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<CandidateRow> candidates, CandidatesOf(txn, slot));
  std::map<int64_t, CandidateRow> by_version;
  for (const CandidateRow& row : candidates) by_version[row.model_version] = row;
  std::vector<int64_t> rows;
  for (const AssessedCase& assessed : cases) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, KeepCase(txn, slot, assessed, actor));
    rows.push_back(row);
    const auto candidate = by_version.find(assessed.model_version);
    if (candidate == by_version.end()) continue;
    ASSAY_RETURN_IF_ERROR(SetLatestAssessment(txn, candidate->second, row));
  }
  return rows;
}

absl::StatusOr<std::vector<v1::CandidateAssessment>> RankAndTag(WriteTxn& txn, const SlotRow& slot,
                                                                const SlotRules& rules) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<LatestCase> cases, LatestCases(txn, slot.id));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> past, PastChampions(txn, slot));
  const std::set<int64_t> champions(past.begin(), past.end());
  std::map<std::string, const LatestCase*> by_name;
  std::vector<governance::RankEntry> entries;
  for (const LatestCase& latest : cases) {
    by_name[latest.assessment.candidate()] = &latest;
    entries.push_back(governance::RankEntryOf(latest.assessment, latest.facts));
    entries.back().is_champion = latest.model_version == slot.champion;
  }
  std::vector<v1::CandidateAssessment> items;
  for (const v1::RankedCandidate& ranked : governance::Rank(std::move(entries))) {
    const LatestCase& latest = *by_name.at(ranked.candidate());
    v1::TagResult tag;
    if (latest.model_version != slot.champion) {
      tag = governance::TagOf(rules.ruleset,
                              {.facts = &latest.facts,
                               .assessment = &latest.assessment,
                               .assessment_digest = latest.digest,
                               .rank = ranked.rank(),
                               .was_champion = champions.contains(latest.model_version)});
    }
    ASSAY_RETURN_IF_ERROR(SetCandidateTag(txn, slot.id, latest.model_version, tag));
    v1::CandidateAssessment item = Summarize(latest.assessment, latest.digest);
    item.set_rank(ranked.rank());
    item.set_because(ranked.because());
    item.set_tag(tag.tag());
    items.push_back(std::move(item));
  }
  return items;
}

v1::CandidateAssessment Summarize(const v1::Assessment& assessment, const std::string& digest) {
  v1::CandidateAssessment item;
  item.set_version(assessment.candidate());
  item.set_assessment_digest(digest);
  item.set_outcome(assessment.outcome());
  item.set_eligible(assessment.eligible());
  for (const v1::RuleResult& result : assessment.results()) {
    if (!Fails(result)) continue;
    const std::string policy = result.policy().substr(0, result.policy().rfind('@'));
    item.add_failing(policy + "/" + result.rule_id());
  }
  return item;
}

}  // namespace assay
