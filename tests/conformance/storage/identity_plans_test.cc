// Every list of principals, roles, tokens and audit events uses an index.
#include "storage/audit_log.h"
#include "storage/identity/audited.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class IdentityPlansTest : public QueryPlanSuite {
 protected:
  void SetUp() override {
    QueryPlanSuite::SetUp();
    v1::Principal ada;
    ada.set_name("ada");
    ada.set_kind(v1::PRINCIPAL_KIND_PERSON);
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreatePrincipal(txn, ada, {}); }));
  }
  std::vector<std::string> PlansOfRoles(const RoleFilter& filter) {
    return PlansOf([&](ReadTxn& txn) {
      int64_t last = 0;
      return ListRoles(txn, filter, 7, 10, &last).status();
    });
  }
  std::vector<std::string> PlansOfTokens(const std::string& principal, bool show_dead) {
    return PlansOf([&](ReadTxn& txn) {
      int64_t last = 0;
      return ListTokens(txn, principal, show_dead, 7, 10, &last).status();
    });
  }
};
ASSAY_STORAGE_SUITE_OF(IdentityPlansTest);

TEST_P(IdentityPlansTest, Principals) {
  for (const bool all : {false, true}) {
    EXPECT_THAT(PlansOf([&](ReadTxn& txn) { return ListPrincipals(txn, all, "a", 10).status(); }),
                Contains(HasSubstr("(name>?)")));
  }
  PlansOf([](ReadTxn& txn) { return GetPrincipal(txn, "ada").status(); });
}

TEST_P(IdentityPlansTest, Roles) {
  for (const bool revoked : {false, true}) {
    EXPECT_THAT(PlansOfRoles({.principal = "ada", .show_revoked = revoked}),
                Contains(HasSubstr("INDEX role_grant_by_principal (principal=? AND id<?)")));
    for (const char* workspace : {"default", "*"}) {
      EXPECT_THAT(PlansOfRoles({.workspace = workspace, .show_revoked = revoked}),
                  Contains(HasSubstr("INDEX role_grant_by_workspace (workspace=? AND id<?)")));
      PlansOfRoles({.principal = "ada", .workspace = workspace, .show_revoked = revoked});
    }
    PlansOfRoles({.show_revoked = revoked});
  }
  PlansOf([](ReadTxn& txn) { return HeldRoles(txn, 1).status(); });
}

TEST_P(IdentityPlansTest, Tokens) {
  for (const bool show_dead : {false, true}) {
    EXPECT_THAT(PlansOfTokens("ada", show_dead),
                Contains(HasSubstr("INDEX token_by_principal (principal=? AND id<?)")));
    PlansOfTokens("*", show_dead);
  }
  PlansOf([](ReadTxn& txn) { return FindToken(txn, std::string(32, 'h')).status(); });
}

TEST_P(IdentityPlansTest, AuditEvents) {
  EXPECT_THAT(
      PlansOf([](ReadTxn& txn) { return ListAuditEvents(txn, {.kind = "A"}, 7, 10).status(); }),
      Contains(HasSubstr("INDEX audit_leaf_by_kind (kind=? AND position>?)")));
  EXPECT_THAT(PlansOf([](ReadTxn& txn) {
                return ListAuditEvents(txn, {.subject = "a:1"}, 7, 10).status();
              }),
              Contains(HasSubstr("INDEX audit_leaf_by_subject (subject=? AND position>?)")));
  PlansOf([](ReadTxn& txn) {
    return ListAuditEvents(txn, {.kind = "A", .subject = "a:1"}, 7, 10).status();
  });
  PlansOf([](ReadTxn& txn) { return ListAuditEvents(txn, {}, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return ListAuditCheckpoints(txn, 7, 10).status(); });
}

TEST_P(IdentityPlansTest, WhatVerificationReads) {
  PlansOf([](ReadTxn& txn) { return AuditedPrincipals(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return AuditedGrants(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return AuditedTokens(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return ConfirmedTokens(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return RecordedGrants(txn, 1, 1).status(); });
}

}  // namespace
}  // namespace assay::testing
