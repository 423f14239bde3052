#include "server/governance/tagging.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/mutex.h"
#include "core/status_macros.h"
#include "governance/rank.h"
#include "governance/tags.h"
#include "storage/governance/bindings.h"
#include "storage/governance/decisions.h"

namespace assay {
namespace {

// A candidate with its latest assessment.
struct TagCase {
  int64_t model_version;
  const std::string& digest;
  const v1::Assessment& assessment;
  const v1::Facts& facts;
};

// Everything that ranks and tags follow from.
struct TagInput {
  const SlotRow& slot;
  int64_t champion;
  const SlotRules& rules;
  std::set<int64_t> champions;  // now and before
  std::vector<TagCase> cases;
};

std::vector<v1::RankedCandidate> RankCases(const TagInput& input) {
  std::vector<governance::RankEntry> entries;
  for (const TagCase& one : input.cases) {
    entries.push_back(governance::RankEntryOf(one.assessment, one.facts));
    entries.back().is_champion = one.model_version == input.champion;
  }
  return governance::Rank(std::move(entries));
}

v1::TagResult TagOf(const TagInput& input, const TagCase& one, int32_t rank) {
  if (one.model_version == input.champion) return {};
  return governance::TagOf(input.rules.ruleset,
                           {.facts = &one.facts,
                            .assessment = &one.assessment,
                            .assessment_digest = one.digest,
                            .rank = rank,
                            .was_champion = input.champions.contains(one.model_version)});
}

SlotTags Compute(const TagInput& input) {
  SlotTags result{.slot = input.slot, .champion = input.champion, .bindings = input.rules.bindings};
  std::map<std::string_view, const TagCase*> by_name;
  for (const TagCase& one : input.cases) {
    by_name[one.assessment.candidate()] = &one;
    result.assessments.push_back({one.model_version, one.digest});
  }
  for (const v1::RankedCandidate& ranked : RankCases(input)) {
    const TagCase& one = *by_name.at(ranked.candidate());
    const v1::TagResult tag = TagOf(input, one, ranked.rank());
    result.tags.push_back({one.model_version, tag.tag(), tag.SerializeAsString()});
    v1::CandidateAssessment& item =
        result.items.emplace_back(Summarize(one.assessment, one.digest));
    item.set_rank(ranked.rank());
    item.set_because(ranked.because());
    item.set_tag(tag.tag());
  }
  // The champion has no tag, whether or not it was ever assessed.
  if (input.champion != 0) result.tags.push_back({.model_version = input.champion});
  return result;
}

// Held by who prepares for a slot. Of those who race for it one wins, and who waited for it to
// prepare finds nothing left to do.
Mutex& TurnOf(int64_t slot) {
  static auto& turns = *new std::array<Mutex, 64>;
  return turns[static_cast<size_t>(slot) % turns.size()];
}

absl::StatusOr<std::set<int64_t>> ChampionsOf(ReadTxn& txn, const SlotRow& slot) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> past, PastChampions(txn, slot));
  return std::set<int64_t>(past.begin(), past.end());
}

// Whether everything that the tags were computed from is as it was.
absl::StatusOr<bool> Holds(ReadTxn& txn, const SlotRow& slot, int64_t champion,
                           const SlotTags& tags) {
  if (tags.slot.id != slot.id || tags.slot.head != slot.head || tags.champion != champion) {
    return false;
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<BindingRow> bindings, BindingsOf(txn, slot));
  const auto same = [](const BindingRow& row, int64_t id) { return row.id == id; };
  if (!std::equal(bindings.begin(), bindings.end(), tags.bindings.begin(), tags.bindings.end(),
                  same)) {
    return false;
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<LatestDigest> latest, LatestDigests(txn, slot.id));
  return latest == tags.assessments;
}

}  // namespace

absl::StatusOr<SlotTags> ComputeTags(ReadTxn& txn, const SlotRow& slot, int64_t champion) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<LatestCase> latest, LatestCases(txn, slot.id));
  TagInput input{.slot = slot, .champion = champion, .rules = rules, .champions = {}, .cases = {}};
  ASSAY_ASSIGN_OR_RETURN(input.champions, ChampionsOf(txn, slot));
  for (const LatestCase& one : latest) {
    input.cases.push_back({one.model_version, one.digest, one.assessment, one.facts});
  }
  return Compute(input);
}

absl::StatusOr<SlotTags> ComputeTags(ReadTxn& txn, const SlotRow& slot, const SlotRules& rules,
                                     std::span<const AssessedCase> cases) {
  TagInput input{
      .slot = slot, .champion = slot.champion, .rules = rules, .champions = {}, .cases = {}};
  ASSAY_ASSIGN_OR_RETURN(input.champions, ChampionsOf(txn, slot));
  for (const AssessedCase& one : cases) {
    input.cases.push_back({one.model_version, one.digest, one.assessment, one.facts->facts});
  }
  return Compute(input);
}

absl::StatusOr<std::vector<v1::CandidateAssessment>> TagCandidates(
    WriteTxn& txn, const SlotRow& slot, int64_t champion, std::span<const SlotTags> prepared) {
  for (const SlotTags& tags : prepared) {
    ASSAY_ASSIGN_OR_RETURN(const bool holds, Holds(txn, slot, champion, tags));
    if (!holds) continue;
    ASSAY_RETURN_IF_ERROR(SetCandidateTags(txn, slot.id, tags.tags));
    return tags.items;
  }
  ASSAY_ASSIGN_OR_RETURN(SlotTags tags, ComputeTags(txn, slot, champion));
  ASSAY_RETURN_IF_ERROR(SetCandidateTags(txn, slot.id, tags.tags));
  return std::move(tags.items);
}

std::shared_ptr<const PreparedTags> PrepareTags(
    Store& store, Deadline deadline,
    const std::function<absl::StatusOr<std::vector<ExpectedMove>>(ReadTxn&)>& expect) {
  auto prepared = std::make_shared<PreparedTags>();
  std::vector<ExpectedMove> moves;
  absl::Status status = store.Read(deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(moves, expect(txn));
    return absl::OkStatus();
  });
  if (!status.ok() || moves.empty()) return prepared;
  const MutexLock turn(TurnOf(moves[0].slot.id));
  status = store.Read(deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(moves, expect(txn));
    for (const ExpectedMove& move : moves) {
      ASSAY_ASSIGN_OR_RETURN(SlotTags tags, ComputeTags(txn, move.slot, move.champion));
      prepared->push_back(std::move(tags));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) prepared->clear();
  return prepared;
}

}  // namespace assay
