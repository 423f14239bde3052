#include "server/gate.h"

#include "assay/v1/admin_service.pb.h"
#include "assay/v1/registry_service.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "core/clock.h"
#include "core/ids.h"
#include "gmock/gmock.h"
#include "server/first_administrator.h"
#include "storage/identity/principals.h"
#include "storage/identity/tokens.h"
#include "storage/runs.h"
#include "storage/sqlite/database.h"
#include "storage/workspaces.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::IsError;
using testing::Says;

constexpr int64_t kSecond = 1'000'000;

// A gate with injected time, before a store on disk.
class GateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    sql::sqlite::Options options;
    options.path = folder_.path("assay.db");
    ASSERT_OK_AND_ASSIGN(auto database, sql::sqlite::Open(options));
    ASSERT_OK_AND_ASSIGN(store_, Store::Open(std::move(database), sql::sqlite::SqliteDialect(),
                                             clock_, RandomIds()));
    gate_ = std::make_unique<Gate>(*store_, Auth::kToken, false);
    for (const char* name : {"ada", "bot"}) {
      v1::Principal principal;
      principal.set_name(name);
      principal.set_kind(v1::PRINCIPAL_KIND_PERSON);
      Write([&](WriteTxn& txn) { return CreatePrincipal(txn, principal, root_).status(); });
    }
    v1::Workspace lab;
    lab.set_name("lab");
    Write([&](WriteTxn& txn) { return CreateWorkspace(txn, lab, "tester").status(); });
  }

  void Write(const std::function<absl::Status(WriteTxn&)>& fn) {
    ASSERT_OK(store_->Write(kNoDeadline, fn));
    gate_->Invalidate();
  }
  void Grant(const std::string& role, const std::string& workspace) {
    Write([&](WriteTxn& txn) { return GrantRole(txn, GrantOf(role, workspace), root_).status(); });
  }
  void Revoke(const std::string& role, const std::string& workspace) {
    Write([&](WriteTxn& txn) { return RevokeRole(txn, GrantOf(role, workspace), root_).status(); });
  }
  static v1::RoleGrant GrantOf(const std::string& role, const std::string& workspace) {
    v1::RoleGrant grant;
    grant.set_principal("ada");
    grant.set_role(role);
    grant.set_workspace(workspace);
    return grant;
  }
  NewToken MakeToken(const std::vector<std::string>& scopes = {}, int64_t seconds = 0) {
    v1::Token token;
    token.set_principal("ada");
    for (const std::string& scope : scopes) token.add_scopes(scope);
    if (seconds > 0) {
      token.mutable_expire_time()->set_seconds(clock_.NowMicros() / kSecond + seconds);
    }
    NewToken made;
    Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(made, CreateToken(txn, token, root_));
      return absl::OkStatus();
    });
    return made;
  }
  std::string NewRun(const std::string& workspace) {
    v1::CreateRunRequest request;
    request.set_workspace(workspace);
    request.set_experiment("experiment");
    v1::Run run;
    Write([&](WriteTxn& txn) { return CreateRun(txn, request, "ada", &run).status(); });
    return run.run_id();
  }
  // What the gate says to ada, who has a token with these scopes.
  absl::Status Ask(std::string_view method, const google::protobuf::Message& request,
                   const std::vector<std::string>& scopes = {}) {
    const NewToken token = MakeToken(scopes);
    ASSAY_ASSIGN_OR_RETURN(const auto session, gate_->Authenticate("Bearer " + token.secret));
    return gate_->Authorize(*session, method, request);
  }

  testing::TempFolder folder_;
  ManualClock clock_{1'700'000'000 * kSecond};
  const Actor root_ = {.name = "root", .authenticated = true};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Gate> gate_;
};

TEST_F(GateTest, ATokenSaysWhoCalls) {
  const NewToken token = MakeToken({"read", "write"});
  ASSERT_OK_AND_ASSIGN(const auto session, gate_->Authenticate("Bearer " + token.secret));
  EXPECT_EQ(session->actor.name, "ada");
  EXPECT_EQ(session->actor.kind, v1::PRINCIPAL_KIND_PERSON);
  EXPECT_TRUE(session->actor.authenticated);
  EXPECT_EQ(session->actor.authenticated_us, clock_.NowMicros());
  EXPECT_THAT(session->actor.scopes, ::testing::ElementsAre("read", "write"));
}

