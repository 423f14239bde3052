#include "client/dataset.h"

#include <gtest/gtest.h>

#include "client/artifact.h"
#include "client/test_files.h"
#include "core/digest.h"
#include "core/errors.h"

namespace assay {
namespace {

constexpr char kTable[] = "age,income\n31,1000.5\n45,2000\n";

class DatasetTest : public ::testing::Test {
 protected:
  Dataset Open(const std::string& name, DatasetOptions options = {}) {
    options.cache_file = dir_.path("cache");
    options.clock = &later_;
    auto dataset = Dataset::Open(dir_.path(name), options);
    EXPECT_TRUE(dataset.ok()) << dataset.status();
    return *std::move(dataset);
  }

  const TempDir dir_;
  const ManualClock later_{SystemClock().NowMicros() + 3'600'000'000};
};

TEST_F(DatasetTest, SaysWhatAFileIs) {
  dir_.Write("people.csv", kTable);
  const Dataset people = Open("people.csv");
  EXPECT_EQ(people.name(), "people");
  EXPECT_EQ(people.digest(), Sha256Digest(kTable));
  EXPECT_EQ(people.version().content().size(), 29);
  EXPECT_EQ(people.version().content().kind(), v1::CONTENT_KIND_FILE);
  EXPECT_EQ(people.version().uri(), dir_.path("people.csv"));
  EXPECT_EQ(people.version().schema(), R"({"format":"csv","columns":[{"name":"age","type":"int"},)"
                                       R"({"name":"income","type":"double"}]})");
  EXPECT_EQ(people.version().profile(),
            R"({"rows":2,"columns":[{"name":"age","missing":0,"min":31,"max":45,"mean":38.0},)"
            R"({"name":"income","missing":0,"min":1000.5,"max":2000.0,"mean":1500.25}]})");
}

TEST_F(DatasetTest, SaysWhenItsDigestComesFromTheCache) {
  dir_.Write("people.csv", kTable);
  const Dataset first = Open("people.csv");
  EXPECT_FALSE(first.from_cache());
  const Dataset again = Open("people.csv");
  EXPECT_TRUE(again.from_cache());
  EXPECT_EQ(again.version().SerializeAsString(), first.version().SerializeAsString());
  EXPECT_FALSE(Open("people.csv", {.trust_cache = false}).from_cache());
  dir_.Write("people.csv", "age\n7\n");
  const Dataset changed = Open("people.csv");
  EXPECT_FALSE(changed.from_cache());
  EXPECT_EQ(changed.digest(), Sha256Digest("age\n7\n"));
  EXPECT_EQ(changed.version().schema(),
            R"({"format":"csv","columns":[{"name":"age","type":"int"}]})");
}

TEST_F(DatasetTest, DescribesAFileWhoseDigestAloneIsKnown) {
  dir_.Write("data/people.csv", kTable);
  const Dataset folder = Open("data");
  EXPECT_EQ(folder.version().schema(), "");
  EXPECT_FALSE(Open("data/people.csv").version().schema().empty());
  EXPECT_EQ(Open("data/people.csv", {.describe = false}).version().schema(), "");
}

TEST_F(DatasetTest, ADirectoryHasAManifest) {
  dir_.Write("images/a.png", "a");
  dir_.Write("images/more/b.png", "b");
  const Dataset images = Open("images/", {.name = "digits", .version = "v1", .uri = "s3://x"});
  EXPECT_EQ(images.name(), "digits");
  EXPECT_EQ(images.version().version(), "v1");
  EXPECT_EQ(images.version().uri(), "s3://x");
  const v1::Content& content = images.version().content();
  EXPECT_EQ(content.kind(), v1::CONTENT_KIND_DIRECTORY);
  EXPECT_EQ(content.digest(), HashDirectory(dir_.path("images"))->digest);
  ASSERT_EQ(content.manifest().entries_size(), 2);
  EXPECT_EQ(content.manifest().entries(1).path(), "more/b.png");
  EXPECT_EQ(content.manifest().entries(1).digest(), Sha256Digest("b"));
  EXPECT_EQ(content.manifest().entries(1).size(), 1);
}

TEST_F(DatasetTest, AHugeDirectoryIsKnownAsAWhole) {
  PathDigest digest;
  digest.is_directory = true;
  digest.digest = Sha256Digest("");
  digest.files.resize(50'000);
  EXPECT_EQ(ToContent(digest).manifest().entries_size(), 50'000);
  digest.files.resize(50'001);
  EXPECT_FALSE(ToContent(digest).has_manifest());
  EXPECT_EQ(ToContent(digest).digest(), digest.digest);
}

TEST_F(DatasetTest, IsUsedInARole) {
  dir_.Write("people.csv", kTable);
  const v1::RunIo item = Open("people.csv").Use("train", "rows 0..1");
  EXPECT_EQ(item.dataset().role(), "train");
  EXPECT_EQ(item.dataset().subset(), "rows 0..1");
  EXPECT_EQ(item.dataset().dataset().name(), "people");
}

TEST_F(DatasetTest, RefusesWhatCannotBe) {
  dir_.Write("people.csv", kTable);
  const auto reason = [&](const std::string& name, DatasetOptions options) {
    options.cache_file = dir_.path("cache");
    return ErrorReason(Dataset::Open(dir_.path(name), options).status());
  };
  EXPECT_EQ(reason("missing.csv", {}), "PATH_NOT_FOUND");
  EXPECT_EQ(reason("people.csv", {.name = std::string(251, 'n')}), "NAME_TOO_LONG");
  EXPECT_EQ(reason("people.csv", {.version = std::string(251, 'n')}), "NAME_TOO_LONG");
  EXPECT_EQ(reason("people.csv", {.uri = std::string(2'001, 'n')}), "VALUE_TOO_LONG");
}

TEST(FileName, IsTheLastPart) {
  EXPECT_EQ(FileName("a/b.csv"), "b.csv");
  EXPECT_EQ(FileName("a/b/"), "b");
  EXPECT_EQ(FileName("b"), "b");
}

}  // namespace
}  // namespace assay
