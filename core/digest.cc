#include "core/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "core/errors.h"

namespace assay {
namespace {

constexpr std::string_view kSha256Prefix = "sha256:";
constexpr size_t kMaxDigestBytes = 256;

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsSha256(std::string_view digest) {
  return digest.size() == kSha256Prefix.size() + 64 && digest.starts_with(kSha256Prefix) &&
         std::all_of(digest.begin() + kSha256Prefix.size(), digest.end(), IsHex);
}

}  // namespace

struct Sha256::Context {
  Context() : md(EVP_MD_CTX_new()) { EVP_DigestInit_ex(md, EVP_sha256(), nullptr); }
  ~Context() { EVP_MD_CTX_free(md); }
  EVP_MD_CTX* md;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  EVP_DigestUpdate(context_->md, bytes.data(), bytes.size());
}

std::string Sha256::FinishHex() {
  std::array<unsigned char, 32> raw;
  EVP_DigestFinal_ex(context_->md, raw.data(), nullptr);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(64);
  for (unsigned char byte : raw) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::string Sha256Digest(std::string_view bytes) {
  Sha256 sha;
  sha.Update(bytes);
  return std::string(kSha256Prefix) + sha.FinishHex();
}

DigestStrength StrengthOf(std::string_view digest) {
  if (IsSha256(digest)) return DigestStrength::kStrong;
  for (std::string_view weak : {"md5:", "etag:", "crc32c:", "xxh64:", "mlflow:"}) {
    if (digest.starts_with(weak)) return DigestStrength::kWeak;
  }
  return DigestStrength::kReference;
}

absl::Status ValidateDigest(std::string_view digest) {
  const size_t colon = digest.find(':');
  const bool printable =
      std::all_of(digest.begin(), digest.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (digest.size() > kMaxDigestBytes || !printable || colon == std::string_view::npos ||
      colon == 0 || colon + 1 == digest.size() ||
      (digest.starts_with(kSha256Prefix) && !IsSha256(digest))) {
    return InvalidArgument(
        "DIGEST_MALFORMED", "digest",
        "The digest is malformed. Write \"sha256:\" and 64 lower-case hex digits, "
        "or \"<algorithm>:<value>\" in printable ASCII of at most {} bytes.",
        kMaxDigestBytes);
  }
  return absl::OkStatus();
}

}  // namespace assay
