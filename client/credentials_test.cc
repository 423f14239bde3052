#include "client/credentials.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "client/internal/defaults.h"
#include "gmock/gmock.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::IsError;

class CredentialsTest : public ::testing::Test {
 protected:
  ~CredentialsTest() override {
    for (const char* name : {"ASSAY_CREDENTIALS", "ASSAY_TOKEN", "ASSAY_SERVER"}) unsetenv(name);
  }
  std::string Stored(const std::string& server) {
    const absl::StatusOr<std::string> token = StoredToken(path_, server);
    EXPECT_OK(token);
    return token.value_or("");
  }

  testing::TempFolder folder_;
  const std::string path_ = folder_.path("config/assay/credentials");
};

TEST_F(CredentialsTest, KeepsATokenForEachServer) {
  EXPECT_EQ(Stored("a:1"), "");
  ASSERT_OK(StoreToken(path_, "a:1", "assay_one"));
  ASSERT_OK(StoreToken(path_, "b:2", "assay_two"));
  ASSERT_OK(StoreToken(path_, "a:1", "assay_three"));
  EXPECT_EQ(Stored("a:1"), "assay_three");
  EXPECT_EQ(Stored("b:2"), "assay_two");
  EXPECT_EQ(Stored("a:10"), "");
  EXPECT_TRUE(*ForgetToken(path_, "a:1"));
  EXPECT_FALSE(*ForgetToken(path_, "a:1"));
  EXPECT_EQ(Stored("a:1"), "");
  EXPECT_EQ(Stored("b:2"), "assay_two");
}

TEST_F(CredentialsTest, TheFileIsItsOwnersOnly) {
  ASSERT_OK(StoreToken(path_, "a:1", "assay_one"));
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_THAT(StoredToken(path_, "a:1"),
              IsError(StatusCode::kFailedPrecondition, "CREDENTIALS_EXPOSED"));
  EXPECT_THAT(StoreToken(path_, "b:2", "assay_two"),
              IsError(StatusCode::kFailedPrecondition, "CREDENTIALS_EXPOSED"));
}

TEST_F(CredentialsTest, RefusesWhatIsNoToken) {
  for (const char* text : {"", "assay one", "assay_\n", "assay_\xc3\xa9"}) {
    EXPECT_THAT(StoreToken(path_, "a:1", text),
                IsError(StatusCode::kInvalidArgument, "TOKEN_MALFORMED"));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(CredentialsTest, APlaceThatCantBeUsedIsNamed) {
  std::ofstream(folder_.path("file")) << "";
  const absl::Status status = StoreToken(folder_.path("file/credentials"), "a:1", "assay_one");
  EXPECT_THAT(status, IsError(StatusCode::kFailedPrecondition, "CREDENTIALS_UNUSABLE"));
}

TEST_F(CredentialsTest, TheTokenOfTheEnvironmentGoesToItsServerOnly) {
  setenv("ASSAY_CREDENTIALS", path_.c_str(), 1);
  setenv("ASSAY_SERVER", "a:1", 1);
  setenv("ASSAY_TOKEN", "assay_environment", 1);
  ASSERT_OK(StoreToken(path_, "b:2", "assay_stored"));
  EXPECT_EQ(*internal::TokenOrDefault("assay_given", "a:1"), "assay_given");
  EXPECT_EQ(*internal::TokenOrDefault("", "a:1"), "assay_environment");
  EXPECT_EQ(*internal::TokenOrDefault("", "b:2"), "assay_stored");
  EXPECT_EQ(*internal::TokenOrDefault("", "c:3"), "");
}

TEST_F(CredentialsTest, ThePathComesFromTheEnvironment) {
  setenv("ASSAY_CREDENTIALS", "/somewhere", 1);
  EXPECT_EQ(CredentialsPath(), "/somewhere");
  unsetenv("ASSAY_CREDENTIALS");
  EXPECT_TRUE(CredentialsPath().ends_with("/assay/credentials")) << CredentialsPath();
}

}  // namespace
}  // namespace assay
