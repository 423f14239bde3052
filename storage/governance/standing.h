// How standing rules stand for champions, and every change of it.
#ifndef ASSAY_STORAGE_GOVERNANCE_STANDING_H_
#define ASSAY_STORAGE_GOVERNANCE_STANDING_H_

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/store.h"

namespace assay {

// A standing rule of a slot: slot, policy version, rule's id.
struct StandingKey {
  int64_t slot = 0;
  int64_t policy_version = 0;
  std::string rule;
  auto operator<=>(const StandingKey&) const = default;
};
struct StandingState {
  int64_t model_version = 0;
  v1::RuleStatus status = v1::RULE_STATUS_UNSPECIFIED;
};
using StandingStates = std::map<StandingKey, StandingState>;

// The last results of the rules of these slots.
absl::StatusOr<StandingStates> LoadStanding(ReadTxn& txn, std::span<const int64_t> slots);
absl::Status SetStanding(WriteTxn& txn, const StandingKey& key, const StandingState& state);
absl::Status RemoveStanding(WriteTxn& txn, const StandingKey& key);

absl::Status AddStandingEvent(WriteTxn& txn, int64_t slot, const v1::StandingEvent& event);

struct StandingEventPage {
  std::vector<v1::StandingEvent> events;
  int64_t last = 0;  // row of the last one
  bool more = false;
};
// Up to `limit` of a slot with rows below `before`, newest first.
absl::StatusOr<StandingEventPage> ListStandingEvents(ReadTxn& txn, int64_t slot, int64_t before,
                                                     int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_STANDING_H_
