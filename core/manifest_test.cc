#include "core/manifest.h"

#include <string>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

const std::string kA = Sha256Digest("a");
const std::string kB = Sha256Digest("b");

std::string Hex(const std::string& digest) { return digest.substr(7); }
std::string DigestOfBoth() { return Sha256Digest(Hex(kA) + "  x/a\n" + Hex(kB) + "  y\n"); }

std::string ReasonOf(const std::vector<ManifestFile>& files, const std::string& digest = kA) {
  const absl::Status status = ValidateManifest(files, digest);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return ErrorReason(status);
}

TEST(ValidateManifest, TakesFilesInAnyOrder) {
  EXPECT_TRUE(ValidateManifest({{"x/a", kA, 1}, {"y", kB, {}}}, DigestOfBoth()).ok());
  EXPECT_TRUE(ValidateManifest({{"y", kB, 0}, {"x/a", kA, {}}}, DigestOfBoth()).ok());
  EXPECT_TRUE(ValidateManifest({}, Sha256Digest("")).ok());
}

TEST(ValidateManifest, RefusesAnotherDigest) {
  EXPECT_EQ(ReasonOf({{"x/a", kA, {}}}, DigestOfBoth()), "MANIFEST_MISMATCH");
  EXPECT_EQ(ReasonOf({{"x/a", kB, {}}, {"y", kA, {}}}, DigestOfBoth()), "MANIFEST_MISMATCH");
}

TEST(ValidateManifest, RefusesFilesThatCanNotBe) {
  for (const char* path : {"", "/a", "a/../b", "./a", "a//b", "a\nb", "a\\b"}) {
    EXPECT_EQ(ReasonOf({{path, kA, {}}}), "PATH_INVALID") << path;
  }
  EXPECT_EQ(ReasonOf({{"a", "sha256:12", {}}}), "DIGEST_MALFORMED");
  EXPECT_EQ(ReasonOf({{"a", "etag:12", {}}}), "DIGEST_WEAK");
  EXPECT_EQ(ReasonOf({{"a", kA, -1}}), "SIZE_NEGATIVE");
  EXPECT_EQ(ReasonOf({{"a", kA, {}}, {"a", kA, {}}}), "MANIFEST_INVALID");
  EXPECT_EQ(ErrorField(ValidateManifest({{"a", kA, -1}}, kA)), "manifest.entries.size");
}

TEST(ValidateManifest, RefusesTooMany) {
  const std::vector<ManifestFile> files(limits::kManifestEntries + 1, ManifestFile{"a", kA, {}});
  EXPECT_EQ(ReasonOf(files), "MANIFEST_TOO_LARGE");
}

}  // namespace
}  // namespace assay
