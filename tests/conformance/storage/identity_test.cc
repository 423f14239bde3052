// Principals, roles and tokens.
#include "storage/audit_log.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IdentityTest : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    v1::Workspace lab;
    lab.set_name("lab");
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, lab, "tester"); }));
    ASSERT_OK_AND_ASSIGN(lab_, ReadFor([](ReadTxn& txn) { return FindWorkspace(txn, "lab"); }));
    ASSERT_OK(Create("ada"));
    ASSERT_OK(Create("bot", v1::PRINCIPAL_KIND_SERVICE));
  }

  absl::StatusOr<v1::Principal> Create(const std::string& name,
                                       v1::PrincipalKind kind = v1::PRINCIPAL_KIND_PERSON) {
    v1::Principal principal;
    principal.set_name(name);
    principal.set_kind(kind);
    principal.set_description("of the team");
    return WriteFor([&](WriteTxn& txn) { return CreatePrincipal(txn, principal, root_); });
  }
  absl::StatusOr<v1::Principal> Deactivate(const std::string& name) {
    return WriteFor([&](WriteTxn& txn) { return DeactivatePrincipal(txn, name, root_); });
  }
  static v1::RoleGrant GrantOf(const std::string& who, const std::string& role,
                               const std::string& workspace) {
    v1::RoleGrant grant;
    grant.set_principal(who);
    grant.set_role(role);
    grant.set_workspace(workspace);
    return grant;
  }
  absl::StatusOr<v1::RoleGrant> Grant(const std::string& who, const std::string& role,
                                      const std::string& workspace = "lab") {
    return WriteFor(
        [&](WriteTxn& txn) { return GrantRole(txn, GrantOf(who, role, workspace), root_); });
  }
  absl::StatusOr<v1::RoleGrant> Revoke(const std::string& who, const std::string& role,
                                       const std::string& workspace = "lab") {
    return WriteFor(
        [&](WriteTxn& txn) { return RevokeRole(txn, GrantOf(who, role, workspace), root_); });
  }
  std::vector<std::string> Roles(const std::string& who, int64_t workspace,
                                 std::optional<int64_t> at = std::nullopt) {
    const auto roles = ReadFor([&](ReadTxn& txn) { return RolesOf(txn, who, workspace, at); });
    EXPECT_OK(roles);
    return roles.value_or(std::vector<std::string>());
  }
  absl::StatusOr<NewToken> MakeToken(const v1::Token& token) {
    return WriteFor([&](WriteTxn& txn) { return CreateToken(txn, token, root_); });
  }
  static v1::Token TokenOf(const std::string& who) {
    v1::Token token;
    token.set_principal(who);
    return token;
  }
  std::optional<TokenRow> Find(const std::string& secret) {
    const auto row = ReadFor([&](ReadTxn& txn) { return FindToken(txn, HashSecret(secret)); });
    EXPECT_OK(row);
    return row.value_or(std::nullopt);
  }
  std::vector<std::string> AuditKinds() {
    const auto events = ReadFor([](ReadTxn& txn) { return ListAuditEvents(txn, {}, 0, 100); });
    std::vector<std::string> kinds;
    for (const v1::AuditEvent& event : *events) kinds.push_back(event.kind());
    return kinds;
  }

  const Actor root_ = {.name = "root", .authenticated = true};
  int64_t lab_ = 0;
};
ASSAY_STORAGE_SUITE_OF(IdentityTest);

TEST_P(IdentityTest, APrincipalComesBack) {
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Principal ada,
                       ReadFor([](ReadTxn& txn) { return GetPrincipal(txn, "ada"); }));
  EXPECT_EQ(ada.kind(), v1::PRINCIPAL_KIND_PERSON);
  EXPECT_EQ(ada.created_by(), "root");
  EXPECT_EQ(ada.create_time().seconds(), kStartMicros / 1'000'000);
  EXPECT_FALSE(ada.has_deactivate_time());
  ASSERT_OK_AND_ASSIGN(const PrincipalRow bot,
                       ReadFor([](ReadTxn& txn) { return FindPrincipal(txn, "bot"); }));
  EXPECT_EQ(bot.kind, v1::PRINCIPAL_KIND_SERVICE);
  EXPECT_TRUE(bot.active);
}

TEST_P(IdentityTest, NamesAreUniqueForEver) {
  EXPECT_THAT(Create("ada"), IsError(StatusCode::kAlreadyExists, "PRINCIPAL_EXISTS"));
  ASSERT_OK(Deactivate("ada"));
  EXPECT_THAT(Create("ada"), IsError(StatusCode::kAlreadyExists, "PRINCIPAL_EXISTS"));
  EXPECT_THAT(Create(""), IsErrorAt(StatusCode::kInvalidArgument, "NAME_EMPTY", "principal.name"));
  EXPECT_THAT(Create("*"), IsError(StatusCode::kInvalidArgument, "NAME_INVALID"));
  EXPECT_THAT(Create("eve", v1::PRINCIPAL_KIND_UNSPECIFIED),
              IsError(StatusCode::kInvalidArgument, "PRINCIPAL_KIND_MISSING"));
}

