#include "server/admin_service.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"
#include "storage/times.h"

namespace assay::admin {
namespace {

// A write after which the gate must forget what it knew of callers.
template <typename Response, typename Request, typename Fn>
void ChangeRights(ServerEnv& env, const RequestContext& context, const Request& request,
                  Done<Response> done, Fn fn) {
  WriteOnce<Response>(
      env, context, request,
      [&env, done = std::move(done)](absl::StatusOr<Response> response) {
        if (response.ok()) env.gate.Invalidate();
        done(std::move(response));
      },
      std::move(fn));
}

// What belongs to `owner` is theirs and the administrators'. Without authentication it is
// everybody's.
absl::Status CheckOwnOrAdministrator(ReadTxn& txn, const RequestContext& context,
                                     std::string_view owner) {
  const Actor& actor = context.principal;
  if (!actor.authenticated || owner == actor.name) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> roles, RolesOf(txn, actor.name, 0));
  const bool reaches = actor.scopes.empty() || std::find(actor.scopes.begin(), actor.scopes.end(),
                                                         kScopeAdmin) != actor.scopes.end();
  if (reaches && std::find(roles.begin(), roles.end(), kAdministrator) != roles.end()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied, reaches ? "ROLE_MISSING" : "SCOPE_MISSING",
                   fmt::format("Tokens of others need the role {} in every workspace (\"*\"), and "
                               "a token with the scope \"{}\". Ask an administrator.",
                               kAdministrator, kScopeAdmin));
}

template <typename Request>
v1::RoleGrant GrantOf(const Request& request) {
  v1::RoleGrant grant;
  grant.set_principal(request.principal());
  grant.set_workspace(request.workspace());
  grant.set_role(request.role());
  return grant;
}

// What the server knows of a caller.
absl::StatusOr<v1::WhoAmIResponse> Describe(ReadTxn& txn, const Actor& caller) {
  v1::WhoAmIResponse response;
  response.set_name(caller.name);
  response.set_kind(caller.kind);
  response.set_authenticated(caller.authenticated);
  if (!caller.authenticated) return response;
  SetTime(caller.authenticated_us, response.mutable_authenticate_time());
  if (caller.expires_us != 0) SetTime(caller.expires_us, response.mutable_expire_time());
  for (const std::string& scope : caller.scopes) response.add_scopes(scope);
  int64_t last = 0;
  ASSAY_ASSIGN_OR_RETURN(auto grants, assay::ListRoles(txn, {.principal = caller.name}, 0,
                                                       limits::kMaxPageSize, &last));
  for (v1::RoleGrant& grant : grants) *response.add_roles() = std::move(grant);
  return response;
}

}  // namespace

void CreatePrincipal(ServerEnv& env, const RequestContext& context,
                     const v1::CreatePrincipalRequest& request, Done<v1::Principal> done) {
  WriteOnce<v1::Principal>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CreatePrincipal(txn, request.principal(), context.principal);
  });
}

void DeactivatePrincipal(ServerEnv& env, const RequestContext& context,
                         const v1::DeactivatePrincipalRequest& request, Done<v1::Principal> done) {
  ChangeRights<v1::Principal>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::DeactivatePrincipal(txn, request.name(), context.principal);
  });
}

absl::StatusOr<v1::ListPrincipalsResponse> ListPrincipals(
    ServerEnv& env, const RequestContext& context, const v1::ListPrincipalsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  return ReadOne<v1::ListPrincipalsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListPrincipalsResponse> {
        ASSAY_ASSIGN_OR_RETURN(
            auto principals,
            assay::ListPrincipals(txn, request.show_deactivated(), after, size + 1));
        v1::ListPrincipalsResponse response;
        if (principals.size() > static_cast<size_t>(size)) {
          principals.pop_back();
          response.set_next_page_token(NextPageToken(env, request, principals.back().name()));
        }
        for (v1::Principal& principal : principals) {
          *response.add_principals() = std::move(principal);
        }
        return response;
      });
}

void GrantRole(ServerEnv& env, const RequestContext& context, const v1::GrantRoleRequest& request,
               Done<v1::RoleGrant> done) {
  ChangeRights<v1::RoleGrant>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::GrantRole(txn, GrantOf(request), context.principal);
  });
}

void RevokeRole(ServerEnv& env, const RequestContext& context, const v1::RevokeRoleRequest& request,
                Done<v1::RoleGrant> done) {
  ChangeRights<v1::RoleGrant>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::RevokeRole(txn, GrantOf(request), context.principal);
  });
}

