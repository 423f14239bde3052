#include "tests/conformance/api/lineage_api_test.h"

namespace assay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST_F(LineageApiTest, ATraceTellsNodesWithTheirDetailsAndEdges) {
  const std::string raw = NewDigest();
  const std::string model = NewDigest();
  const std::string name = Unique("credit");
  v1::RunIo data = Data(name, raw, "train");
  data.mutable_dataset()->set_subset("rows 0..9");
  const std::string run = RunWith({data}, {File("out/model.bin", model)});
  v1::LogBatchRequest batch = Batch(run);
  batch.mutable_code()->set_repository("https://host/" + run);
  batch.mutable_code()->set_commit("9c0ffee");
  batch.mutable_code()->set_branch("main");
  (*batch.mutable_environment()->mutable_attributes())["host"] = run;
  ASSERT_OK(api().LogBatch(batch));

  ASSERT_OK_AND_ASSIGN(const v1::TraceLineageResponse trace,
                       lineage().Trace(TraceOf("content:" + model)));
  ASSERT_THAT(trace.nodes(), SizeIs(6));
  EXPECT_FALSE(trace.truncated());
  EXPECT_THAT(trace.frontier(), IsEmpty());
  EXPECT_EQ(trace.continuation(), "");
  const v1::LineageNode& start = trace.nodes(0);
  EXPECT_EQ(start.title(), "model.bin");
  EXPECT_EQ(start.content().digest(), model);
  EXPECT_EQ(start.content().strength(), v1::DIGEST_STRENGTH_STRONG);
  EXPECT_TRUE(start.has_create_time());
  const v1::LineageNode& made = trace.nodes(1);
  EXPECT_EQ(made.name(), "run:" + run);
  EXPECT_EQ(made.depth(), 1);
  EXPECT_EQ(made.run().run_id(), run);
  EXPECT_EQ(made.run().created_by(), "ada");
  EXPECT_THAT(Names(trace.nodes()),
              UnorderedElementsAre("content:" + model, "run:" + run, Version(name, raw),
                                   "content:" + raw, "code:https://host/" + run + "@9c0ffee",
                                   ::testing::StartsWith("env:sha256:")));
  for (const v1::LineageNode& node : trace.nodes()) {
    EXPECT_EQ(node.code_version().branch(), "") << "the run's, not the code's";
    if (node.has_environment()) {
      EXPECT_EQ(node.environment().attributes().at("host"), run);
    }
    if (node.has_dataset_version()) {
      EXPECT_EQ(node.dataset_version().name(), name);
    }
  }
  std::vector<std::string> edges;
  for (const v1::LineageEdge& edge : trace.edges()) {
    edges.push_back(trace.nodes(edge.source()).name() + " " + v1::EdgeKind_Name(edge.kind()) + " " +
                    trace.nodes(edge.target()).name());
    if (edge.kind() == v1::EDGE_KIND_CONSUMED) {
      EXPECT_EQ(edge.label(), "train");
      EXPECT_EQ(edge.subset(), "rows 0..9");
    }
    EXPECT_TRUE(edge.has_create_time());
  }
  EXPECT_THAT(edges, SizeIs(5));
  EXPECT_THAT(edges, ::testing::Contains("run:" + run + " EDGE_KIND_PRODUCED content:" + model));
}

TEST_F(LineageApiTest, ATraceThatIsCutSaysWhereAndGoesOn) {
  const std::string raw = NewDigest();
  std::vector<std::string> readers;
  for (int i = 0; i < 7; ++i) readers.push_back("run:" + RunWith({File("in", raw)}, {}));
  v1::TraceLineageRequest request = TraceOf("content:" + raw, v1::LINEAGE_DIRECTION_DOWNSTREAM);
  request.set_max_nodes(3);
  std::vector<std::string> names;
  int edges = 0;
  for (int answer = 0; answer < 3; ++answer) {
    ASSERT_OK_AND_ASSIGN(const v1::TraceLineageResponse trace, lineage().Trace(request));
    EXPECT_LE(trace.nodes_size(), request.max_nodes());
    for (const v1::LineageNode& node : trace.nodes()) names.push_back(node.name());
    for (const v1::LineageEdge& edge : trace.edges()) {
      EXPECT_EQ(names.at(static_cast<size_t>(edge.target())), "content:" + raw);
      ++edges;
    }
    EXPECT_EQ(trace.truncated(), answer < 2);
    EXPECT_EQ(trace.frontier_size(), answer < 2 ? 1 : 0);
    EXPECT_EQ(trace.continuation().empty(), answer == 2);
    request.set_continuation(trace.continuation());
    request.set_max_nodes(4);  // this may change
  }
  readers.insert(readers.begin(), "content:" + raw);
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(readers));
  EXPECT_GE(edges, 7);
}

