#include "server/governance/current_states.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/status_macros.h"
#include "governance/digests.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_facts.h"
#include "storage/governance/slots.h"

namespace assay {
namespace {

using PromotionRows = std::vector<PromotionRow*>;

std::vector<int64_t> SlotsOf(const PromotionRows& rows) {
  std::set<int64_t> slots;
  for (const PromotionRow* row : rows) slots.insert(row->slot);
  return {slots.begin(), slots.end()};
}

// Sets the state of those for which `is` holds, and leaves the others.
template <typename Is>
void TakeOut(v1::RequestState state, Is is, PromotionRows* rows) {
  std::erase_if(*rows, [&](PromotionRow* row) {
    if (!is(*row)) return false;
    row->state = state;
    return true;
  });
}

absl::Status TakeOutBlocked(ReadTxn& txn, PromotionRows* rows) {
  std::vector<int64_t> models;
  for (const PromotionRow* row : *rows) models.push_back(row->model_version);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SetFlagRow> flags, FlagsOf(txn, models));
  std::set<int64_t> blocked;
  for (const SetFlagRow& flag : flags) {
    const std::string& name = flag.flag.flag();
    if (name == kRecall || name == kContentMissing) blocked.insert(flag.model_version);
  }
  const auto is_blocked = [&](const PromotionRow& row) {
    return blocked.contains(row.model_version);
  };
  TakeOut(v1::REQUEST_STATE_BLOCKED, is_blocked, rows);
  return absl::OkStatus();
}

// What is known now of the candidates and champions, by row.
using FactsByModel = std::map<int64_t, governance::NormalModel>;
absl::StatusOr<FactsByModel> LoadFacts(ReadTxn& txn, const PromotionRows& rows,
                                       const std::map<int64_t, SlotRow>& slots) {
  std::set<int64_t> wanted;
  for (const PromotionRow* row : rows) {
    wanted.insert(row->model_version);
    const int64_t champion = slots.at(row->slot).champion;
    if (champion != 0) wanted.insert(champion);
  }
  const std::vector<int64_t> models(wanted.begin(), wanted.end());
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::ModelFacts> facts, LoadModelFacts(txn, models));
  FactsByModel by_model;
  for (size_t i = 0; i < models.size(); ++i) {
    by_model[models[i]] = governance::Normalize(std::move(facts[i]));
  }
  return by_model;
}

// Those whose facts are others than those that were assessed.
absl::Status TakeOutChanged(ReadTxn& txn, const std::map<int64_t, SlotRow>& slots,
                            PromotionRows* rows) {
  ASSAY_ASSIGN_OR_RETURN(auto assessed, AssessedFactsDigests(txn, *rows));
  ASSAY_ASSIGN_OR_RETURN(const FactsByModel models, LoadFacts(txn, *rows, slots));
  const auto changed = [&](const PromotionRow& row) {
    const SlotRow& slot = slots.at(row.slot);
    const auto* champion = slot.champion == 0 ? nullptr : &models.at(slot.champion);
    const governance::NormalFacts facts =
        governance::Join(slot.ref, models.at(row.model_version), champion);
    return facts.digest != assessed[row.assessment];
  };
  TakeOut(v1::REQUEST_STATE_OUT_OF_DATE, changed, rows);
  return absl::OkStatus();
}

}  // namespace

absl::Status SetCurrentStates(ReadTxn& txn, std::vector<PromotionRow>* rows) {
  PromotionRows live;
  for (PromotionRow& row : *rows) {
    if (row.live) live.push_back(&row);
  }
  const int64_t now = txn.context().clock.NowMicros();
  const auto expired = [&](const PromotionRow& row) { return row.expires_us <= now; };
  TakeOut(v1::REQUEST_STATE_EXPIRED, expired, &live);
  ASSAY_RETURN_IF_ERROR(TakeOutBlocked(txn, &live));
  ASSAY_ASSIGN_OR_RETURN(const auto slots, LoadSlotRows(txn, SlotsOf(live)));
  const auto moved = [&](const PromotionRow& row) {
    return row.state == v1::REQUEST_STATE_OUT_OF_DATE || row.base != slots.at(row.slot).head;
  };
  TakeOut(v1::REQUEST_STATE_OUT_OF_DATE, moved, &live);
  return TakeOutChanged(txn, slots, &live);
}

}  // namespace assay
