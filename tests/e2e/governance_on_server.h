// `assay` against an assayd that knows people by their tokens, with models that always measure the
// same.
#ifndef ASSAY_TESTS_E2E_GOVERNANCE_ON_SERVER_H_
#define ASSAY_TESTS_E2E_GOVERNANCE_ON_SERVER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/registry_service.pb.h"
#include "cli/internal/cli_for_test.h"
#include "cli/internal/json.h"
#include "client/client.h"
#include "gtest/gtest.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {

inline constexpr char kScreeningPolicy[] =
    ASSAY_SOURCE_DIR "/examples/policies/tumour-screening.yaml";

// One server for all tests of a suite; a slot of its own for each test.
//   grace  writes policies and binds them     ada   trains, registers and asks
//   bea    reviews for medical                cy    reviews for risk
//   olaf   commits and rolls back             dora   may override
class GovernanceOnServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  // The commands that follow are this person's.
  static void As(const std::string& person);

  // Trains and registers a version of `model` and has the server measure it: of 100 rows `wrong`
  // are on the wrong side. Its p95 latency is `latency_ms`. Returns "model/number".
  static std::string NewVersion(const std::string& model, int wrong, double latency_ms = 1);

  // The answer of a command with --json.
  static cli::Json Json(std::vector<std::string> arguments);
  // A command that has to work.
  static void Do(const std::vector<std::string>& arguments, const std::string& input = "");

  // A transcript of commands without what differs each time: ids, digests, times.
  static std::string Session(const std::vector<std::vector<std::string>>& commands);
  static std::string Normal(const std::string& transcript);

  // A slot with the policy of examples/policies/.
  static std::string NewSlot(const std::string& use_case);
  // A request to promote a version in a slot where it is enrolled first; its id.
  static std::string NewRequest(const std::string& slot, const std::string& version);
  // Both reviews that the policy asks for.
  static void ApproveByAll(const std::string& request);
  // The id of the decision that made it champion.
  static std::string Promote(const std::string& slot, const std::string& version);

 private:
  static testing::TempFolder* folder_;
  static testing::ServerProcess* server_;
  static std::map<std::string, std::string>* tokens_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_E2E_GOVERNANCE_ON_SERVER_H_