TEST_F(GateTest, WithoutAGoodTokenNobodyComesIn) {
  for (const char* header : {"", "assay_x", "Basic YTpi", "bearer assay_x"}) {
    EXPECT_THAT(gate_->Authenticate(header), IsError(StatusCode::kUnauthenticated, "TOKEN_MISSING"))
        << header;
  }
  const NewToken token = MakeToken();
  for (const std::string& secret : {std::string(), token.secret + "x", std::string("assay_"),
                                    token.secret.substr(0, token.secret.size() - 1)}) {
    EXPECT_THAT(gate_->Authenticate("Bearer " + secret),
                IsError(StatusCode::kUnauthenticated, "TOKEN_UNKNOWN"));
  }
}

TEST_F(GateTest, ATokenExpiresWhileItIsRemembered) {
  const NewToken token = MakeToken({}, 60);
  ASSERT_OK_AND_ASSIGN(const auto session, gate_->Authenticate("Bearer " + token.secret));
  clock_.Advance(59 * kSecond);
  EXPECT_OK(gate_->Authenticate("Bearer " + token.secret));
  EXPECT_TRUE(gate_->Stands(*session));
  clock_.Advance(kSecond);
  EXPECT_FALSE(gate_->Stands(*session));
  const auto expired = IsError(StatusCode::kUnauthenticated, "TOKEN_EXPIRED");
  EXPECT_THAT(gate_->Authenticate("Bearer " + token.secret), expired);
  gate_->Invalidate();
  EXPECT_THAT(gate_->Authenticate("Bearer " + token.secret), expired);
}

