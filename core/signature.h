// Ed25519 signatures (RFC 8032).
#ifndef ASSAY_CORE_SIGNATURE_H_
#define ASSAY_CORE_SIGNATURE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// A private key. Thread-safe.
class SigningKey {
 public:
  // A new one, from the system's random numbers.
  static SigningKey Generate();
  // The key of these 32 bytes (the seed of RFC 8032); InvalidArgument with reason
  // SIGNING_KEY_INVALID when they are not so many.
  static absl::StatusOr<SigningKey> FromSeed(std::string_view seed);

  // Secret.
  const std::string& seed() const { return seed_; }
  // 32 bytes.
  const std::string& public_key() const { return public_key_; }
  // 64 bytes.
  std::string Sign(std::string_view message) const;

 private:
  SigningKey(std::string seed, std::string public_key)
      : seed_(std::move(seed)), public_key_(std::move(public_key)) {}

  std::string seed_;
  std::string public_key_;
};

// Whether `signature` of `message` was made with the private key of `public_key`.
bool VerifySignature(std::string_view public_key, std::string_view message,
                     std::string_view signature);

}  // namespace assay

#endif  // ASSAY_CORE_SIGNATURE_H_
