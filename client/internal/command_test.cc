#include "client/internal/command.h"

#include "core/names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RenderCommand, QuotesForAShell) {
  EXPECT_EQ(RenderCommand({"./train", "--lr=3e-4", "a b", "", "it's", "$HOME", "x*"}),
            "./train --lr=3e-4 'a b' '' 'it'\\''s' '$HOME' x*");
}

TEST(RenderCommand, HidesSecrets) {
  EXPECT_EQ(
      RenderCommand({"t", "--password=hunter2", "--api-key", "k1", "--API_KEY=k2", "-token", "k3",
                     "db.secret=k4", "--secret", "--verbose"}),
      "t --password=*** --api-key *** --API_KEY=*** -token *** db.secret=*** --secret --verbose");
  const std::string urls = RenderCommand({"t", "--remote=https://user:hunter2@host/a",
                                          "postgres://u:hunter2@db/x", "http://h/?t=hunter2"});
  EXPECT_THAT(urls, Not(HasSubstr("hunter2")));
  EXPECT_THAT(urls, HasSubstr("://host/a***"));
}

TEST(RenderCommand, KeepsWhatOnlySoundsLikeASecret) {
  const std::vector<std::string> arguments = {
      "t", "--max-tokens=512", "--tokenizer", "bpe", "--pad_token", "x", "--num-tokens", "3"};
  EXPECT_EQ(RenderCommand(arguments),
            "t --max-tokens=512 --tokenizer bpe --pad_token x --num-tokens 3");
}

TEST(RenderCommand, IsUtf8OfBoundedLength) {
  EXPECT_EQ(RenderCommand({"a\xff"}), "'a?'");
  std::string wide;
  for (int i = 0; i < 10'000; ++i) wide += "\xc3\xa4";
  for (const char* first : {"t", "tt"}) {
    const std::string command = RenderCommand({first, wide});
    EXPECT_LE(command.size(), 8'000u);
    EXPECT_TRUE(IsUtf8(command));
    EXPECT_THAT(command, EndsWith(" bytes more)"));
  }
}

}  // namespace
}  // namespace assay
