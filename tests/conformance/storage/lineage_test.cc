// What the graph is made of, and what it refuses.
#include "storage/lineage/catalogue.h"
#include "storage/lineage/completeness.h"
#include "storage/lineage/dataset_diff.h"
#include "storage/lineage/identify.h"
#include "storage/lineage/nodes.h"
#include "storage/lineage/trace.h"
#include "storage/times.h"
#include "tests/conformance/storage/lineage_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

class LineageTest : public LineageFixture {};
ASSAY_STORAGE_SUITE_OF(LineageTest);

TEST_P(LineageTest, EqualContentLinksRunsThatDoNotNameEachOther) {
  const std::string writer = NewRun();
  const std::string reader = NewRun();
  ASSERT_OK(LogOutput(writer, File("model.bin", Sha('a'))));
  ASSERT_OK(LogInput(reader, File("input/weights", Sha('a'))));
  EXPECT_THAT(Reached("run:" + reader, v1::LINEAGE_DIRECTION_UPSTREAM),
              UnorderedElementsAre("run:" + reader, "content:" + Sha('a'), "run:" + writer));
}

TEST_P(LineageTest, LevelsOfEverySizeAreFollowedWhole) {
  for (const int width : {1, 8, 9, 33}) {
    const std::string reader = NewRun();
    std::vector<std::string> names = {"run:" + reader};
    for (int i = 0; i < width; ++i) {
      const std::string digest = Sha256Digest(fmt::format("{} of {}", i, width));
      const std::string writer = NewRun();
      ASSERT_OK(LogOutput(writer, File("out", digest)));
      ASSERT_OK(LogInput(reader, File(fmt::format("in/{}", i), digest)));
      names.push_back("content:" + digest);
      names.push_back("run:" + writer);
    }
    for (const auto direction : {v1::LINEAGE_DIRECTION_UPSTREAM, v1::LINEAGE_DIRECTION_BOTH}) {
      EXPECT_THAT(Reached("run:" + reader, direction), UnorderedElementsAreArray(names));
    }
  }
}

TEST_P(LineageTest, LoggingAfterTheEndCounts) {
  const std::string run = NewRun();
  v1::LogBatchRequest batch;
  batch.set_run_id(run);
  batch.mutable_finish()->set_status(v1::RUN_STATUS_FINISHED);
  ASSERT_OK(Log(batch));
  ASSERT_OK(LogOutput(run, File("late.bin", Sha('b'))));
  EXPECT_THAT(Reached("content:" + Sha('b'), v1::LINEAGE_DIRECTION_UPSTREAM),
              UnorderedElementsAre("content:" + Sha('b'), "run:" + run));
}

TEST_P(LineageTest, TheGraphIsAsItWasAtATime) {
  const std::string run = NewRun();
  clock_.Advance(10);
  const int64_t first = clock_.NowMicros();
  ASSERT_OK(LogCode(run, "c1"));
  clock_.Advance(10);
  ASSERT_OK(LogCode(run, "c2"));
  const auto up = v1::LINEAGE_DIRECTION_UPSTREAM;
  EXPECT_THAT(Reached("run:" + run, up), UnorderedElementsAre("run:" + run, "code:r@c2"));
  EXPECT_THAT(Reached("run:" + run, up, first), UnorderedElementsAre("run:" + run, "code:r@c1"));
  EXPECT_THAT(Reached("run:" + run, up, first - 1), UnorderedElementsAre("run:" + run));
  clock_.Advance(10);
  ASSERT_OK(LogCode(run, "c1"));
  EXPECT_THAT(Reached("run:" + run, up), UnorderedElementsAre("run:" + run, "code:r@c1"))
      << "what ended may hold again";
}

TEST_P(LineageTest, BranchesOfOneCommitAreOneNode) {
  const std::string one = NewRun();
  const std::string two = NewRun();
  ASSERT_OK(LogCode(one, "c1", "main"));
  ASSERT_OK(LogCode(two, "c1", "topic"));
  EXPECT_THAT(Reached("code:r@c1", v1::LINEAGE_DIRECTION_DOWNSTREAM),
              UnorderedElementsAre("code:r@c1", "run:" + one, "run:" + two));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(two));
  EXPECT_EQ(run.code().branch(), "topic") << "the run keeps its own";
}

