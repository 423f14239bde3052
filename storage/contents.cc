#include "storage/contents.h"

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/manifests.h"

namespace assay {
namespace {

int64_t KindOf(const v1::Content& content) {
  return content.kind() == v1::CONTENT_KIND_DIRECTORY ? 2 : 1;
}

v1::DigestStrength ToMessage(DigestStrength strength) {
  switch (strength) {
    case DigestStrength::kStrong:
      return v1::DIGEST_STRENGTH_STRONG;
    case DigestStrength::kWeak:
      return v1::DIGEST_STRENGTH_WEAK;
    case DigestStrength::kReference:
      return v1::DIGEST_STRENGTH_REFERENCE;
  }
  return v1::DIGEST_STRENGTH_UNSPECIFIED;
}

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// What a content's row has now.
struct Present {
  int64_t id = 0;  // 0 for none
  int64_t kind = 0;
  sql::Param size = nullptr;
  bool named = false;
};

absl::StatusOr<Present> FindContent(WriteTxn& txn, std::string_view digest) {
  Rows rows =
      txn.Query("SELECT id, kind, size, name <> '' FROM content WHERE digest = $1", {digest});
  Present present;
  if (rows.Next()) {
    present = {rows.Int(0), rows.Int(1),
               rows.IsNull(2) ? sql::Param(nullptr) : sql::Param(rows.Int(2)), rows.Int(3) != 0};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return present;
}

// Adds what is new of a content that is there.
absl::Status Complete(WriteTxn& txn, const Present& present, const v1::Content& content,
                      std::string_view name) {
  const bool sized = !std::holds_alternative<std::nullptr_t>(present.size);
  // Weak and reference digests may name different bytes; only a strong one makes a contradiction.
  const bool same_size =
      !sized || !content.has_size() || std::get<int64_t>(present.size) == content.size();
  if (StrengthOf(content.digest()) == DigestStrength::kStrong &&
      (present.kind != KindOf(content) || !same_size)) {
    return FailedPrecondition(
        "CONTENT_MISMATCH",
        "The content {} is recorded with another kind or size. One of the two was "
        "not measured on the bytes that were digested.",
        content.digest());
  }
  if (!sized && content.has_size()) {
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE content SET size = $1 WHERE id = $2", {content.size(), present.id}));
  }
  if (present.named || name.empty()) return absl::OkStatus();
  return txn.Run("UPDATE content SET name = $1 WHERE id = $2", {name, present.id});
}

}  // namespace

absl::StatusOr<int64_t> InternContent(WriteTxn& txn, const v1::Content& content,
                                      std::string_view path) {
  const std::string_view name = LastPart(path);
  ASSAY_ASSIGN_OR_RETURN(Present present, FindContent(txn, content.digest()));
  if (present.id != 0) {
    ASSAY_RETURN_IF_ERROR(Complete(txn, present, content, name));
  } else {
    const sql::Param size = content.has_size() ? sql::Param(content.size()) : sql::Param(nullptr);
    ASSAY_ASSIGN_OR_RETURN(
        present.id, txn.Insert("INSERT INTO content (digest, kind, size, name, created_us) "
                               "VALUES ($1, $2, $3, $4, $5)",
                               {std::string_view(content.digest()), KindOf(content), size, name,
                                txn.now_us()}));
  }
  if (content.has_manifest()) {
    ASSAY_RETURN_IF_ERROR(AddManifest(txn, present.id, content.manifest()));
  }
  return present.id;
}

void FillContent(const Rows& rows, int column, v1::Content* content) {
  content->set_digest(rows.String(column));
  content->set_kind(rows.Int(column + 1) == 2 ? v1::CONTENT_KIND_DIRECTORY : v1::CONTENT_KIND_FILE);
  if (!rows.IsNull(column + 2)) content->set_size(rows.Int(column + 2));
  content->set_strength(ToMessage(StrengthOf(content->digest())));
}

}  // namespace assay
