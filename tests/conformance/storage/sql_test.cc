// The seam itself: what every engine behind it owes its callers.
#include "storage/sql/sql.h"

#include <array>
#include <atomic>
#include <cmath>
#include <future>
#include <limits>
#include <thread>

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SqlTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    place_ = GetParam().make_place();
    Open();
    sql::Migration table{1, "0001_thing",
                         "CREATE TABLE thing (id {INT64} NOT NULL PRIMARY KEY, text {TEXT}, "
                         "number {DOUBLE}, bytes {BYTES}, UNIQUE (text)) {STRICT}"};
    ASSERT_OK(sql::Migrate(*database_, GetParam().dialect, {&table, 1}));
  }
  void Open() {
    database_.reset();
    ASSERT_OK_AND_ASSIGN(database_, place_->Open());
  }
  static absl::Status Insert(sql::WriteTxn& txn, int64_t id) {
    return txn.Execute("INSERT INTO thing (id) VALUES ($1)", {id}).status();
  }
  absl::Status InsertOne(int64_t id, sql::Deadline deadline = sql::kNoDeadline) {
    return database_->Write(deadline, [id](sql::WriteTxn& txn) { return Insert(txn, id); });
  }
  static std::vector<int64_t> IdsIn(sql::ReadTxn& txn) {
    std::vector<int64_t> ids;
    sql::Rows rows = txn.Query("SELECT id FROM thing ORDER BY id", {});
    while (rows.Next()) ids.push_back(rows.Int(0));
    EXPECT_OK(rows.status());
    return ids;
  }
  std::vector<int64_t> AllIds() {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
      ids = IdsIn(txn);
      return absl::OkStatus();
    }));
    return ids;
  }
  // Keeps the writer busy until the promise is kept, so that what comes meanwhile becomes one
  // group.
  void HoldWriter(std::shared_future<void> until) {
    std::promise<void> started;
    database_->WriteAsync(
        sql::kNoDeadline,
        [&started, until](sql::WriteTxn&) {
          started.set_value();
          until.wait();
          return absl::OkStatus();
        },
        [](absl::Status status) { EXPECT_OK(status); });
    started.get_future().wait();
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<sql::Database> database_;
};
ASSAY_STORAGE_SUITE_OF(SqlTest);

TEST_P(SqlTest, AQueryRunsAgainWithOtherParameters) {
  for (const int64_t id : {1, 2, 3}) ASSERT_OK(InsertOne(id));
  EXPECT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query("SELECT id FROM thing WHERE id >= $1 ORDER BY id", {int64_t{1}});
    EXPECT_TRUE(rows.Next());
    EXPECT_EQ(rows.Int(0), 1);
    std::vector<int64_t> ids;
    for (const int64_t from : {2, 9, 3}) {  // the first rows were not read to their end
      rows.Restart(std::array<sql::Param, 1>{from});
      while (rows.Next()) ids.push_back(rows.Int(0));
    }
    EXPECT_THAT(ids, ElementsAre(2, 3, 3));
    return rows.status();
  }));
}

TEST_P(SqlTest, AWriteThatFailsIsUndone) {
  const absl::Status refused = InvalidArgument("NO", "", "No.");
  EXPECT_EQ(database_->Write(sql::kNoDeadline,
                             [&](sql::WriteTxn& txn) -> absl::Status {
                               ASSAY_RETURN_IF_ERROR(Insert(txn, 1));
                               EXPECT_THAT(IdsIn(txn), ElementsAre(1)) << "it sees its own writes";
                               return refused;
                             }),
            refused);
  EXPECT_THAT(AllIds(), IsEmpty());
}

