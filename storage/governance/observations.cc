#include "storage/governance/observations.h"

#include <cmath>
#include <string>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/in_list.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr int64_t kCheck = 1;
constexpr int64_t kDrift = 2;

absl::Status Insert(WriteTxn& txn, int64_t model_version, int64_t kind, std::string_view name,
                    std::string_view principal, const std::string& body, int64_t now) {
  return txn.Run(
      "INSERT INTO observation (model_version, kind, name, principal, body, at_us) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {model_version, kind, name, principal, sql::Bytes{body}, now});
}

// A value as facts have it: NaN and infinities are marked.
absl::Status Normalize(v1::FactValue* value) {
  switch (value->kind_case()) {
    case v1::FactValue::kDoubleValue: {
      const double number = value->double_value();
      if (std::isnan(number)) value->set_not_a_number(v1::NOT_A_NUMBER_NAN);
      if (std::isinf(number)) {
        value->set_not_a_number(number > 0 ? v1::NOT_A_NUMBER_INFINITY
                                           : v1::NOT_A_NUMBER_NEGATIVE_INFINITY);
      }
      return absl::OkStatus();
    }
    case v1::FactValue::kIntValue:
    case v1::FactValue::kNotANumber:
      return absl::OkStatus();
    default:
      return InvalidArgument("VALUE_INVALID", "drift.value",
                             "The value of a drift measure is a number.");
  }
}

}  // namespace

absl::StatusOr<v1::CheckFact> RecordCheck(WriteTxn& txn, int64_t model_version, v1::CheckFact check,
                                          std::string_view principal) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("check", check.check()), "check.check"));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("detail", check.detail(), limits::kUriBytes), "check.detail"));
  const int64_t now = txn.now_us();
  check.set_principal(std::string(principal));
  SetTime(now, check.mutable_time());
  ASSAY_RETURN_IF_ERROR(
      Insert(txn, model_version, kCheck, check.check(), principal, check.SerializeAsString(), now));
  return check;
}

absl::StatusOr<v1::DriftFact> RecordDrift(WriteTxn& txn, int64_t model_version, v1::DriftFact drift,
                                          std::string_view principal) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateKey("measure", drift.measure()), "drift.measure"));
  ASSAY_RETURN_IF_ERROR(Normalize(drift.mutable_value()));
  const int64_t now = txn.now_us();
  drift.set_recorded_by(std::string(principal));
  SetTime(now, drift.mutable_time());
  ASSAY_RETURN_IF_ERROR(Insert(txn, model_version, kDrift, drift.measure(), principal,
                               drift.SerializeAsString(), now));
  return drift;
}

absl::Status LoadObservations(ReadTxn& txn, std::span<const int64_t> model_versions,
                              const std::function<v1::ModelFacts*(int64_t)>& facts_of) {
  if (model_versions.empty()) return absl::OkStatus();
  sql::Builder query;
  query.Append(
      "SELECT o.model_version, o.kind, o.body FROM observation o WHERE o.id IN (SELECT max(l.id) "
      "FROM observation l WHERE l.model_version IN ");
  AppendList(model_versions, &query);
  query.Append(" GROUP BY l.model_version, l.kind, l.name, l.principal) ORDER BY o.id");
  Rows rows = txn.Query(query);
  while (rows.Next()) {
    v1::ModelFacts* facts = facts_of(rows.Int(0));
    if (rows.Int(1) == kCheck) {
      ASSAY_ASSIGN_OR_RETURN(*facts->add_checks(), ReadBody<v1::CheckFact>(rows.Blob(2)));
    } else {
      ASSAY_ASSIGN_OR_RETURN(*facts->add_drifts(), ReadBody<v1::DriftFact>(rows.Blob(2)));
    }
  }
  return rows.status();
}

}  // namespace assay