TEST_P(LineageTest, DeletionLeavesATombstone) {
  const std::string run = NewRun();
  ASSERT_OK(LogInput(run, File("a", Sha('a'))));
  ASSERT_OK(LogOutput(run, File("b", Sha('b'))));
  ASSERT_OK(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run, "", true, "tester"); }));
  EXPECT_THAT(Reached("content:" + Sha('b'), v1::LINEAGE_DIRECTION_UPSTREAM),
              UnorderedElementsAre("content:" + Sha('b'), "run:" + run, "content:" + Sha('a')));
  ASSERT_OK_AND_ASSIGN(const v1::LineageNode node, Node("run:" + run));
  EXPECT_TRUE(node.has_delete_time());
}

TEST_P(LineageTest, FilesOfADirectoryAreNodesWhenSomethingElseKnowsThem) {
  const std::string run = NewRun();
  const v1::RunIo folder = Directory("model", {{"weights", Sha('a')}, {"README", Sha('b')}});
  const std::string name = "content:" + folder.artifact().content().digest();
  ASSERT_OK(LogOutput(run, folder));
  EXPECT_THAT(Reached(name, v1::LINEAGE_DIRECTION_UPSTREAM),
              UnorderedElementsAre(name, "run:" + run));
  const absl::Status unknown =
      ReadFor([&](ReadTxn& txn) { return FindNode(txn, "content:" + Sha('a')); }).status();
  EXPECT_THAT(unknown, IsError(StatusCode::kNotFound, "CONTENT_IN_DIRECTORY_ONLY"));
  EXPECT_THAT(unknown, Says(name));

  const std::string reader = NewRun();
  ASSERT_OK(LogInput(reader, File("weights", Sha('a'))));
  EXPECT_THAT(Reached("content:" + Sha('a'), v1::LINEAGE_DIRECTION_DOWNSTREAM),
              UnorderedElementsAre("content:" + Sha('a'), name, "run:" + reader));
}

TEST_P(LineageTest, AManifestMustGiveItsDirectorysDigest) {
  const std::string run = NewRun();
  const auto invalid = StatusCode::kInvalidArgument;
  v1::RunIo folder = Directory("d", {{"b", Sha('b')}, {"a", Sha('a')}});
  EXPECT_OK(LogOutput(run, folder)) << "in any order";
  v1::Content* content = folder.mutable_artifact()->mutable_content();
  v1::RunIo changed = folder;
  changed.mutable_artifact()->mutable_content()->mutable_manifest()->mutable_entries(0)->set_path(
      "c");
  EXPECT_THAT(LogOutput(run, changed), IsError(invalid, "MANIFEST_MISMATCH"));
  *content->mutable_manifest()->add_entries() = content->manifest().entries(0);
  EXPECT_THAT(LogOutput(run, folder), IsError(invalid, "MANIFEST_INVALID")) << "a path twice";
  content->mutable_manifest()->mutable_entries(2)->set_path("../c");
  EXPECT_THAT(LogOutput(run, folder), IsError(invalid, "PATH_INVALID"));
  content->mutable_manifest()->mutable_entries(2)->set_path("c");
  content->mutable_manifest()->mutable_entries(2)->set_digest("md5:0cc175b9c0f1b6a8");
  EXPECT_THAT(LogOutput(run, folder), IsError(invalid, "DIGEST_WEAK"));
  content->set_kind(v1::CONTENT_KIND_FILE);
  EXPECT_THAT(LogOutput(run, folder), IsError(invalid, "MANIFEST_INVALID")) << "a file";
}

