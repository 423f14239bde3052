#include "storage/governance/derived_tags.h"

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/in_list.h"

namespace assay {
namespace {

// The tags that tag rules gave the model versions of a slot.
using Present = absl::flat_hash_map<int64_t, CandidateTag>;

absl::StatusOr<Present> LoadPresent(ReadTxn& txn, int64_t slot) {
  Rows rows = txn.Query(
      "SELECT model_version, tag, body FROM derived_tag WHERE slot = $1 AND standing = 0 "
      "ORDER BY model_version, tag",
      {slot});
  Present present;
  while (rows.Next()) present[rows.Int(0)] = {rows.Int(0), rows.String(1), rows.String(2)};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return present;
}

}  // namespace

absl::StatusOr<DerivedTags> LoadDerivedTags(ReadTxn& txn, int64_t slot,
                                            std::span<const int64_t> model_versions) {
  DerivedTags tags;
  if (model_versions.empty()) return tags;
  sql::Builder query;
  query.Append("SELECT model_version, body FROM derived_tag WHERE slot = ").Bind(slot);
  query.Append(" AND model_version IN ");
  AppendList(model_versions, &query);
  query.Append(" ORDER BY model_version, standing, tag");
  Rows rows = txn.Query(query);
  while (rows.Next()) {
    ASSAY_ASSIGN_OR_RETURN(v1::TagResult tag, ReadBody<v1::TagResult>(rows.Blob(1)));
    tags.emplace(rows.Int(0), std::move(tag));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return tags;
}

absl::Status SetCandidateTags(WriteTxn& txn, int64_t slot, std::span<const CandidateTag> tags) {
  ASSAY_ASSIGN_OR_RETURN(const Present present, LoadPresent(txn, slot));
  for (const CandidateTag& tag : tags) {
    const auto known = present.find(tag.model_version);
    const bool tagged = known != present.end();
    const bool same = tagged && known->second.tag == tag.tag;
    if (same && known->second.body == tag.body) continue;
    if (tagged && !same) {
      ASSAY_RETURN_IF_ERROR(
          txn.Run("DELETE FROM derived_tag WHERE slot = $1 AND model_version = $2 AND standing = 0",
                  {slot, tag.model_version}));
    }
    if (tag.tag.empty()) continue;
    ASSAY_RETURN_IF_ERROR(txn.Run(
        "INSERT INTO derived_tag (slot, model_version, standing, tag, body, at_us) "
        "VALUES ($1, $2, 0, $3, $4, $5) ON CONFLICT (slot, model_version, standing, tag) "
        "DO UPDATE SET body = excluded.body, at_us = excluded.at_us",
        {slot, tag.model_version, std::string_view(tag.tag), sql::Bytes{tag.body}, txn.now_us()}));
  }
  return absl::OkStatus();
}

absl::Status SetStandingTags(WriteTxn& txn, int64_t slot, int64_t champion,
                             std::span<const v1::TagResult> tags) {
  ASSAY_RETURN_IF_ERROR(
      txn.Run("DELETE FROM derived_tag WHERE slot = $1 AND model_version = $2 AND standing = 1",
              {slot, champion}));
  for (const v1::TagResult& tag : tags) {
    const std::string body = tag.SerializeAsString();
    // Two rules may give the same tag: then the first one's stays.
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO derived_tag (slot, model_version, standing, tag, body, at_us) "
                "VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO NOTHING",
                {slot, champion, std::string_view(tag.tag()), sql::Bytes{body}, txn.now_us()}));
  }
  return absl::OkStatus();
}

absl::Status ClearStanding(WriteTxn& txn, int64_t slot) {
  ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM standing_result WHERE slot = $1", {slot}));
  return txn.Run("DELETE FROM derived_tag WHERE slot = $1 AND standing = 1", {slot});
}

}  // namespace assay
