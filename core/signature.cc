#include "core/signature.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "core/errors.h"

namespace assay {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;

struct Deleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter>;
using Context = std::unique_ptr<EVP_MD_CTX, Deleter>;

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Key PrivateKey(std::string_view seed) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed), seed.size()));
}

}  // namespace

SigningKey SigningKey::Generate() {
  std::string seed(kKeyBytes, '\0');
  if (RAND_priv_bytes(Data(seed), static_cast<int>(seed.size())) != 1) std::abort();
  return *FromSeed(seed);
}

absl::StatusOr<SigningKey> SigningKey::FromSeed(std::string_view seed) {
  const Key key = seed.size() == kKeyBytes ? PrivateKey(seed) : nullptr;
  std::string public_key(kKeyBytes, '\0');
  size_t size = public_key.size();
  if (key == nullptr || EVP_PKEY_get_raw_public_key(key.get(), Data(public_key), &size) != 1) {
    return InvalidArgument("SIGNING_KEY_INVALID", "", "A signing key has {} bytes, and not {}.",
                           kKeyBytes, seed.size());
  }
  return SigningKey(std::string(seed), std::move(public_key));
}

std::string SigningKey::Sign(std::string_view message) const {
  const Key key = PrivateKey(seed_);
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), Data(signature), &size, Data(message), message.size()) != 1) {
    std::abort();  // with a good key, only for want of memory
  }
  return signature;
}

bool VerifySignature(std::string_view public_key, std::string_view message,
                     std::string_view signature) {
  if (public_key.size() != kKeyBytes || signature.size() != kSignatureBytes) return false;
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                          message.size()) == 1;
}

}  // namespace assay