TEST_F(LineageApiTest, DepthKindsAndTimeNarrowATrace) {
  const std::string raw = NewDigest();
  const std::string middle = NewDigest();
  const std::string last = NewDigest();
  RunWith({File("in", raw)}, {File("out", middle)});
  const std::string second_run = RunWith({File("in", middle)}, {File("out", last)});
  v1::TraceLineageRequest request = TraceOf("content:" + last);
  request.set_max_depth(2);
  ASSERT_OK_AND_ASSIGN(v1::TraceLineageResponse trace, lineage().Trace(request));
  EXPECT_THAT(Names(trace.nodes()),
              ElementsAre("content:" + last, "run:" + second_run, "content:" + middle));
  EXPECT_TRUE(trace.truncated());
  EXPECT_THAT(trace.frontier(), ElementsAre("content:" + middle));
  EXPECT_EQ(trace.continuation(), "") << "the depth is a limit, not a page";
  EXPECT_TRUE(trace.nodes(2).cut());

  request.set_max_depth(0);
  request.add_kinds(v1::EDGE_KIND_PRODUCED);
  ASSERT_OK_AND_ASSIGN(trace, lineage().Trace(request));
  EXPECT_THAT(Names(trace.nodes()), ElementsAre("content:" + last, "run:" + second_run));
  EXPECT_FALSE(trace.truncated());

  request = TraceOf("content:" + middle, v1::LINEAGE_DIRECTION_DOWNSTREAM);
  ASSERT_OK_AND_ASSIGN(trace, lineage().Trace(request));
  EXPECT_THAT(Names(trace.nodes()),
              ElementsAre("content:" + middle, "run:" + second_run, "content:" + last));
  *request.mutable_as_of() = trace.nodes(1).create_time();
  ASSERT_OK_AND_ASSIGN(trace, lineage().Trace(request));
  EXPECT_THAT(Names(trace.nodes()), ElementsAre("content:" + middle))
      << "the run was there, but had not read yet";
}

TEST_F(LineageApiTest, ImpactIsGroupedByKind) {
  const std::string raw = NewDigest();
  const std::string model = NewDigest();
  const std::string name = Unique("credit");
  const std::string run = RunWith({Data(name, raw)}, {File("model", model)});
  v1::AnalyzeImpactRequest request;
  request.set_start(Version(name, raw));
  ASSERT_OK_AND_ASSIGN(const v1::AnalyzeImpactResponse impact, lineage().AnalyzeImpact(request));
  EXPECT_EQ(impact.start().name(), Version(name, raw));
  ASSERT_THAT(impact.groups(), SizeIs(2));
  EXPECT_EQ(impact.groups(0).kind(), v1::NODE_KIND_RUN);
  EXPECT_THAT(Names(impact.groups(0).nodes()), ElementsAre("run:" + run));
  EXPECT_THAT(Names(impact.groups(1).nodes()), ElementsAre("content:" + raw, "content:" + model));
  EXPECT_FALSE(impact.truncated());
}

TEST_F(LineageApiTest, APathSaysInWhichDirectionItWasFound) {
  const std::string raw = NewDigest();
  const std::string one = NewDigest();
  const std::string two = NewDigest();
  const std::string first_run = RunWith({File("in", raw)}, {File("out", one)});
  RunWith({File("in", raw)}, {File("out", two)});
  v1::FindPathRequest request;
  request.set_from("content:" + one);
  request.set_to("content:" + raw);
  ASSERT_OK_AND_ASSIGN(v1::FindPathResponse path, lineage().FindPath(request));
  EXPECT_EQ(path.direction(), v1::LINEAGE_DIRECTION_UPSTREAM);
  EXPECT_THAT(Names(path.nodes()),
              ElementsAre("content:" + one, "run:" + first_run, "content:" + raw));
  ASSERT_THAT(path.edges(), SizeIs(2));
  EXPECT_EQ(path.edges(0).source(), 1);
  EXPECT_EQ(path.edges(0).target(), 0);
  request.set_to("content:" + two);
  ASSERT_OK_AND_ASSIGN(path, lineage().FindPath(request));
  EXPECT_EQ(path.direction(), v1::LINEAGE_DIRECTION_BOTH) << "they share a cause";
  EXPECT_THAT(path.nodes(), SizeIs(5));
  request.set_direction(v1::LINEAGE_DIRECTION_DOWNSTREAM);
  ASSERT_OK_AND_ASSIGN(path, lineage().FindPath(request));
  EXPECT_THAT(path.nodes(), IsEmpty());
  EXPECT_FALSE(path.truncated());
  request.set_direction(v1::LINEAGE_DIRECTION_BOTH);
  request.set_max_nodes(2);
  ASSERT_OK_AND_ASSIGN(path, lineage().FindPath(request));
  EXPECT_TRUE(path.truncated()) << "there may be one";
}

