#include "server/governance/sweeping.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/status_macros.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/tags.h"
#include "server/governance/overriding.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/model_facts.h"
#include "storage/governance/model_names.h"
#include "storage/governance/promotions.h"
#include "storage/governance/standing.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr int kChampionsAtOnce = 250;

// What has changed for one slot.
struct Change {
  SlotRow slot = {};
  std::vector<std::pair<StandingKey, StandingState>> results = {};  // that do not pass
  std::vector<StandingKey> gone = {};  // that pass, or are no rules any more
  std::vector<v1::StandingEvent> events = {};
  std::vector<v1::TagResult> tags = {};  // all that hold from now on
};

// Rules by the bindings that they come from: most slots share them.
class RulesCache {
 public:
  absl::StatusOr<const SlotRules*> Of(ReadTxn& txn, const SlotRow& slot) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<BindingRow> bindings, BindingsOf(txn, slot));
    std::string key;
    for (const BindingRow& row : bindings) key += std::to_string(row.id) + ",";
    const auto known = rules_.find(key);
    if (known != rules_.end()) return &known->second;
    ASSAY_ASSIGN_OR_RETURN(SlotRules rules, MakeSlotRules(txn, bindings));
    if (rules_.size() >= kMostKept) rules_.clear();
    return &rules_.emplace(key, std::move(rules)).first->second;
  }

 private:
  static constexpr size_t kMostKept = 256;
  std::map<std::string, SlotRules> rules_;
};

bool Stands(v1::RuleStatus status) {
  return status == v1::RULE_STATUS_PASS || status == v1::RULE_STATUS_SKIPPED;
}

v1::StandingEvent EventOf(const SlotRow& slot, const std::string& champion, v1::RuleStatus before,
                          const v1::RuleResult& result, absl::Time now) {
  v1::StandingEvent event;
  *event.mutable_slot() = slot.ref;
  event.set_version(champion);
  event.set_before(before);
  *event.mutable_result() = result;
  SetTime(absl::ToUnixMicros(now), event.mutable_time());
  return event;
}

// "gov:stale" of each standing rule, by policy and rule.
std::map<std::pair<std::string, std::string>, std::string> TagsOfRules(const SlotRules& rules) {
  std::map<std::pair<std::string, std::string>, std::string> tags;
  for (const governance::CompiledPolicy& policy : rules.ruleset.policies()) {
    for (const governance::CompiledStanding& standing : policy.standing) {
      tags[{policy.name, standing.rule.rule.id()}] = governance::kTagPrefix + standing.tag;
    }
  }
  return tags;
}

// Compares what the rules say now with what they said last; nothing when it is the same.
Change Compare(const SlotRow& slot, const SlotRules& rules, const v1::ModelFacts& champion,
               const StandingStates& states, absl::Time now) {
  v1::Facts facts;
  *facts.mutable_slot() = slot.ref;
  *facts.mutable_candidate() = champion;
  *facts.mutable_champion() = champion;
  governance::StandingVerdict verdict = governance::AssessStanding(rules.ruleset, facts, now);
  const auto tags = TagsOfRules(rules);
  Change change{.slot = slot};
  std::map<StandingKey, StandingState> before(states.lower_bound({slot.id, 0, ""}),
                                              states.lower_bound({slot.id + 1, 0, ""}));
  for (const v1::RuleResult& result : verdict.results) {
    const StandingKey key{slot.id, rules.policy_versions.at(result.policy()), result.rule_id()};
    const auto known = before.find(key);
    const bool stood = known == before.end();
    const v1::RuleStatus last = stood ? v1::RULE_STATUS_PASS : known->second.status;
    if (!stood) before.erase(known);
    if (Stands(result.status()) ? stood : last == result.status()) continue;
    if (Stands(result.status())) {
      change.gone.push_back(key);
    } else {
      change.results.emplace_back(key, StandingState{slot.champion, result.status()});
    }
    change.events.push_back(EventOf(slot, champion.name(), last, result, now));
    change.events.back().set_tag(tags.at({result.policy(), result.rule_id()}));
  }
  for (const auto& [key, state] : before) change.gone.push_back(key);
  if (!change.gone.empty() || !change.results.empty()) change.tags = std::move(verdict.tags);
  return change;
}

