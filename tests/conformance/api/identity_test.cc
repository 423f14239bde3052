// Who may call what, at every door.
#include "tests/conformance/api/identity_test.h"

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(IdentityApiTest, WithoutATokenEveryDoorIsClosed) {
  const absl::StatusOr<v1::Run> run = CreateRun(*Logger().connection());
  ASSERT_OK(run);
  for (const auto& [token, reason] : std::vector<std::pair<std::string, std::string>>{
           {"", "TOKEN_MISSING"}, {"assay_no_such_token", "TOKEN_UNKNOWN"}}) {
    const auto refused = IsError(StatusCode::kUnauthenticated, reason);
    const auto api = ConnectAs(*server_, token);
    Client client(api);
    EXPECT_THAT(client.GetRun(run->run_id()), refused);
    EXPECT_THAT(client.GetWorkspace("default"), refused);
    EXPECT_THAT(client.SearchRunsPage({}), refused);
    EXPECT_THAT(client.FinishRun(run->run_id()), refused);
    EXPECT_THAT(LogOne(*api, run->run_id()), refused);
    EXPECT_THAT(StreamOne(*api, run->run_id()), refused);
    EXPECT_THAT(client.WatchRun(run->run_id(), [](const auto&) { return true; }), refused);
    EXPECT_THAT(client.ReadMetrics({.run_ids = {run->run_id()}}), refused);
    EXPECT_THAT(AdminClient(api).WhoAmI(), refused);
  }
}

TEST_F(IdentityApiTest, AViewerReadsAndChangesNothing) {
  const absl::StatusOr<v1::Run> run = CreateRun(*Logger().connection());
  ASSERT_OK(run);
  ASSERT_OK(Logger().FinishRun(run->run_id()));
  const Caller viewer = NewCaller({"viewer"});
  Client client(viewer.connection);
  EXPECT_OK(client.GetRun(run->run_id()));
  EXPECT_OK(client.SearchRunsPage({}));
  EXPECT_OK(client.WatchRun(run->run_id(), [](const auto&) { return true; }));
  EXPECT_OK(client.ReadMetrics({.run_ids = {run->run_id()}}));
  const auto refused = IsError(StatusCode::kPermissionDenied, "ROLE_MISSING");
  EXPECT_THAT(CreateRun(*viewer.connection), refused);
  EXPECT_THAT(LogOne(*viewer.connection, run->run_id()), refused);
  EXPECT_THAT(StreamOne(*viewer.connection, run->run_id()), refused);
  EXPECT_THAT(client.DeleteRun(run->run_id()), refused);
  EXPECT_THAT(StreamOne(*viewer.connection, run->run_id()), Says("contributor"));
  EXPECT_THAT(StreamOne(*viewer.connection, run->run_id()), Says("root"));
}

