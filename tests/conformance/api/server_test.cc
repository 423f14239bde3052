// assayd as a process: how it starts, serves, stops, and what it says when it can't.
#include <arpa/inet.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "storage/sqlite/database.h"
#include "tests/conformance/api/api_test.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;

// One message there and one back, of a service that is not ours.
std::string CallRaw(const std::string& address, const std::string& method,
                    const std::string& request) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  grpc::CompletionQueue queue;
  const auto next = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto call = stub.PrepareCall(&context, method, &queue);
  call->StartCall(nullptr);
  if (!next()) return "no call";
  const grpc::Slice slice(request);
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  if (!next()) return "no write";
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  if (!next()) return "no answer";
  grpc::Slice bytes;
  EXPECT_TRUE(answer.DumpToSingleSlice(&bytes).ok());
  std::string text(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  next();
  queue.Shutdown();
  while (next()) {
  }
  return text;
}

class ServerTest : public ::testing::Test {
 protected:
  std::unique_ptr<ServerProcess> Start(const ServerOptions& options) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::Start(options);
    EXPECT_OK(server);
    return server.ok() ? *std::move(server) : nullptr;
  }
  std::unique_ptr<ServerProcess> Start() { return Start({.data = data_}); }
  // What a server says that can't start.
  static std::string Refusal(const ServerOptions& options) {
    const absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::Start(options);
    EXPECT_FALSE(server.ok()) << "it serves";
    std::string text(server.status().message());
    EXPECT_THAT(text, HasSubstr("assayd: "));
    for (const char* inside : {"SELECT", "sqlite", "SQLite", "constraint"}) {
      EXPECT_EQ(text.find(inside), std::string::npos) << text;
    }
    return text;
  }
  static absl::Status LogOne(TrackingApi& api, const std::string& run_id, int64_t step) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    request.mutable_create()->set_experiment("experiment");
    v1::MetricColumns* columns = request.add_metrics();
    columns->set_key("x");
    columns->add_steps(step);
    columns->add_times_ms(1);
    columns->add_values(1);
    return api.LogBatch(request).status();
  }
  static int64_t Count(TrackingApi& api, const std::string& run_id) {
    v1::GetRunRequest request;
    request.set_run_id(run_id);
    const absl::StatusOr<v1::Run> run = api.GetRun(request);
    EXPECT_OK(run);
    return run.ok() && run->metrics_size() > 0 ? run->metrics(0).count() : 0;
  }

  TempFolder folder_;
  const std::string data_ = folder_.path("data");
  const std::string run_id_ = RandomIds().New();
};

TEST_F(ServerTest, HealthAndReflectionAnswer) {
  // HealthCheckResponse{status: SERVING}
  EXPECT_EQ(CallRaw(SharedServer().address(), "/grpc.health.v1.Health/Check", ""), "\x08\x01");
  // ServerReflectionRequest{list_services: ""}
  EXPECT_THAT(CallRaw(SharedServer().address(),
                      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                      std::string("\x3a\x00", 2)),
              HasSubstr("assay.v1.TrackingService"));
}

TEST_F(ServerTest, WhatWasAcknowledgedSurvivesSigkillAndSigterm) {
  const auto server = Start();
  const auto api = std::make_shared<TrackingApi>(Connect(*server));
  for (int64_t i = 0; i < 20; ++i) ASSERT_OK(LogOne(*api, run_id_, i));
  server->Kill();
  ASSERT_OK(server->Restart());
  EXPECT_EQ(Count(*api, run_id_), 20) << "the same connection finds the server again";
  for (int64_t i = 20; i < 30; ++i) ASSERT_OK(LogOne(*api, run_id_, i));
  EXPECT_EQ(server->Terminate(), 0) << server->Log();
  ASSERT_OK(server->Restart());
  EXPECT_EQ(Count(*api, run_id_), 30);
}

