// Backups of a server that serves.
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include "client/testing/small_disk.h"
#include "tests/conformance/api/identity_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
namespace fs = std::filesystem;

// A server for each test. It asks nobody who they are.
class BackupApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(server_, ServerProcess::Start({.data = data_}));
    connection_ = Connect(*server_);
  }

  static std::shared_ptr<Connection> Connect(const ServerProcess& server) {
    ConnectionOptions options;
    options.server = server.address();
    options.timeout = std::chrono::seconds(20);
    options.most_backoff = std::chrono::milliseconds(100);
    return MakeConnection(options);
  }
  absl::Status BackUpWhenFree(const std::string& path) {
    absl::Status status;
    do {
      status = AdminClient(connection_).BackUp(path).status();
    } while (ErrorReason(status) == "BACKUP_RUNNING");
    return status;
  }
  // A try that does not wait for a server that is not there.
  absl::Status TryOnce() {
    ConnectionOptions options;
    options.server = server_->address();
    options.timeout = std::chrono::milliseconds(1);
    options.wait_for_server = false;
    return AdminClient(MakeConnection(options)).BackUp(folder_.path("other.db")).status();
  }
  // Some MiB, so that a copy takes more than a step and its bytes more than the network holds.
  void LogMuch(const std::string& run_id, int megabytes = 24) {
    for (int batch = 0; batch < megabytes; ++batch) {
      v1::LogBatchRequest request;
      request.set_run_id(run_id);
      for (int i = 0; i < 200; ++i) {
        v1::Param* param = request.add_params();
        param->set_key("param" + std::to_string(batch * 200 + i));
        param->mutable_value()->set_string_value(std::string(5'900, 'x'));
      }
      ASSERT_OK(connection_->Unary<v1::LogBatchResponse>("TrackingService/LogBatch", request));
    }
  }
  std::string NewRun() {
    v1::CreateRunRequest request;
    request.set_experiment("experiment");
    const auto run = connection_->Unary<v1::Run>("TrackingService/CreateRun", request);
    EXPECT_OK(run);
    return run.ok() ? run->run_id() : "";
  }
  // Calls `during` in the middle of a backup, while its caller does not read on, and then breaks it
  // off.
  void InTheMiddle(const std::function<void()>& during, bool of_bytes) {
    EXPECT_OK(connection_->Stream<v1::BackUpResponse>("AdminService/BackUp", v1::BackUpRequest(),
                                                      [&](const v1::BackUpResponse& message) {
                                                        if (of_bytes && message.data().empty())
                                                          return true;
                                                        during();
                                                        return false;
                                                      }));
  }
  bool HasCopy() const { return fs::exists(data_ + "/backup.tmp"); }

  TempFolder folder_;
  const std::string data_ = folder_.path("data");
  const std::string path_ = folder_.path("copy.db");
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<Connection> connection_;
};

TEST_F(BackupApiTest, AServerOnTheCopyHasTheSameRuns) {
  const std::string run_id = NewRun();
  LogMuch(run_id, 8);
  std::vector<BackupProgress> steps;
  const auto backup = AdminClient(connection_).BackUp(path_, [&](const BackupProgress& progress) {
    steps.push_back(progress);
  });
  ASSERT_OK(backup);
  EXPECT_EQ(backup->bytes, static_cast<int64_t>(fs::file_size(path_)));
  ASSERT_GT(steps.size(), 8u);
  EXPECT_EQ(steps.front().received, 0) << "the server says how far it is";
  EXPECT_LT(steps.front().copied, backup->bytes);
  EXPECT_EQ(steps.back().received, backup->bytes);
  EXPECT_FALSE(HasCopy());

  const std::string later = NewRun();
  const std::string restored_data = folder_.path("restored");
  fs::create_directory(restored_data);
  fs::rename(path_, restored_data + "/assay.db");
  ASSERT_OK_AND_ASSIGN(const auto restored, ServerProcess::Start({.data = restored_data}));
  Client client(Connect(*restored));
  const auto before = Client(connection_).GetRun(run_id);
  const auto after = client.GetRun(run_id);
  ASSERT_OK(before);
  ASSERT_OK(after);
  EXPECT_EQ(after->SerializeAsString(), before->SerializeAsString());
  EXPECT_THAT(client.GetRun(later), IsError(StatusCode::kNotFound, "RUN_NOT_FOUND"));
  EXPECT_EQ(server_->Terminate(), 0);
  EXPECT_THAT(server_->Log(), ::testing::HasSubstr(fmt::format(
                                  "A backup of {} bytes was handed out to", backup->bytes)));
}

TEST_F(BackupApiTest, ThereIsOneAtATimeAndAllElseGoesOn) {
  LogMuch(NewRun());
  for (const bool of_bytes : {false, true}) {
    std::string later;
    InTheMiddle(
        [&] {
          EXPECT_THAT(TryOnce(), IsError(StatusCode::kResourceExhausted, "BACKUP_RUNNING"));
          later = NewRun();
          // The bytes come from a file without a name.
          EXPECT_TRUE(!of_bytes || !HasCopy());
        },
        of_bytes);
    EXPECT_OK(Client(connection_).GetRun(later));
    // The server gives the place back when it hears that the caller has gone.
    EXPECT_OK(BackUpWhenFree(folder_.path(of_bytes ? "b" : "a")));
    EXPECT_FALSE(HasCopy());
  }
}

TEST_F(BackupApiTest, AServerThatStopsDoesNotWaitForIt) {
  LogMuch(NewRun());
  bool stopping = false;
  const absl::Status end = connection_->Stream<v1::BackUpResponse>(
      "AdminService/BackUp", v1::BackUpRequest(), [&](const v1::BackUpResponse&) {
        if (!std::exchange(stopping, true)) {
          kill(server_->pid(), SIGTERM);
          // It ends the streams first.
          while (!absl::IsUnavailable(TryOnce())) continue;
        }
        return true;
      });
  EXPECT_THAT(end, IsError(StatusCode::kUnavailable, "SERVER_STOPPING"));
  EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
  EXPECT_FALSE(HasCopy());
}

TEST_F(BackupApiTest, WhatAKilledServerLeftIsRemovedAtTheStart) {
  server_->Kill();
  std::ofstream(data_ + "/backup.tmp") << "half of a copy";
  ASSERT_OK(server_->Restart());
  EXPECT_FALSE(HasCopy());
  EXPECT_OK(AdminClient(connection_).BackUp(path_));
}

TEST_F(BackupApiTest, ADiskWithoutTheSpaceIsToldBeforeItIsFull) {
  const SmallDisk disk(32 << 20);
  if (!disk.mounted()) GTEST_SKIP() << "a small disk needs the right to mount";
  const std::string data = disk.path() + "/data";
  ASSERT_OK_AND_ASSIGN(server_, ServerProcess::Start({.data = data}));
  connection_ = Connect(*server_);
  LogMuch(NewRun(), 6);
  std::ofstream(disk.path() + "/filler")
      << std::string(fs::space(disk.path()).available - (3 << 20), 'x');
  EXPECT_THAT(TryOnce(), IsError(StatusCode::kResourceExhausted, "DISK_FULL"));
  EXPECT_THAT(TryOnce(), Says("free some space"));
  EXPECT_FALSE(fs::exists(data + "/backup.tmp"));
  EXPECT_OK(Client(connection_).GetRun(NewRun())) << "writes go on";
}

TEST_F(IdentityApiTest, BackupsAreForAdministrators) {
  const TempFolder folder;
  const std::string path = folder.path("copy.db");
  const Caller maintainer = NewCaller({"maintainer", "auditor"});
  EXPECT_THAT(AdminClient(maintainer.connection).BackUp(path),
              IsError(StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(AdminClient(ConnectAs(*server_, "")).BackUp(path),
              IsError(StatusCode::kUnauthenticated, "TOKEN_MISSING"));
  const auto reading = Root().CreateToken("root", {.scopes = {"read", "write", "govern"}});
  ASSERT_OK(reading);
  EXPECT_THAT(AdminClient(ConnectAs(*server_, reading->secret())).BackUp(path),
              IsError(StatusCode::kPermissionDenied, "SCOPE_MISSING"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_OK(Root().BackUp(path));
}

}  // namespace
}  // namespace assay::testing
