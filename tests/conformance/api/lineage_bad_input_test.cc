// What bad input gets: each with its own reason, and a message that says what to do.
#include "core/limits.h"
#include "tests/conformance/api/lineage_api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
constexpr StatusCode kPrecondition = StatusCode::kFailedPrecondition;

class LineageBadInputTest : public LineageApiTest {};

TEST_F(LineageBadInputTest, MalformedAndUnknownNames) {
  const absl::Status malformed = lineage().Trace(TraceOf("run:12")).status();
  EXPECT_THAT(malformed, IsErrorAt(kInvalid, "NODE_NAME_MALFORMED", "start"));
  EXPECT_THAT(malformed, Says("run:<32 hex digits>"));
  EXPECT_THAT(lineage().Trace(TraceOf("credit")), Says("dataset:..."));
  EXPECT_THAT(lineage().Trace(TraceOf("run:" + RandomIds().New())),
              IsErrorAt(StatusCode::kNotFound, "NODE_NOT_FOUND", "start"));
  EXPECT_THAT(lineage().Trace(TraceOf(Version("none", NewDigest()))),
              IsError(StatusCode::kNotFound, "NODE_NOT_FOUND"));
  EXPECT_THAT(lineage().Compare({"run:" + NewRun(), "x"}),
              IsErrorAt(kInvalid, "NODE_NAME_MALFORMED", "names[1]"));
  EXPECT_THAT(lineage().GetCompleteness("x"), IsErrorAt(kInvalid, "NODE_NAME_MALFORMED", "name"));
  EXPECT_THAT(lineage().GetDataset(Unique("none")),
              IsError(StatusCode::kNotFound, "DATASET_NOT_FOUND"));
}

TEST_F(LineageBadInputTest, AContentThatNothingRecorded) {
  const absl::Status status = lineage().Trace(TraceOf("content:" + NewDigest())).status();
  EXPECT_THAT(status, IsError(StatusCode::kNotFound, "CONTENT_UNKNOWN"));
  EXPECT_THAT(status, Says("Nothing recorded has the content"));
}

TEST_F(LineageBadInputTest, DepthAndBudgetOverTheLimit) {
  const std::string start = "run:" + NewRun();
  v1::TraceLineageRequest request = TraceOf(start);
  request.set_max_depth(limits::kMaxTraceDepth + 1);
  EXPECT_THAT(lineage().Trace(request), IsErrorAt(kInvalid, "DEPTH_TOO_LARGE", "max_depth"));
  EXPECT_THAT(lineage().Trace(request), Says("1000"));
  request.set_max_depth(-1);
  EXPECT_THAT(lineage().Trace(request), IsError(kInvalid, "DEPTH_TOO_LARGE"));
  request.set_max_depth(0);
  request.set_max_nodes(limits::kMaxTraceNodes + 1);
  EXPECT_THAT(lineage().Trace(request), IsErrorAt(kInvalid, "NODES_TOO_MANY", "max_nodes"));
  EXPECT_THAT(lineage().Trace(request), Says("10000"));
  v1::AnalyzeImpactRequest impact;
  impact.set_start(start);
  impact.set_max_nodes(limits::kMaxTraceNodes + 1);
  EXPECT_THAT(lineage().AnalyzeImpact(impact), IsError(kInvalid, "NODES_TOO_MANY"));
  v1::FindPathRequest path;
  path.set_from(start);
  path.set_to(start);
  path.set_max_nodes(limits::kMaxTraceNodes + 1);
  EXPECT_THAT(lineage().FindPath(path), IsError(kInvalid, "NODES_TOO_MANY"));
}

TEST_F(LineageBadInputTest, DirectionsKindsAndTimesThatThereAreNot) {
  v1::TraceLineageRequest request = TraceOf("run:" + NewRun());
  request.set_direction(static_cast<v1::LineageDirection>(9));
  EXPECT_THAT(lineage().Trace(request), IsError(kInvalid, "DIRECTION_INVALID"));
  request.clear_direction();
  request.add_kinds(static_cast<v1::EdgeKind>(99));
  EXPECT_THAT(lineage().Trace(request), IsErrorAt(kInvalid, "EDGE_KIND_INVALID", "kinds"));
  request.clear_kinds();
  request.mutable_as_of()->set_nanos(-1);
  EXPECT_THAT(lineage().Trace(request), IsErrorAt(kInvalid, "TIME_INVALID", "as_of"));
  request.mutable_as_of()->set_nanos(0);
  EXPECT_THAT(lineage().Trace(request), IsError(StatusCode::kNotFound, "NODE_NOT_YET"));
}

