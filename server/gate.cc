#include "server/gate.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/ranges.h"
#include "storage/identity/tokens.h"

namespace assay {
namespace {

constexpr std::string_view kBearer = "Bearer ";
// After so many it begins anew.
constexpr size_t kMaxSessions = 10'000;
constexpr int kNamedAdministrators = 3;

absl::Status Unauthenticated(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnauthenticated, reason, message);
}

absl::Status TokenMissing() {
  return Unauthenticated("TOKEN_MISSING",
                         "The server wants to know who calls, and the call has no token. Log in "
                         "with `assay login`, or set ASSAY_TOKEN.");
}

absl::Status TokenUnknown() {
  return Unauthenticated("TOKEN_UNKNOWN",
                         "The server does not know the token. It may be another server's; log in "
                         "with `assay login`.");
}

absl::Status CheckAlive(const Actor& actor, bool revoked, int64_t now_us) {
  if (revoked) {
    return Unauthenticated("TOKEN_REVOKED",
                           "The token was revoked, or its owner deactivated. Ask an administrator "
                           "for another.");
  }
  if (actor.expires_us != 0 && actor.expires_us <= now_us) {
    return Unauthenticated("TOKEN_EXPIRED",
                           "The token has expired. Ask an administrator for another.");
  }
  return absl::OkStatus();
}

bool Has(const Session& session, std::string_view role, std::string_view workspace) {
  return std::any_of(session.roles.begin(), session.roles.end(), [&](const HeldRole& held) {
    return (held.workspace == kEveryone || held.workspace == workspace) &&
           RoleContains(held.role, role);
  });
}

bool HasSomewhere(const Session& session, std::string_view role) {
  return std::any_of(session.roles.begin(), session.roles.end(),
                     [&](const HeldRole& held) { return RoleContains(held.role, role); });
}

bool Reaches(const Actor& actor, std::string_view scope) {
  return scope.empty() || actor.scopes.empty() ||
         std::find(actor.scopes.begin(), actor.scopes.end(), scope) != actor.scopes.end();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Session>> Gate::Authenticate(std::string_view authorization) {
  if (!authorization.starts_with(kBearer)) return TokenMissing();
  const std::string hash = HashSecret(authorization.substr(kBearer.size()));
  std::shared_ptr<const Session> session;
  {
    MutexLock lock(mutex_);
    if (const auto it = sessions_.find(hash); it != sessions_.end()) session = it->second;
  }
  if (session == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(session, Load(hash));
  }
  ASSAY_RETURN_IF_ERROR(
      CheckAlive(session->actor, /*revoked=*/false, store_.context().clock.NowMicros()));
  return session;
}

absl::StatusOr<std::shared_ptr<const Session>> Gate::Load(std::string_view secret_hash) {
  auto session = std::make_shared<Session>();
  session->generation = generation_.load();
  std::optional<TokenRow> token;
  ASSAY_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(token, FindToken(txn, secret_hash));
    if (!token) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(session->roles, HeldRoles(txn, token->principal));
    return absl::OkStatus();
  }));
  if (!token) return TokenUnknown();
  ASSAY_RETURN_IF_ERROR(
      CheckAlive(token->actor, token->revoked, store_.context().clock.NowMicros()));
  session->actor = std::move(token->actor);
  MutexLock lock(mutex_);
  // What was read before a change must not be remembered after it.
  if (session->generation == generation_.load()) {
    if (sessions_.size() >= kMaxSessions) sessions_.clear();
    sessions_.emplace(std::string(secret_hash), session);
  }
  return session;
}

bool Gate::Stands(const Session& session) const {
  return session.generation == generation_.load() &&
         CheckAlive(session.actor, false, store_.context().clock.NowMicros()).ok();
}

absl::Status Gate::Authorize(const Session& session, std::string_view method,
                             const google::protobuf::Message& request) {
  const MethodRule* rule = FindRule(method);
  if (rule == nullptr) {
    return absl::InternalError(fmt::format("There is no rule for the method {}.", method));
  }
  if (!Reaches(session.actor, rule->scope)) {
    return MakeError(absl::StatusCode::kPermissionDenied, "SCOPE_MISSING",
                     fmt::format("{} needs the scope \"{}\", and the token has only: {}. Use "
                                 "another token of yours.",
                                 method, rule->scope, fmt::join(session.actor.scopes, ", ")));
  }
  if (rule->role.empty() || Has(session, rule->role, kEveryone)) return absl::OkStatus();
  if (rule->everywhere) return RoleMissing(session, *rule, kEveryone);
  ASSAY_ASSIGN_OR_RETURN(const RequestPlaces places, places_.Of(request, rule->places));
  if (places.everywhere) return RoleMissing(session, *rule, kEveryone);
  for (const std::string& workspace : places.workspaces) {
    if (!Has(session, rule->role, workspace)) return RoleMissing(session, *rule, workspace);
  }
  // It names only what is not there: the handler says so.
  if (places.workspaces.empty() && !HasSomewhere(session, rule->role)) {
    return RoleMissing(session, *rule, kEveryone);
  }
  return absl::OkStatus();
}

absl::Status Gate::RoleMissing(const Session& session, const MethodRule& rule,
                               std::string_view workspace) {
  std::vector<std::string> administrators;
  ASSAY_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(administrators, Administrators(txn, kNamedAdministrators));
    return absl::OkStatus();
  }));
  const std::string role = rule.role == kReviewerPrefix ? "reviewer:ROLE" : std::string(rule.role);
  const std::string where = workspace == kEveryone ? "every workspace (\"*\")"
                                                   : fmt::format("the workspace \"{}\"", workspace);
  return WithErrorMetadata(
      WithErrorMetadata(
          MakeError(absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
                    fmt::format("\"{}\" needs the role {} in {} for this. An administrator can "
                                "grant it{}{}.",
                                session.actor.name, role, where, administrators.empty() ? "" : ": ",
                                fmt::join(administrators, ", "))),
          "role", role),
      "workspace", workspace);
}

void Gate::Invalidate() {
  MutexLock lock(mutex_);
  generation_.fetch_add(1);
  sessions_.clear();
}

}  // namespace assay
