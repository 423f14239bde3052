#include "storage/contents.h"

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

int64_t KindOf(const v1::Content& content) {
  return content.kind() == v1::CONTENT_KIND_DIRECTORY ? 2 : 1;
}

}  // namespace

absl::Status ValidateContent(const v1::Content& content) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateDigest(content.digest()), "content"));
  if (content.has_size() && content.size() < 0) {
    return InvalidArgument("SIZE_NEGATIVE", "content.size", "The size of a content is negative.");
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> InternContent(WriteTxn& txn, const v1::Content& content) {
  const std::string_view digest = content.digest();
  const sql::Param size = content.has_size() ? sql::Param(content.size()) : sql::Param(nullptr);
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(
          "INSERT INTO content (digest, kind, size) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
          {digest, KindOf(content), size}));
  Rows rows = txn.Query("SELECT id, kind, size FROM content WHERE digest = $1", {digest});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::InternalError("A content that was inserted is not there.");
  }
  const int64_t id = rows.Int(0);
  if (inserted > 0) return id;
  // Weak and reference digests may name different bytes; only a strong one makes a contradiction.
  const bool same_size = rows.IsNull(2) || !content.has_size() || rows.Int(2) == content.size();
  if (StrengthOf(digest) == DigestStrength::kStrong &&
      (rows.Int(1) != KindOf(content) || !same_size)) {
    return FailedPrecondition(
        "CONTENT_MISMATCH",
        "The content {} is recorded with another kind or size. One of the two was "
        "not measured on the bytes that were digested.",
        digest);
  }
  if (rows.IsNull(2) && content.has_size()) {
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE content SET size = $1 WHERE id = $2", {content.size(), id}));
  }
  return id;
}

}  // namespace assay
