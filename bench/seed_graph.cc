#include "bench/seed_graph.h"

#include "bench/seeding.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/edges.h"

namespace assay::bench {
namespace {

using sql::sqlite::Connection;

constexpr int64_t kRunsInTransaction = 50'000;
constexpr int64_t kFirstStart = 1'700'000'000'000'000;
constexpr int64_t kNearest = 500;  // how far back a run reads
constexpr int64_t kFarthest = 1'500;
constexpr int64_t kCodeVersions = 1'000;
constexpr int64_t kReaders = 333;       // of the dataset
constexpr int64_t kDatasetVersion = 1;  // row; those of the diamond follow
constexpr uint64_t kRunSeed = 1;
constexpr uint64_t kContentSeed = 2;

int64_t TimeOf(int64_t run) { return kFirstStart + run * 1'000'000; }

// Content rows: those of the runs, of the dataset, of its readers, of the diamond.
int64_t DatasetContent(int64_t runs) { return 2 * runs + 1; }
int64_t ReadersContent(int64_t runs, int64_t reader) { return 2 * (runs + reader); }
int64_t DiamondContent(int64_t runs, int64_t node) { return 2 * (runs + kReaders) + 2 + node; }

absl::Status InsertRun(Connection& connection, int64_t run) {
  Numbers numbers(kRunSeed, run);
  std::string uid(16, '\0');
  for (char& byte : uid) byte = static_cast<char>(numbers.Next());
  Row row(run);
  row.Add(sql::Bytes{uid});
  row.AddText(fmt::format("run-{}", run));
  row.Add(TimeOf(run));
  return connection
      .Execute(
          "INSERT INTO run (id, uid, workspace, experiment, name, description, status, start_us, "
          "end_us, created_us, created_by, version, io_count, indexed) "
          "VALUES ($1, $2, 1, 1, $3, '', 2, $4, $4, $4, 'bench', 1, 4, 1)",
          row.params())
      .status();
}

absl::Status InsertContent(Connection& connection, int64_t content, int64_t time_us) {
  Row row(content);
  row.AddText(ContentDigest(content));
  row.Add(static_cast<int64_t>(Numbers(kContentSeed + 1, content).Below(1 << 30)));
  row.AddText(fmt::format("part-{}.bin", content % 100));
  row.Add(time_us);
  return connection
      .Execute(
          "INSERT INTO content (id, digest, kind, size, name, created_us) "
          "VALUES ($1, $2, 1, $3, $4, $5)",
          row.params())
      .status();
}

absl::Status InsertIo(Connection& connection, int64_t run, int64_t direction, int64_t number,
                      int64_t content, int64_t dataset_version) {
  Row row(run);
  row.Add(direction);
  row.AddText(fmt::format("{}/part-{}.bin", direction == 1 ? "in" : "out", number));
  row.Add(content);
  row.Add(dataset_version);
  row.Add(TimeOf(run));
  return connection
      .Execute(
          "INSERT INTO run_io (run, direction, label, content, dataset_version, subset, uri, "
          "media_type, created_us) VALUES ($1, $2, $3, $4, $5, '', '', '', $6)",
          row.params())
      .status();
}

absl::Status InsertEdge(Connection& connection, v1::EdgeKind kind, NodeRef source, NodeRef target,
                        int64_t time_us) {
  const sql::Param params[] = {PackNode(source), int64_t{kind}, PackNode(target), time_us};
  return connection
      .Execute("INSERT INTO edge (source, kind, target, at_us, run) VALUES ($1, $2, $3, $4, 0)",
               params)
      .status();
}

// A run with the contents that it wrote.
absl::Status InsertWriter(Connection& connection, int64_t run) {
  ASSAY_RETURN_IF_ERROR(InsertRun(connection, run));
  for (const int64_t number : {0, 1}) {
    const int64_t content = 2 * run - 1 + number;
    ASSAY_RETURN_IF_ERROR(InsertContent(connection, content, TimeOf(run)));
    ASSAY_RETURN_IF_ERROR(InsertIo(connection, run, 2, number, content, 0));
  }
  return absl::OkStatus();
}

absl::Status InsertPipelineRun(Connection& connection, int64_t run) {
  ASSAY_RETURN_IF_ERROR(InsertWriter(connection, run));
  Numbers numbers(kRunSeed + 1, run);
  for (int64_t number = 0; run > kFarthest && number < 2; ++number) {
    const int64_t writer =
        run - kNearest - static_cast<int64_t>(numbers.Below(kFarthest - kNearest));
    ASSAY_RETURN_IF_ERROR(InsertIo(connection, run, 1, number, 2 * writer - number, 0));
  }
  if (run % 2 != 0) return absl::OkStatus();
  return InsertEdge(connection, v1::EDGE_KIND_EXECUTED, {v1::NODE_KIND_RUN, run},
                    {v1::NODE_KIND_CODE_VERSION, 1 + run % kCodeVersions}, TimeOf(run));
}

absl::Status InsertPipelines(Connection& connection, int64_t runs) {
  for (int64_t run = 1; run <= runs; ++run) {
    if (run % kRunsInTransaction == 1) ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("BEGIN"));
    ASSAY_RETURN_IF_ERROR(InsertPipelineRun(connection, run));
    if (run % kRunsInTransaction == 0 || run == runs) {
      ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("COMMIT"));
    }
  }
  return absl::OkStatus();
}