TEST_P(LineageTest, ADatasetVersionKeepsItsLabel) {
  const std::string run = NewRun();
  const auto use = [&](char digest, const std::string& version) {
    v1::RunIo item = Dataset("credit", Sha(digest), "train");
    item.mutable_dataset()->mutable_dataset()->set_version(version);
    return LogInput(run, item);
  };
  ASSERT_OK(use('a', ""));
  ASSERT_OK(use('a', "v1"));
  ASSERT_OK(use('a', "")) << "without a label it is the same one";
  EXPECT_THAT(use('b', "v1"), IsError(StatusCode::kFailedPrecondition, "DATASET_VERSION_CHANGED"));
  EXPECT_THAT(use('b', "v1"), Says(Sha('a')));
  EXPECT_THAT(use('a', "v2"), IsError(StatusCode::kFailedPrecondition, "DATASET_VERSION_CHANGED"));
  ASSERT_OK(use('b', "v2"));
  ASSERT_OK_AND_ASSIGN(const v1::Run logged, Get(run));
  EXPECT_EQ(logged.inputs(0).dataset().dataset().version(), "v1");
  EXPECT_TRUE(logged.inputs(0).dataset().dataset().has_create_time());
}

TEST_P(LineageTest, SubsetsAreKeptApart) {
  const std::string run = NewRun();
  v1::RunIo item = Dataset("credit", Sha('a'), "train");
  for (const char* subset : {"", "rows 0..9", "rows 10..19", "rows 0..9"}) {
    item.mutable_dataset()->set_subset(subset);
    ASSERT_OK(LogInput(run, item));
  }
  ASSERT_OK_AND_ASSIGN(const v1::Run logged, Get(run));
  ASSERT_EQ(logged.inputs_size(), 3);
  EXPECT_EQ(logged.inputs(1).dataset().subset(), "rows 0..9");
}

TEST_P(LineageTest, ADerivationThatWouldCloseACircleIsRefusedWithItsPath) {
  ASSERT_OK(Register("raw", 'a', {}));
  ASSERT_OK(Register("clean", 'b', {Version("raw", 'a')}));
  ASSERT_OK(Register("split", 'c', {Version("clean", 'b')}));
  const absl::Status status = Register("raw", 'a', {Version("split", 'c')}).status();
  EXPECT_THAT(status,
              IsErrorAt(StatusCode::kFailedPrecondition, "DERIVATION_CYCLE", "derived_from[0]"));
  EXPECT_THAT(status, Says(Version("raw", 'a') + " <- " + Version("split", 'c') + " <- " +
                           Version("clean", 'b') + " <- " + Version("raw", 'a')));
  EXPECT_THAT(Register("raw", 'a', {Version("raw", 'a')}),
              IsError(StatusCode::kFailedPrecondition, "DERIVATION_CYCLE"));
  EXPECT_THAT(Register("new", 'd', {"content:" + Sha('e')}),
              IsError(StatusCode::kNotFound, "CONTENT_UNKNOWN"));
  EXPECT_THAT(Register("new", 'd', {"run:" + NewRun()}),
              IsError(StatusCode::kInvalidArgument, "DERIVATION_INVALID"));
}

TEST_P(LineageTest, WhatRunsLogIsNeverRefusedForClosingACircle) {
  const std::string run = NewRun();
  ASSERT_OK(LogInput(run, File("in", Sha('a'))));
  ASSERT_OK(LogOutput(run, File("out", Sha('a'))));
  for (const auto direction : {v1::LINEAGE_DIRECTION_UPSTREAM, v1::LINEAGE_DIRECTION_BOTH}) {
    EXPECT_THAT(Reached("run:" + run, direction),
                UnorderedElementsAre("run:" + run, "content:" + Sha('a')));
  }
}

TEST_P(LineageTest, ARunsPartsMayNotHoldIt) {
  const std::string outer = NewRun();
  const std::string inner = NewRun();
  ASSERT_OK(SetParent(inner, outer));
  const absl::Status status = SetParent(outer, inner);
  EXPECT_THAT(status, IsError(StatusCode::kFailedPrecondition, "RUN_CYCLE"));
  EXPECT_THAT(status, Says(outer + " is a part of " + inner + " is a part of " + outer));
  EXPECT_THAT(Reached("run:" + inner, v1::LINEAGE_DIRECTION_DOWNSTREAM),
              UnorderedElementsAre("run:" + inner, "run:" + outer));
  ASSERT_OK(SetParent(inner, ""));
  EXPECT_THAT(Reached("run:" + inner, v1::LINEAGE_DIRECTION_DOWNSTREAM),
              UnorderedElementsAre("run:" + inner));
}

