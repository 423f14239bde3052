#include "bench/seed_runs.h"

#include <cmath>

#include "bench/seeding.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/sketching.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"

namespace assay::bench {
namespace {

using sql::sqlite::Connection;

constexpr int64_t kRunsInTransaction = 50'000;
constexpr int64_t kExperiments = 20;
constexpr int64_t kFirstStart = 1'700'000'000'000'000;

absl::Status InsertRun(Connection& connection, int64_t run, Numbers& numbers) {
  Row row(run);
  std::string uid(16, '\0');
  for (size_t i = 0; i < uid.size(); ++i) uid[i] = static_cast<char>(numbers.Next());
  row.Add(sql::Bytes{uid});
  row.Add(1 + static_cast<int64_t>(numbers.Below(kExperiments)));
  row.AddText(fmt::format("run-{}", run));
  row.Add(kFirstStart + run * 1'000'000);
  row.Add(kFirstStart + run * 1'000'000 + static_cast<int64_t>(numbers.Below(3'600'000'000)));
  return connection
      .Execute(
          "INSERT INTO run (id, uid, workspace, experiment, name, description, status, start_us, "
          "end_us, created_us, created_by, version, io_count, indexed) "
          "VALUES ($1, $2, 1, $3, $4, '', 2, $5, $6, $5, 'bench', 1, 0, 1)",
          row.params())
      .status();
}

absl::Status InsertParams(Connection& connection, int64_t run, Numbers& numbers) {
  Row row(run);
  row.AddText(fmt::format("v{}", numbers.Below(10)));
  const double rate = std::pow(10, -1 - 4 * numbers.Uniform());
  row.AddText(fmt::format("{}", rate));
  row.Add(rate);
  const auto depth = static_cast<int64_t>(1 + numbers.Below(1'000));
  row.AddText(fmt::format("{}", depth));
  row.Add(static_cast<double>(depth));
  for (int i = 3; i < 10; ++i) row.AddText(fmt::format("value-{}", numbers.Below(100)));
  return connection
      .Execute(
          "INSERT INTO param (run, name, kind, text, number, indexed) "
          "VALUES ($1, 1, 1, $2, NULL, 1), ($1, 2, 3, $3, $4, 1), ($1, 3, 2, $5, $6, 1), "
          "($1, 4, 1, $7, NULL, 1), ($1, 5, 1, $8, NULL, 1), ($1, 6, 1, $9, NULL, 1), "
          "($1, 7, 1, $10, NULL, 1), ($1, 8, 1, $11, NULL, 1), ($1, 9, 1, $12, NULL, 1), "
          "($1, 10, 1, $13, NULL, 1)",
          row.params())
      .status();
}

absl::Status InsertTags(Connection& connection, int64_t run, Numbers& numbers) {
  Row row(run);
  for (int i = 0; i < 5; ++i) row.AddText(fmt::format("label-{}", numbers.Below(50)));
  return connection
      .Execute(
          "INSERT INTO tag (run, name, value, indexed) VALUES ($1, 11, $2, 1), ($1, 12, $3, 1), "
          "($1, 13, $4, 1), ($1, 14, $5, 1), ($1, 15, $6, 1)",
          row.params())
      .status();
}

absl::Status InsertMetrics(Connection& connection, int64_t run, Numbers& numbers) {
  for (int64_t metric = 1; metric <= 10; ++metric) {
    Row row(run);
    row.Add(metric);
    row.Add(kFirstStart / 1'000 + run * 1'000);
    const double value = numbers.Uniform();
    row.Add(value);
    row.Add(value * numbers.Uniform());
    ASSAY_RETURN_IF_ERROR(connection
                              .Execute("INSERT INTO series (run, metric, count, nan_count, "
                                       "last_step, last_ms, last_value, "
                                       "min_value, max_value, small_chunks, merge_due) "
                                       "VALUES ($1, $2, 100, 0, 99, $3, $4, $5, 1.0, 0, 0)",
                                       row.params())
                              .status());
  }
  return absl::OkStatus();
}

absl::Status InsertNames(Connection& connection) {
  std::string script;
  for (int i = 0; i < 10; ++i) {
    script += fmt::format("INSERT INTO name (id, text) VALUES ({}, 'p{}');", i + 1, i);
    script +=
        fmt::format("INSERT INTO metric (id, key, context) VALUES ({}, 'm{}', '');", i + 1, i);
  }
  for (int i = 0; i < 5; ++i)
    script += fmt::format("INSERT INTO name (id, text) VALUES ({}, 't{}');", i + 11, i);
  for (int64_t i = 1; i <= kExperiments; ++i) {
    script += fmt::format(
        "INSERT INTO experiment (id, uid, workspace, name, description, version, created_us, "
        "updated_us, "
        "created_by) VALUES ({0}, x'{0:032x}', 1, 'experiment-{0}', '', 1, {1}, {1}, 'bench');",
        i, kFirstStart);
  }
  return connection.ExecuteScript(script);
}

absl::Status InsertRuns(Connection& connection, const SeedOptions& options) {
  for (int64_t run = 1; run <= options.runs; ++run) {
    if (run % kRunsInTransaction == 1) ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("BEGIN"));
    Numbers numbers(options.seed, run);
    ASSAY_RETURN_IF_ERROR(InsertRun(connection, run, numbers));
    ASSAY_RETURN_IF_ERROR(InsertParams(connection, run, numbers));
    ASSAY_RETURN_IF_ERROR(InsertTags(connection, run, numbers));
    ASSAY_RETURN_IF_ERROR(InsertMetrics(connection, run, numbers));
    if (run % kRunsInTransaction == 0 || run == options.runs) {
      ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("COMMIT"));
    }
  }
  return connection.ExecuteScript(
      fmt::format("UPDATE value_index SET last_run = {}", options.runs));
}

// As the server does in the background.
absl::Status SketchRuns(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(auto database, sql::sqlite::Open({.path = path}));
  ASSAY_ASSIGN_OR_RETURN(const auto store,
                         Store::Open(std::move(database), sql::sqlite::SqliteDialect()));
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const bool sketched, SketchOne(*store));
    if (!sketched) return absl::OkStatus();
  }
}

}  // namespace

absl::Status SeedRuns(const std::string& path, const SeedOptions& options) {
  ASSAY_RETURN_IF_ERROR(Seed(path, [&options](Connection& connection) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(InsertNames(connection));
    return InsertRuns(connection, options);
  }));
  return SketchRuns(path);
}

}  // namespace assay::bench