TEST_P(SqlTest, AFailingPieceOfAGroupLeavesTheOthers) {
  std::promise<void> release;
  HoldWriter(release.get_future().share());
  std::vector<absl::Status> ends(6);
  std::atomic<int> ended{0};
  std::promise<void> all;
  for (int i = 0; i < 6; ++i) {
    database_->WriteAsync(
        sql::kNoDeadline,
        [i](sql::WriteTxn& txn) -> absl::Status {
          ASSAY_RETURN_IF_ERROR(Insert(txn, i));
          // One that gives up, one whose statement fails, one that overwrote another's row before.
          if (i == 1) return InvalidArgument("NO", "", "No.");
          if (i == 3) return Insert(txn, 0);
          if (i == 4) {
            ASSAY_RETURN_IF_ERROR(
                txn.Execute("UPDATE thing SET text = 'x' WHERE id = $1", {int64_t{0}}).status());
            return InvalidArgument("NO", "", "No.");
          }
          return absl::OkStatus();
        },
        [&, i](absl::Status status) {
          ends[i] = std::move(status);
          if (++ended == 6) all.set_value();
        });
  }
  release.set_value();
  all.get_future().wait();
  for (int i : {0, 2, 5}) EXPECT_OK(ends[i]);
  EXPECT_EQ(ErrorReason(ends[1]), "NO");
  EXPECT_THAT(ends[3], IsError(StatusCode::kAborted, "CONFLICT"));
  EXPECT_EQ(ErrorReason(ends[4]), "NO");
  EXPECT_THAT(AllIds(), ElementsAre(0, 2, 5));
  ASSERT_OK(database_->Read(sql::kNoDeadline, [](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query("SELECT text FROM thing WHERE id = 0", {});
    EXPECT_TRUE(rows.Next());
    EXPECT_TRUE(rows.IsNull(0)) << "the undone piece wrote to another's row";
    return rows.status();
  }));
}

TEST_P(SqlTest, WritesOfAThreadRunInTheirOrderAndSeeThoseBefore) {
  std::promise<void> release;
  HoldWriter(release.get_future().share());
  std::vector<size_t> seen;
  std::vector<int> order;
  std::promise<void> all;
  for (int i = 0; i < 20; ++i) {
    database_->WriteAsync(
        sql::kNoDeadline,
        [&seen, i](sql::WriteTxn& txn) -> absl::Status {
          seen.push_back(IdsIn(txn).size());
          return Insert(txn, i);
        },
        [&, i](absl::Status status) {
          EXPECT_OK(status);
          order.push_back(i);
          if (i == 19) all.set_value();
        });
  }
  release.set_value();
  all.get_future().wait();
  for (size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(seen[i], i);
    EXPECT_EQ(order[i], static_cast<int>(i));
  }
}

TEST_P(SqlTest, AWriteIsDurableWhenItIsAnswered) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(InsertOne(i));
    EXPECT_THAT(AllIds(), ::testing::Contains(i)) << "a later reader sees it";
  }
  Open();
  EXPECT_EQ(AllIds().size(), 5u);
}

TEST_P(SqlTest, ManyThreadsWriteAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) EXPECT_OK(InsertOne(1'000 * t + i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(AllIds().size(), 400u);
}

TEST_P(SqlTest, AReadHasOneSnapshot) {
  ASSERT_OK(InsertOne(1));
  ASSERT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
    EXPECT_THAT(IdsIn(txn), ElementsAre(1));
    EXPECT_OK(InsertOne(2));
    EXPECT_THAT(IdsIn(txn), ElementsAre(1));
    return absl::OkStatus();
  }));
  EXPECT_THAT(AllIds(), ElementsAre(1, 2));
}

TEST_P(SqlTest, AReadsErrorIsItsAnswer) {
  EXPECT_EQ(ErrorReason(database_->Read(
                sql::kNoDeadline, [](sql::ReadTxn&) { return InvalidArgument("NO", "", "No."); })),
            "NO");
  EXPECT_THAT(AllIds(), IsEmpty()) << "and the next one is served";
}