absl::Status InsertVersion(Connection& connection, int64_t version, int64_t dataset,
                           int64_t content) {
  ASSAY_RETURN_IF_ERROR(InsertContent(connection, content, kFirstStart));
  const sql::Param params[] = {version, dataset, content, kFirstStart};
  return connection
      .Execute(
          "INSERT INTO dataset_version (id, dataset, content, version, uri, schema_text, "
          "profile, created_us, created_by) VALUES ($1, $2, $3, '', '', '', '', $4, 'bench')",
          params)
      .status();
}

absl::Status InsertReaders(Connection& connection, int64_t runs) {
  ASSAY_RETURN_IF_ERROR(InsertVersion(connection, kDatasetVersion, 1, DatasetContent(runs)));
  for (int64_t reader = 1; reader <= kReaders; ++reader) {
    const int64_t run = runs + reader;
    ASSAY_RETURN_IF_ERROR(InsertRun(connection, run));
    ASSAY_RETURN_IF_ERROR(InsertIo(connection, run, 1, 0, DatasetContent(runs), kDatasetVersion));
    for (const int64_t number : {0, 1}) {
      const int64_t content = ReadersContent(runs, reader) + number;
      ASSAY_RETURN_IF_ERROR(InsertContent(connection, content, TimeOf(run)));
      ASSAY_RETURN_IF_ERROR(InsertIo(connection, run, 2, number, content, 0));
    }
  }
  return absl::OkStatus();
}

absl::Status InsertDiamond(Connection& connection, int64_t runs) {
  const auto node = [](int64_t level, int64_t place) {
    return NodeRef{v1::NODE_KIND_DATASET_VERSION,
                   kDatasetVersion + 1 + level * kDiamondWidth + place};
  };
  for (int64_t level = 0; level < kDiamondDepth; ++level) {
    for (int64_t place = 0; place < kDiamondWidth; ++place) {
      const NodeRef here = node(level, place);
      const int64_t content = DiamondContent(runs, level * kDiamondWidth + place);
      ASSAY_RETURN_IF_ERROR(InsertVersion(connection, here.id, 2, content));
      for (int64_t below = 0; level > 0 && below < kDiamondWidth; ++below) {
        ASSAY_RETURN_IF_ERROR(InsertEdge(connection, v1::EDGE_KIND_DERIVED_FROM, here,
                                         node(level - 1, below), kFirstStart));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status InsertNames(Connection& connection) {
  std::string script = fmt::format(
      "INSERT INTO experiment (id, uid, workspace, name, description, version, created_us, "
      "updated_us, created_by) VALUES (1, x'{0:032x}', 1, 'bench', '', 1, {1}, {1}, 'bench');"
      "INSERT INTO dataset (id, workspace, name) VALUES (1, 1, 'widely-read'), (2, 1, 'diamond');",
      1, kFirstStart);
  for (int64_t code = 1; code <= kCodeVersions; ++code) {
    script += fmt::format(
        "INSERT INTO code_version (id, repository, commit_id, patch_digest, dirty, branch, "
        "entry_point) VALUES ({0}, 'https://example.com/pipelines.git', '{0:040x}', '', 0, 'main', "
        "'');",
        code);
  }
  return connection.ExecuteScript(script);
}

}  // namespace

absl::Status SeedGraph(const std::string& path, int64_t runs) {
  return Seed(path, [runs](Connection& connection) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(InsertNames(connection));
    ASSAY_RETURN_IF_ERROR(InsertPipelines(connection, runs));
    ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("BEGIN"));
    ASSAY_RETURN_IF_ERROR(InsertReaders(connection, runs));
    ASSAY_RETURN_IF_ERROR(InsertDiamond(connection, runs));
    return connection.ExecuteScript(
        "UPDATE value_index SET last_run = (SELECT max(id) FROM run); COMMIT");
  });
}

std::string ContentDigest(int64_t content) {
  Numbers numbers(kContentSeed, content);
  return fmt::format("sha256:{:016x}{:016x}{:016x}{:016x}", numbers.Next(), numbers.Next(),
                     numbers.Next(), numbers.Next());
}

std::string ContentName(int64_t content) { return "content:" + ContentDigest(content); }

std::string WidelyReadDataset(int64_t runs) {
  return "dataset:default/widely-read@" + ContentDigest(DatasetContent(runs));
}

std::string TopOfDiamond(int64_t runs) {
  return "dataset:default/diamond@" +
         ContentDigest(DiamondContent(runs, kDiamondDepth * kDiamondWidth - 1));
}

}  // namespace assay::bench
