#include "bench/seeding.h"

#include <cstdio>
#include <filesystem>

#include "bench/harness.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/sql/migrator.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"

namespace assay::bench {
namespace {

using sql::sqlite::Access;
using sql::sqlite::Connection;

// Drops the indexes that can be made again, and returns the statements that do.
absl::StatusOr<std::vector<std::string>> DropIndexes(Connection& connection) {
  std::vector<std::string> names, statements;
  {
    Rows rows = connection.Query(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY "
        "name",
        {});
    while (rows.Next()) {
      names.push_back(rows.String(0));
      statements.push_back(rows.String(1));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  for (const std::string& name : names) {
    ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("DROP INDEX " + name));
  }
  return statements;
}

std::string FolderName(std::string_view name) {
  Sha256 hash;
  for (const sql::Migration& migration : sql::Migrations()) hash.Update(migration.script);
  return fmt::format("{}-{}", name, hash.FinishHex().substr(0, 12));
}

// Of schemas that are no more, and what was not finished.
void RemoveOthers(const std::string& data, std::string_view name) {
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.path().filename().string().starts_with(fmt::format("{}-", name))) {
      old.push_back(entry.path());
    }
  }
  for (const auto& path : old) std::filesystem::remove_all(path);
}

}  // namespace

absl::Status Seed(const std::string& path, const std::function<absl::Status(Connection&)>& insert) {
  if (std::filesystem::exists(path)) {
    return FailedPrecondition("FILE_EXISTS", "There is a file {} already.", path);
  }
  {
    // The schema, the default workspace and the secret, as the server makes them.
    ASSAY_ASSIGN_OR_RETURN(auto database, sql::sqlite::Open({.path = path}));
    ASSAY_RETURN_IF_ERROR(Store::Open(std::move(database), sql::sqlite::SqliteDialect()).status());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection,
                         Connection::Open(path, Access::kReadWrite, 512 << 10));
  ASSAY_RETURN_IF_ERROR(
      connection->ExecuteScript("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA "
                                "journal_mode = OFF; PRAGMA threads = 2;"));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> indexes, DropIndexes(*connection));
  ASSAY_RETURN_IF_ERROR(insert(*connection));
  for (const std::string& statement : indexes) {
    ASSAY_RETURN_IF_ERROR(connection->ExecuteScript(statement));
  }
  return connection->ExecuteScript("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;");
}

absl::StatusOr<std::string> SeededFolder(
    const std::string& data, std::string_view name,
    const std::function<absl::Status(const std::string& path)>& seed) {
  const std::string folder = data + "/" + FolderName(name);
  if (std::filesystem::exists(folder)) return folder;
  std::filesystem::create_directories(data);
  RemoveOthers(data, name);
  fmt::print(stderr, "making a database in {} (once, up to some minutes) ...\n", folder);
  const auto begin = SteadyClock::now();
  const std::string unfinished = folder + ".unfinished";
  std::filesystem::create_directories(unfinished);
  ASSAY_RETURN_IF_ERROR(seed(unfinished + "/assay.db"));
  std::filesystem::rename(unfinished, folder);
  fmt::print(stderr, "... made in {:.0f} s\n", SecondsSince(begin));
  return folder;
}

}  // namespace assay::bench
