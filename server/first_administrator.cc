#include "server/first_administrator.h"

#include "core/status_macros.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"

namespace assay {
namespace {

// What acts when nobody is there yet.
const Actor kServer = {.name = "assayd", .kind = v1::PRINCIPAL_KIND_SERVICE, .authenticated = true};

absl::Status MakePrincipal(WriteTxn& txn, const std::string& name) {
  if (FindPrincipal(txn, name).ok()) return absl::OkStatus();
  v1::Principal principal;
  principal.set_name(name);
  principal.set_kind(v1::PRINCIPAL_KIND_PERSON);
  principal.set_description("The first administrator");
  return CreatePrincipal(txn, principal, kServer).status();
}

absl::Status GrantRoles(WriteTxn& txn, const std::string& name) {
  for (const char* role : {kAdministrator, "maintainer", "auditor"}) {
    v1::RoleGrant grant;
    grant.set_principal(name);
    grant.set_workspace(kEveryone);
    grant.set_role(role);
    ASSAY_RETURN_IF_ERROR(GrantRole(txn, grant, kServer).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> MakeFirstAdministrator(Store& store, const std::string& name) {
  std::string secret;
  ASSAY_RETURN_IF_ERROR(store.Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const bool there, AnAdministratorHasAToken(txn));
    if (there) return absl::OkStatus();
    ASSAY_RETURN_IF_ERROR(MakePrincipal(txn, name));
    ASSAY_RETURN_IF_ERROR(GrantRoles(txn, name));
    v1::Token token;
    token.set_principal(name);
    token.set_description("Made by the server for its first administrator");
    ASSAY_ASSIGN_OR_RETURN(NewToken made, CreateToken(txn, token, kServer));
    secret = std::move(made.secret);
    return absl::OkStatus();
  }));
  return secret;
}

}  // namespace assay
