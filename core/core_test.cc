#include <string>

#include "core/clock.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/ids.h"
#include "core/limits.h"
#include "core/names.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(ErrorsTest, CarryReasonAndField) {
  const absl::Status status = InvalidArgument("KEY_EMPTY", "key", "The {} is empty.", "key");
  EXPECT_EQ(status.message(), "The key is empty.");
  EXPECT_EQ(ErrorReason(status), "KEY_EMPTY");
  EXPECT_EQ(ErrorField(PrefixField(status, "params[3]")), "params[3].key");
  EXPECT_EQ(ErrorReason(absl::InternalError("x")), "");
}

TEST(IdsTest, RandomIdsAreIdsAndDiffer) {
  const std::string a = RandomIds().New();
  EXPECT_TRUE(IsId(a)) << a;
  EXPECT_NE(a, RandomIds().New());
}

TEST(IdsTest, SequentialIdsCount) {
  SequentialIds ids;
  EXPECT_EQ(ids.New(), "00000000000000000000000000000001");
  EXPECT_EQ(ids.New(), "00000000000000000000000000000002");
}

TEST(IdsTest, RefusesOtherForms) {
  EXPECT_FALSE(IsId(""));
  EXPECT_FALSE(IsId("0000000000000000000000000000000A"));
  EXPECT_FALSE(IsId("000000000000000000000000000000001"));
}

TEST(DigestTest, MatchesTheStandardsVectors) {
  EXPECT_EQ(Sha256Digest("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 sha;
  sha.Update("a");
  sha.Update("bc");
  EXPECT_EQ("sha256:" + sha.FinishHex(), Sha256Digest("abc"));
}

TEST(DigestTest, KnowsStrength) {
  EXPECT_EQ(StrengthOf(Sha256Digest("")), DigestStrength::kStrong);
  EXPECT_EQ(StrengthOf("etag:abc"), DigestStrength::kWeak);
  EXPECT_EQ(StrengthOf("snapshot:17"), DigestStrength::kReference);
}

TEST(DigestTest, RefusesMalformed) {
  for (const char* bad : {"", "sha256", "sha256:", "sha256:abc", ":abc", "a b:c", "sha256:\n"}) {
    EXPECT_EQ(ErrorReason(ValidateDigest(bad)), "DIGEST_MALFORMED") << bad;
  }
  EXPECT_TRUE(ValidateDigest("etag:9f-3").ok());
}

TEST(NamesTest, Keys) {
  EXPECT_TRUE(ValidateKey("metric", "val/auc é").ok());
  EXPECT_EQ(ErrorReason(ValidateKey("metric", "")), "KEY_EMPTY");
  EXPECT_EQ(ErrorReason(ValidateKey("metric", "a\nb")), "KEY_INVALID");
  EXPECT_EQ(ErrorReason(ValidateKey("metric", "\xc0\xaf")), "KEY_INVALID");
  EXPECT_EQ(ErrorReason(ValidateKey("metric", std::string(limits::kKeyBytes + 1, 'a'))),
            "KEY_TOO_LONG");
}

TEST(NamesTest, Paths) {
  for (const char* good : {"model.txt", "a/b/c", "..a/b..", "é"}) {
    EXPECT_TRUE(ValidatePath(good).ok()) << good;
  }
  for (const char* bad : {"", "/a", "a//b", "a/../b", "..", "./a", "a/", "a\\b", "a\nb", "\xff"}) {
    EXPECT_EQ(ErrorReason(ValidatePath(bad)), "PATH_INVALID") << bad;
  }
}

TEST(NamesTest, Utf8) {
  EXPECT_TRUE(IsUtf8("π 🐈"));
  for (const char* bad : {"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

TEST(ClockTest, ManualClockMovesWhenTold) {
  ManualClock clock(5'000);
  clock.Advance(2'000);
  EXPECT_EQ(clock.NowMillis(), 7);
}

}  // namespace
}  // namespace assay
