#include "storage/run_io.h"

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

std::string Sha(char digit) { return "sha256:" + std::string(64, digit); }

v1::RunIo File(std::string_view path, const std::string& digest) {
  v1::RunIo item;
  item.mutable_artifact()->set_path(std::string(path));
  item.mutable_artifact()->mutable_content()->set_digest(digest);
  return item;
}

v1::RunIo Dataset(std::string_view name, const std::string& digest, std::string_view role) {
  v1::RunIo item;
  item.mutable_dataset()->set_role(std::string(role));
  item.mutable_dataset()->mutable_dataset()->set_name(std::string(name));
  item.mutable_dataset()->mutable_dataset()->mutable_content()->set_digest(digest);
  return item;
}

class RunIoTest : public StorageTest {
 protected:
  absl::Status LogIo(const std::string& run_id, v1::IoDirection direction,
                     const std::vector<v1::RunIo>& items) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    auto* list =
        direction == v1::IO_DIRECTION_INPUT ? request.mutable_inputs() : request.mutable_outputs();
    for (const v1::RunIo& item : items) *list->Add() = item;
    return Log(request).status();
  }
  absl::Status LogOutput(const std::string& run_id, const v1::RunIo& item) {
    return LogIo(run_id, v1::IO_DIRECTION_OUTPUT, {item});
  }
  // Paths (or names) of all outputs, read in pages.
  std::vector<std::string> List(const std::string& run_id, std::string_view prefix, int page) {
    std::vector<std::string> names;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRun(txn, run_id));
      for (std::string after;;) {
        ASSAY_ASSIGN_OR_RETURN(const IoPage items,
                               ListIo(txn, run.id, v1::IO_DIRECTION_OUTPUT, prefix, after, page));
        EXPECT_LE(items.items.size(), static_cast<size_t>(page));
        for (const v1::RunIo& item : items.items) {
          names.push_back(item.has_artifact() ? item.artifact().path()
                                              : item.dataset().dataset().name());
        }
        if (items.next.empty()) return absl::OkStatus();
        after = items.next;
      }
    }));
    return names;
  }
};
ASSAY_STORAGE_SUITE_OF(RunIoTest);

TEST_P(RunIoTest, ArtifactsAndDatasetsComeBackWhole) {
  v1::RunIo file = File("model/weights.bin", Sha('a'));
  file.mutable_artifact()->mutable_content()->set_size(123);
  file.mutable_artifact()->set_uri("s3://bucket/weights.bin");
  file.mutable_artifact()->set_media_type("application/octet-stream");
  v1::RunIo folder = File("plots", Sha('b'));
  folder.mutable_artifact()->mutable_content()->set_kind(v1::CONTENT_KIND_DIRECTORY);
  v1::RunIo data = Dataset("applicants", Sha('c'), "train");
  data.mutable_dataset()->mutable_dataset()->set_uri("file:///data.csv");
  data.mutable_dataset()->mutable_dataset()->set_schema("{\"columns\": 30}");
  data.mutable_dataset()->mutable_dataset()->set_profile("{\"rows\": 569}");

  const std::string run_id = NewRun();
  ASSERT_OK(LogIo(run_id, v1::IO_DIRECTION_OUTPUT, {file, folder}));
  ASSERT_OK(LogIo(run_id, v1::IO_DIRECTION_INPUT, {data}));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  ASSERT_EQ(run.outputs_size(), 2);
  ASSERT_EQ(run.inputs_size(), 1);
  EXPECT_FALSE(run.more_io());
  const v1::Artifact& weights = run.outputs(0).artifact();
  EXPECT_EQ(weights.path(), "model/weights.bin");
  EXPECT_EQ(weights.content().digest(), Sha('a'));
  EXPECT_EQ(weights.content().size(), 123);
  EXPECT_EQ(weights.content().kind(), v1::CONTENT_KIND_FILE);
  EXPECT_EQ(weights.content().strength(), v1::DIGEST_STRENGTH_STRONG);
  EXPECT_EQ(weights.uri(), "s3://bucket/weights.bin");
  EXPECT_EQ(weights.media_type(), "application/octet-stream");
  EXPECT_EQ(weights.create_time().seconds(), kStartMicros / 1'000'000);
  EXPECT_EQ(run.outputs(1).artifact().content().kind(), v1::CONTENT_KIND_DIRECTORY);
  EXPECT_FALSE(run.outputs(1).artifact().content().has_size());
  const v1::DatasetUse& use = run.inputs(0).dataset();
  EXPECT_EQ(use.role(), "train");
  EXPECT_EQ(use.dataset().name(), "applicants");
  EXPECT_EQ(use.dataset().content().digest(), Sha('c'));
  EXPECT_EQ(use.dataset().uri(), "file:///data.csv");
  EXPECT_EQ(use.dataset().schema(), "{\"columns\": 30}");
  EXPECT_EQ(use.dataset().profile(), "{\"rows\": 569}");
}