TEST_P(SqlTest, AWriteWhoseDeadlinePassedWritesNothing) {
  const auto passed = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_THAT(InsertOne(1, passed), IsError(StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"));
  EXPECT_THAT(AllIds(), IsEmpty());
}

TEST_P(SqlTest, ADeadlineStopsAQueryInItsMiddle) {
  ASSERT_OK(database_->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) -> absl::Status {
    for (int64_t i = 0; i < 1'000; ++i) ASSAY_RETURN_IF_ERROR(Insert(txn, i));
    return absl::OkStatus();
  }));
  // A product of 10^12 rows would take hours.
  const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  const absl::Status status = database_->Read(soon, [](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query(
        "SELECT count(*) FROM thing a CROSS JOIN thing b CROSS JOIN thing c CROSS JOIN thing d "
        "WHERE a.id + b.id + c.id + d.id < 0",
        {});
    EXPECT_FALSE(rows.Next());
    return rows.status();
  });
  EXPECT_THAT(status, IsError(StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"));
  EXPECT_EQ(AllIds().size(), 1'000u) << "the connection is good afterwards";
}

TEST_P(SqlTest, TooManyWaitingWritesAreRefused) {
  std::promise<void> release;
  HoldWriter(release.get_future().share());
  std::atomic<int> refused{0};
  std::atomic<int> ended{0};
  std::promise<void> all;
  constexpr int kWrites = 1'000;
  for (int i = 0; i < kWrites; ++i) {
    database_->WriteAsync(
        sql::kNoDeadline, [i](sql::WriteTxn& txn) { return Insert(txn, i); },
        [&](absl::Status status) {
          if (!status.ok()) {
            EXPECT_THAT(status, IsError(StatusCode::kResourceExhausted, "WRITE_QUEUE_FULL"));
            ++refused;
          }
          if (++ended == kWrites) all.set_value();
        });
  }
  EXPECT_GT(refused.load(), 0) << "refused at once, while the writer is busy";
  release.set_value();
  all.get_future().wait();
  EXPECT_EQ(AllIds().size(), static_cast<size_t>(kWrites - refused));
}

TEST_P(SqlTest, ParametersMustAppearInAscendingOrder) {
  ASSERT_OK(InsertOne(1));
  const auto query = [&](sql::Sql text, std::initializer_list<sql::Param> params) {
    return database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
      sql::Rows rows = txn.Query(text, params);
      while (rows.Next()) {
      }
      return rows.status();
    });
  };
  EXPECT_EQ(
      query("SELECT id FROM thing WHERE id = $2 AND id > $1", {int64_t{0}, int64_t{1}}).code(),
      StatusCode::kInternal);
  EXPECT_EQ(query("SELECT id FROM thing WHERE id = $2", {int64_t{0}, int64_t{1}}).code(),
            StatusCode::kInternal);
  EXPECT_OK(query("SELECT id FROM thing WHERE id = $1 AND id < $2 AND id = $1",
                  {int64_t{1}, int64_t{5}}));
}

TEST_P(SqlTest, ABuilderNumbersParametersAnew) {
  ASSERT_OK(database_->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) -> absl::Status {
    for (int64_t i = 0; i < 10; ++i) ASSAY_RETURN_IF_ERROR(Insert(txn, i));
    return absl::OkStatus();
  }));
  sql::Builder part;
  part.Append("id > ").Bind(int64_t{3}).Append(" AND id < ").Bind(int64_t{6});
  sql::Builder whole;
  whole.Append("SELECT id FROM thing WHERE id <> ").Bind(int64_t{5});
  whole.Append(" AND ").Append(part).Append(" ORDER BY id");
  ASSERT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query(whole.sql(), whole.params());
    EXPECT_TRUE(rows.Next());
    EXPECT_EQ(rows.Int(0), 4);
    EXPECT_FALSE(rows.Next());
    return rows.status();
  }));
}

