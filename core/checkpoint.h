// Checkpoints of a Merkle log in the format of c2sp.org/tlog-checkpoint: a signed note that people
// and other programs can read and verify.
//
//   assay/0f1e2d3c4b5a6978
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//   time 1767225600000000
//
//   — assay/0f1e2d3c4b5a6978 Az3grlgt…
#ifndef ASSAY_CORE_CHECKPOINT_H_
#define ASSAY_CORE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/merkle.h"
#include "core/signature.h"

namespace assay {

struct Checkpoint {
  int64_t size = 0;  // leaves
  merkle::Hash root = {};
  int64_t time_us = 0;  // since 1970
};

// The name of the log with this key: "assay/" and the first 16 hex digits of the key's SHA-256.
std::string LogName(std::string_view public_key);

std::string SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);

// What a note says. InvalidArgument: CHECKPOINT_MALFORMED, or CHECKPOINT_FORGED when no signature
// of it is by `public_key`.
absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, std::string_view public_key);

// Standard base64 (RFC 4648) with padding; decoding fails with InvalidArgument, BASE64_INVALID.
std::string Base64(std::string_view bytes);
absl::StatusOr<std::string> FromBase64(std::string_view text);

}  // namespace assay

#endif  // ASSAY_CORE_CHECKPOINT_H_
