#include "tests/conformance/api/api_test.h"

#include <cstdio>
#include <cstdlib>

#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

// Ends the server gracefully when all tests are done.
class ServerEnvironment : public ::testing::Environment {
 public:
  ServerProcess& server() {
    if (server_ == nullptr) {
      auto started = ServerProcess::Start({.data = folder_.path("data")});
      if (!started.ok()) {
        std::fprintf(stderr, "%s\n", Describe(started.status()).c_str());
        std::abort();
      }
      server_ = *std::move(started);
    }
    return *server_;
  }
  void TearDown() override {
    if (server_ != nullptr) {
      EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
    }
  }

 private:
  TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
};

ServerEnvironment& TheEnvironment() {
  static auto* environment = new ServerEnvironment;
  return *environment;
}

[[maybe_unused]] const auto* const kRegistered =
    ::testing::AddGlobalTestEnvironment(&TheEnvironment());

}  // namespace

ServerProcess& SharedServer() { return TheEnvironment().server(); }

}  // namespace assay::testing
