#include "storage/sql/migrator.h"

#include <array>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::sql {
namespace {

void ReplaceAll(std::string_view token, std::string_view by, std::string* text) {
  for (size_t at = 0; (at = text->find(token, at)) != std::string::npos; at += by.size()) {
    text->replace(at, token.size(), by);
  }
}

// Replaces every {INSERT_ONLY name}.
void TranslateInsertOnly(const Dialect& dialect, std::string* text) {
  constexpr std::string_view kToken = "{INSERT_ONLY ";
  for (size_t at = 0; (at = text->find(kToken, at)) != std::string::npos;) {
    const size_t name = at + kToken.size();
    const size_t end = text->find('}', name);
    std::string statements(dialect.insert_only);
    ReplaceAll("{TABLE}", text->substr(name, end - name), &statements);
    text->replace(at, end + 1 - at, statements);
    at += statements.size();
  }
}

std::string Translate(std::string_view script, const Dialect& dialect) {
  const std::array<std::pair<std::string_view, std::string_view>, 7> tokens = {{
      {"{ID}", dialect.id},
      {"{INT64}", dialect.int64},
      {"{DOUBLE}", dialect.real},
      {"{TEXT}", dialect.text},
      {"{BYTES}", dialect.bytes},
      {"{STRICT}", dialect.strict},
      {"{CLUSTERED}", dialect.clustered},
  }};
  std::string text(script);
  for (const auto& [token, type] : tokens) ReplaceAll(token, type, &text);
  TranslateInsertOnly(dialect, &text);
  return text;
}

absl::StatusOr<int64_t> PresentVersion(ReadTxn& txn) {
  Rows rows = txn.Query("SELECT coalesce(max(version), 0) FROM schema_migration", {});
  const int64_t version = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return version;
}

}  // namespace

absl::Status Migrate(Database& database, const Dialect& dialect,
                     std::span<const Migration> migrations) {
  int64_t present = 0;
  ASSAY_RETURN_IF_ERROR(database.Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(txn.ExecuteScript(Translate(
        "CREATE TABLE IF NOT EXISTS schema_migration (version {INT64} NOT NULL PRIMARY KEY, "
        "name {TEXT} NOT NULL) {STRICT}",
        dialect)));
    ASSAY_ASSIGN_OR_RETURN(present, PresentVersion(txn));
    return absl::OkStatus();
  }));
  const int64_t newest = migrations.empty() ? 0 : migrations.back().version;
  if (present > newest) {
    return FailedPrecondition(
        "DATABASE_TOO_NEW",
        "The database has schema version {}, and this program knows versions up to "
        "{}. Install a newer Assay, or restore a backup made before the upgrade.",
        present, newest);
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= present) continue;
    ASSAY_RETURN_IF_ERROR(database.Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
      ASSAY_RETURN_IF_ERROR(txn.ExecuteScript(Translate(migration.script, dialect)));
      return txn
          .Execute("INSERT INTO schema_migration (version, name) VALUES ($1, $2)",
                   {migration.version, migration.name})
          .status();
    }));
  }
  return absl::OkStatus();
}

}  // namespace assay::sql