TEST_P(RunIoTest, TheSameItemAgainCountsOnce) {
  const std::string run_id = NewRun();
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(LogOutput(run_id, File("a", Sha('a'))));
    ASSERT_OK(LogOutput(run_id, Dataset("d", Sha('a'), "train")));
    ASSERT_OK(LogOutput(run_id, Dataset("d", Sha('a'), "test")));
    ASSERT_OK(LogOutput(run_id, File("a", Sha('b'))));
  }
  EXPECT_THAT(List(run_id, "", 10), ElementsAre("a", "a", "d", "d"));
}

TEST_P(RunIoTest, ListsInOrderPageByPageAndByPrefix) {
  const std::string run_id = NewRun();
  const std::vector<std::string> paths = {"b/2", "a", "b/1", "bb", "b", "c", "b/é"};
  for (const std::string& path : paths) ASSERT_OK(LogOutput(run_id, File(path, Sha('a'))));
  ASSERT_OK(LogOutput(run_id, Dataset("b/dataset", Sha('b'), "b/")));
  for (int page : {1, 2, 3, 100}) {
    EXPECT_THAT(List(run_id, "", page),
                ElementsAre("a", "b", "b/dataset", "b/1", "b/2", "b/é", "bb", "c"));
    EXPECT_THAT(List(run_id, "b/", page), ElementsAre("b/1", "b/2", "b/é"));
    EXPECT_THAT(List(run_id, "x", page), ElementsAre());
  }
}

TEST_P(RunIoTest, ARunsMessageHoldsTheFirstThousand) {
  const std::string run_id = NewRun();
  for (int i = 0; i < kRunIoInRun + 1; i += 500) {
    std::vector<v1::RunIo> items;
    for (int j = i; j < std::min(i + 500, kRunIoInRun + 1); ++j) {
      items.push_back(File("f" + std::to_string(j), Sha('a')));
    }
    ASSERT_OK(LogIo(run_id, v1::IO_DIRECTION_OUTPUT, items));
  }
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.outputs_size(), kRunIoInRun);
  EXPECT_TRUE(run.more_io());
  EXPECT_EQ(List(run_id, "", 300).size(), static_cast<size_t>(kRunIoInRun + 1));
}

TEST_P(RunIoTest, OneContentHasOneSizeAndKind) {
  const std::string run_id = NewRun();
  v1::RunIo sized = File("a", Sha('a'));
  sized.mutable_artifact()->mutable_content()->set_size(5);
  ASSERT_OK(LogOutput(run_id, File("unsized", Sha('a'))));
  ASSERT_OK(LogOutput(run_id, sized));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.outputs(0).artifact().content().size(), 5) << "the size is known by now";
  sized.mutable_artifact()->mutable_content()->set_size(6);
  EXPECT_THAT(LogOutput(run_id, sized),
              IsError(StatusCode::kFailedPrecondition, "CONTENT_MISMATCH"));
  v1::RunIo folder = File("a", Sha('a'));
  folder.mutable_artifact()->mutable_content()->set_kind(v1::CONTENT_KIND_DIRECTORY);
  EXPECT_THAT(LogOutput(run_id, folder),
              IsError(StatusCode::kFailedPrecondition, "CONTENT_MISMATCH"));
}