TEST_F(LineageBadInputTest, AContinuationOfAnotherQuestion) {
  const std::string raw = NewDigest();
  for (int i = 0; i < 3; ++i) RunWith({File("in", raw)}, {});
  v1::TraceLineageRequest request = TraceOf("content:" + raw, v1::LINEAGE_DIRECTION_DOWNSTREAM);
  request.set_max_nodes(2);
  ASSERT_OK_AND_ASSIGN(const v1::TraceLineageResponse trace, lineage().Trace(request));
  ASSERT_NE(trace.continuation(), "");
  const auto refused = IsErrorAt(kInvalid, "CONTINUATION_INVALID", "continuation");
  request.set_continuation(trace.continuation());
  ASSERT_OK(lineage().Trace(request));
  v1::TraceLineageRequest other = request;
  other.set_direction(v1::LINEAGE_DIRECTION_BOTH);
  EXPECT_THAT(lineage().Trace(other), refused);
  other = request;
  other.add_kinds(v1::EDGE_KIND_CONSUMED);
  EXPECT_THAT(lineage().Trace(other), refused);
  other = request;
  other.set_max_depth(3);
  EXPECT_THAT(lineage().Trace(other), refused);
  other = request;
  other.set_start("run:" + NewRun());
  EXPECT_THAT(lineage().Trace(other), refused);
  v1::AnalyzeImpactRequest impact;
  impact.set_start(request.start());
  impact.set_continuation(trace.continuation());
  EXPECT_THAT(lineage().AnalyzeImpact(impact), refused) << "another call";
  other = request;
  std::string forged = trace.continuation();
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  other.set_continuation(forged);
  EXPECT_THAT(lineage().Trace(other), refused);
  other.set_continuation(trace.continuation().substr(0, 8));
  EXPECT_THAT(lineage().Trace(other), refused);
}

TEST_F(LineageBadInputTest, ThingsThatCanNotBeCompared) {
  const std::string run = "run:" + NewRun();
  EXPECT_THAT(lineage().Compare({run}), IsErrorAt(kInvalid, "COMPARE_COUNT_INVALID", "names"));
  const std::string digest = NewDigest();
  RunWith({File("in", digest)}, {});
  EXPECT_THAT(lineage().Compare({run, "content:" + digest}),
              IsErrorAt(kInvalid, "NOT_COMPARABLE", "names[1]"));
  EXPECT_THAT(lineage().GetCompleteness("content:" + digest),
              IsErrorAt(kInvalid, "NO_RUN", "name"));
  EXPECT_THAT(lineage().GetReproduction("content:" + digest), IsError(kInvalid, "NO_RUN"));
  EXPECT_THAT(lineage().DiffDatasetVersions("content:" + digest, "content:" + digest),
              IsErrorAt(kInvalid, "NO_DATASET_VERSION", "base"));
}

TEST_F(LineageBadInputTest, DigestsThatDoNotIdentify) {
  v1::IdentifyContentRequest identify;
  identify.set_digest("sha256:12");
  EXPECT_THAT(lineage().Identify(identify), IsErrorAt(kInvalid, "DIGEST_MALFORMED", "digest"));
  identify.set_digest(NewDigest());
  identify.set_size(-1);
  EXPECT_THAT(lineage().Identify(identify), IsErrorAt(kInvalid, "SIZE_NEGATIVE", "size"));
  const std::string run = RunWith({File("in", NewDigest())}, {});
  v1::VerifyContentRequest verify;
  verify.set_name("run:" + run);
  verify.set_path("in");
  verify.set_digest("md5:0cc175b9c0f1b6a831c399e269772661");
  EXPECT_THAT(lineage().Verify(verify), IsErrorAt(kInvalid, "DIGEST_WEAK", "digest"));
  verify.set_digest(NewDigest());
  verify.set_path("out");
  EXPECT_THAT(lineage().Verify(verify), IsError(StatusCode::kNotFound, "PATH_UNKNOWN"));
  verify.set_path("../in");
  EXPECT_THAT(lineage().Verify(verify), IsError(kInvalid, "PATH_INVALID"));
  verify.set_path("");
  EXPECT_THAT(lineage().Verify(verify), IsError(kInvalid, "PATH_INVALID"));
}

