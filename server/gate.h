// The gate: who calls, and whether they may.
#ifndef ASSAY_SERVER_GATE_H_
#define ASSAY_SERVER_GATE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/mutex.h"
#include "google/protobuf/message.h"
#include "server/authorization.h"
#include "server/places.h"
#include "storage/identity/actor.h"
#include "storage/identity/roles.h"
#include "storage/store.h"

namespace assay {

enum class Auth {
  kNone,   // names are what callers say, and everybody may call everything
  kToken,  // a token proves the name, and roles say what it may call
};

// What a token makes of its caller. Immutable.
struct Session {
  Actor actor;
  std::vector<HeldRole> roles;
  // Of the gate, when it was read.
  uint64_t generation = 0;
};

// Thread-safe. A call costs one hash of the token and one look-up; the database is asked the first
// time, and after rights were taken away from anybody.
class Gate {
 public:
  Gate(Store& store, Auth auth, bool development_approvals)
      : store_(store), auth_(auth), development_approvals_(development_approvals), places_(store) {}

  Auth auth() const { return auth_; }
  // Whether approvals by names that were only asserted count (--development-approvals). They stay
  // marked as such for ever: Actor.authenticated is false.
  bool development_approvals() const { return development_approvals_; }

  // The session of a header "Bearer assay_…". Unauthenticated: TOKEN_MISSING, TOKEN_UNKNOWN,
  // TOKEN_EXPIRED, TOKEN_REVOKED.
  absl::StatusOr<std::shared_ptr<const Session>> Authenticate(std::string_view authorization);
  // Whether a session is as good as it was: no rights were taken away meanwhile, and its token has
  // not expired.
  bool Stands(const Session& session) const;

  // PermissionDenied: SCOPE_MISSING, ROLE_MISSING.
  absl::Status Authorize(const Session& session, std::string_view method,
                         const google::protobuf::Message& request);

  // To be called when a change of tokens, principals or roles has become durable, before it is
  // answered: from then on no call is let through by what was before.
  void Invalidate();

 private:
  using Sessions = absl::flat_hash_map<std::string, std::shared_ptr<const Session>>;

  absl::StatusOr<std::shared_ptr<const Session>> Load(std::string_view secret_hash);
  absl::Status RoleMissing(const Session& session, const MethodRule& rule,
                           std::string_view workspace);

  Store& store_;
  const Auth auth_;
  const bool development_approvals_;
  Places places_;
  std::atomic<uint64_t> generation_{0};
  Mutex mutex_;
  Sessions sessions_ ABSL_GUARDED_BY(mutex_);  // by the hash of the secret
};

}  // namespace assay

#endif  // ASSAY_SERVER_GATE_H_
