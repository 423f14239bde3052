#include "tests/conformance/storage/engine.h"

#include "storage/sqlite/database.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenSqlite(const std::string& path) {
  sql::sqlite::Options options;
  options.path = path;
  options.max_waiting_writes = 256;
  return sql::sqlite::Open(options);
}

class SqlitePlace : public Place {
 public:
  absl::StatusOr<std::unique_ptr<sql::Database>> Open() override {
    return OpenSqlite(folder_.path("assay.db"));
  }

 private:
  TempFolder folder_;
};

std::unique_ptr<Place> MakeSqlitePlace() { return std::make_unique<SqlitePlace>(); }

}  // namespace

const std::vector<Engine>& Engines() {
  static const std::vector<Engine>& engines = *new std::vector<Engine>{
      {.name = "Sqlite",
       .dialect = sql::sqlite::SqliteDialect(),
       .make_place = &MakeSqlitePlace,
       .open = &OpenSqlite,
       .schema =
           "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name",
       .golden_schema = "schema.sql",
       .explain = "EXPLAIN QUERY PLAN ",
       .check_integrity = "PRAGMA integrity_check"},
  };
  return engines;
}

}  // namespace assay::testing
