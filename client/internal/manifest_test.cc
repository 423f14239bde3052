#include "client/hash.h"
#include "core/digest.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

const std::string kHexA(64, 'a');
const std::string kHexB(64, 'b');

TEST(Manifest, IsReadBack) {
  DirectoryDigest directory;
  directory.files = {{"a file", "sha256:" + kHexA, 1}, {"b/c", "sha256:" + kHexB, 2}};
  const std::string text = directory.Manifest();
  EXPECT_EQ(text, kHexA + "  a file\n" + kHexB + "  b/c\n");
  const auto entries = ParseManifest(text, Sha256Digest(text));
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_EQ(*entries, (std::vector<ManifestEntry>{{"a file", "sha256:" + kHexA},
                                                  {"b/c", "sha256:" + kHexB}}));
  EXPECT_TRUE(ParseManifest("", Sha256Digest(""))->empty());
}

TEST(Manifest, OfAnotherDigestIsRefused) {
  const std::string text = kHexA + "  a\n";
  const auto entries = ParseManifest(text, Sha256Digest(text + "x"));
  EXPECT_EQ(entries.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ErrorReason(entries.status()), "MANIFEST_MISMATCH");
}

TEST(Manifest, MalformedIsRefusedThoughItsDigestMatches) {
  for (const std::string& text :
       {std::string("\n"), std::string("x"), kHexA, kHexA + "\n", kHexA + "  \n", kHexA + "  a",
        kHexA + " a\n", kHexA + " *a\n", std::string(64, 'A') + "  a\n",
        std::string(64, 'g') + "  a\n", kHexA.substr(1) + "  a\n", kHexA + "  ../a\n",
        kHexA + "  /a\n", kHexA + "  a\\b\n", kHexA + "  b\n" + kHexA + "  a\n",
        kHexA + "  a\n" + kHexB + "  a\n", kHexA + "  a\n\n"}) {
    const auto entries = ParseManifest(text, Sha256Digest(text));
    EXPECT_EQ(ErrorReason(entries.status()), "MANIFEST_INVALID") << text;
  }
}

}  // namespace
}  // namespace assay