TEST_P(IdentityTest, ListsByNameWithoutTheDeactivated) {
  ASSERT_OK(Create("cleo"));
  ASSERT_OK(Deactivate("bot"));
  ASSERT_OK(Deactivate("bot")) << "twice is fine";
  const auto names = [&](bool all, const std::string& after, int limit) {
    std::vector<std::string> found;
    const auto list = ReadFor([&](ReadTxn& txn) { return ListPrincipals(txn, all, after, limit); });
    for (const v1::Principal& principal : *list) found.push_back(principal.name());
    return found;
  };
  EXPECT_THAT(names(false, "", 10), ElementsAre("ada", "cleo"));
  EXPECT_THAT(names(true, "", 10), ElementsAre("ada", "bot", "cleo"));
  EXPECT_THAT(names(true, "ada", 1), ElementsAre("bot"));
  EXPECT_THAT(Deactivate("nobody"), IsError(StatusCode::kNotFound, "PRINCIPAL_NOT_FOUND"));
}

TEST_P(IdentityTest, ARoleIsInItsWorkspaceOrInEvery) {
  ASSERT_OK(Grant("ada", "contributor", "lab"));
  ASSERT_OK(Grant("ada", "reviewer:risk", "*"));
  EXPECT_THAT(Roles("ada", lab_), ElementsAre("contributor", "reviewer:risk"));
  EXPECT_THAT(Roles("ada", lab_ + 1), ElementsAre("reviewer:risk"));
  EXPECT_THAT(Roles("bot", lab_), IsEmpty());
  EXPECT_THAT(Roles("nobody", lab_), IsEmpty());
}

TEST_P(IdentityTest, RolesAreAsTheyWereAtATime) {
  ASSERT_OK(Grant("ada", "reviewer:risk"));
  clock_.Advance(10);
  ASSERT_OK(Revoke("ada", "reviewer:risk"));
  clock_.Advance(10);
  ASSERT_OK(Grant("ada", "reviewer:risk"));
  clock_.Advance(10);
  ASSERT_OK(Deactivate("ada"));
  EXPECT_THAT(Roles("ada", lab_, kStartMicros - 1), IsEmpty());
  EXPECT_THAT(Roles("ada", lab_, kStartMicros), SizeIs(1));
  EXPECT_THAT(Roles("ada", lab_, kStartMicros + 9), SizeIs(1));
  EXPECT_THAT(Roles("ada", lab_, kStartMicros + 10), IsEmpty());
  EXPECT_THAT(Roles("ada", lab_, kStartMicros + 29), SizeIs(1));
  EXPECT_THAT(Roles("ada", lab_, kStartMicros + 30), IsEmpty());
  EXPECT_THAT(Roles("ada", lab_), IsEmpty());
}

TEST_P(IdentityTest, GrantsKeepTheirHistory) {
  ASSERT_OK(Grant("ada", "viewer"));
  ASSERT_OK(Grant("ada", "viewer")) << "what is granted stays granted";
  ASSERT_OK(Revoke("ada", "viewer"));
  EXPECT_THAT(Revoke("ada", "viewer"), IsError(StatusCode::kNotFound, "ROLE_NOT_GRANTED"));
  ASSERT_OK(Grant("ada", "viewer", "*"));
  int64_t last = 0;
  ASSERT_OK_AND_ASSIGN(const auto all, ReadFor([&](ReadTxn& txn) {
                         return ListRoles(txn, {.principal = "ada", .show_revoked = true}, 0, 10,
                                          &last);
                       }));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].workspace(), "*");
  EXPECT_EQ(all[1].workspace(), "lab");
  EXPECT_EQ(all[1].revoked_by(), "root");
  EXPECT_TRUE(all[1].has_revoke_time());
  ASSERT_OK_AND_ASSIGN(const auto rest, ReadFor([&](ReadTxn& txn) {
                         return ListRoles(txn, {.show_revoked = true}, last + 1, 1, &last);
                       }));
  EXPECT_EQ(rest.at(0).workspace(), "lab");
  ASSERT_OK_AND_ASSIGN(const auto everywhere, ReadFor([&](ReadTxn& txn) {
                         return ListRoles(txn, {.workspace = "*"}, 0, 10, &last);
                       }));
  EXPECT_EQ(everywhere.size(), 1u);
}