absl::Status Apply(WriteTxn& txn, const Change& change) {
  // Somebody may have moved the slot since it was read: then the next sweep looks at it.
  ASSAY_ASSIGN_OR_RETURN(const SlotRow now, LoadSlotRow(txn, change.slot.id));
  if (now.head != change.slot.head) return absl::OkStatus();
  for (const StandingKey& key : change.gone) ASSAY_RETURN_IF_ERROR(RemoveStanding(txn, key));
  for (const auto& [key, state] : change.results) {
    ASSAY_RETURN_IF_ERROR(SetStanding(txn, key, state));
  }
  for (const v1::StandingEvent& event : change.events) {
    ASSAY_RETURN_IF_ERROR(AddStandingEvent(txn, now.id, event));
  }
  return SetStandingTags(txn, now.id, now.champion, change.tags);
}

struct Batch {
  std::vector<Change> changes;
  int64_t champions = 0;
  int64_t rules = 0;
  int64_t last = 0;  // row of the last slot
};

absl::StatusOr<Batch> ReadBatch(ReadTxn& txn, int64_t workspace, int64_t after, RulesCache* cache) {
  Batch batch;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SlotRow> slots,
                         ListChampions(txn, workspace, after, kChampionsAtOnce));
  std::vector<int64_t> rows, champions;
  for (const SlotRow& slot : slots) {
    rows.push_back(slot.id);
    champions.push_back(slot.champion);
  }
  ASSAY_ASSIGN_OR_RETURN(const StandingStates states, LoadStanding(txn, rows));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::ModelFacts> facts, LoadModelFacts(txn, champions));
  const absl::Time now = Now(txn);
  for (size_t i = 0; i < slots.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const SlotRules* rules, cache->Of(txn, slots[i]));
    for (const auto& policy : rules->ruleset.policies()) {
      batch.rules += static_cast<int64_t>(policy.standing.size());
    }
    Change change = Compare(slots[i], *rules, facts[i], states, now);
    if (change.gone.empty() && change.results.empty()) continue;
    batch.changes.push_back(std::move(change));
  }
  batch.champions = static_cast<int64_t>(slots.size());
  batch.last = slots.empty() ? 0 : slots.back().id;
  return batch;
}

absl::Status EndExpired(Store& store, Deadline deadline) {
  bool some = false;
  ASSAY_RETURN_IF_ERROR(store.Read(deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(some, SomeExpired(txn));
    return absl::OkStatus();
  }));
  return some ? store.Write(deadline, &ExpirePromotions) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RunSweepResponse> Sweep(Store& store, int64_t workspace, Deadline deadline) {
  ASSAY_RETURN_IF_ERROR(EndExpired(store, deadline));
  v1::RunSweepResponse response;
  ASSAY_ASSIGN_OR_RETURN(const int64_t overdue, SayOverdueReviews(store, workspace, deadline));
  response.set_changes(overdue);
  RulesCache cache;
  for (int64_t after = 0;;) {
    Batch batch;
    ASSAY_RETURN_IF_ERROR(store.Read(deadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(batch, ReadBatch(txn, workspace, after, &cache));
      return absl::OkStatus();
    }));
    if (batch.champions == 0) return response;
    if (!batch.changes.empty()) {
      ASSAY_RETURN_IF_ERROR(store.Write(deadline, [&](WriteTxn& txn) -> absl::Status {
        for (const Change& change : batch.changes) ASSAY_RETURN_IF_ERROR(Apply(txn, change));
        return absl::OkStatus();
      }));
    }
    response.set_champions(response.champions() + batch.champions);
    response.set_rules(response.rules() + batch.rules);
    for (const Change& change : batch.changes) {
      response.set_changes(response.changes() + static_cast<int64_t>(change.events.size()));
    }
    after = batch.last;
  }
}

}  // namespace assay