TEST_F(LineageApiTest, ComparesRuns) {
  const std::string raw = NewDigest();
  const std::string one = RunWith({File("in", raw)}, {File("out", NewDigest())});
  const std::string two = RunWith({File("in", raw)}, {File("out", NewDigest())});
  ASSERT_OK_AND_ASSIGN(const v1::CompareEntitiesResponse compared,
                       lineage().Compare({"run:" + one, "run:" + two}));
  EXPECT_THAT(Names(compared.nodes()), ElementsAre("run:" + one, "run:" + two));
  bool outputs_differ = false;
  for (const v1::CompareRow& row : compared.rows()) {
    EXPECT_FALSE(row.equal());
    EXPECT_NE(row.section(), v1::CompareRow::INPUT);
    outputs_differ = outputs_differ || row.section() == v1::CompareRow::OUTPUT;
  }
  EXPECT_TRUE(outputs_differ);
}

TEST_F(LineageApiTest, IdentifiesAFileByWhoMadeIt) {
  const std::string model = NewDigest();
  const std::string name = Unique("scores");
  const std::string writer = RunWith({}, {File("out/model.bin", model)});
  const std::string reader = RunWith({Data(name, model, "features")}, {});
  v1::IdentifyContentRequest request;
  request.set_digest(model);
  ASSERT_OK_AND_ASSIGN(v1::IdentifyContentResponse found, lineage().Identify(request));
  EXPECT_TRUE(found.known());
  EXPECT_EQ(found.content().name(), "content:" + model);
  ASSERT_THAT(found.produced_by(), SizeIs(1));
  EXPECT_EQ(found.produced_by(0).run().name(), "run:" + writer);
  EXPECT_EQ(found.produced_by(0).label(), "out/model.bin");
  ASSERT_THAT(found.consumed_by(), SizeIs(1));
  EXPECT_EQ(found.consumed_by(0).run().name(), "run:" + reader);
  EXPECT_EQ(found.consumed_by(0).dataset_version(), Version(name, model));
  EXPECT_THAT(Names(found.dataset_versions()), ElementsAre(Version(name, model)));

  request.set_digest(NewDigest());
  ASSERT_OK_AND_ASSIGN(found, lineage().Identify(request));
  EXPECT_FALSE(found.known());
  EXPECT_FALSE(found.has_content());
}

TEST_F(LineageApiTest, VerifiesAgainstWhatWasRecorded) {
  const std::string model = NewDigest();
  const std::string run = RunWith({}, {File("model", model)});
  v1::VerifyContentRequest request;
  request.set_name("run:" + run);
  request.set_path("model");
  request.set_digest(model);
  ASSERT_OK_AND_ASSIGN(v1::VerifyContentResponse verified, lineage().Verify(request));
  EXPECT_EQ(verified.verdict(), v1::VERDICT_MATCHES);
  request.set_digest(NewDigest());
  ASSERT_OK_AND_ASSIGN(verified, lineage().Verify(request));
  EXPECT_EQ(verified.verdict(), v1::VERDICT_DIFFERS);
  ASSERT_THAT(verified.recorded(), SizeIs(1));
  EXPECT_EQ(verified.recorded(0).content().digest(), model);
  EXPECT_EQ(verified.recorded(0).direction(), v1::IO_DIRECTION_OUTPUT);
}

