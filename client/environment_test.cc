#include "client/environment.h"

#include <unistd.h>

#include "client/test_files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Pair;

TEST(Environment, DescribesMachineAndProcess) {
  const auto facts = CaptureEnvironment();
  ASSERT_TRUE(facts.ok());
  char hostname[256] = "";
  gethostname(hostname, sizeof(hostname));
  EXPECT_EQ(facts->at("hostname"), hostname);
  EXPECT_THAT(facts->at("kernel"), HasSubstr("Linux "));
  EXPECT_THAT(facts->at("cpu_count"), MatchesRegex("[1-9][0-9]*"));
  EXPECT_GT(std::stoll(facts->at("memory_bytes")), 1 << 20);
  EXPECT_THAT(facts->at("compiler"), MatchesRegex("(gcc|clang) [0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(facts->at("client_version"), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(facts->at("command"), HasSubstr("capture_test"));
  EXPECT_EQ(facts->count("lock_file_digest"), 0u);
  EXPECT_THAT(*facts, Each(Pair(Not(""), Not(""))));
}

TEST(Environment, TakesTheImageDigestAndNoOtherVariable) {
  setenv("ASSAY_TEST_SECRET", "hunter2-in-the-environment", 1);
  const std::string digest = Sha256Digest("image");
  const auto with = [](const std::string& value) {
    setenv("ASSAY_IMAGE_DIGEST", value.c_str(), 1);
    const auto facts = CaptureEnvironment();
    unsetenv("ASSAY_IMAGE_DIGEST");
    return *facts;
  };
  EXPECT_EQ(with(digest).at("image_digest"), digest);
  EXPECT_EQ(with("registry/team/image@" + digest).at("image_digest"), digest);
  EXPECT_THAT(with("latest"), Not(testing::Contains(Key("image_digest"))));
  EXPECT_THAT(with(digest), Each(Pair(testing::_, Not(HasSubstr("hunter2")))));
  unsetenv("ASSAY_TEST_SECRET");
}

TEST(Environment, DigestsTheLockFile) {
  const TempDir dir;
  dir.Write("requirements.lock", "torch==2.4.0\n");
  const auto facts = CaptureEnvironment({.lock_file = dir.path("requirements.lock")});
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->at("lock_file_digest"), Sha256Digest("torch==2.4.0\n"));
  const auto missing = CaptureEnvironment({.lock_file = dir.path("missing")});
  EXPECT_EQ(ErrorReason(missing.status()), "PATH_NOT_FOUND");
}

}  // namespace
}  // namespace assay
