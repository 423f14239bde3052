// Every query of the lineage graph uses its index.
#include "storage/lineage/catalogue.h"
#include "storage/lineage/completeness.h"
#include "storage/lineage/identify.h"
#include "storage/lineage/nodes.h"
#include "storage/lineage/stale.h"
#include "storage/lineage/trace.h"
#include "storage/manifests.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class LineagePlansTest : public QueryPlanSuite {
 protected:
  std::vector<std::string> PlansOfEdges(v1::NodeKind kind) {
    const std::vector<NodeRef> nodes = {{kind, 1}, {kind, 2}, {kind, 3}};
    return PlansOf([&](ReadTxn& txn) {
      WalkOptions both;
      both.direction = v1::LINEAGE_DIRECTION_BOTH;
      return VisitEdges(txn, nodes, both, [](const Edge&, NodeRef, NodeRef) { return true; })
          .status();
    });
  }
  static std::string Digest() { return "sha256:" + std::string(64, 'a'); }
};
ASSAY_STORAGE_SUITE_OF(LineagePlansTest);

TEST_P(LineagePlansTest, EdgesOfEveryKindOfNode) {
  for (int kind = v1::NODE_KIND_RUN; kind <= v1::NODE_KIND_DECISION; ++kind) {
    const std::vector<std::string> plans = PlansOfEdges(static_cast<v1::NodeKind>(kind));
    const bool source_only = kind == v1::NODE_KIND_EVALUATION || kind == v1::NODE_KIND_DECISION;
    if (source_only) continue;
    EXPECT_THAT(plans, Contains(HasSubstr("COVERING INDEX edge_by_target")));
  }
  EXPECT_THAT(PlansOfEdges(v1::NODE_KIND_RUN),
              Contains(HasSubstr("run_io USING PRIMARY KEY (run=? AND direction=?)")));
  EXPECT_THAT(PlansOfEdges(v1::NODE_KIND_RUN),
              Contains(HasSubstr("edge USING PRIMARY KEY (source=? AND kind=?)")));
  EXPECT_THAT(PlansOfEdges(v1::NODE_KIND_DATASET_VERSION),
              Contains(HasSubstr("run_io_by_dataset (dataset_version=? AND direction=?)")));
  const std::vector<std::string> content = PlansOfEdges(v1::NODE_KIND_CONTENT);
  EXPECT_THAT(content, Contains(HasSubstr("run_io_by_content (content=? AND direction=?)")));
  EXPECT_THAT(content, Contains(HasSubstr("manifest_by_digest (digest=?)")));
  EXPECT_THAT(content, Contains(HasSubstr("m USING PRIMARY KEY (directory=?)")));
}

TEST_P(LineagePlansTest, NodesByNameAndByRow) {
  for (const std::string& name :
       {"run:" + std::string(32, 'a'), "dataset:default/credit@" + Digest(), "content:" + Digest(),
        std::string("code:r@c"), "env:" + Digest()}) {
    PlansOf([&](ReadTxn& txn) {
      EXPECT_FALSE(FindNode(txn, name).ok());
      return absl::OkStatus();
    });
  }
  for (int kind = v1::NODE_KIND_RUN; kind <= v1::NODE_KIND_ENVIRONMENT; ++kind) {
    PlansOf([&](ReadTxn& txn) {
      EXPECT_FALSE(LoadNode(txn, {static_cast<v1::NodeKind>(kind), 1}).ok());
      return absl::OkStatus();
    });
  }
}

TEST_P(LineagePlansTest, Contents) {
  v1::IdentifyContentRequest request;
  request.set_digest(Digest());
  request.set_path("model.bin");
  request.set_size(100);
  const auto plans = PlansOf([&](ReadTxn& txn) { return IdentifyContent(txn, request).status(); });
  EXPECT_THAT(plans, Contains(HasSubstr("content_by_name (name=?")));
  EXPECT_THAT(plans, Contains(HasSubstr("content_by_size (size>? AND size<?)")));
  EXPECT_THAT(plans, Contains(HasSubstr("manifest_by_digest (digest=?)")));
  PlansOf([](ReadTxn& txn) { return ListManifest(txn, 1, "a", 10).status(); });
}

TEST_P(LineagePlansTest, ListsOfDatasetsAndOfWhatIsStale) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListDatasets(txn, "", "a", 10).status(); }),
              Contains(HasSubstr("(workspace=? AND name>?)")));
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListDatasetVersions(txn, 1, 5, 10).status(); }),
              Contains(HasSubstr("dataset_version_by_age (dataset=? AND ")));
  v1::ListStaleRequest request;
  request.set_registered_only(true);
  PlansOf([&](ReadTxn& txn) { return ListStale(txn, request, "1 1 0 0 ", 10).status(); });
}

TEST_P(LineagePlansTest, CompletenessAndReproduction) {
  const std::string run = NewRun();
  v1::LogBatchRequest batch;
  batch.set_run_id(run);
  v1::Artifact* artifact = batch.add_inputs()->mutable_artifact();
  artifact->set_path("a");
  artifact->mutable_content()->set_digest(Digest());
  ASSERT_OK(Log(batch));
  PlansOf([&](ReadTxn& txn) { return GetCompleteness(txn, "run:" + run).status(); });
  PlansOf([&](ReadTxn& txn) { return GetReproduction(txn, "run:" + run).status(); });
}

}  // namespace
}  // namespace assay::testing
