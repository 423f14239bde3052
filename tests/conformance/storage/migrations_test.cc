// The migrations of the registry, of identity and of governance, one at a time, with what a program
// of that time could have stored in place; and all of it read back.
#include <optional>

#include "core/digest.h"
#include "storage/audit_log.h"
#include "storage/governance/bindings.h"
#include "storage/governance/decisions.h"
#include "storage/governance/policies.h"
#include "storage/governance/promotions.h"
#include "storage/governance/reviews.h"
#include "storage/governance/slots.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"
#include "storage/registry/aliases.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/models.h"
#include "storage/runs.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

constexpr char kId[] = "0000000000000000000000000000000a";
constexpr char kContent[] =
    "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

// What is in place after 0001 and 0002.
constexpr sql::Sql kTracking[] = {
    "INSERT INTO workspace (id, name, description, version, created_us) "
    "VALUES (1, 'default', '', 1, 5)",
    "INSERT INTO experiment (id, uid, workspace, name, description, version, created_us, "
    "updated_us, created_by) "
    "VALUES (1, x'00000000000000000000000000000001', 1, 'credit', '', 1, 5, 5, 'ada')",
    "INSERT INTO run (id, uid, workspace, experiment, name, description, status, start_us, "
    "created_us, created_by, version, io_count, indexed) "
    "VALUES (1, x'0000000000000000000000000000000a', 1, 1, 'old', '', 1, 5, 5, 'ada', 1, 0, 0)",
    "INSERT INTO content (id, digest, kind, size, name, created_us) VALUES (1, 'sha256:"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 7, 'model.bin', 6)",
};

// After 0003: a reviewer with a token and a role, and one that was taken away.
constexpr sql::Sql kIdentity[] = {
    "INSERT INTO principal (id, uid, name, kind, description, created_us, created_by, "
    "deactivated_by) VALUES (1, x'0000000000000000000000000000000a', 'rita', 1, '', 7, 'root', '')",
    "INSERT INTO token (id, uid, principal, secret_hash, description, scopes, created_us, "
    "created_by, confirmed_us, revoked_by) VALUES (1, x'0000000000000000000000000000000a', 1, "
    "x'0000000000000000000000000000000000000000000000000000000000000001', '', 'read', 7, 'root', "
    "8, '')",
    "INSERT INTO role_grant (id, principal, workspace, role, granted_us, granted_by, revoked_us, "
    "revoked_by) VALUES (1, 1, 1, 'reviewer:risk', 7, 'root', NULL, ''), "
    "(2, 1, NULL, 'viewer', 7, 'root', 9, 'root')",
};

// After 0004: a model with a version, an alias and an evaluation.
constexpr sql::Sql kRegistry[] = {
    "INSERT INTO model (id, workspace, name, description, version, latest_number, created_us, "
    "updated_us, created_by) VALUES (1, 1, 'score', 'of credit', 1, 1, 8, 8, 'ada')",
    "INSERT INTO model_version (id, model, number, content, uri, run, description, inputs, "
    "outputs, framework, framework_version, created_us, created_by) "
    "VALUES (1, 1, 1, 1, '', 1, '', '', '', 'xgb', '2', 8, 'ada')",
    "INSERT INTO model_alias (model, alias, model_version) VALUES (1, 'best', 1)",
    "INSERT INTO model_alias_change (id, model, alias, from_number, to_number, reason, created_us, "
    "changed_by) VALUES (1, 1, 'best', 0, 1, 'it is', 8, 'ada')",
    "INSERT INTO evaluation (id, uid, model_version, content, split, slice, sample_count, "
    "evaluator, created_us, created_by) "
    "VALUES (1, x'0000000000000000000000000000000a', 1, 1, 'test', '', 100, 'code', 8, 'bob')",
    "INSERT INTO evaluation_metric (evaluation, key, value) VALUES (1, 'auc', 0.5)",
};

