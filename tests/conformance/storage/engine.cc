#include "tests/conformance/storage/engine.h"

#include "storage/sqlite/database.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

class SqlitePlace : public Place {
 public:
  absl::StatusOr<std::unique_ptr<sql::Database>> Open() override {
    sql::sqlite::Options options;
    options.path = folder_.path("assay.db");
    options.max_waiting_writes = 256;
    return sql::sqlite::Open(options);
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
       .schema =
           "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name",
       .golden_schema = "schema.sql",
       .explain = "EXPLAIN QUERY PLAN "},
  };
  return engines;
}

}  // namespace assay::testing
