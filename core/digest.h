// Content digests: "sha256:<64 lower-case hex digits>".
#ifndef ASSAY_CORE_DIGEST_H_
#define ASSAY_CORE_DIGEST_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay {

// SHA-256 (FIPS 180-4) over bytes that arrive in pieces. Not thread-safe; movable.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // The 64 hex digits of everything so far. The object can't be used afterwards.
  std::string FinishHex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// The digest "sha256:<hex>" of `bytes`.
std::string Sha256Digest(std::string_view bytes);

// How far a digest identifies bytes.
enum class DigestStrength {
  kStrong,     // sha256 of the whole content
  kWeak,       // computed from the content, but not collision-proof or not over all of it
  kReference,  // names the content without being computed from it, such as a snapshot id
};

// Classifies "<algorithm>:<value>". A bare value, or an algorithm that is not known, is kReference.
DigestStrength StrengthOf(std::string_view digest);

// Accepts "sha256:<64 hex>" and weak or reference digests of the form "<algorithm>:<value>",
// printable and up to 256 bytes; else InvalidArgument with reason DIGEST_MALFORMED.
absl::Status ValidateDigest(std::string_view digest);

}  // namespace assay

#endif  // ASSAY_CORE_DIGEST_H_
