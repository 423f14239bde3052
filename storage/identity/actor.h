// Who acts.
#ifndef ASSAY_STORAGE_IDENTITY_ACTOR_H_
#define ASSAY_STORAGE_IDENTITY_ACTOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "assay/v1/admin_service.pb.h"

namespace assay {

// What the server knows of a caller.
struct Actor {
  // What rows record as their author.
  std::string name = {};
  // Unspecified when the name was only asserted.
  v1::PrincipalKind kind = v1::PRINCIPAL_KIND_UNSPECIFIED;
  // Whether the name was proved, by a token. Else it is only what the caller said.
  bool authenticated = false;
  // When it was proved: the token was made then, or given by hand (ConfirmLogin), in microseconds
  // since 1970. 0 when it was not.
  int64_t authenticated_us = 0;
  // When the token ends; 0 when it does not.
  int64_t expires_us = 0;
  // The token's scopes; empty means all.
  std::vector<std::string> scopes = {};
  // Which token proved it; empty when none did.
  std::string token_id = {};
};

}  // namespace assay

#endif  // ASSAY_STORAGE_IDENTITY_ACTOR_H_