TEST_P(RunIoTest, ContentOfARefusedBatchIsNotRemembered) {
  v1::LogBatchRequest refused;
  refused.set_run_id(NewRun());
  v1::RunIo item = File("a", Sha('a'));
  item.mutable_artifact()->mutable_content()->set_size(5);
  *refused.add_outputs() = item;
  refused.mutable_finish()->set_status(v1::RUN_STATUS_RUNNING);
  EXPECT_THAT(Log(refused).status(), IsError(StatusCode::kInvalidArgument, "STATUS_INVALID"));

  const std::string run_id = NewRun();
  item.mutable_artifact()->mutable_content()->set_size(6);
  for (const char* path : {"b", "c"}) {
    item.mutable_artifact()->set_path(path);
    ASSERT_OK(LogOutput(run_id, item));
  }
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  ASSERT_EQ(run.outputs_size(), 2);
  for (const v1::RunIo& output : run.outputs()) {
    EXPECT_EQ(output.artifact().content().size(), 6);
  }
}

TEST_P(RunIoTest, WeakDigestsAreKeptAndMarked) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogOutput(run_id, File("etag", "etag:\"d41d8cd9-3\"")));
  ASSERT_OK(LogOutput(run_id, File("snapshot", "snapshot:42")));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  for (const v1::RunIo& item : run.outputs()) {
    EXPECT_NE(item.artifact().content().strength(), v1::DIGEST_STRENGTH_STRONG);
    EXPECT_NE(item.artifact().content().strength(), v1::DIGEST_STRENGTH_UNSPECIFIED);
  }
}

TEST_P(RunIoTest, RefusesPathsThatAreNotPlain) {
  const std::string run_id = NewRun();
  for (const std::string& path :
       {std::string(""), std::string("/abs"), std::string("../up"), std::string("a/../b"),
        std::string("a//b"), std::string("./a"), std::string("a/"), std::string("a\\b"),
        std::string("a\nb"), std::string("a\0b", 3), std::string(1'001, 'p'),
        std::string("\xc3")}) {
    EXPECT_THAT(LogOutput(run_id, File(path, Sha('a'))),
                IsErrorAt(StatusCode::kInvalidArgument, "PATH_INVALID", "outputs[0].artifact.path"))
        << path;
  }
  EXPECT_OK(LogOutput(run_id, File("..a/.b/c..", Sha('a'))));
}

TEST_P(RunIoTest, RefusesMalformedItemsAndSaysWhich) {
  const std::string run_id = NewRun();
  const auto invalid = StatusCode::kInvalidArgument;
  EXPECT_THAT(LogOutput(run_id, {}), IsErrorAt(invalid, "ITEM_MISSING", "outputs[0]"));
  EXPECT_THAT(LogOutput(run_id, File("a", "sha256:12")), IsError(invalid, "DIGEST_MALFORMED"));
  EXPECT_THAT(LogOutput(run_id, File("a", "")), IsError(invalid, "DIGEST_MALFORMED"));
  v1::RunIo item = File("a", Sha('a'));
  item.mutable_artifact()->mutable_content()->set_size(-1);
  EXPECT_THAT(LogOutput(run_id, item),
              IsErrorAt(invalid, "SIZE_NEGATIVE", "outputs[0].artifact.content.size"));
  item = File("a", Sha('a'));
  item.mutable_artifact()->set_uri(std::string(2'001, 'u'));
  EXPECT_THAT(LogOutput(run_id, item), IsError(invalid, "VALUE_TOO_LONG"));
  EXPECT_THAT(LogOutput(run_id, Dataset("", Sha('a'), "")), IsError(invalid, "NAME_EMPTY"));
  EXPECT_THAT(LogOutput(run_id, Dataset("d", Sha('a'), std::string(251, 'r'))),
              IsError(invalid, "VALUE_TOO_LONG"));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.outputs_size(), 0);
}

}  // namespace
}  // namespace assay::testing