TEST_F(GateTest, RevocationIsAtOnce) {
  const NewToken token = MakeToken();
  const NewToken other = MakeToken();
  ASSERT_OK_AND_ASSIGN(const auto session, gate_->Authenticate("Bearer " + token.secret));
  Write([&](WriteTxn& txn) { return RevokeToken(txn, token.token.token_id(), root_).status(); });
  EXPECT_FALSE(gate_->Stands(*session));
  EXPECT_THAT(gate_->Authenticate("Bearer " + token.secret),
              IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
  EXPECT_OK(gate_->Authenticate("Bearer " + other.secret));
  Write([&](WriteTxn& txn) { return DeactivatePrincipal(txn, "ada", root_).status(); });
  EXPECT_THAT(gate_->Authenticate("Bearer " + other.secret),
              IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
}

TEST_F(GateTest, ARoleCountsInItsWorkspaceOnly) {
  v1::SearchRunsRequest here;
  here.set_workspace("lab");
  v1::SearchRunsRequest elsewhere;
  const auto missing = IsError(StatusCode::kPermissionDenied, "ROLE_MISSING");
  EXPECT_THAT(Ask("SearchRuns", here), missing);
  Grant("viewer", "lab");
  EXPECT_OK(Ask("SearchRuns", here));
  EXPECT_THAT(Ask("SearchRuns", elsewhere), missing);
  EXPECT_THAT(Ask("SearchRuns", elsewhere), Says("viewer in the workspace \"default\""));
  Grant("viewer", "*");
  EXPECT_OK(Ask("SearchRuns", elsewhere));
  Revoke("viewer", "*");
  EXPECT_THAT(Ask("SearchRuns", elsewhere), missing);
  EXPECT_OK(Ask("SearchRuns", here));
}

TEST_F(GateTest, ThingsAreWhereTheyAreAndNotWhereTheRequestSays) {
  Grant("contributor", "lab");
  const std::string in_lab = NewRun("lab");
  const std::string in_default = NewRun("");
  v1::LogBatchRequest request;
  request.set_run_id(in_lab);
  EXPECT_OK(Ask("LogBatch", request));
  request.set_run_id(in_default);
  EXPECT_FALSE(Ask("LogBatch", request).ok());
  request.mutable_create()->set_workspace("lab");
  EXPECT_FALSE(Ask("LogBatch", request).ok()) << "the run decides";
  request.set_run_id(RandomIds().New());
  EXPECT_OK(Ask("LogBatch", request)) << "a new run";
  request.mutable_create()->set_parent_run_id(in_default);
  EXPECT_FALSE(Ask("LogBatch", request).ok()) << "under a run elsewhere";
  v1::CompareRunsRequest compare;
  compare.add_run_ids(in_lab);
  EXPECT_OK(Ask("CompareRuns", compare));
  compare.add_run_ids(in_default);
  EXPECT_FALSE(Ask("CompareRuns", compare).ok());
  v1::GetRunRequest nothing;
  nothing.set_run_id(RandomIds().New());
  EXPECT_OK(Ask("GetRun", nothing)) << "the handler says that it is not there";
}

TEST_F(GateTest, AnEmptyWorkspaceIsTheDefaultOneWhateverElseIsNamed) {
  Grant("contributor", "lab");
  v1::LogBatchRequest log;
  log.set_run_id(RandomIds().New());
  log.mutable_create()->set_experiment("experiment");
  EXPECT_FALSE(Ask("LogBatch", log).ok());
  v1::CreateRunRequest create;
  create.set_run_id(RandomIds().New());
  create.set_experiment("experiment");
  EXPECT_FALSE(Ask("CreateRun", create).ok());
  v1::CreateModelVersionRequest version;
  version.mutable_version()->mutable_fine_tuned_from()->set_workspace("lab");
  EXPECT_FALSE(Ask("CreateModelVersion", version).ok());
  Grant("contributor", "default");
  EXPECT_OK(Ask("LogBatch", log));
  EXPECT_OK(Ask("CreateRun", create));
  EXPECT_OK(Ask("CreateModelVersion", version));
}

TEST_F(GateTest, RolesContainOthers) {
  v1::CreateRunRequest create;
  v1::DeleteRunRequest remove;
  remove.set_run_id(NewRun(""));
  v1::GetRunRequest get;
  get.set_run_id(remove.run_id());
  Grant("contributor", "default");
  EXPECT_OK(Ask("GetRun", get));
  EXPECT_OK(Ask("CreateRun", create));
  EXPECT_FALSE(Ask("DeleteRun", remove).ok());
  Revoke("contributor", "default");
  Grant("maintainer", "default");
  EXPECT_OK(Ask("GetRun", get));
  EXPECT_OK(Ask("CreateRun", create));
  EXPECT_OK(Ask("DeleteRun", remove));
  Revoke("maintainer", "default");
  Grant("reviewer:risk", "default");
  EXPECT_OK(Ask("GetRun", get));
  EXPECT_FALSE(Ask("CreateRun", create).ok());
}

TEST_F(GateTest, AnAdministratorHasNoSilentBypass) {
  Grant(kAdministrator, "*");
  EXPECT_OK(Ask("CreatePrincipal", v1::CreatePrincipalRequest()));
  EXPECT_FALSE(Ask("SearchRuns", v1::SearchRunsRequest()).ok());
  EXPECT_FALSE(Ask("VerifyAuditLog", v1::VerifyAuditLogRequest()).ok());
}

TEST_F(GateTest, ATokenReachesNoFartherThanItsScopes) {
  Grant("maintainer", "*");
  v1::CreateRunRequest create;
  EXPECT_OK(Ask("CreateRun", create, {"read", "write"}));
  EXPECT_THAT(Ask("CreateRun", create, {"read"}),
              IsError(StatusCode::kPermissionDenied, "SCOPE_MISSING"));
  EXPECT_THAT(Ask("CreateRun", create, {"read"}), Says("\"write\""));
  EXPECT_OK(Ask("WhoAmI", v1::WhoAmIRequest(), {"write"}));
}

TEST_F(GateTest, ARefusalNamesWhoCanHelp) {
  Write([&](WriteTxn& txn) {
    v1::RoleGrant grant = GrantOf(kAdministrator, "*");
    grant.set_principal("bot");
    return GrantRole(txn, grant, root_).status();
  });
  const absl::Status refused = Ask("CreateRun", v1::CreateRunRequest());
  EXPECT_THAT(refused, Says("An administrator can grant it: bot."));
  EXPECT_EQ(ErrorMetadata(refused)["role"], "contributor");
  EXPECT_EQ(ErrorMetadata(refused)["workspace"], "default");
}

TEST_F(GateTest, TheFirstAdministratorIsMadeOnce) {
  ASSERT_OK_AND_ASSIGN(const std::string secret, MakeFirstAdministrator(*store_, "root"));
  ASSERT_OK_AND_ASSIGN(const std::string again, MakeFirstAdministrator(*store_, "root"));
  EXPECT_EQ(again, "");
  ASSERT_OK_AND_ASSIGN(const auto session, gate_->Authenticate("Bearer " + secret));
  EXPECT_OK(gate_->Authorize(*session, "CreateToken", v1::CreateTokenRequest()));
  EXPECT_OK(gate_->Authorize(*session, "VerifyAuditLog", v1::VerifyAuditLogRequest()));
  // Their last token is revoked: the next start lets them in again.
  Write([&](WriteTxn& txn) -> absl::Status {
    int64_t last = 0;
    ASSAY_ASSIGN_OR_RETURN(const auto tokens, ListTokens(txn, "root", false, 0, 10, &last));
    return RevokeToken(txn, tokens.at(0).token_id(), root_).status();
  });
  ASSERT_OK_AND_ASSIGN(const std::string next, MakeFirstAdministrator(*store_, "root"));
  EXPECT_OK(gate_->Authenticate("Bearer " + next));
}

}  // namespace
}  // namespace assay