// After 0005: a slot with its champion, and what made it so.
constexpr sql::Sql kGovernance[] = {
    "INSERT INTO slot (id, workspace, use_case, environment, description, created_us, created_by, "
    "champion, champion_us, head, version) VALUES (1, 1, 'limit', 'production', '', 9, 'root', 1, "
    "12, 1, 2)",
    "INSERT INTO candidate (slot, model_version, enrolled_us, enrolled_by) VALUES (1, 1, 9, 'ada')",
    "INSERT INTO policy (id, workspace, name, created_us, created_by) "
    "VALUES (1, 1, 'credit', 9, 'grace')",
};

class MigrationsTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { place_ = GetParam().make_place(); }

  template <size_t N>
  static absl::Status Insert(sql::Database& database, const sql::Sql (&statements)[N]) {
    return database.Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) -> absl::Status {
      for (const sql::Sql statement : statements) {
        ASSAY_RETURN_IF_ERROR(txn.Execute(statement, {}).status());
      }
      return absl::OkStatus();
    });
  }
  static absl::Status InsertBody(sql::Database& database, sql::Sql statement,
                                 const google::protobuf::Message& body) {
    return database.Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) {
      const std::string bytes = body.SerializeAsString();
      const sql::Param params[] = {sql::Bytes{bytes}};
      return txn.Execute(statement, params).status();
    });
  }
  static absl::Status InsertBodies(sql::Database& database) {
    v1::Policy policy;
    policy.set_name("credit");
    policy.set_version(1);
    ASSAY_RETURN_IF_ERROR(InsertBody(
        database,
        "INSERT INTO policy_version (id, policy, number, digest, rules_digest, body, yaml, "
        "published_us, published_by) VALUES (1, 1, 1, 'sha256:1', 'sha256:2', $1, 'name: credit', "
        "9, 'grace')",
        policy));
    v1::Binding binding;
    binding.set_binding_id(kId);
    binding.set_policy("credit");
    ASSAY_RETURN_IF_ERROR(
        InsertBody(database,
                   "INSERT INTO policy_binding (id, uid, workspace, use_case, environment, policy, "
                   "policy_version, body, created_us, created_by) VALUES (1, "
                   "x'0000000000000000000000000000000a', 1, '*', '*', 1, 1, $1, 9, 'grace')",
                   binding));
    v1::Decision decision;
    decision.set_decision_id(kId);
    decision.set_kind(v1::DECISION_KIND_PROMOTE);
    decision.set_model_version("model:default/score/1");
    ASSAY_RETURN_IF_ERROR(InsertBody(
        database,
        "INSERT INTO decision (id, uid, workspace, slot, kind, moves, base, champion, body, at_us, "
        "actor) VALUES (1, x'0000000000000000000000000000000a', 1, 1, 1, 1, 0, 1, $1, 12, 'olaf')",
        decision));
    return InsertBody(
        database,
        "INSERT INTO decision_ground (kind, node, decision) SELECT 1, 1, 1 WHERE length($1) > 0",
        decision);
  }

  // Every migration in its turn, each followed by what was stored at its time.
  void Fill() {
    const std::span<const sql::Migration> all = sql::Migrations();
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<sql::Database> database, place_->Open());
    const auto migrate = [&](size_t count) {
      return sql::Migrate(*database, GetParam().dialect, all.first(count));
    };
    ASSERT_OK(migrate(1));
    ASSERT_OK(Insert(*database, kTracking));
    ASSERT_OK(migrate(2));
    ASSERT_OK(migrate(3));
    ASSERT_OK(Insert(*database, kIdentity));
    ASSERT_OK(migrate(4));
    ASSERT_OK(Insert(*database, kRegistry));
    ASSERT_OK(migrate(5));
    ASSERT_OK(Insert(*database, kGovernance));
    ASSERT_OK(InsertBodies(*database));
    for (size_t count = 6; count <= all.size(); ++count) ASSERT_OK(migrate(count));
  }

  void ReadBack(const std::function<absl::Status(ReadTxn&)>& fn) {
    Fill();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> database, place_->Open());
    ASSERT_OK_AND_ASSIGN(store_, Store::Open(std::move(database), GetParam().dialect));
    ASSERT_OK(store_->Read(kNoDeadline, fn));
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<Store> store_;
};
ASSAY_STORAGE_SUITE_OF(MigrationsTest);