TEST_P(LineageTest, NestingHasALimit) {
  std::string above = NewRun();
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    for (int i = 0; i < limits::kRunNesting; ++i) {
      v1::CreateRunRequest request;
      request.set_experiment("experiment");
      request.set_parent_run_id(above);
      v1::Run run;
      ASSAY_RETURN_IF_ERROR(CreateRun(txn, request, "tester", &run).status());
      above = run.run_id();
    }
    return absl::OkStatus();
  }));
  EXPECT_THAT(SetParent(NewRun(), above),
              IsError(StatusCode::kFailedPrecondition, "RUN_NESTING_TOO_DEEP"));
}

TEST_P(LineageTest, AManifestFindsADirectoryByItsFiles) {
  const std::string run = NewRun();
  const v1::RunIo folder = Directory("model", {{"weights", Sha('a')}});
  ASSERT_OK(LogOutput(run, folder));
  v1::IdentifyContentRequest request;
  request.set_digest(Sha('a'));
  ASSERT_OK_AND_ASSIGN(const v1::IdentifyContentResponse found,
                       ReadFor([&](ReadTxn& txn) { return IdentifyContent(txn, request); }));
  EXPECT_TRUE(found.known());
  EXPECT_FALSE(found.has_content());
  ASSERT_EQ(found.directories_size(), 1);
  EXPECT_EQ(found.directories(0).path(), "weights");
  EXPECT_EQ(found.directories(0).directory().title(), "model");
}