absl::StatusOr<v1::ListRolesResponse> ListRoles(ServerEnv& env, const RequestContext& context,
                                                const v1::ListRolesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string before, PagePosition(env, request));
  return ReadOne<v1::ListRolesResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListRolesResponse> {
        const RoleFilter filter = {request.principal(), request.workspace(),
                                   request.show_revoked()};
        int64_t last = 0;
        ASSAY_ASSIGN_OR_RETURN(auto grants,
                               assay::ListRoles(txn, filter, RowPosition(before), size, &last));
        v1::ListRolesResponse response;
        if (grants.size() == static_cast<size_t>(size)) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(last)));
        }
        for (v1::RoleGrant& grant : grants) *response.add_grants() = std::move(grant);
        return response;
      });
}

void CreateToken(ServerEnv& env, const RequestContext& context,
                 const v1::CreateTokenRequest& request, Done<v1::CreateTokenResponse> done) {
  if (env.gate.auth() == Auth::kNone) {
    return done(FailedPrecondition("AUTHENTICATION_OFF",
                                   "The server asks nobody for a token, so it makes none. Start it "
                                   "with --auth token."));
  }
  // The answers that are kept for repeats have no secret in them.
  auto secret = std::make_shared<std::string>();
  WriteOnce<v1::Token>(
      env, context, request,
      [secret, done = std::move(done)](absl::StatusOr<v1::Token> token) {
        if (!token.ok()) return done(std::move(token).status());
        if (secret->empty()) {
          return done(AlreadyExists("REQUEST_ID_REUSED",
                                    "The token {} was made by this request before; its secret is "
                                    "shown once. Revoke it and make another.",
                                    token->token_id()));
        }
        v1::CreateTokenResponse response;
        *response.mutable_token() = *std::move(token);
        response.set_secret(std::move(*secret));
        done(std::move(response));
      },
      [&request, &context, secret](WriteTxn& txn) -> absl::StatusOr<v1::Token> {
        ASSAY_ASSIGN_OR_RETURN(NewToken made,
                               assay::CreateToken(txn, request.token(), context.principal));
        *secret = std::move(made.secret);
        return std::move(made.token);
      });
}

absl::StatusOr<v1::ListTokensResponse> ListTokens(ServerEnv& env, const RequestContext& context,
                                                  const v1::ListTokensRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string before, PagePosition(env, request));
  const std::string& owner = request.principal().empty() ? context.caller : request.principal();
  return ReadOne<v1::ListTokensResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListTokensResponse> {
        ASSAY_RETURN_IF_ERROR(CheckOwnOrAdministrator(txn, context, owner));
        int64_t last = 0;
        ASSAY_ASSIGN_OR_RETURN(auto tokens, assay::ListTokens(txn, owner, request.show_dead(),
                                                              RowPosition(before), size, &last));
        v1::ListTokensResponse response;
        if (tokens.size() == static_cast<size_t>(size)) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(last)));
        }
        for (v1::Token& token : tokens) *response.add_tokens() = std::move(token);
        return response;
      });
}

void RevokeToken(ServerEnv& env, const RequestContext& context,
                 const v1::RevokeTokenRequest& request, Done<v1::Token> done) {
  ChangeRights<v1::Token>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::Token> {
        ASSAY_ASSIGN_OR_RETURN(const v1::Token token, GetToken(txn, request.token_id()));
        ASSAY_RETURN_IF_ERROR(CheckOwnOrAdministrator(txn, context, token.principal()));
        return assay::RevokeToken(txn, request.token_id(), context.principal);
      });
}

absl::StatusOr<v1::WhoAmIResponse> WhoAmI(ServerEnv& env, const RequestContext& context,
                                          const v1::WhoAmIRequest&) {
  Actor caller = context.principal;
  caller.name = context.caller;
  return ReadOne<v1::WhoAmIResponse>(env, context,
                                     [&](ReadTxn& txn) { return Describe(txn, caller); });
}

void ConfirmLogin(ServerEnv& env, const RequestContext& context,
                  const v1::ConfirmLoginRequest& request, Done<v1::WhoAmIResponse> done) {
  if (env.gate.auth() == Auth::kNone) {
    return done(FailedPrecondition("AUTHENTICATION_OFF",
                                   "The server asks nobody for a token, so there is nothing to "
                                   "confirm. Start it with --auth token."));
  }
  ChangeRights<v1::WhoAmIResponse>(env, context, request, std::move(done),
                                   [&](WriteTxn& txn) -> absl::StatusOr<v1::WhoAmIResponse> {
                                     ASSAY_RETURN_IF_ERROR(ConfirmToken(txn, context.principal));
                                     Actor caller = context.principal;
                                     caller.authenticated_us = txn.now_us();
                                     return Describe(txn, caller);
                                   });
}

}  // namespace assay::admin
