// A connection without a server; with one it is tested through the API.
#include <cstdlib>
#include <string>

#include "client/client.h"
#include "client/internal/defaults.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

// Nothing listens on port 1 of this machine.
ConnectionOptions Nobody() {
  ConnectionOptions options;
  options.server = "127.0.0.1:1";
  options.wait_for_server = false;
  return options;
}

TEST(GrpcConnection, SaysWhereNobodyAnswers) {
  Client client(MakeConnection(Nobody()));
  const absl::Status status = client.GetRun("r").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ErrorReason(status), "UNREACHABLE");
  EXPECT_NE(std::string(status.message()).find("127.0.0.1:1"), std::string::npos);
}

TEST(GrpcConnection, StreamsSaySoToo) {
  const auto connection = MakeConnection(Nobody());
  Client client(connection);
  EXPECT_EQ(ErrorReason(client.WatchRun("r", [](const auto&) { return true; })), "UNREACHABLE");
  EXPECT_EQ(ErrorReason(client.ReadMetrics({.run_ids = {"r"}}).status()), "UNREACHABLE");

  const auto stream = connection->OpenLogStream();
  v1::LogBatchResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(ErrorReason(stream->Finish()), "UNREACHABLE");
}

TEST(GrpcConnection, AStreamMayBeLeftUnfinished) {
  const auto connection = MakeConnection(Nobody());
  EXPECT_NE(connection->OpenLogStream(), nullptr);
}

TEST(Defaults, TheEnvironmentComesAfterTheOption) {
  setenv("ASSAY_SERVER", "somewhere:9", 1);
  setenv("ASSAY_USER", "ada", 1);
  EXPECT_EQ(internal::ServerOrDefault(""), "somewhere:9");
  EXPECT_EQ(internal::ServerOrDefault("here:1"), "here:1");
  EXPECT_EQ(internal::UserOrDefault(""), "ada");
  EXPECT_EQ(internal::UserOrDefault("bob"), "bob");
  unsetenv("ASSAY_SERVER");
  unsetenv("ASSAY_USER");
  EXPECT_EQ(internal::ServerOrDefault(""), "127.0.0.1:7401");
  EXPECT_TRUE(internal::IsLoopback("localhost:7401"));
  EXPECT_FALSE(internal::IsLoopback("assay.example.org:7401"));
}

}  // namespace
}  // namespace assay