TEST_F(LineageApiTest, DatasetsAreRegisteredListedAndCompared) {
  const std::string name = Unique("credit");
  const std::string old_digest = NewDigest();
  const std::string new_digest = NewDigest();
  v1::RegisterDatasetVersionRequest request;
  request.mutable_version()->set_name(name);
  request.mutable_version()->set_version("2026-01");
  request.mutable_version()->mutable_content()->set_digest(old_digest);
  request.mutable_version()->set_schema(R"({"columns": [{"name": "age", "type": "int"}]})");
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredDatasetVersion old_version,
                       lineage().RegisterDatasetVersion(request));
  EXPECT_EQ(old_version.name(), Version(name, old_digest));
  ASSERT_OK(lineage().RegisterDatasetVersion(request)) << "the same again";
  request.mutable_version()->set_version("2026-02");
  request.mutable_version()->mutable_content()->set_digest(new_digest);
  request.mutable_version()->set_schema(R"({"columns": [{"name": "age", "type": "double"}]})");
  request.add_derived_from(old_version.name());
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredDatasetVersion new_version,
                       lineage().RegisterDatasetVersion(request));
  EXPECT_THAT(new_version.derived_from(), ElementsAre(old_version.name()));

  ASSERT_OK_AND_ASSIGN(const v1::Dataset dataset, lineage().GetDataset(name));
  EXPECT_EQ(dataset.workspace(), "default");
  EXPECT_EQ(dataset.version_count(), 2);
  EXPECT_EQ(dataset.latest().version(), "2026-02");
  bool listed = false;
  for (const auto& one : lineage().ListDatasets()) {
    ASSERT_OK(one);
    listed = listed || one->name() == name;
  }
  EXPECT_TRUE(listed);
  std::vector<std::string> versions;
  for (const auto& version : lineage().ListDatasetVersions(name)) {
    ASSERT_OK(version);
    versions.push_back(version->version().version());
  }
  EXPECT_THAT(versions, ElementsAre("2026-02", "2026-01"));
  ASSERT_OK_AND_ASSIGN(const v1::DiffDatasetVersionsResponse diff,
                       lineage().DiffDatasetVersions(old_version.name(), new_version.name()));
  ASSERT_THAT(diff.schema(), SizeIs(1));
  EXPECT_EQ(diff.schema(0).key(), "columns[age].type");
  EXPECT_EQ(diff.schema(0).other(), "double");
  EXPECT_FALSE(diff.same_content());
}

TEST_F(LineageApiTest, StaleIsWhatWasTrainedOnAnOlderVersion) {
  const std::string name = Unique("credit");
  const std::string old_digest = NewDigest();
  const std::string run = RunWith({Data(name, old_digest, "train")}, {});
  const auto stale = [&] {
    std::vector<v1::StaleUse> uses;
    for (auto& use : lineage().ListStale(name)) {
      EXPECT_OK(use);
      if (use.ok()) uses.push_back(*use);
    }
    return uses;
  };
  EXPECT_THAT(stale(), IsEmpty());
  ASSERT_OK(Register(name, NewDigest()));
  const std::vector<v1::StaleUse> uses = stale();
  ASSERT_THAT(uses, SizeIs(1));
  EXPECT_EQ(uses[0].run().name(), "run:" + run);
  EXPECT_EQ(uses[0].role(), "train");
  EXPECT_EQ(uses[0].used().name(), Version(name, old_digest));
  EXPECT_NE(uses[0].newest().name(), uses[0].used().name());
}

TEST_F(LineageApiTest, AReproductionHasAllThatWasRecorded) {
  const std::string raw = NewDigest();
  const std::string patch = NewDigest();
  const std::string maker = RunWith({}, {File("raw.csv", raw)});
  const std::string run =
      RunWith({File("raw.csv", raw)}, {File("model", NewDigest()), File("change.patch", patch)});
  v1::LogBatchRequest batch = Batch(run);
  v1::Param* param = batch.add_params();
  param->set_key("rate");
  param->mutable_value()->set_double_value(0.1);
  batch.mutable_code()->set_repository("https://host/r");
  batch.mutable_code()->set_commit("9c0ffee");
  batch.mutable_code()->set_dirty(true);
  batch.mutable_code()->set_patch_digest(patch);
  (*batch.mutable_environment()->mutable_attributes())["command"] = "train --rate 0.1";
  ASSERT_OK(api().LogBatch(batch));
  ASSERT_OK(FinishRun(run));
  ASSERT_OK_AND_ASSIGN(const v1::GetReproductionResponse reproduction,
                       lineage().GetReproduction("run:" + run));
  EXPECT_EQ(reproduction.command(), "train --rate 0.1");
  EXPECT_EQ(reproduction.run().params(0).key(), "rate");
  EXPECT_EQ(reproduction.run().code().commit(), "9c0ffee");
  EXPECT_EQ(reproduction.patch().path(), "change.patch");
  ASSERT_THAT(reproduction.inputs(), SizeIs(1));
  EXPECT_EQ(reproduction.inputs(0).item().artifact().content().digest(), raw);
  EXPECT_THAT(reproduction.inputs(0).produced_by(), ElementsAre("run:" + maker));
  EXPECT_THAT(reproduction.outputs(), SizeIs(2));
  ASSERT_THAT(reproduction.missing(), SizeIs(1)) << "the tree was not clean";
  EXPECT_EQ(reproduction.missing(0).item(), v1::CompletenessCheck::CLEAN_TREE);

  ASSERT_OK_AND_ASSIGN(const v1::GetCompletenessResponse completeness,
                       lineage().GetCompleteness("run:" + run));
  EXPECT_FALSE(completeness.complete());
  EXPECT_EQ(completeness.run_id(), run);
}

}  // namespace
}  // namespace assay::testing