TEST_P(LineageTest, AnUnknownContentHasNeighboursByNameAndSize) {
  const std::string run = NewRun();
  const auto log = [&](const std::string& path, char digest, int64_t size) {
    v1::RunIo item = File(path, Sha(digest));
    item.mutable_artifact()->mutable_content()->set_size(size);
    ASSERT_OK(LogOutput(run, item));
  };
  log("a/model.bin", '1', 5);
  log("b/other.bin", '2', 1'000);
  log("near.bin", '3', 1'001);
  log("far.bin", '4', 1'200);
  v1::IdentifyContentRequest request;
  request.set_digest(Sha('e'));
  request.set_path("/home/ada/model.bin");
  request.set_size(1'000);
  ASSERT_OK_AND_ASSIGN(const v1::IdentifyContentResponse found,
                       ReadFor([&](ReadTxn& txn) { return IdentifyContent(txn, request); }));
  EXPECT_FALSE(found.known());
  ASSERT_EQ(found.nearest_size(), 3);
  EXPECT_EQ(found.nearest(0).content().content().digest(), Sha('1'));
  EXPECT_TRUE(found.nearest(0).same_name());
  EXPECT_FALSE(found.nearest(0).same_size());
  EXPECT_EQ(found.nearest(0).use().run().name(), "run:" + run);
  EXPECT_EQ(found.nearest(0).use().label(), "a/model.bin");
  EXPECT_EQ(found.nearest(1).content().content().digest(), Sha('2'));
  EXPECT_TRUE(found.nearest(1).same_size());
  EXPECT_EQ(found.nearest(2).content().content().digest(), Sha('3'));
}

TEST_P(LineageTest, VerdictsOfAPath) {
  const std::string run = NewRun();
  ASSERT_OK(LogOutput(run, File("model", Sha('a'))));
  clock_.Advance(1'000'000);
  ASSERT_OK(LogOutput(run, File("model", Sha('b'))));
  ASSERT_OK(LogOutput(run, File("weak", "md5:0cc175b9c0f1b6a8")));
  const v1::RunIo folder = Directory("folder", {{"x/y", Sha('c')}});
  ASSERT_OK(LogOutput(run, folder));
  EXPECT_EQ(Verify("run:" + run, "model", Sha('b')), v1::VERDICT_MATCHES);
  EXPECT_EQ(Verify("run:" + run, "model", Sha('a')), v1::VERDICT_SUPERSEDED);
  EXPECT_EQ(Verify("run:" + run, "model", Sha('c')), v1::VERDICT_DIFFERS);
  EXPECT_EQ(Verify("run:" + run, "weak", Sha('c')), v1::VERDICT_INCONCLUSIVE);
  EXPECT_EQ(Verify("run:" + run, "folder/x/y", Sha('c')), v1::VERDICT_MATCHES);
  EXPECT_EQ(Verify("run:" + run, "folder/x/y", Sha('a')), v1::VERDICT_DIFFERS);
  ASSERT_OK(Register("credit", 'd', {}));
  EXPECT_EQ(Verify(Version("credit", 'd'), "", Sha('d')), v1::VERDICT_MATCHES);
  EXPECT_EQ(Verify(Version("credit", 'd'), "", Sha('a')), v1::VERDICT_DIFFERS);
}

TEST_P(LineageTest, TwoDirectoriesDifferInFiles) {
  const v1::RunIo one = Directory("d", {{"a", Sha('1')}, {"b", Sha('2')}, {"c", Sha('3')}});
  const v1::RunIo two = Directory("d", {{"b", Sha('2')}, {"c", Sha('4')}, {"d", Sha('5')}});
  for (const v1::RunIo& folder : {one, two}) {
    v1::RegisterDatasetVersionRequest request;
    request.mutable_version()->set_name("images");
    *request.mutable_version()->mutable_content() = folder.artifact().content();
    ASSERT_OK(
        WriteFor([&](WriteTxn& txn) { return RegisterDatasetVersion(txn, request, "tester"); }));
  }
  v1::DiffDatasetVersionsRequest request;
  request.set_base("dataset:default/images@" + one.artifact().content().digest());
  request.set_other("dataset:default/images@" + two.artifact().content().digest());
  ASSERT_OK_AND_ASSIGN(const v1::DiffDatasetVersionsResponse diff,
                       ReadFor([&](ReadTxn& txn) { return DiffDatasetVersions(txn, request); }));
  EXPECT_TRUE(diff.files_known());
  std::vector<std::string> changes;
  for (const v1::FileChange& file : diff.files()) {
    changes.push_back(file.path() + (file.has_base() ? " had" : "") +
                      (file.has_other() ? " has" : ""));
  }
  EXPECT_THAT(changes, ElementsAre("a had", "c had has", "d has"));
}

TEST_P(LineageTest, CompletenessNamesWhatIsMissing) {
  const std::string run = NewRun();
  EXPECT_THAT(Missing("run:" + run), ElementsAre("TRAINING_DATA", "DIGESTS", "CODE", "CLEAN_TREE",
                                                 "ENVIRONMENT", "ARTIFACT", "FINISHED"));
  ASSERT_OK(LogInput(run, Dataset("credit", Sha('a'), "train")));
  ASSERT_OK(LogOutput(run, File("model", "md5:0cc175b9c0f1b6a8")));
  v1::LogBatchRequest batch;
  batch.set_run_id(run);
  batch.mutable_code()->set_commit("c1");
  batch.mutable_code()->set_dirty(true);
  (*batch.mutable_environment()->mutable_attributes())["os"] = "linux";
  batch.mutable_finish()->set_status(v1::RUN_STATUS_FINISHED);
  ASSERT_OK(Log(batch));
  EXPECT_THAT(Missing("run:" + run), ElementsAre("DIGESTS", "CLEAN_TREE"));

  const std::string whole = NewRun();
  ASSERT_OK(LogInput(whole, Dataset("credit", Sha('a'), "train")));
  ASSERT_OK(LogOutput(whole, File("model", Sha('b'))));
  batch.set_run_id(whole);
  batch.mutable_code()->set_dirty(false);
  ASSERT_OK(Log(batch));
  EXPECT_THAT(Missing("run:" + whole), IsEmpty());
}

}  // namespace
}  // namespace assay::testing
