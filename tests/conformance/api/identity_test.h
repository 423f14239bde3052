// A server that asks for tokens, and callers with roles.
#ifndef ASSAY_TESTS_CONFORMANCE_API_IDENTITY_TEST_H_
#define ASSAY_TESTS_CONFORMANCE_API_IDENTITY_TEST_H_

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "client/admin.h"
#include "client/client.h"
#include "core/ids.h"
#include "gmock/gmock.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {

inline std::shared_ptr<Connection> ConnectAs(const ServerProcess& server,
                                             const std::string& token) {
  ConnectionOptions options;
  options.server = server.address();
  options.user = "mallory";  // what a caller says does not count
  options.token = token;
  options.timeout = std::chrono::seconds(20);
  return MakeConnection(options);
}

// One server for all tests of a suite. Names are unique to a test.
class IdentityApiTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    unsetenv("ASSAY_TOKEN");
    folder_ = new TempFolder();
    setenv("ASSAY_CREDENTIALS", folder_->path("no-credentials").c_str(), 1);
    auto server = ServerProcess::Start(
        {.data = folder_->path("data"),
         .flags = {"--auth", "token", "--first-administrator", "root", "--administrator-token-file",
                   folder_->path("token"), "--audit-checkpoints", folder_->path("checkpoints")}});
    ASSERT_OK(server);
    server_ = server->release();
    std::getline(std::ifstream(folder_->path("token")), root_token_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete folder_;
  }

  static std::string Unique(const std::string& what) {
    return what + "-" + RandomIds().New().substr(0, 12);
  }
  static AdminClient Root() { return AdminClient(ConnectAs(*server_, root_token_)); }
  static Client Logger() { return Client(ConnectAs(*server_, root_token_)); }

  // A person with these roles in the default workspace, and a token of theirs.
  struct Caller {
    std::string name;
    v1::Token token;
    std::shared_ptr<Connection> connection;
  };
  static Caller NewCaller(const std::vector<std::string>& roles,
                          const std::vector<std::string>& scopes = {}) {
    Caller caller;
    caller.name = Unique("person");
    EXPECT_OK(Root().CreatePrincipal(caller.name, v1::PRINCIPAL_KIND_PERSON));
    for (const std::string& role : roles) EXPECT_OK(Root().GrantRole({caller.name, role}));
    const auto made = Root().CreateToken(caller.name, {.scopes = scopes});
    EXPECT_OK(made);
    caller.token = made->token();
    caller.connection = ConnectAs(*server_, made->secret());
    return caller;
  }

  static absl::StatusOr<v1::Run> CreateRun(Connection& api, const std::string& workspace = "") {
    v1::CreateRunRequest request;
    request.set_workspace(workspace);
    request.set_experiment("experiment");
    return api.Unary<v1::Run>("TrackingService/CreateRun", request);
  }
  static v1::LogBatchRequest Batch(const std::string& run_id, int64_t step = 0) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    v1::MetricColumns* columns = request.add_metrics();
    columns->set_key("loss");
    columns->add_steps(step);
    columns->add_times_ms(1);
    columns->add_values(0.5);
    return request;
  }
  static absl::Status LogOne(Connection& api, const std::string& run_id, int64_t step = 0) {
    return api.Unary<v1::LogBatchResponse>("TrackingService/LogBatch", Batch(run_id, step))
        .status();
  }
  // One batch over a stream, and how it ended.
  static absl::Status StreamOne(Connection& api, const std::string& run_id) {
    const std::unique_ptr<LogStream> stream = api.OpenLogStream();
    v1::LogBatchRequest batch = Batch(run_id, 1);
    batch.set_writer_id(RandomIds().New());
    batch.set_sequence(1);
    stream->Write(batch);
    stream->WritesDone();
    v1::LogBatchResponse response;
    while (stream->Read(&response)) continue;
    return stream->Finish();
  }

  static inline TempFolder* folder_ = nullptr;
  static inline ServerProcess* server_ = nullptr;
  static inline std::string root_token_;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_API_IDENTITY_TEST_H_
