// What time does to tokens and logins, over the wire, with a clock that the test turns.
#include <memory>
#include <string>
#include <vector>

#include "client/admin.h"
#include "client/governance.h"
#include "client/registry.h"
#include "gmock/gmock.h"
#include "server/server.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::IsError;
using testing::Says;

constexpr int64_t kStart = 1'700'000'000;  // seconds
constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kHour = 3'600 * kSecond;

constexpr char kPolicy[] = R"(name: four-eyes
rules:
  - id: not-held
    flag_absent: {flags: [legal-hold]}
reviews:
  places:
    - role: risk
)";

class ClockTest : public ::testing::Test {
 protected:
  void StartServer(int review_hours) {
    unsetenv("ASSAY_TOKEN");
    Config config;
    config.data = folder_.path("data");
    config.listen = "127.0.0.1:0";
    config.auth = Auth::kToken;
    config.review_authentication_hours = review_hours;
    config.sweep_seconds = 0;
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(config, clock_));
    root_ = server_->TakeFirstSecret();
  }
  std::shared_ptr<Connection> As(const std::string& token) const {
    ConnectionOptions options;
    options.server = "127.0.0.1:" + std::to_string(server_->port());
    options.token = token;
    return MakeConnection(options);
  }
  // The token of a new person with these roles everywhere.
  std::string NewPerson(const std::string& name, const std::vector<std::string>& roles,
                        const TokenOptions& options = {}) {
    AdminClient root(As(root_));
    EXPECT_OK(root.CreatePrincipal(name, v1::PRINCIPAL_KIND_PERSON));
    for (const std::string& role : roles) EXPECT_OK(root.GrantRole({name, role, "*"}));
    const auto made = root.CreateToken(name, options);
    EXPECT_OK(made);
    return made.ok() ? made->secret() : "";
  }

  // A request to promote a model version, under a policy that asks for a review for risk.
  void OpenRequest(const std::string& token) {
    GovernanceClient governance(As(token));
    v1::CreatePolicyDraftRequest draft;
    draft.set_yaml(kPolicy);
    ASSERT_OK(governance.CreatePolicyDraft(draft));
    v1::PublishPolicyRequest publish;
    publish.set_name("four-eyes");
    ASSERT_OK(governance.PublishPolicy(publish));
    v1::CreateSlotRequest slot;
    slot.mutable_slot()->mutable_slot()->set_use_case("limit");
    slot.mutable_slot()->mutable_slot()->set_environment("production");
    ASSERT_OK(governance.CreateSlot(slot));
    v1::SetBindingRequest bind;
    bind.mutable_binding()->mutable_slots()->set_use_case("*");
    bind.mutable_binding()->mutable_slots()->set_environment("*");
    bind.mutable_binding()->set_policy("four-eyes");
    ASSERT_OK(governance.SetBinding(bind));
    v1::ModelVersion version;
    version.set_model("score");
    version.mutable_artifact()->set_digest("sha256:" + std::string(64, 'a'));
    ASSERT_OK(RegistryClient(As(token)).CreateModelVersion(version, true));
    v1::EnrollCandidateRequest enroll;
    *enroll.mutable_slot() = slot.slot().slot();
    enroll.set_version("model:default/score/1");
    ASSERT_OK(governance.EnrollCandidate(enroll));
    v1::OpenRequestRequest open;
    *open.mutable_slot() = slot.slot().slot();
    open.set_version("model:default/score/1");
    ASSERT_OK_AND_ASSIGN(request_, governance.OpenRequest(open));
  }
  absl::StatusOr<v1::Review> Approve(const std::string& token) {
    v1::SubmitReviewRequest review;
    review.set_promotion_request_id(request_.request_id());
    review.set_review_digest(request_.review_digest());
    review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
    return GovernanceClient(As(token)).SubmitReview(review);
  }
  std::string MakeAuthor() {
    return NewPerson("author", {"contributor", "policy_author", "governance_admin"});
  }

  testing::TempFolder folder_;
  ManualClock clock_{kStart * kSecond};
  std::unique_ptr<Server> server_;
  std::string root_;
  v1::PromotionRequest request_;
};

TEST_F(ClockTest, ATokenThatHasExpiredIsRefused) {
  StartServer(12);
  const std::string token = NewPerson("ada", {"viewer"}, {.expires = kStart + 60});
  AdminClient ada(As(token));
  clock_.Advance(59 * kSecond);
  ASSERT_OK(ada.WhoAmI());
  clock_.Advance(kSecond);
  const auto refused = ada.WhoAmI();
  EXPECT_THAT(refused, IsError(StatusCode::kUnauthenticated, "TOKEN_EXPIRED"));
  EXPECT_THAT(refused.status(), Says("Ask an administrator for another"));
  EXPECT_THAT(AdminClient(As(token)).WhoAmI(),
              IsError(StatusCode::kUnauthenticated, "TOKEN_EXPIRED"))
      << "also on a connection that is new";
}

TEST_F(ClockTest, ReviewsWantALoginThatIsRecent) {
  StartServer(12);
  OpenRequest(MakeAuthor());
  const std::string token = NewPerson("cy", {"viewer", "reviewer:risk"});
  clock_.Advance(12 * kHour + 1);
  const auto refused = Approve(token);
  EXPECT_THAT(refused, IsError(StatusCode::kPermissionDenied, "REVIEWER_LOGIN_TOO_OLD"));
  EXPECT_THAT(refused.status(), Says("assay login"));
  ASSERT_OK_AND_ASSIGN(const v1::WhoAmIResponse who, AdminClient(As(token)).ConfirmLogin());
  EXPECT_EQ(who.authenticate_time().seconds(), kStart + 12 * 3'600);
  clock_.Advance(12 * kHour);
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Approve(token));
  EXPECT_EQ(review.authenticate_time().seconds(), kStart + 12 * 3'600);
  ASSERT_OK_AND_ASSIGN(const v1::VerifyAuditLogResponse found,
                       AdminClient(As(root_)).VerifyAuditLog());
  EXPECT_TRUE(found.intact()) << found.DebugString();
}

TEST_F(ClockTest, WithoutALimitEveryLoginWillDo) {
  StartServer(0);
  OpenRequest(MakeAuthor());
  const std::string token = NewPerson("cy", {"viewer", "reviewer:risk"});
  clock_.Advance(24 * 20 * kHour);
  EXPECT_OK(Approve(token));
}

}  // namespace
}  // namespace assay