TEST_F(ServerTest, StoppingEndsStreamsAndKeepsWhatWasAcknowledged) {
  const auto server = Start();
  const auto api = std::make_shared<TrackingApi>(Connect(*server));
  ASSERT_OK(LogOne(*api, run_id_, 0));
  const std::unique_ptr<LogStream> stream = api->OpenLogStream();
  v1::LogBatchRequest request;
  request.set_run_id(run_id_);
  request.set_writer_id(RandomIds().New());
  request.set_sequence(1);
  v1::MetricColumns* columns = request.add_metrics();
  columns->set_key("x");
  columns->add_steps(1);
  columns->add_times_ms(1);
  columns->add_values(1);
  ASSERT_TRUE(stream->Write(request));
  v1::LogBatchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.sequence(), 1);
  EXPECT_EQ(server->Terminate(), 0) << server->Log();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(), IsError(StatusCode::kUnavailable, "SERVER_STOPPING"));
  ASSERT_OK(server->Restart());
  EXPECT_EQ(Count(*api, run_id_), 2);
}

TEST_F(ServerTest, ADeadlineThatPassesIsToldAndTheServerGoesOn) {
  const auto server = Start();
  const auto patient = std::make_shared<TrackingApi>(Connect(*server));
  ASSERT_OK(LogOne(*patient, run_id_, 0));
  const auto hasty = std::make_shared<TrackingApi>(Connect(*server, std::chrono::seconds(1)));
  EXPECT_EQ(Count(*hasty, run_id_), 1);
  kill(server->pid(), SIGSTOP);
  // Its threads stop one after the other.
  int status = 0;
  ASSERT_EQ(waitpid(server->pid(), &status, WUNTRACED), server->pid());
  ASSERT_TRUE(WIFSTOPPED(status));
  const auto passed = IsError(StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED");
  EXPECT_THAT(LogOne(*hasty, run_id_, 1), passed);
  EXPECT_THAT(LogOne(*hasty, run_id_, 1), Says(server->address()));
  v1::GetRunRequest get;
  get.set_run_id(run_id_);
  EXPECT_THAT(hasty->GetRun(get), passed);
  kill(server->pid(), SIGCONT);
  // Whether the server still took the point or not: sent again, it is there once.
  ASSERT_OK(LogOne(*patient, run_id_, 1));
  EXPECT_EQ(Count(*patient, run_id_), 2);
}

TEST_F(ServerTest, ASecondServerOnTheSameDataNamesTheFirst) {
  const auto server = Start();
  const std::string refusal = Refusal({.data = data_});
  EXPECT_THAT(refusal, HasSubstr("pid " + std::to_string(server->pid())));
  EXPECT_THAT(refusal, HasSubstr("--data"));
  server->Kill();
  EXPECT_NE(Start(), nullptr) << "a dead server holds nothing";
}

TEST_F(ServerTest, APortThatIsTaken) {
  const int taken = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(taken, 1), 0);
  getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string listen = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const std::string refusal = Refusal({.data = data_, .listen = listen});
  EXPECT_THAT(refusal, HasSubstr(listen));
  EXPECT_THAT(refusal, HasSubstr("--listen"));
  close(taken);
  EXPECT_THAT(Refusal({.data = data_, .listen = SharedServer().address()}), HasSubstr("taken"));
}

TEST_F(ServerTest, ADataFolderThatCantBeWritten) {
  std::filesystem::create_directory(data_);
  std::filesystem::permissions(data_, std::filesystem::perms(0555));
  EXPECT_THAT(Refusal({.data = data_, .obey_permissions = true}), HasSubstr("permissions"));
  EXPECT_THAT(Refusal({.data = data_ + "/below", .obey_permissions = true}), HasSubstr("--data"));
  const std::string file = folder_.path("file");
  std::ofstream(file) << "x";
  EXPECT_THAT(Refusal({.data = file}), HasSubstr(file));
}

