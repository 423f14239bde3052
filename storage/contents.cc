#include "storage/contents.h"

#include <optional>

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
  std::optional<int64_t> size;
  bool named = false;
};

// By the index of the digests' beginnings. BETWEEN, for where the whole digest equals a constant
// SQLite puts the constant into the index's expression, too, and finds the index no more.
absl::StatusOr<Present> FindPresent(ReadTxn& txn, std::string_view digest) {
  Rows rows = txn.Query(
      "SELECT id, kind, size, name <> '' FROM content "
      "WHERE substr(digest, 8, 12) = substr($1, 8, 12) AND digest BETWEEN $1 AND $1",
      {digest});
  Present present;
  if (rows.Next()) {
    present = {rows.Int(0), rows.Int(1), std::nullopt, rows.Int(3) != 0};
    if (!rows.IsNull(2)) present.size = rows.Int(2);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return present;
}

// Weak and reference digests may name different bytes; only a strong one makes a contradiction.
absl::Status CheckSame(int64_t kind, std::optional<int64_t> size, const v1::Content& content) {
  const bool same_size = !size || !content.has_size() || *size == content.size();
  if ((kind == KindOf(content) && same_size) ||
      StrengthOf(content.digest()) != DigestStrength::kStrong) {
    return absl::OkStatus();
  }
  return FailedPrecondition("CONTENT_MISMATCH",
                            "The content {} is recorded with another kind or size. One of the two "
                            "was not measured on the bytes that were digested.",
                            content.digest());
}

// Adds what is new of a content that is there.
absl::Status Complete(WriteTxn& txn, const v1::Content& content, std::string_view name,
                      Present* present) {
  ASSAY_RETURN_IF_ERROR(CheckSame(present->kind, present->size, content));
  if (!present->size && content.has_size()) {
    present->size = content.size();
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE content SET size = $1 WHERE id = $2", {content.size(), present->id}));
  }
  if (present->named || name.empty()) return absl::OkStatus();
  present->named = true;
  return txn.Run("UPDATE content SET name = $1 WHERE id = $2", {name, present->id});
}

absl::StatusOr<int64_t> InternRow(WriteTxn& txn, const v1::Content& content,
                                  std::string_view name) {
  const std::string_view digest = content.digest();
  if (const auto known = txn.context().contents.Find(digest)) {
    ASSAY_RETURN_IF_ERROR(CheckSame(known->kind, known->size, content));
    return known->id;
  }
  ASSAY_ASSIGN_OR_RETURN(Present present, FindPresent(txn, digest));
  if (present.id == 0) {
    const sql::Param size = content.has_size() ? sql::Param(content.size()) : sql::Param(nullptr);
    return txn.Insert(
        "INSERT INTO content (digest, kind, size, name, created_us) VALUES ($1, $2, $3, $4, $5)",
        {digest, KindOf(content), size, name, txn.now_us()});
  }
  ASSAY_RETURN_IF_ERROR(Complete(txn, content, name, &present));
  // What comes a second time is likely to come again.
  if (present.size && present.named) {
    txn.learned().contents.emplace_back(digest,
                                        KnownContent{present.id, present.kind, *present.size});
  }
  return present.id;
}

}  // namespace

absl::StatusOr<int64_t> FindContent(ReadTxn& txn, std::string_view digest) {
  ASSAY_ASSIGN_OR_RETURN(const Present present, FindPresent(txn, digest));
  return present.id;
}

absl::StatusOr<int64_t> InternContent(WriteTxn& txn, const v1::Content& content,
                                      std::string_view path) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, InternRow(txn, content, LastPart(path)));
  if (content.has_manifest()) ASSAY_RETURN_IF_ERROR(AddManifest(txn, id, content.manifest()));
  return id;
}

void FillContent(const Rows& rows, int column, v1::Content* content) {
  content->set_digest(rows.String(column));
  content->set_kind(rows.Int(column + 1) == 2 ? v1::CONTENT_KIND_DIRECTORY : v1::CONTENT_KIND_FILE);
  if (!rows.IsNull(column + 2)) content->set_size(rows.Int(column + 2));
  content->set_strength(ToMessage(StrengthOf(content->digest())));
}

}  // namespace assay
