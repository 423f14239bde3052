// Brings a database's schema up to what this program needs.
#ifndef ASSAY_STORAGE_SQL_MIGRATOR_H_
#define ASSAY_STORAGE_SQL_MIGRATOR_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/sql/database.h"

namespace assay::sql {

struct Migration {
  int64_t version;          // 1, 2, 3, …
  std::string_view name;    // "0001_tracking"
  std::string_view script;  // statements with the type tokens of docs/sql-style.md
};

// What an engine calls its types.
struct Dialect {
  std::string_view id;      // {ID}: an int64 key that the engine assigns
  std::string_view int64;   // {INT64}
  std::string_view real;    // {DOUBLE}
  std::string_view text;    // {TEXT}, ordered by bytes
  std::string_view bytes;   // {BYTES}
  std::string_view strict;  // {STRICT}: behind a table
  std::string_view
      clustered;  // {CLUSTERED}: behind a table that is stored in its primary key's order
  // {INSERT_ONLY name}: statements after which rows of the table {TABLE} can't be changed or
  // deleted.
  std::string_view insert_only;
};

// The migrations that are built into this program, in order.
std::span<const Migration> Migrations();

// Applies those of `migrations` that the database does not have, one transaction each.
// FailedPrecondition with reason DATABASE_TOO_NEW when it has one that is not in `migrations`.
absl::Status Migrate(Database& database, const Dialect& dialect,
                     std::span<const Migration> migrations);

}  // namespace assay::sql

#endif  // ASSAY_STORAGE_SQL_MIGRATOR_H_