TEST_P(SqlTest, ErrorsOfRowsAreStickyAndSayNothingOfTheStatement) {
  ASSERT_OK(database_->Read(sql::kNoDeadline, [](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query("SELECT secret FROM no_such_table", {});
    for (int i = 0; i < 3; ++i) {
      EXPECT_FALSE(rows.Next());
      EXPECT_EQ(rows.status().code(), StatusCode::kInternal);
      EXPECT_EQ(std::string(rows.status().message()).find("no_such_table"), std::string::npos);
    }
    return absl::OkStatus();
  }));
  EXPECT_THAT(AllIds(), IsEmpty()) << "the connection is good afterwards";
}

TEST_P(SqlTest, RowsThatAreNotReadToTheEndBlockNothing) {
  for (int64_t i = 0; i < 5; ++i) ASSERT_OK(InsertOne(i));
  for (int i = 0; i < 20; ++i) {
    ASSERT_OK(database_->Read(sql::kNoDeadline, [](sql::ReadTxn& txn) {
      sql::Rows rows = txn.Query("SELECT id FROM thing ORDER BY id", {});
      EXPECT_TRUE(rows.Next());
      return absl::OkStatus();
    }));
    ASSERT_OK(InsertOne(100 + i));
  }
}

TEST_P(SqlTest, ValuesComeBackAsTheyWere) {
  const std::string text = "quotes ' \" and $1, 日本";
  const std::string bytes("\0\xff\x01", 3);
  const std::vector<double> numbers = {0.0,
                                       -0.0,
                                       3e-7,
                                       std::numeric_limits<double>::denorm_min(),
                                       std::numeric_limits<double>::max(),
                                       std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity()};
  ASSERT_OK(database_->Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) -> absl::Status {
    for (size_t i = 0; i < numbers.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(
          txn.Execute("INSERT INTO thing (id, text, number, bytes) VALUES ($1, $2, $3, $4)",
                      {static_cast<int64_t>(i), std::string_view(text + std::to_string(i)),
                       numbers[i], sql::Bytes{bytes}})
              .status());
    }
    return txn
        .Execute("INSERT INTO thing (id, text, bytes) VALUES ($1, $2, $3)",
                 {std::numeric_limits<int64_t>::min(), std::string_view(), sql::Bytes{}})
        .status();
  }));
  ASSERT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query("SELECT id, text, number, bytes FROM thing ORDER BY id", {});
    EXPECT_TRUE(rows.Next());
    EXPECT_EQ(rows.Int(0), std::numeric_limits<int64_t>::min());
    EXPECT_FALSE(rows.IsNull(1)) << "empty text is not null";
    EXPECT_EQ(rows.Text(1), "");
    EXPECT_TRUE(rows.IsNull(2));
    EXPECT_FALSE(rows.IsNull(3)) << "no bytes are not null";
    for (size_t i = 0; i < numbers.size(); ++i) {
      EXPECT_TRUE(rows.Next());
      EXPECT_EQ(rows.String(1), text + std::to_string(i));
      // An engine may store -0 as 0: where the bits of a double matter, rows hold text or bytes.
      EXPECT_EQ(rows.Double(2), numbers[i]);
      EXPECT_EQ(rows.Blob(3), bytes);
    }
    EXPECT_FALSE(rows.Next());
    return rows.status();
  }));
}

TEST_P(SqlTest, TextIsOrderedByItsBytes) {
  const std::vector<std::string> sorted = {"",   "A", "B", "Z", "_", "a",
                                           "aa", "b", "z", "~", "é", "日"};
  ASSERT_OK(database_->Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) -> absl::Status {
    for (size_t i = 0; i < sorted.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(txn.Execute("INSERT INTO thing (id, text) VALUES ($1, $2)",
                                        {static_cast<int64_t>((i * 7) % sorted.size()),
                                         std::string_view(sorted[(i * 7) % sorted.size()])})
                                .status());
    }
    return absl::OkStatus();
  }));
  std::vector<std::string> read;
  ASSERT_OK(database_->Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
    sql::Rows rows = txn.Query("SELECT text FROM thing ORDER BY text", {});
    while (rows.Next()) read.push_back(rows.String(0));
    return rows.status();
  }));
  EXPECT_EQ(read, sorted);
}

