// A server under its development flag, so that names that are only asserted can review; and
// governance's calls in short form.
#ifndef ASSAY_TESTS_CONFORMANCE_API_GOVERNANCE_FIXTURE_H_
#define ASSAY_TESTS_CONFORMANCE_API_GOVERNANCE_FIXTURE_H_

#include <memory>
#include <string>

#include "client/client.h"
#include "client/governance.h"
#include "client/registry.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {

// A floor for auc, a comparison with the champion, one reviewer for risk.
std::string PolicyText(const std::string& name);

// The callers: "ada" does what is not said otherwise, "trainer" trains, "registrar" registers,
// "uploader" evaluates.
class GovernanceApiTest : public ::testing::Test {
 protected:
  // The model "score" and the dataset "holdout" are there.
  void SetUp() override;

  void StartServer();
  std::shared_ptr<Connection> As(const std::string& user);
  static std::string Digest(char digit) { return "sha256:" + std::string(64, digit); }

  static v1::SlotRef Slot();
  void MakeSlot();
  absl::StatusOr<v1::PolicyInfo> Publish(const std::string& name);
  absl::StatusOr<v1::Binding> Bind(const std::string& policy);
  // With the policy "credit".
  void MakeGovernedSlot();

  // The name of a new version of "score".
  absl::StatusOr<std::string> NewVersion();
  absl::Status Evaluate(const std::string& version, double auc);
  absl::StatusOr<v1::Candidate> Enroll(const std::string& version);
  // All three.
  std::string NewCandidate(double auc);

  absl::StatusOr<v1::PromotionRequest> Open(const std::string& version);
  // Approves.
  absl::StatusOr<v1::Review> Review(const v1::PromotionRequest& request,
                                    const std::string& reviewer);
  absl::StatusOr<v1::Decision> Commit(const v1::PromotionRequest& request);
  // All three.
  v1::Decision Promote(const std::string& version);
  absl::StatusOr<v1::Champion> Champion();

  TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<Connection> connection_;
  std::unique_ptr<GovernanceClient> governance_;
  std::unique_ptr<RegistryClient> registry_;
  std::string run_id_;

 private:
  void RecordHoldout();
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_API_GOVERNANCE_FIXTURE_H_