TEST_F(LineageBadInputTest, ADatasetRegisteredTwiceUnderOneLabel) {
  const std::string name = Unique("credit");
  const std::string digest = NewDigest();
  ASSERT_OK(Register(name, digest, {}, "v1"));
  const absl::Status status = Register(name, NewDigest(), {}, "v1").status();
  EXPECT_THAT(status, IsError(kPrecondition, "DATASET_VERSION_CHANGED"));
  EXPECT_THAT(status, Says(digest));
}

TEST_F(LineageBadInputTest, DerivationsThatCanNotBe) {
  const std::string name = Unique("credit");
  const std::string old_digest = NewDigest();
  const std::string new_digest = NewDigest();
  ASSERT_OK(Register(name, old_digest));
  ASSERT_OK(Register(name, new_digest, {Version(name, old_digest)}));
  const absl::Status cycle = Register(name, old_digest, {Version(name, new_digest)}).status();
  EXPECT_THAT(cycle, IsErrorAt(kPrecondition, "DERIVATION_CYCLE", "derived_from[0]"));
  EXPECT_THAT(cycle, Says(Version(name, new_digest) + " <- " + Version(name, old_digest)));
  EXPECT_THAT(Register(name, new_digest, {"run:" + NewRun()}),
              IsErrorAt(kInvalid, "DERIVATION_INVALID", "derived_from[0]"));
  EXPECT_THAT(Register(name, new_digest, {Version(name, NewDigest())}),
              IsErrorAt(StatusCode::kNotFound, "NODE_NOT_FOUND", "derived_from[0]"));
  EXPECT_THAT(Register(name, new_digest, std::vector<std::string>(limits::kDerivedFrom + 1, "x")),
              IsErrorAt(kInvalid, "SOURCES_TOO_MANY", "derived_from"));
  EXPECT_THAT(Register("", new_digest), IsError(kInvalid, "NAME_EMPTY"));
}

TEST_F(LineageBadInputTest, AManifestThatDoesNotMatchItsDigest) {
  v1::RegisterDatasetVersionRequest request;
  request.mutable_version()->set_name(Unique("images"));
  v1::Content* content = request.mutable_version()->mutable_content();
  content->set_kind(v1::CONTENT_KIND_DIRECTORY);
  content->set_digest(NewDigest());
  v1::ManifestEntry* entry = content->mutable_manifest()->add_entries();
  entry->set_path("a.png");
  entry->set_digest(NewDigest());
  EXPECT_THAT(lineage().RegisterDatasetVersion(request), IsError(kInvalid, "MANIFEST_MISMATCH"));
  for (const char* path : {"/a.png", "../a.png", "a/../../b", "a//b", "a\\b"}) {
    entry->set_path(path);
    EXPECT_THAT(
        lineage().RegisterDatasetVersion(request),
        IsErrorAt(kInvalid, "PATH_INVALID", "version.dataset.content.manifest.entries.path"))
        << path;
  }
}

TEST_F(LineageBadInputTest, AnEdgeToSomethingDeleted) {
  const std::string parent = NewRun();
  ASSERT_OK(DeleteRun(parent));
  v1::CreateRunRequest request;
  request.set_experiment(Unique("experiment"));
  request.set_parent_run_id(parent);
  EXPECT_THAT(api().CreateRun(request), IsError(kPrecondition, "RUN_DELETED"));
  v1::LogBatchRequest batch = Batch(parent);
  *batch.add_inputs() = File("in", NewDigest());
  EXPECT_THAT(api().LogBatch(batch), IsError(kPrecondition, "RUN_DELETED"));
}

}  // namespace
}  // namespace assay::testing
