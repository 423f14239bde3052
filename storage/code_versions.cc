#include "storage/code_versions.h"

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/edges.h"
#include "storage/first_id.h"

namespace assay {
namespace {

// Code versions that differ only in branch or entry point are one node of the graph: the first.
absl::StatusOr<int64_t> NodeOf(WriteTxn& txn, const v1::CodeVersion& code) {
  return FirstId(
      txn.Query("SELECT min(id) FROM code_version WHERE commit_id = $1 AND repository = $2 AND "
                "patch_digest = $3 AND dirty = $4",
                {std::string_view(code.commit()), std::string_view(code.repository()),
                 std::string_view(code.patch_digest()), int64_t{code.dirty()}}));
}

absl::StatusOr<int64_t> InternCodeVersion(WriteTxn& txn, const v1::CodeVersion& code) {
  const std::initializer_list<sql::Param> values = {
      std::string_view(code.repository()),   std::string_view(code.commit()),
      std::string_view(code.patch_digest()), int64_t{code.dirty()},
      std::string_view(code.branch()),       std::string_view(code.entry_point())};
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Insert("INSERT INTO code_version (repository, commit_id, patch_digest, dirty, branch, "
                 "entry_point) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                 values));
  if (inserted != 0) return inserted;
  return FirstId(
      txn.Query("SELECT id FROM code_version WHERE repository = $1 AND commit_id = $2 AND "
                "patch_digest = $3 AND dirty = $4 AND branch = $5 AND entry_point = $6",
                values));
}

}  // namespace

absl::Status ValidateCodeVersion(const v1::CodeVersion& code) {
  if (code.commit().empty()) {
    return InvalidArgument("COMMIT_MISSING", "code.commit", "The code version has no commit id.");
  }
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("commit", code.commit()), "code.commit"));
  if (!code.patch_digest().empty()) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateDigest(code.patch_digest()), "code.patch_digest"));
  }
  for (const std::string* text : {&code.repository(), &code.branch(), &code.entry_point()}) {
    ASSAY_RETURN_IF_ERROR(
        PrefixField(ValidateText("code version", *text, limits::kUriBytes), "code"));
  }
  return absl::OkStatus();
}

absl::Status SetCodeVersion(WriteTxn& txn, int64_t run, const v1::CodeVersion& code) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, InternCodeVersion(txn, code));
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE run SET code = $1 WHERE id = $2", {id, run}));
  ASSAY_ASSIGN_OR_RETURN(const int64_t node, NodeOf(txn, code));
  return SetEdge(txn, v1::EDGE_KIND_EXECUTED, {v1::NODE_KIND_RUN, run},
                 {v1::NODE_KIND_CODE_VERSION, node}, run);
}

absl::Status LoadCodeVersion(ReadTxn& txn, int64_t id, v1::CodeVersion* code) {
  Rows rows = txn.Query(
      "SELECT repository, commit_id, patch_digest, dirty, branch, entry_point "
      "FROM code_version WHERE id = $1",
      {id});
  if (rows.Next()) {
    code->set_repository(rows.String(0));
    code->set_commit(rows.String(1));
    code->set_patch_digest(rows.String(2));
    code->set_dirty(rows.Int(3) != 0);
    code->set_branch(rows.String(4));
    code->set_entry_point(rows.String(5));
  }
  return rows.status();
}

}  // namespace assay
