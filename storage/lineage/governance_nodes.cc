// Slots and decisions as nodes.
#include "assay/v1/governance.pb.h"
#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::StatusOr<int64_t> FindSlotNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT s.id FROM workspace w CROSS JOIN slot s WHERE w.name = $1 AND "
                "s.workspace = w.id AND s.use_case = $2 AND s.environment = $3",
                {std::string_view(name.parts[0]), std::string_view(name.parts[1]),
                 std::string_view(name.parts[2])}));
}

absl::Status LoadSlotNodes(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT s.id, w.name, s.use_case, s.environment, s.created_us, mw.name, m.name, v.number "
      "FROM slot s JOIN workspace w ON w.id = s.workspace "
      "LEFT JOIN model_version v ON v.id = s.champion LEFT JOIN model m ON m.id = v.model "
      "LEFT JOIN workspace mw ON mw.id = m.workspace WHERE s.id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY s.id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::LineageSlot* slot = node->mutable_slot();
    slot->set_workspace(rows.String(1));
    slot->set_use_case(rows.String(2));
    slot->set_environment(rows.String(3));
    if (!rows.IsNull(7)) {
      slot->set_champion(ModelVersionNodeName(rows.Text(5), rows.Text(6), rows.Int(7)));
    }
    node->set_name(SlotNodeName(rows.Text(1), rows.Text(2), rows.Text(3)));
    node->set_title(slot->use_case() + "/" + slot->environment());
    SetTime(rows.Int(4), node->mutable_create_time());
  }
  return rows.status();
}

absl::StatusOr<int64_t> FindDecisionNode(ReadTxn& txn, const NodeName& name) {
  const std::string uid = IdBytes(name.parts[0]);
  return FirstId(txn.Query("SELECT id FROM decision WHERE uid = $1", {sql::Bytes{uid}}));
}

// "PROMOTE" of DECISION_KIND_PROMOTE.
std::string KindText(v1::DecisionKind kind) {
  const std::string name = v1::DecisionKind_Name(kind);
  return name.substr(std::string_view("DECISION_KIND_").size());
}

void FillDecision(const v1::Decision& decision, v1::LineageDecision* detail) {
  detail->set_decision(KindText(decision.kind()));
  if (decision.has_slot()) {
    const v1::SlotRef& slot = decision.slot();
    detail->set_slot(SlotNodeName(slot.workspace(), slot.use_case(), slot.environment()));
  }
  detail->set_model_version(decision.model_version().empty() ? decision.previous_champion()
                                                             : decision.model_version());
  detail->set_decided_by(decision.actor());
  for (const v1::ReviewStanding& review : decision.gate().reviews()) {
    if (review.counts() && review.verdict() == v1::REVIEW_VERDICT_APPROVE) {
      detail->add_approvers(review.reviewer());
    }
  }
  detail->set_reason(decision.has_override() ? decision.override().justification()
                                             : decision.comment());
}

absl::Status LoadDecisionNodes(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT d.id, d.uid, d.body, d.at_us, s.id FROM decision d "
      "LEFT JOIN slot s ON s.id = d.slot AND s.head = d.id AND s.champion IS NOT NULL "
      "WHERE d.id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY d.id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::Decision decision;
    const std::string_view body = rows.Blob(2);
    if (!decision.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
      return absl::DataLossError("A stored decision can't be read.");
    }
    v1::LineageNode* node = node_of(rows.Int(0));
    FillDecision(decision, node->mutable_decision());
    node->mutable_decision()->set_current(!rows.IsNull(4));
    node->set_name(DecisionNodeName(IdText(rows.Blob(1))));
    node->set_title(node->decision().decision());
    SetTime(rows.Int(3), node->mutable_create_time());
  }
  return rows.status();
}

}  // namespace

const NodeKindOps kSlotNodes = {FindSlotNode, LoadSlotNodes};
const NodeKindOps kDecisionNodes = {FindDecisionNode, LoadDecisionNodes};

}  // namespace assay
