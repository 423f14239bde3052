#include "client/digest_cache.h"

#include <sys/stat.h>

#include "client/hash.h"
#include "client/test_files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// A folder with data, a cache beside it, and a clock that is an hour ahead: whatever is written has
// been left alone for long.
class DigestCacheTest : public ::testing::Test {
 protected:
  PathDigest Hash(DigestCache& cache, const std::string& name = "data") {
    HashOptions options;
    options.cache = &cache;
    const auto digest = HashPath(dir_.path(name), options);
    EXPECT_TRUE(digest.ok()) << digest.status();
    return digest.value_or(PathDigest{});
  }
  // With a cache that was read from the file, and is written again.
  PathDigest HashAgain(const std::string& name = "data", bool trust = true) {
    DigestCache cache(file_, trust, later_);
    PathDigest digest = Hash(cache, name);
    EXPECT_TRUE(cache.Save().ok());
    return digest;
  }

  const TempDir dir_;
  const std::string file_ = dir_.path("cache/digests.jsonl");
  const ManualClock later_{SystemClock().NowMicros() + 3'600'000'000};
};

TEST_F(DigestCacheTest, KnowsFilesThatStayedAsTheyWere) {
  dir_.Write("data/a", "first");
  dir_.Write("data/b", "second");
  const PathDigest first = HashAgain();
  EXPECT_EQ(first.files_from_cache, 0);
  const PathDigest again = HashAgain();
  EXPECT_EQ(again.files_from_cache, 2);
  EXPECT_EQ(again.digest, first.digest);
  EXPECT_EQ(again.files, first.files);
  const PathDigest file = HashAgain("data/b");
  EXPECT_EQ(file.files_from_cache, 1);
  EXPECT_EQ(file.digest, Sha256Digest("second"));
}

TEST_F(DigestCacheTest, ReadsAFileAgainThatChanged) {
  dir_.Write("data/a", "first");
  dir_.Write("data/b", "second");
  HashAgain();
  const fs::file_time_type time = fs::last_write_time(dir_.path("data/b"));
  dir_.Write("data/b", "SECOND");                  // as long as before,
  fs::last_write_time(dir_.path("data/b"), time);  // and with the same time of modification
  const PathDigest again = HashAgain();
  EXPECT_EQ(again.files_from_cache, 1);
  EXPECT_EQ(again.files[1].digest, Sha256Digest("SECOND"));
}

TEST_F(DigestCacheTest, ReadsAFileAgainThatWasReplaced) {
  dir_.Write("data/a", "first");
  HashAgain();
  dir_.Write("other", "FIRST");
  fs::last_write_time(dir_.path("other"), fs::last_write_time(dir_.path("data/a")));
  fs::rename(dir_.path("other"), dir_.path("data/a"));
  const PathDigest again = HashAgain();
  EXPECT_EQ(again.files_from_cache, 0);
  EXPECT_EQ(again.files[0].digest, Sha256Digest("FIRST"));
}

TEST_F(DigestCacheTest, DoesNotKeepWhatWasJustWritten) {
  dir_.Write("data/a", "first");
  DigestCache cache(file_);
  Hash(cache);
  EXPECT_EQ(Hash(cache).files_from_cache, 0);
  EXPECT_TRUE(cache.Save().ok());
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(DigestCacheTest, WithoutTrustEverythingIsReadAndRenewed) {
  dir_.Write("data/a", "first");
  HashAgain();
  // Somebody meddled with the cache.
  std::string text = ShellOutput("cat " + file_);
  const std::string digest = Sha256Digest("first");
  text.replace(text.find(digest), digest.size(), Sha256Digest("forged"));
  dir_.Write("cache/digests.jsonl", text);
  EXPECT_EQ(HashAgain().files[0].digest, Sha256Digest("forged"));
  const PathDigest read = HashAgain("data", /*trust=*/false);
  EXPECT_EQ(read.files_from_cache, 0);
  EXPECT_EQ(read.files[0].digest, digest);
  const PathDigest again = HashAgain();
  EXPECT_EQ(again.files_from_cache, 1);
  EXPECT_EQ(again.files[0].digest, digest);
}

TEST_F(DigestCacheTest, KeepsWhatOthersWroteMeanwhile) {
  dir_.Write("data/a", "first");
  dir_.Write("more/b", "second");
  DigestCache one(file_, true, later_);
  DigestCache two(file_, true, later_);
  Hash(one, "data");
  Hash(two, "more");
  ASSERT_TRUE(one.Save().ok());
  ASSERT_TRUE(two.Save().ok());
  EXPECT_EQ(HashAgain("data").files_from_cache, 1);
  EXPECT_EQ(HashAgain("more").files_from_cache, 1);
}

TEST_F(DigestCacheTest, LeavesOutLinesThatItCannotRead) {
  dir_.Write("data/a", "first");
  HashAgain();
  const std::string text = ShellOutput("cat " + file_);
  dir_.Write("cache/digests.jsonl", "no json\n{\"path\":7}\n[]\n\n" + text + text.substr(0, 40));
  EXPECT_EQ(HashAgain().files_from_cache, 1);
}

TEST_F(DigestCacheTest, IsItsUsersOwn) {
  dir_.Write("data/a", "first");
  HashAgain();
  struct stat info;
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(DigestCacheTest, SaysWhenItCannotBeWritten) {
  dir_.Write("data/a", "first");
  dir_.Write("file", "");
  DigestCache cache(dir_.path("file/digests.jsonl"), true, later_);
  Hash(cache);
  EXPECT_EQ(ErrorReason(cache.Save()), "CACHE_UNWRITABLE");
  EXPECT_EQ(Hash(cache).files_from_cache, 1);
}

TEST(DefaultDigestCacheFile, LiesWhereTheEnvironmentSays) {
  setenv("ASSAY_CACHE_DIR", "/scratch/cache", 1);
  EXPECT_EQ(DefaultDigestCacheFile(), "/scratch/cache/digests.jsonl");
  unsetenv("ASSAY_CACHE_DIR");
  setenv("XDG_CACHE_HOME", "/home/ada/caches", 1);
  EXPECT_EQ(DefaultDigestCacheFile(), "/home/ada/caches/assay/digests.jsonl");
  unsetenv("XDG_CACHE_HOME");
}

}  // namespace
}  // namespace assay
