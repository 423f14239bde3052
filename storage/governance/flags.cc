#include "storage/governance/flags.h"

#include <algorithm>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/governance/model_names.h"
#include "storage/in_list.h"
#include "storage/times.h"

namespace assay {
namespace {

// Lower-case letters, digits and "-", as everything that policies name.
absl::Status ValidateFlag(std::string_view flag) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!flag.empty() && flag.size() <= 100 && std::all_of(flag.begin(), flag.end(), fits)) {
    return absl::OkStatus();
  }
  return InvalidArgument("NAME_INVALID", "flag",
                         "A flag is 1 to 100 lower-case letters, digits and \"-\".");
}

// The columns: name, reason, set_us, set_by, cleared_us, cleared_by, clear_reason.
v1::Flag ReadFlag(const Rows& rows) {
  v1::Flag flag;
  flag.set_flag(rows.String(0));
  flag.set_reason(rows.String(1));
  SetTime(rows.Int(2), flag.mutable_set_time());
  flag.set_set_by(rows.String(3));
  if (!rows.IsNull(4)) {
    SetTime(rows.Int(4), flag.mutable_clear_time());
    flag.set_cleared_by(rows.String(5));
    flag.set_clear_reason(rows.String(6));
  }
  return flag;
}

// The newest of this name.
absl::StatusOr<v1::Flag> NewestFlag(ReadTxn& txn, int64_t model_version, std::string_view flag) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Flag> flags, ListFlags(txn, model_version, 1'000));
  for (const v1::Flag& found : flags) {
    if (found.flag() == flag) return found;
  }
  return absl::InternalError("A flag that was set is not there.");
}

}  // namespace

absl::StatusOr<v1::Flag> SetFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                 std::string_view reason, std::string_view actor) {
  ASSAY_RETURN_IF_ERROR(ValidateFlag(flag));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("reason", reason, limits::kTagValueBytes), "reason"));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO model_flag (model_version, name, reason, set_us, set_by) "
              "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (model_version, name) "
              "WHERE cleared_us IS NULL DO UPDATE SET reason = excluded.reason",
              {model_version, flag, reason, txn.now_us(), actor}));
  return NewestFlag(txn, model_version, flag);
}

absl::StatusOr<v1::Flag> ClearFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                   std::string_view reason, std::string_view actor) {
  ASSAY_RETURN_IF_ERROR(ValidateFlag(flag));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("reason", reason, limits::kTagValueBytes), "reason"));
  if (flag == kRecall) {
    return FailedPrecondition("FLAG_RECALL",
                              "A recall is for ever. Register the model again as another version.");
  }
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t cleared,
      txn.Execute("UPDATE model_flag SET cleared_us = $1, cleared_by = $2, clear_reason = $3 "
                  "WHERE model_version = $4 AND name = $5 AND cleared_us IS NULL",
                  {txn.now_us(), actor, reason, model_version, flag}));
  if (cleared == 0) {
    return NotFound("FLAG_NOT_SET",
                    "The flag \"{}\" is not set. List the flags to see those that are.", flag);
  }
  return NewestFlag(txn, model_version, flag);
}

absl::StatusOr<std::vector<v1::Flag>> ListFlags(ReadTxn& txn, int64_t model_version, int limit) {
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&model_version, 1}));
  Rows rows = txn.Query(
      "SELECT name, reason, set_us, set_by, cleared_us, cleared_by, clear_reason FROM model_flag "
      "WHERE model_version = $1 ORDER BY id DESC LIMIT $2",
      {model_version, int64_t{limit}});
  std::vector<v1::Flag> flags;
  while (rows.Next()) {
    flags.push_back(ReadFlag(rows));
    flags.back().set_version(names.Of(model_version));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return flags;
}

absl::StatusOr<std::vector<SetFlagRow>> FlagsOf(ReadTxn& txn,
                                                std::span<const int64_t> model_versions) {
  std::vector<SetFlagRow> flags;
  if (model_versions.empty()) return flags;
  sql::Builder query;
  query.Append(
      "SELECT name, reason, set_us, set_by, cleared_us, cleared_by, clear_reason, model_version "
      "FROM model_flag WHERE cleared_us IS NULL AND model_version IN ");
  AppendList(model_versions, &query);
  query.Append(" ORDER BY model_version, name");
  Rows rows = txn.Query(query);
  while (rows.Next()) flags.push_back({rows.Int(7), ReadFlag(rows)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return flags;
}

absl::StatusOr<bool> IsFlagged(ReadTxn& txn, int64_t model_version, std::string_view flag) {
  Rows rows = txn.Query(
      "SELECT id FROM model_flag WHERE model_version = $1 AND name = $2 AND cleared_us IS NULL",
      {model_version, flag});
  const bool flagged = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return flagged;
}

}  // namespace assay