TEST_F(ServerTest, ADatabaseFileThatIsNone) {
  std::filesystem::create_directory(data_);
  std::ofstream(data_ + "/assay.db") << std::string(10'000, 'x');
  EXPECT_THAT(Refusal({.data = data_}), HasSubstr("not an Assay database"));
  EXPECT_EQ(std::filesystem::file_size(data_ + "/assay.db"), 10'000u) << "it was left alone";
}

TEST_F(ServerTest, ADatabaseOfANewerProgram) {
  Start()->Terminate();
  {
    sql::sqlite::Options options;
    options.path = data_ + "/assay.db";
    ASSERT_OK_AND_ASSIGN(const auto database, sql::sqlite::Open(options));
    ASSERT_OK(database->Write(sql::kNoDeadline, [](sql::WriteTxn& txn) {
      return txn
          .Execute("INSERT INTO schema_migration (version, name) VALUES (9999, '9999_later')", {})
          .status();
    }));
  }
  const std::string refusal = Refusal({.data = data_});
  EXPECT_THAT(refusal, HasSubstr("version 9999"));
  EXPECT_THAT(refusal, HasSubstr("Install a newer Assay"));
}

TEST_F(ServerTest, ADatabaseThatCantBeWritten) {
  Start()->Terminate();
  std::filesystem::permissions(data_ + "/assay.db", std::filesystem::perms(0444));
  EXPECT_THAT(Refusal({.data = data_, .obey_permissions = true}), HasSubstr("permissions"));
}

// A folder on a disk of its own, of a few MiB. Only root can make one.
class FullDiskTest : public ServerTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(disk_);
    if (mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=4m") != 0) {
      GTEST_SKIP() << "a small disk needs the right to mount";
    }
    mounted_ = true;
  }
  void TearDown() override {
    if (mounted_) umount2(disk_.c_str(), MNT_DETACH);
  }
  // Takes all the space that is left.
  void Fill() {
    std::ofstream file(disk_ + "/filler", std::ios::binary);
    const std::string page(4'096, 'x');
    while (file.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
    }
  }
  void FreeSpace() { std::filesystem::remove(disk_ + "/filler"); }

  const std::string disk_ = folder_.path("disk");
  bool mounted_ = false;
};

TEST_F(FullDiskTest, WritesAreRefusedNothingIsLostAndTheServerGoesOn) {
  const auto server = Start({.data = disk_ + "/data"});
  ASSERT_NE(server, nullptr);
  const auto api =
      std::make_shared<TrackingApi>(Connect(*server, std::chrono::milliseconds(1'500)));
  int64_t logged = 0;
  for (; logged < 20; ++logged) ASSERT_OK(LogOne(*api, run_id_, logged));
  for (int round = 0; round < 2; ++round) {
    Fill();
    // What is left in half-used pages may take a few more.
    absl::Status status;
    for (int i = 0; i < 2'000 && status.ok(); ++i) {
      status = LogOne(*api, run_id_, logged);
      if (status.ok()) ++logged;
    }
    EXPECT_THAT(status, IsError(StatusCode::kResourceExhausted, "DISK_FULL"));
    EXPECT_THAT(status, Says("free some space"));
    EXPECT_EQ(Count(*api, run_id_), logged) << "questions are answered meanwhile";
    FreeSpace();
    ASSERT_OK(LogOne(*api, run_id_, logged)) << server->Log();
    ++logged;
    EXPECT_EQ(Count(*api, run_id_), logged);
  }
  server->Kill();
  ASSERT_OK(server->Restart());
  EXPECT_EQ(Count(*api, run_id_), logged);
}

TEST_F(FullDiskTest, AServerThatFindsNoSpaceSaysSo) {
  Fill();
  const absl::StatusOr<std::unique_ptr<ServerProcess>> server =
      ServerProcess::Start({.data = disk_ + "/data"});
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("assayd: "));
}

}  // namespace
}  // namespace assay::testing