TEST_F(IdentityApiTest, AContributorLogsButDoesNotDelete) {
  const Caller contributor = NewCaller({"contributor"});
  const absl::StatusOr<v1::Run> run = CreateRun(*contributor.connection);
  ASSERT_OK(run);
  EXPECT_EQ(run->created_by(), contributor.name) << "and not the name that the caller says";
  EXPECT_OK(LogOne(*contributor.connection, run->run_id()));
  EXPECT_OK(StreamOne(*contributor.connection, run->run_id()));
  EXPECT_THAT(Client(contributor.connection).DeleteRun(run->run_id()),
              IsError(StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(Root().ListPrincipals().begin()->status(), absl::OkStatus());
  EXPECT_THAT(AdminClient(contributor.connection).GetAuditCheckpoint(),
              IsError(StatusCode::kPermissionDenied, "ROLE_MISSING"));
}

TEST_F(IdentityApiTest, ARunNamesWhoDeletedIt) {
  const Caller ada = NewCaller({"contributor"});
  const Caller eve = NewCaller({"maintainer"});
  ASSERT_OK_AND_ASSIGN(const v1::Run made, CreateRun(*ada.connection));
  EXPECT_EQ(made.created_by(), ada.name);
  EXPECT_EQ(made.updated_by(), "");
  v1::DeleteRunRequest request;
  request.set_run_id(made.run_id());
  ASSERT_OK_AND_ASSIGN(const v1::Run deleted,
                       eve.connection->Unary<v1::Run>("TrackingService/DeleteRun", request));
  EXPECT_EQ(deleted.deleted_by(), eve.name);
  EXPECT_EQ(deleted.updated_by(), eve.name);
  EXPECT_TRUE(deleted.has_update_time());
}

TEST_F(IdentityApiTest, ARoleEndsAtItsWorkspace) {
  const std::string lab = Unique("lab");
  ASSERT_OK(Logger().CreateWorkspace(lab));
  const Caller caller = NewCaller({"contributor"});
  const absl::StatusOr<v1::Run> elsewhere = CreateRun(*Logger().connection(), lab);
  ASSERT_OK(elsewhere);
  const auto refused = IsError(StatusCode::kPermissionDenied, "ROLE_MISSING");
  EXPECT_THAT(CreateRun(*caller.connection, lab), refused);
  EXPECT_THAT(LogOne(*caller.connection, elsewhere->run_id()), refused);
  EXPECT_THAT(StreamOne(*caller.connection, elsewhere->run_id()), refused);
  EXPECT_THAT(Client(caller.connection).GetRun(elsewhere->run_id()), refused);
  ASSERT_OK(Root().GrantRole({caller.name, "contributor", lab}));
  EXPECT_OK(StreamOne(*caller.connection, elsewhere->run_id())) << "at once";
  ASSERT_OK(Root().RevokeRole({caller.name, "contributor", lab}));
  EXPECT_THAT(StreamOne(*caller.connection, elsewhere->run_id()), refused) << "at once";
}

TEST_F(IdentityApiTest, ATokenReachesNoFartherThanItsScopes) {
  const Caller reader = NewCaller({"maintainer"}, {"read"});
  EXPECT_OK(Client(reader.connection).SearchRunsPage({}));
  const auto refused = IsError(StatusCode::kPermissionDenied, "SCOPE_MISSING");
  EXPECT_THAT(CreateRun(*reader.connection), refused);
  EXPECT_THAT(StreamOne(*reader.connection, RandomIds().New()), refused);
  const Caller writer = NewCaller({"maintainer"}, {"write"});
  EXPECT_OK(CreateRun(*writer.connection));
  EXPECT_THAT(Client(writer.connection).SearchRunsPage({}), refused);
}

TEST_F(IdentityApiTest, RevocationReachesStreamsThatAreOpen) {
  const Caller caller = NewCaller({"contributor"});
  const absl::StatusOr<v1::Run> run = CreateRun(*caller.connection);
  ASSERT_OK(run);
  const std::unique_ptr<LogStream> stream = caller.connection->OpenLogStream();
  v1::LogBatchRequest batch = Batch(run->run_id());
  batch.set_writer_id(RandomIds().New());
  batch.set_sequence(1);
  ASSERT_TRUE(stream->Write(batch));
  v1::LogBatchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_OK(Root().RevokeToken(caller.token.token_id()));
  const auto revoked = IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED");
  EXPECT_THAT(Client(caller.connection).GetRun(run->run_id()), revoked);
  batch.set_sequence(2);
  stream->Write(batch);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(), revoked);
  ASSERT_OK_AND_ASSIGN(const v1::Run after, Logger().GetRun(run->run_id()));
  EXPECT_EQ(after.metrics(0).count(), 1);
}

TEST_F(IdentityApiTest, RevocationReachesWatchers) {
  const Caller caller = NewCaller({"viewer"});
  const absl::StatusOr<v1::Run> run = CreateRun(*Logger().connection());
  ASSERT_OK(run);
  int messages = 0;
  const absl::Status end = Client(caller.connection).WatchRun(run->run_id(), [&](const auto&) {
    if (++messages == 1) {
      EXPECT_OK(Root().RevokeToken(caller.token.token_id()));
      EXPECT_OK(LogOne(*Logger().connection(), run->run_id()));
    }
    return true;
  });
  EXPECT_THAT(end, IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
  EXPECT_EQ(messages, 1);
}

TEST_F(IdentityApiTest, ADeactivatedPrincipalIsOut) {
  const Caller caller = NewCaller({"viewer"});
  EXPECT_OK(Client(caller.connection).SearchRunsPage({}));
  ASSERT_OK(Root().DeactivatePrincipal(caller.name));
  EXPECT_THAT(Client(caller.connection).SearchRunsPage({}),
              IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
  EXPECT_THAT(Root().CreateToken(caller.name),
              IsError(StatusCode::kFailedPrecondition, "PRINCIPAL_DEACTIVATED"));
}

TEST_F(IdentityApiTest, WhoAmISaysWhatTheServerKnows) {
  const Caller caller = NewCaller({"viewer", "reviewer:risk"}, {"read", "govern"});
  ASSERT_OK_AND_ASSIGN(const v1::WhoAmIResponse who, AdminClient(caller.connection).WhoAmI());
  EXPECT_EQ(who.name(), caller.name);
  EXPECT_EQ(who.kind(), v1::PRINCIPAL_KIND_PERSON);
  EXPECT_TRUE(who.authenticated());
  EXPECT_EQ(who.authenticate_time().seconds(), caller.token.create_time().seconds());
  EXPECT_THAT(who.scopes(), ElementsAre("govern", "read"));
  ASSERT_EQ(who.roles_size(), 2);
  EXPECT_EQ(who.roles(0).role(), "reviewer:risk");
}

TEST_F(IdentityApiTest, TokensAreTheirOwnersAndTheAdministrators) {
  const Caller one = NewCaller({});
  const Caller other = NewCaller({});
  AdminClient client(one.connection);
  std::vector<std::string> ids;
  for (auto& token : client.ListTokens()) ids.push_back(token->token_id());
  EXPECT_THAT(ids, ElementsAre(one.token.token_id()));
  const auto refused = IsError(StatusCode::kPermissionDenied, "ROLE_MISSING");
  EXPECT_THAT(*client.ListTokens(other.name).begin(), refused);
  EXPECT_THAT(*client.ListTokens("*").begin(), refused);
  EXPECT_THAT(client.RevokeToken(other.token.token_id()), refused);
  EXPECT_THAT(client.CreateToken(one.name), refused);
  EXPECT_OK(client.RevokeToken(one.token.token_id()));
  EXPECT_THAT(client.WhoAmI(), IsError(StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
}

TEST_F(IdentityApiTest, ASecretIsShownOnceAlsoToARepeat) {
  const Caller caller = NewCaller({});
  v1::CreateTokenRequest request;
  request.mutable_token()->set_principal(caller.name);
  request.set_request_id(RandomIds().New());
  const auto api = ConnectAs(*server_, root_token_);
  ASSERT_OK(api->Unary<v1::CreateTokenResponse>("AdminService/CreateToken", request));
  EXPECT_THAT(api->Unary<v1::CreateTokenResponse>("AdminService/CreateToken", request),
              IsError(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
}

TEST_F(IdentityApiTest, ManyPrincipalsAndRolesComeInPages) {
  const std::string prefix = Unique("paged");
  for (int i = 0; i < 3; ++i) {
    const std::string name = prefix + std::to_string(i);
    ASSERT_OK(Root().CreatePrincipal(name, v1::PRINCIPAL_KIND_SERVICE));
    ASSERT_OK(Root().GrantRole({name, "viewer"}));
  }
  const auto api = ConnectAs(*server_, root_token_);
  v1::ListPrincipalsRequest principals;
  principals.set_page_size(2);
  int count = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, api->Unary<v1::ListPrincipalsResponse>(
                                              "AdminService/ListPrincipals", principals));
    for (const v1::Principal& principal : page.principals()) {
      count += principal.name().starts_with(prefix);
    }
    principals.set_page_token(page.next_page_token());
  } while (!principals.page_token().empty());
  EXPECT_EQ(count, 3);
  v1::ListRolesRequest roles;
  roles.set_page_size(1);
  roles.set_principal(prefix + "1");
  ASSERT_OK_AND_ASSIGN(const auto page,
                       api->Unary<v1::ListRolesResponse>("AdminService/ListRoles", roles));
  EXPECT_EQ(page.grants(0).role(), "viewer");
}

TEST_F(IdentityApiTest, TheTokenFileIsItsOwnersOnly) {
  struct stat info {};
  ASSERT_EQ(stat(folder_->path("token").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(folder_->path("data/audit.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(server_->Log().find("assay_"), std::string::npos);
}

// Servers of their own.
class AuthModes : public ::testing::Test {
 protected:
  AuthModes() {
    unsetenv("ASSAY_TOKEN");
    setenv("ASSAY_CREDENTIALS", folder_.path("no-credentials").c_str(), 1);
  }
  TempFolder folder_;
};

TEST_F(AuthModes, TheFirstTokenIsPrintedAndLetsIn) {
  const auto server =
      ServerProcess::Start({.data = folder_.path("data"), .flags = {"--auth", "token"}});
  ASSERT_OK(server);
  const std::string line = (*server)->NextLine();
  EXPECT_THAT(line, HasSubstr("administrator admin"));
  const std::string token = line.substr(line.find("assay_"));
  EXPECT_OK(
      AdminClient(ConnectAs(**server, token)).CreatePrincipal("ada", v1::PRINCIPAL_KIND_PERSON));
  ASSERT_EQ((*server)->Terminate(), 0);
  ASSERT_OK((*server)->Restart());
  EXPECT_OK(AdminClient(ConnectAs(**server, token)).WhoAmI());
  kill((*server)->pid(), SIGTERM);
  EXPECT_THAT((*server)->NextLine(), HasSubstr("stops")) << "no second token";
}

TEST_F(AuthModes, WithoutAuthenticationNamesAreAssertedAndSaidSo) {
  const auto server = ServerProcess::Start({.data = folder_.path("data")});
  ASSERT_OK(server);
  AdminClient client(ConnectAs(**server, ""));
  ASSERT_OK_AND_ASSIGN(const v1::WhoAmIResponse who, client.WhoAmI());
  EXPECT_EQ(who.name(), "mallory");
  EXPECT_FALSE(who.authenticated());
  ASSERT_OK(client.CreatePrincipal("ada", v1::PRINCIPAL_KIND_PERSON));
  EXPECT_THAT(client.CreateToken("ada"),
              IsError(StatusCode::kFailedPrecondition, "AUTHENTICATION_OFF"));
  auto events = client.ListAuditEvents();
  EXPECT_FALSE((*events.begin())->authenticated());
}

TEST_F(AuthModes, WithoutAuthenticationOnlyLoopback) {
  const auto refused = ServerProcess::Start({.data = folder_.path("data"), .listen = "0.0.0.0:0"});
  EXPECT_THAT(refused.status(), Says("--auth token"));
  EXPECT_THAT(refused.status(), Says("--open-to-network"));
}

TEST_F(AuthModes, ABrokenKeyIsNamed) {
  std::filesystem::create_directory(folder_.path("data"));
  std::ofstream(folder_.path("data/audit.key")) << "no key\n";
  EXPECT_THAT(ServerProcess::Start({.data = folder_.path("data")}).status(), Says("audit.key"));
}

}  // namespace
}  // namespace assay::testing