TEST_P(SqlTest, NullsAreNeitherEqualNorUniqueAndStandWhereTheStatementSays) {
  ASSERT_OK(database_->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(
        txn.Execute("INSERT INTO thing (id, text, number) VALUES (1, $1, $2)", {nullptr, nullptr})
            .status());
    ASSAY_RETURN_IF_ERROR(Insert(txn, 2));
    return txn.Execute("INSERT INTO thing (id, text, number) VALUES (3, 'a', 1.5)", {}).status();
  })) << "two rows without a text are no conflict of UNIQUE (text)";
  ASSERT_OK(database_->Read(sql::kNoDeadline, [](sql::ReadTxn& txn) -> absl::Status {
    sql::Rows equal = txn.Query("SELECT count(*) FROM thing WHERE text = $1", {nullptr});
    EXPECT_TRUE(equal.Next());
    EXPECT_EQ(equal.Int(0), 0);
    std::vector<int64_t> ids;
    sql::Rows rows = txn.Query("SELECT id FROM thing ORDER BY number DESC NULLS LAST, id", {});
    while (rows.Next()) ids.push_back(rows.Int(0));
    EXPECT_THAT(ids, ElementsAre(3, 1, 2));
    return rows.status();
  }));
}

TEST_P(SqlTest, ExecuteCountsTheRowsItChanged) {
  ASSERT_OK(database_->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) -> absl::Status {
    for (int64_t i = 0; i < 4; ++i) ASSAY_RETURN_IF_ERROR(Insert(txn, i));
    ASSAY_ASSIGN_OR_RETURN(int64_t changed,
                           txn.Execute("UPDATE thing SET number = 1 WHERE id >= $1", {int64_t{1}}));
    EXPECT_EQ(changed, 3);
    ASSAY_ASSIGN_OR_RETURN(
        changed,
        txn.Execute("INSERT INTO thing (id) VALUES ($1) ON CONFLICT DO NOTHING", {int64_t{1}}));
    EXPECT_EQ(changed, 0);
    ASSAY_ASSIGN_OR_RETURN(changed, txn.Execute("DELETE FROM thing WHERE id = $1", {int64_t{9}}));
    EXPECT_EQ(changed, 0);
    return absl::OkStatus();
  }));
}

TEST_P(SqlTest, ClosingRefusesWhatWaitsAndAnswersEveryone) {
  std::promise<void> release;
  HoldWriter(release.get_future().share());
  std::atomic<int> answered{0};
  for (int i = 0; i < 10; ++i) {
    database_->WriteAsync(
        sql::kNoDeadline, [i](sql::WriteTxn& txn) { return Insert(txn, i); },
        [&](absl::Status status) {
          if (!status.ok()) {
            EXPECT_THAT(status, IsError(StatusCode::kUnavailable, "SERVER_STOPPING"));
          }
          ++answered;
        });
  }
  std::thread closing([&] { database_.reset(); });
  release.set_value();
  closing.join();
  EXPECT_EQ(answered.load(), 10);
}

TEST_P(SqlTest, KnowsItsSize) {
  ASSERT_OK_AND_ASSIGN(const int64_t before, database_->SizeBytes());
  EXPECT_GT(before, 0);
  const std::string big(1 << 20, 'x');
  ASSERT_OK(database_->Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) {
    return txn.Execute("INSERT INTO thing (id, bytes) VALUES (1, $1)", {sql::Bytes{big}}).status();
  }));
  ASSERT_OK_AND_ASSIGN(const int64_t after, database_->SizeBytes());
  EXPECT_GT(after, before + (1 << 19));
}

}  // namespace
}  // namespace assay::testing
