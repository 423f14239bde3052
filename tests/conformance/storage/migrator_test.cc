#include "storage/sql/migrator.h"

#include "tests/conformance/storage/storage_test.h"
#include "tests/testing/golden.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

class MigratorTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { place_ = GetParam().make_place(); }
  std::unique_ptr<sql::Database> Open() {
    absl::StatusOr<std::unique_ptr<sql::Database>> database = place_->Open();
    EXPECT_OK(database);
    return std::move(database).value();
  }
  const sql::Dialect& dialect() const { return GetParam().dialect; }
  static std::vector<std::string> Texts(sql::Database& database, sql::Sql query) {
    std::vector<std::string> texts;
    EXPECT_OK(database.Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
      sql::Rows rows = txn.Query(query, {});
      while (rows.Next()) texts.push_back(rows.String(0));
      return rows.status();
    }));
    return texts;
  }
  static absl::Status Execute(sql::Database& database, sql::Sql statement) {
    return database.Write(sql::kNoDeadline,
                          [&](sql::WriteTxn& txn) { return txn.Execute(statement, {}).status(); });
  }
  std::unique_ptr<Place> place_;
};
ASSAY_STORAGE_SUITE_OF(MigratorTest);

constexpr sql::Migration kSteps[] = {
    {1, "0001_thing",
     "CREATE TABLE thing (id {INT64} NOT NULL PRIMARY KEY, name {TEXT} NOT NULL) {STRICT}"},
    {2, "0002_size",
     "ALTER TABLE thing ADD COLUMN size {DOUBLE};"
     "UPDATE thing SET size = 1.5;"
     "CREATE INDEX thing_by_size ON thing (size, id)"},
    {3, "0003_broken", "CREATE TABLE other (id {INT64} NOT NULL); UPDATE no_such_table SET x = 1"},
};

TEST_P(MigratorTest, AppliesOneAtATimeWithDataInPlace) {
  const std::unique_ptr<sql::Database> database = Open();
  ASSERT_OK(sql::Migrate(*database, dialect(), {kSteps, 1}));
  ASSERT_OK(Execute(*database, "INSERT INTO thing (id, name) VALUES (7, 'seven')"));
  ASSERT_OK(sql::Migrate(*database, dialect(), {kSteps, 2}));
  ASSERT_OK(sql::Migrate(*database, dialect(), {kSteps, 2})) << "nothing is left to do";
  EXPECT_THAT(Texts(*database, "SELECT name FROM thing WHERE size = 1.5"), ElementsAre("seven"));
  EXPECT_THAT(Texts(*database, "SELECT name FROM schema_migration ORDER BY version"),
              ElementsAre("0001_thing", "0002_size"));
}

TEST_P(MigratorTest, AMigrationThatFailsLeavesNothing) {
  const std::unique_ptr<sql::Database> database = Open();
  EXPECT_FALSE(sql::Migrate(*database, dialect(), kSteps).ok());
  EXPECT_THAT(Texts(*database, "SELECT name FROM schema_migration ORDER BY version"),
              ElementsAre("0001_thing", "0002_size"));
  EXPECT_OK(Execute(*database, "CREATE TABLE other (id BIGINT)")) << "the table was not made";
}

TEST_P(MigratorTest, ADatabaseThatIsTooNewIsRefusedAndSaysWhatToDo) {
  const std::unique_ptr<sql::Database> database = Open();
  ASSERT_OK(sql::Migrate(*database, dialect(), {kSteps, 2}));
  const absl::Status status = sql::Migrate(*database, dialect(), {kSteps, 1});
  EXPECT_THAT(status, IsError(StatusCode::kFailedPrecondition, "DATABASE_TOO_NEW"));
  EXPECT_THAT(status, Says("Install a newer Assay"));
  EXPECT_THAT(Texts(*database, "SELECT name FROM schema_migration ORDER BY version"),
              ElementsAre("0001_thing", "0002_size"));
}

TEST_P(MigratorTest, TheProgramsMigrationsAreNumberedFromOne) {
  int64_t version = 0;
  for (const sql::Migration& migration : sql::Migrations()) {
    EXPECT_EQ(migration.version, ++version);
    EXPECT_EQ(migration.name.substr(0, 4), fmt::format("{:04}", version));
  }
  EXPECT_GT(version, 0);
}

// One at a time, with what a program of that time could have stored in place.
TEST_P(MigratorTest, TheProgramsMigrationsKeepWhatWasLogged) {
  const std::span<const sql::Migration> all = sql::Migrations();
  {
    const std::unique_ptr<sql::Database> database = Open();
    ASSERT_OK(sql::Migrate(*database, dialect(), all.first(1)));
    for (sql::Sql statement : {
             sql::Sql("INSERT INTO workspace (id, name, description, version, created_us) "
                      "VALUES (1, 'default', '', 1, 5)"),
             sql::Sql("INSERT INTO experiment (id, uid, workspace, name, description, version, "
                      "created_us, updated_us, created_by) "
                      "VALUES (1, x'00000000000000000000000000000001', 1, 'credit', '', 1, 5, 5, "
                      "'ada')"),
             sql::Sql(
                 "INSERT INTO run (id, uid, workspace, experiment, name, description, status, "
                 "start_us, created_us, created_by, version, io_count, indexed) "
                 "VALUES (1, x'00000000000000000000000000000002', 1, 1, 'old', '', 1, 5, 5, 'ada', "
                 "1, 0, 0)"),
             sql::Sql("INSERT INTO name (id, text) VALUES (1, 'rate')"),
             sql::Sql("INSERT INTO param (run, name, kind, text, number, indexed) VALUES (1, 1, 3, "
                      "'0.1', 0.1, 0)"),
         }) {
      ASSERT_OK(Execute(*database, statement));
    }
    for (size_t count = 1; count <= all.size(); ++count) {
      ASSERT_OK(sql::Migrate(*database, dialect(), all.first(count)));
    }
  }
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, Store::Open(Open(), dialect()));
  ASSERT_OK(store->Read(kNoDeadline, [](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::Run run,
                           GetRun(txn, "00000000000000000000000000000002", RunParts::kAll));
    EXPECT_EQ(run.name(), "old");
    EXPECT_EQ(run.params(0).key(), "rate");
    EXPECT_EQ(run.params(0).value().double_value(), 0.1);
    return absl::OkStatus();
  }));
}

TEST_P(MigratorTest, AStoreOfANewerProgramIsRefused) {
  ASSERT_OK(Store::Open(Open(), dialect()));
  ASSERT_OK(
      Execute(*Open(), "INSERT INTO schema_migration (version, name) VALUES (9999, '9999_later')"));
  EXPECT_THAT(Store::Open(Open(), dialect()),
              IsError(StatusCode::kFailedPrecondition, "DATABASE_TOO_NEW"));
}

TEST_P(MigratorTest, TheHeadSchemaEqualsTheGoldenDump) {
  const std::unique_ptr<sql::Database> database = Open();
  ASSERT_OK(sql::Migrate(*database, dialect(), sql::Migrations()));
  std::string dump;
  for (const std::string& statement : Texts(*database, GetParam().schema))
    dump += statement + ";\n";
  ExpectGolden(GetParam().golden_schema, dump);
}

}  // namespace
}  // namespace assay::testing
