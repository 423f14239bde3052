#include "server/governance/simulating.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/policy_check.h"
#include "governance/simulate.h"
#include "server/governance/gathering.h"
#include "server/governance/policing.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/assessments.h"
#include "storage/governance/policies.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

constexpr int kDefaultAssessments = 1'000;
constexpr int kMostAssessments = 10'000;
constexpr int kCasesAtOnce = 200;
constexpr int kSlotsAtOnce = 200;
constexpr int kMostReasons = 20;

absl::StatusOr<v1::Policy> PolicyOf(ReadTxn& txn, const v1::SimulateRequest& request) {
  if (!request.yaml().empty()) return ReadPolicy(request.yaml());
  if (request.policy().name().empty()) {
    return InvalidArgument("POLICY_NOT_NAMED", "policy",
                           "Say which policy: its text in yaml, or its name in policy.");
  }
  v1::PolicyRef name = request.policy();
  if (name.workspace().empty()) name.set_workspace(request.workspace());
  ASSAY_ASSIGN_OR_RETURN(const PolicyVersionRow row, FindPolicyVersion(txn, name));
  ASSAY_ASSIGN_OR_RETURN(PublishedPolicy published, LoadPolicyVersion(txn, row.id));
  return std::move(published.policy);
}

v1::SlotSelector SelectorOf(const v1::SimulateRequest& request) {
  v1::SlotSelector selector = request.slots();
  selector.set_workspace(request.workspace().empty() ? kDefaultWorkspace : request.workspace());
  if (selector.use_case().empty()) selector.set_use_case("*");
  if (selector.environment().empty()) selector.set_environment("*");
  return selector;
}

// The policy bound as it would be.
absl::StatusOr<governance::Ruleset> Bind(const v1::Policy& policy,
                                         const v1::SimulateRequest& request) {
  v1::Binding binding;
  *binding.mutable_slots() = SelectorOf(request);
  binding.set_policy(policy.name());
  binding.set_version(policy.version());
  *binding.mutable_parameters() = request.parameters();
  binding.set_mode(v1::RULE_MODE_ENFORCE);
  std::vector<governance::BoundPolicy> bound;
  bound.push_back({policy, binding});
  return governance::Ruleset::Make(bound);
}

absl::StatusOr<std::vector<SlotRow>> SelectedSlots(ReadTxn& txn, const v1::SlotSelector& selector) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, selector.workspace()));
  std::vector<SlotRow> selected;
  v1::SlotRef after;
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Slot> slots,
                           ListSlots(txn, workspace, after, kSlotsAtOnce));
    for (const v1::Slot& slot : slots) {
      if (!governance::Selects(selector, slot.slot())) continue;
      ASSAY_ASSIGN_OR_RETURN(SlotRow row, FindSlot(txn, slot.slot()));
      selected.push_back(std::move(row));
    }
    if (slots.size() < static_cast<size_t>(kSlotsAtOnce)) return selected;
    after = slots.back().slot();
  }
}

v1::SimulatedItem ItemOf(const SlotRow& slot, const v1::Facts& facts,
                         const governance::SimulatedItem& simulated) {
  v1::SimulatedItem item;
  *item.mutable_slot() = slot.ref;
  item.set_version(facts.candidate().name());
  item.set_simulated(simulated.outcome);
  item.set_refused(simulated.refused);
  for (const std::string& reason : simulated.reasons) {
    if (item.reasons_size() == kMostReasons) break;
    item.add_reasons(reason);
  }
  return item;
}

// Up to `most` assessments of a slot, newest first.
absl::Status SimulateSlot(ReadTxn& txn, const SlotRow& slot, int most,
                          governance::Simulation* simulation, v1::SimulateResponse* response) {
  int64_t before = std::numeric_limits<int64_t>::max();
  while (most > 0) {
    const int limit = std::min(most, kCasesAtOnce);
    ASSAY_ASSIGN_OR_RETURN(const std::vector<StoredCase> cases,
                           ListStoredCases(txn, slot.id, before, limit));
    for (const StoredCase& stored : cases) {
      v1::SimulatedItem* item = response->add_items();
      *item = ItemOf(
          slot, stored.facts,
          simulation->Add(stored.facts, absl::FromUnixMicros(stored.as_of_us), stored.eligible));
      item->set_assessment_digest(stored.assessment_digest);
      item->set_then(stored.outcome);
      before = stored.id;
    }
    most -= static_cast<int>(cases.size());
    if (cases.size() < static_cast<size_t>(limit)) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status SimulateChampions(ReadTxn& txn, const std::vector<SlotRow>& slots,
                               const governance::Ruleset& ruleset, v1::SimulateResponse* response) {
  governance::Simulation simulation(ruleset);
  for (const SlotRow& slot : slots) {
    if (slot.champion == 0) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::vector<FactsPointer> facts,
                           GatherFacts(txn, slot, {&slot.champion, 1}));
    const v1::Facts& champion = facts[0]->facts;
    *response->add_items() = ItemOf(slot, champion, simulation.Add(champion, Now(txn), true));
  }
  response->set_champions(static_cast<int32_t>(simulation.total()));
  response->set_champions_refused(static_cast<int32_t>(simulation.refused()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SimulateResponse> Simulate(ReadTxn& txn, const v1::SimulateRequest& request) {
  if (request.max_assessments() < 0 || request.max_assessments() > kMostAssessments) {
    return InvalidArgument("LIMIT_EXCEEDED", "max_assessments",
                           "At most {} assessments are simulated at once, not {}.",
                           kMostAssessments, request.max_assessments());
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Policy policy, PolicyOf(txn, request));
  ASSAY_ASSIGN_OR_RETURN(const governance::Ruleset ruleset, Bind(policy, request));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SlotRow> slots, SelectedSlots(txn, SelectorOf(request)));
  v1::SimulateResponse response;
  governance::Simulation simulation(ruleset);
  const int most = request.max_assessments() == 0 ? kDefaultAssessments : request.max_assessments();
  for (const SlotRow& slot : slots) {
    ASSAY_RETURN_IF_ERROR(
        SimulateSlot(txn, slot, most - response.items_size(), &simulation, &response));
  }
  response.set_assessments(static_cast<int32_t>(simulation.total()));
  response.set_refused(static_cast<int32_t>(simulation.refused()));
  ASSAY_RETURN_IF_ERROR(SimulateChampions(txn, slots, ruleset, &response));
  return response;
}

}  // namespace assay