TEST_P(IdentityTest, GrantsThatMakeNoSense) {
  EXPECT_THAT(Grant("ada", "king"),
              IsErrorAt(StatusCode::kInvalidArgument, "ROLE_UNKNOWN", "role"));
  EXPECT_THAT(Grant("ada", "reviewer:"), IsError(StatusCode::kInvalidArgument, "ROLE_UNKNOWN"));
  EXPECT_THAT(Grant("nobody", "viewer"), IsError(StatusCode::kNotFound, "PRINCIPAL_NOT_FOUND"));
  EXPECT_THAT(Grant("ada", "viewer", "nowhere"),
              IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
  EXPECT_THAT(Grant("ada", "administrator", "lab"),
              IsError(StatusCode::kInvalidArgument, "ROLE_NOT_IN_WORKSPACE"));
  ASSERT_OK(Deactivate("ada"));
  EXPECT_THAT(Grant("ada", "viewer"),
              IsError(StatusCode::kFailedPrecondition, "PRINCIPAL_DEACTIVATED"));
}

TEST_P(IdentityTest, OneAdministratorStays) {
  const auto last = IsError(StatusCode::kFailedPrecondition, "LAST_ADMINISTRATOR");
  ASSERT_OK(Grant("ada", kAdministrator, "*"));
  EXPECT_THAT(Revoke("ada", kAdministrator, "*"), last);
  EXPECT_THAT(Deactivate("ada"), last);
  ASSERT_OK(Grant("bot", kAdministrator, "*"));
  ASSERT_OK(Deactivate("ada"));
  EXPECT_THAT(Revoke("bot", kAdministrator, "*"), last);
}

TEST_P(IdentityTest, PersonsWithARole) {
  ASSERT_OK(Create("cleo"));
  ASSERT_OK(Create("dora"));
  for (const char* name : {"ada", "bot", "cleo", "dora"}) ASSERT_OK(Grant(name, "reviewer:risk"));
  ASSERT_OK(Grant("ada", "reviewer:risk", "*"));
  ASSERT_OK(Deactivate("dora"));
  EXPECT_THAT(
      *ReadFor([&](ReadTxn& txn) { return PersonsWithRole(txn, "reviewer:risk", lab_, 10); }),
      ElementsAre("ada", "cleo"));
  EXPECT_THAT(*ReadFor([&](ReadTxn& txn) { return PersonsWithRole(txn, "reviewer:risk", 1, 10); }),
              ElementsAre("ada"));
}

TEST_P(IdentityTest, ATokenIsFoundByItsSecretOnly) {
  v1::Token asked = TokenOf("ada");
  asked.set_description("laptop");
  asked.add_scopes("write");
  asked.add_scopes("read");
  asked.add_scopes("read");
  ASSERT_OK_AND_ASSIGN(const NewToken made, MakeToken(asked));
  EXPECT_EQ(made.secret.size(), 49u);
  EXPECT_TRUE(made.secret.starts_with("assay_"));
  Reopen();
  const std::optional<TokenRow> row = Find(made.secret);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->actor.name, "ada");
  EXPECT_TRUE(row->actor.authenticated);
  EXPECT_EQ(row->actor.authenticated_us, kStartMicros);
  EXPECT_EQ(row->actor.expires_us, 0);
  EXPECT_THAT(row->actor.scopes, ElementsAre("read", "write"));
  EXPECT_FALSE(row->revoked);
  EXPECT_FALSE(Find(made.secret + "x"));
  EXPECT_FALSE(Find(""));
  EXPECT_NE(MakeToken(asked)->secret, made.secret);
}

TEST_P(IdentityTest, NoTableHoldsTheSecret) {
  ASSERT_OK_AND_ASSIGN(const NewToken made, MakeToken(TokenOf("ada")));
  ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    Rows rows =
        txn.Query("SELECT secret_hash, description, scopes, created_by FROM token ORDER BY id", {});
    while (rows.Next()) {
      for (int column = 0; column < 4; ++column) {
        EXPECT_EQ(rows.String(column).find(made.secret.substr(6)), std::string::npos);
      }
    }
    return rows.status();
  }));
}

TEST_P(IdentityTest, RevokedTokensSaySo) {
  ASSERT_OK_AND_ASSIGN(const NewToken made, MakeToken(TokenOf("ada")));
  ASSERT_OK_AND_ASSIGN(const NewToken other, MakeToken(TokenOf("ada")));
  const auto revoke = [&](const std::string& id) {
    return WriteFor([&](WriteTxn& txn) { return RevokeToken(txn, id, root_); });
  };
  ASSERT_OK_AND_ASSIGN(const v1::Token revoked, revoke(made.token.token_id()));
  EXPECT_EQ(revoked.revoked_by(), "root");
  ASSERT_OK(revoke(made.token.token_id())) << "twice is fine";
  EXPECT_TRUE(Find(made.secret)->revoked);
  EXPECT_FALSE(Find(other.secret)->revoked);
  ASSERT_OK(Deactivate("ada"));
  EXPECT_TRUE(Find(other.secret)->revoked);
  EXPECT_THAT(revoke(std::string(32, 'f')), IsError(StatusCode::kNotFound, "TOKEN_NOT_FOUND"));
  EXPECT_THAT(revoke("x"), IsError(StatusCode::kInvalidArgument, "ID_MALFORMED"));
}