TEST_P(MigrationsTest, IdentityIsKept) {
  ReadBack([](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::Principal rita, GetPrincipal(txn, "rita"));
    EXPECT_EQ(rita.principal_id(), kId);
    EXPECT_EQ(rita.kind(), v1::PRINCIPAL_KIND_PERSON);
    ASSAY_ASSIGN_OR_RETURN(const auto token, FindToken(txn, std::string(31, '\0') + '\1'));
    EXPECT_TRUE(token.has_value());
    EXPECT_EQ(token->actor.name, "rita");
    EXPECT_EQ(token->actor.authenticated_us, 8);
    ASSAY_ASSIGN_OR_RETURN(const std::vector<HeldRole> held, HeldRoles(txn, token->principal));
    EXPECT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0].role, "reviewer:risk");
    int64_t last = 0;
    ASSAY_ASSIGN_OR_RETURN(
        const auto ever, ListRoles(txn, {.principal = "rita", .show_revoked = true}, 0, 9, &last));
    EXPECT_EQ(ever.size(), 2u);
    EXPECT_EQ(ever[0].revoked_by(), "root");
    return absl::OkStatus();
  });
}

TEST_P(MigrationsTest, TheRegistryIsKept) {
  ReadBack([](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredModel model, GetModel(txn, "", "score"));
    EXPECT_EQ(model.description(), "of credit");
    EXPECT_EQ(model.aliases(0).alias(), "best");
    v1::ModelVersionName name;
    name.set_model("score");
    name.set_number(1);
    ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version, GetModelVersion(txn, name));
    EXPECT_EQ(version.artifact().digest(), kContent);
    EXPECT_EQ(version.run_id(), kId);
    EXPECT_EQ(version.framework(), "xgb");
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindEvaluation(txn, kId));
    ASSAY_ASSIGN_OR_RETURN(const v1::Evaluation evaluation, LoadEvaluation(txn, row));
    EXPECT_EQ(evaluation.metrics(0).reported(), 0.5);
    EXPECT_EQ(evaluation.created_by(), "bob");
    return absl::OkStatus();
  });
}

TEST_P(MigrationsTest, GovernanceIsKept) {
  ReadBack([](ReadTxn& txn) -> absl::Status {
    v1::SlotRef ref;
    ref.set_use_case("limit");
    ref.set_environment("production");
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, ref));
    for (const std::optional<int64_t> at : {std::optional<int64_t>(), std::optional<int64_t>(12)}) {
      ASSAY_ASSIGN_OR_RETURN(const v1::Champion champion, ChampionAt(txn, slot, at));
      EXPECT_EQ(champion.version(), "model:default/score/1");
      EXPECT_EQ(champion.decision_id(), kId);
    }
    ASSAY_ASSIGN_OR_RETURN(const v1::Champion before, ChampionAt(txn, slot, 11));
    EXPECT_EQ(before.version(), "");
    ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision, GetDecision(txn, kId));
    EXPECT_EQ(decision.kind(), v1::DECISION_KIND_PROMOTE);
    v1::PolicyRef policy;
    policy.set_name("credit");
    ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo info, GetPolicyVersion(txn, policy));
    EXPECT_EQ(info.yaml(), "name: credit");
    ASSAY_ASSIGN_OR_RETURN(const std::vector<BindingRow> bindings, BindingsOf(txn, slot));
    EXPECT_EQ(bindings.size(), 1u);
    return absl::OkStatus();
  });
}

TEST_P(MigrationsTest, WhatADecisionRestsOnStays) {
  ReadBack([](ReadTxn&) { return absl::OkStatus(); });
  EXPECT_THAT(store_->Write(kNoDeadline,
                            [](WriteTxn& txn) { return SetRunDeleted(txn, kId, "", true, "eve"); }),
              IsError(absl::StatusCode::kFailedPrecondition, "RUN_IN_USE"));
}

}  // namespace
}  // namespace assay::testing
