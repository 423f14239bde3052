// The graph of what an earlier program stored.
#include "storage/lineage/nodes.h"
#include "storage/lineage/trace.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using ::testing::UnorderedElementsAre;

class LineageMigrationTest : public ::testing::TestWithParam<Engine> {};
ASSAY_STORAGE_SUITE_OF(LineageMigrationTest);

constexpr sql::Sql kStored[] = {
    "INSERT INTO workspace (id, name, description, version, created_us) "
    "VALUES (1, 'default', '', 1, 5)",
    "INSERT INTO experiment (id, uid, workspace, name, description, version, created_us, "
    "updated_us, created_by) "
    "VALUES (1, x'00000000000000000000000000000001', 1, 'credit', '', 1, 5, 5, 'ada')",
    "INSERT INTO code_version (id, repository, commit_id, patch_digest, dirty, branch, "
    "entry_point) VALUES (1, 'r', 'c', '', 0, 'main', ''), (2, 'r', 'c', '', 0, 'topic', '')",
    "INSERT INTO environment (id, digest, attributes) VALUES (3, 'sha256:"
    "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', x'')",
    "INSERT INTO run (id, uid, workspace, experiment, parent, name, description, status, start_us, "
    "created_us, created_by, version, code, environment, io_count, indexed) "
    "VALUES (1, x'0000000000000000000000000000000a', 1, 1, NULL, 'outer', '', 1, 5, 5, 'ada', 1, "
    "NULL, NULL, 0, 0), "
    "(2, x'0000000000000000000000000000000b', 1, 1, 1, 'inner', '', 1, 5, 6, 'ada', 1, 2, 3, 1, 0)",
    "INSERT INTO content (id, digest, kind, size, name, created_us) VALUES (1, 'sha256:"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 7, 'data.csv', 6)",
    "INSERT INTO run_io (run, direction, label, content, dataset_version, subset, uri, media_type, "
    "created_us) VALUES (2, 1, 'data.csv', 1, 0, '', '', '', 6)",
};

TEST_P(LineageMigrationTest, RunsThatWereThereHaveTheirEdges) {
  const std::unique_ptr<Place> place = GetParam().make_place();
  const sql::Dialect& dialect = GetParam().dialect;
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<sql::Database> database, place->Open());
    ASSERT_OK(sql::Migrate(*database, dialect, sql::Migrations().first(1)));
    ASSERT_OK(database->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) -> absl::Status {
      for (const sql::Sql statement : kStored) {
        ASSAY_RETURN_IF_ERROR(txn.Execute(statement, {}).status());
      }
      return absl::OkStatus();
    }));
  }
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> database, place->Open());
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store,
                       Store::Open(std::move(database), dialect));
  const std::string inner = "run:0000000000000000000000000000000b";
  std::vector<std::string> edges;
  ASSERT_OK(store->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const NodeRef start, FindNode(txn, inner));
    const TraceOptions options{{v1::LINEAGE_DIRECTION_BOTH, kAllEdges, kNow}, 10, 100};
    ASSAY_ASSIGN_OR_RETURN(const Trace trace, StartTrace(txn, start, options));
    for (const TraceEdge& edge : trace.edges) {
      EXPECT_EQ(edge.source, 0) << "all are the inner run's";
      ASSAY_ASSIGN_OR_RETURN(const v1::LineageNode node,
                             LoadNode(txn, trace.nodes[static_cast<size_t>(edge.target)].ref));
      edges.push_back(v1::EdgeKind_Name(edge.kind) + " " + node.name() + " " +
                      std::to_string(edge.at_us));
    }
    return absl::OkStatus();
  }));
  EXPECT_THAT(edges, UnorderedElementsAre(
                         "EDGE_KIND_EXECUTED code:r@c 6",
                         "EDGE_KIND_RAN_IN env:sha256:" + std::string(64, 'e') + " 6",
                         "EDGE_KIND_PART_OF run:0000000000000000000000000000000a 6",
                         "EDGE_KIND_CONSUMED content:sha256:" + std::string(64, 'a') + " 6"));
}

}  // namespace
}  // namespace assay::testing