TEST_P(IdentityTest, TokensAreListedNewestFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(MakeToken(TokenOf("ada"))->token.token_id());
  v1::Token brief = TokenOf("bot");
  brief.mutable_expire_time()->set_seconds(kStartMicros / 1'000'000 + 1);
  ids.push_back(MakeToken(brief)->token.token_id());
  clock_.Advance(2'000'000);
  ASSERT_OK(WriteFor([&](WriteTxn& txn) { return RevokeToken(txn, ids[1], root_); }));
  const auto list = [&](const std::string& who, bool dead, int64_t before, int limit,
                        int64_t* last) {
    std::vector<std::string> found;
    const auto tokens =
        ReadFor([&](ReadTxn& txn) { return ListTokens(txn, who, dead, before, limit, last); });
    EXPECT_OK(tokens);
    for (const v1::Token& token : *tokens) found.push_back(token.token_id());
    return found;
  };
  int64_t last = 0;
  EXPECT_THAT(list("*", true, 0, 10, &last), ElementsAre(ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(list("*", false, 0, 10, &last), ElementsAre(ids[2], ids[0]));
  EXPECT_THAT(list("ada", true, 0, 2, &last), ElementsAre(ids[2], ids[1]));
  EXPECT_THAT(list("ada", true, last, 2, &last), ElementsAre(ids[0]));
}

TEST_P(IdentityTest, TokensThatMakeNoSense) {
  v1::Token token = TokenOf("ada");
  token.add_scopes("everything");
  EXPECT_THAT(MakeToken(token), IsError(StatusCode::kInvalidArgument, "SCOPE_UNKNOWN"));
  token = TokenOf("ada");
  token.mutable_expire_time()->set_seconds(kStartMicros / 1'000'000);
  EXPECT_THAT(MakeToken(token), IsError(StatusCode::kInvalidArgument, "EXPIRY_INVALID"));
  EXPECT_THAT(MakeToken(TokenOf("nobody")), IsError(StatusCode::kNotFound, "PRINCIPAL_NOT_FOUND"));
  ASSERT_OK(Deactivate("ada"));
  EXPECT_THAT(MakeToken(TokenOf("ada")),
              IsError(StatusCode::kFailedPrecondition, "PRINCIPAL_DEACTIVATED"));
}

TEST_P(IdentityTest, EveryChangeIsInTheAuditLogOnce) {
  ASSERT_OK(Grant("ada", "viewer"));
  ASSERT_OK(Grant("ada", "viewer"));
  ASSERT_OK(Revoke("ada", "viewer"));
  ASSERT_OK_AND_ASSIGN(const NewToken made, MakeToken(TokenOf("ada")));
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(
        WriteFor([&](WriteTxn& txn) { return RevokeToken(txn, made.token.token_id(), root_); }));
    ASSERT_OK(Deactivate("ada"));
  }
  EXPECT_FALSE(Grant("ada", "viewer").ok());
  EXPECT_THAT(AuditKinds(),
              ElementsAre("PRINCIPAL_CREATED", "PRINCIPAL_CREATED", "ROLE_GRANTED", "ROLE_REVOKED",
                          "TOKEN_CREATED", "TOKEN_REVOKED", "PRINCIPAL_DEACTIVATED"));
  EXPECT_THAT(ReadFor([](ReadTxn& txn) { return VerifyAuditTree(txn); })->problems, IsEmpty());
}

TEST(Roles, SomeContainOthers) {
  EXPECT_TRUE(RoleContains("maintainer", "contributor"));
  EXPECT_TRUE(RoleContains("maintainer", "viewer"));
  EXPECT_TRUE(RoleContains("auditor", "viewer"));
  EXPECT_TRUE(RoleContains("reviewer:risk", kReviewerPrefix));
  EXPECT_FALSE(RoleContains("contributor", "maintainer"));
  EXPECT_FALSE(RoleContains(kAdministrator, "viewer"));
  EXPECT_FALSE(RoleContains("reviewer:risk", "reviewer:law"));
  EXPECT_FALSE(RoleContains("maintainer", kReviewerPrefix));
}

}  // namespace
}  // namespace assay::testing
