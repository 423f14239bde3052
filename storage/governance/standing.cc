#include "storage/governance/standing.h"

#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/in_list.h"
#include "storage/times.h"

namespace assay {

absl::StatusOr<StandingStates> LoadStanding(ReadTxn& txn, std::span<const int64_t> slots) {
  StandingStates states;
  if (slots.empty()) return states;
  sql::Builder query;
  query.Append(
      "SELECT slot, policy_version, rule, model_version, status FROM standing_result WHERE slot "
      "IN ");
  AppendList(slots, &query);
  query.Append(" ORDER BY slot, policy_version, rule");
  Rows rows = txn.Query(query);
  while (rows.Next()) {
    states[{rows.Int(0), rows.Int(1), rows.String(2)}] = {rows.Int(3),
                                                          static_cast<v1::RuleStatus>(rows.Int(4))};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return states;
}

absl::Status SetStanding(WriteTxn& txn, const StandingKey& key, const StandingState& state) {
  return txn.Run(
      "INSERT INTO standing_result (slot, policy_version, rule, model_version, status) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (slot, policy_version, rule) DO UPDATE SET "
      "model_version = excluded.model_version, status = excluded.status",
      {key.slot, key.policy_version, std::string_view(key.rule), state.model_version,
       int64_t{state.status}});
}

absl::Status RemoveStanding(WriteTxn& txn, const StandingKey& key) {
  return txn.Run(
      "DELETE FROM standing_result WHERE slot = $1 AND policy_version = $2 AND rule = $3",
      {key.slot, key.policy_version, std::string_view(key.rule)});
}

absl::Status AddStandingEvent(WriteTxn& txn, int64_t slot, const v1::StandingEvent& event) {
  const std::string body = event.SerializeAsString();
  return txn.Run("INSERT INTO standing_event (slot, body, at_us) VALUES ($1, $2, $3)",
                 {slot, sql::Bytes{body}, TimeMicros(event.time())});
}

absl::StatusOr<StandingEventPage> ListStandingEvents(ReadTxn& txn, int64_t slot, int64_t before,
                                                     int limit) {
  Rows rows = txn.Query(
      "SELECT id, body FROM standing_event WHERE slot = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
      {slot, before, int64_t{limit} + 1});
  StandingEventPage page;
  while (rows.Next()) {
    if (page.events.size() == static_cast<size_t>(limit)) {
      page.more = true;
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(v1::StandingEvent event, ReadBody<v1::StandingEvent>(rows.Blob(1)));
    page.events.push_back(std::move(event));
    page.last = rows.Int(0);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

}  // namespace assay
