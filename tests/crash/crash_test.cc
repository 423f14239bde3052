// Writers and the server are killed with SIGKILL at random moments. Afterwards every point that was
// acknowledged or spooled is there, once, and the database is sound.
//
// ASSAY_CRASH_ROUNDS makes it longer, and ASSAY_CRASH_SEED repeats one. These are the only tests
// that let time pass: the moment of a kill is what they vary. What they expect does not depend on
// it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "client/client.h"
#include "client/internal/spool_file.h"
#include "client/spool.h"
#include "core/ids.h"
#include "storage/sqlite/connection.h"
#include "tests/crash/model.h"
#include "tests/crash/writer_process.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::crash {
namespace {

constexpr int64_t kEndless = 10'000'000;  // steps; no writer gets so far before it is killed

int FromEnvironment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

class CrashTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const int seed =
        FromEnvironment("ASSAY_CRASH_SEED", static_cast<int>(std::random_device{}() >> 1));
    random_.seed(static_cast<uint32_t>(seed));
    std::printf("ASSAY_CRASH_SEED=%d\n", seed);
    RecordProperty("seed", seed);
    testing::ServerOptions options;
    options.data = dir_.path("data");
    ASSERT_OK_AND_ASSIGN(server_, testing::ServerProcess::Start(options));
  }

  int Random(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  void LetTimePass(int most_ms) {
    std::this_thread::sleep_for(std::chrono::microseconds(Random(most_ms * 1'000)));
  }

  WriterProcess StartWriter(const std::string& run_id, int64_t steps, int64_t flush_every) {
    return WriterProcess({.server = server_->address(),
                          .spool_dir = dir_.path("spool"),
                          .run_id = run_id,
                          .steps = steps,
                          .flush_every = flush_every,
                          .mark_file = dir_.path(run_id)});
  }

  // What must be there: for each run and series the number of points, from the first on.
  void Expect(const std::string& run_id, const std::string& series, int64_t points) {
    if (points == 0) return;  // it may have died before there was a run
    int64_t& least = least_[run_id][series];
    least = std::max(least, points);
  }
  void ExpectAcknowledged(const std::string& run_id) {
    const int64_t mark = LastMark(dir_.path(run_id));
    for (int i = 0; i < kSeries; ++i) Expect(run_id, SeriesName(i), mark);
  }
  // What stands in the spools now must arrive.
  void ExpectSpooled() {
    ASSERT_OK_AND_ASSIGN(const auto writers, ListSpoolWriters(dir_.path("spool")));
    for (const std::string& writer : writers) {
      ASSERT_OK(ReadSpool(dir_.path("spool/" + writer), [this](v1::LogBatchRequest batch) {
        for (const v1::MetricColumns& columns : batch.metrics()) {
          Expect(batch.run_id(), columns.key(), columns.steps(columns.steps_size() - 1) + 1);
        }
        return absl::OkStatus();
      }));
    }
  }

  void PushAllSpools() {
    const auto connection = MakeConnection({.server = server_->address()});
    ASSERT_OK_AND_ASSIGN(const auto spools, ListSpools(dir_.path("spool")));
    for (const SpoolInfo& spool : spools) {
      ASSERT_OK(PushSpool(*connection, dir_.path("spool"), spool));
      EXPECT_THAT(PushSpool(*connection, dir_.path("spool"), spool),
                  testing::IsError(absl::StatusCode::kNotFound, "SPOOL_NOT_FOUND"));
    }
  }

  // Compares everything that is stored with the model.
  void CheckRuns() {
    Client client(MakeConnection({.server = server_->address()}));
    for (const auto& [run_id, series] : least_) {
      SCOPED_TRACE("run " + run_id);
      ASSERT_OK_AND_ASSIGN(const v1::Run run, client.GetRun(run_id));
      ASSERT_OK_AND_ASSIGN(const auto history, client.ReadMetrics({.run_ids = {run_id}}));
      std::map<std::string, int64_t> stored;
      ASSERT_EQ(run.metrics_size(), static_cast<int>(history.size()));
      for (size_t i = 0; i < history.size(); ++i) {
        CheckSeries(history[i], run.metrics(static_cast<int>(i)));
        stored[history[i].id.key] = static_cast<int64_t>(history[i].steps.size());
      }
      for (const auto& [key, least] : series) EXPECT_GE(stored[key], least) << key;
    }
  }

  // The first points of the model's series, each once and none else, and a summary that agrees.
  static void CheckSeries(const Series& series, const v1::MetricSummary& summary) {
    SCOPED_TRACE(series.id.key);
    const int number = SeriesOf(series.id.key);
    ASSERT_GE(number, 0);
    const auto count = static_cast<int64_t>(series.steps.size());
    ASSERT_GT(count, 0);
    for (int64_t step = 0; step < count; ++step) {
      ASSERT_EQ(series.steps[step], step);
      ASSERT_EQ(series.times_ms[step], TimeMs(step));
      ASSERT_EQ(series.values[step], Value(number, step));
    }
    EXPECT_EQ(summary.key(), series.id.key);
    EXPECT_EQ(summary.count(), count);
    EXPECT_EQ(summary.last().step(), count - 1);
    EXPECT_EQ(summary.last().value(), series.values.back());
    EXPECT_EQ(summary.min(), *std::min_element(series.values.begin(), series.values.end()));
    EXPECT_EQ(summary.max(), *std::max_element(series.values.begin(), series.values.end()));
  }

  void CheckDatabase() {
    server_->Kill();
    ASSERT_OK_AND_ASSIGN(const auto database,
                         sql::sqlite::Connection::Open(dir_.path("data/assay.db"),
                                                       sql::sqlite::Access::kReadWrite, 1'024));
    sql::Rows rows = database->Query("PRAGMA integrity_check", {});
    ASSERT_TRUE(rows.Next());
    EXPECT_EQ(rows.Text(0), "ok");
  }

  testing::TempFolder dir_;
  std::minstd_rand random_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::map<std::string, std::map<std::string, int64_t>> least_;
};

TEST_F(CrashTest, WritersAndServerKilledAtRandomMoments) {
  const int rounds = FromEnvironment("ASSAY_CRASH_ROUNDS", 25);
  for (int round = 0; round < rounds; ++round) {
    const std::string run_id = RandomIds().New();
    const bool without_server = Random(5) == 0;  // it dies before the writer comes
    if (without_server) server_->Kill();
    WriterProcess writer = StartWriter(run_id, kEndless, 50);
    LetTimePass(150);
    if (Random(2) == 0) {
      server_->Kill();
      LetTimePass(100);
      if (Random(2) == 0) {
        ASSERT_OK(server_->Restart());
      }
      LetTimePass(100);
    }
    writer.Kill();
    ExpectAcknowledged(run_id);
    ASSERT_NO_FATAL_FAILURE(ExpectSpooled());
    if (!server_->running()) {
      ASSERT_OK(server_->Restart());
    }
  }
  ASSERT_NO_FATAL_FAILURE(PushAllSpools());
  ASSERT_NO_FATAL_FAILURE(CheckRuns());
  ASSERT_NO_FATAL_FAILURE(CheckDatabase());
}

TEST_F(CrashTest, ServerKilledUnderLoadWhileItMerges) {
  constexpr int64_t kSteps = 20'000;  // in small batches: a merge is due all the time
  constexpr int64_t kFlushEvery = 100;
  std::vector<std::string> run_ids(4);
  std::vector<WriterProcess> writers;
  for (std::string& run_id : run_ids) {
    run_id = RandomIds().New();
    writers.push_back(StartWriter(run_id, kSteps, kFlushEvery));
    for (int i = 0; i < kSeries; ++i) Expect(run_id, SeriesName(i), kSteps);
  }
  for (int kills = FromEnvironment("ASSAY_CRASH_ROUNDS", 25) / 3; kills > 0; --kills) {
    LetTimePass(200);
    server_->Kill();
    ASSERT_OK(server_->Restart());
  }
  for (WriterProcess& writer : writers) EXPECT_EQ(writer.Wait(), 0);
  ASSERT_OK_AND_ASSIGN(const auto left, ListSpools(dir_.path("spool")));
  EXPECT_TRUE(left.empty());
  ASSERT_NO_FATAL_FAILURE(CheckRuns());
  ASSERT_NO_FATAL_FAILURE(CheckDatabase());
}

}  // namespace
}  // namespace assay::crash
