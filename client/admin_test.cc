#include "client/admin.h"

#include <map>

#include "client/mock_connection.h"
#include "core/checkpoint.h"
#include "tests/testing/status.h"

namespace assay {
namespace {

using absl::StatusCode;
using ::testing::_;
using testing::IsError;

TEST(AdminClient, SaysWhatItIsAsked) {
  auto connection = std::make_shared<MockConnection>();
  EXPECT_CALL(*connection, Call("AdminService/GrantRole", _, _))
      .WillOnce(AnswerBy<v1::GrantRoleRequest>(
          [](const v1::GrantRoleRequest& request) -> absl::StatusOr<v1::RoleGrant> {
            EXPECT_EQ(request.principal(), "ada");
            EXPECT_EQ(request.role(), "viewer");
            EXPECT_EQ(request.workspace(), "*");
            return v1::RoleGrant();
          }));
  EXPECT_CALL(*connection, Call("AdminService/CreateToken", _, _))
      .WillOnce(AnswerBy<v1::CreateTokenRequest>(
          [](const v1::CreateTokenRequest& request) -> absl::StatusOr<v1::CreateTokenResponse> {
            EXPECT_EQ(request.token().principal(), "ada");
            EXPECT_EQ(request.token().scopes_size(), 2);
            EXPECT_EQ(request.token().expire_time().seconds(), 99);
            v1::CreateTokenResponse response;
            response.set_secret("assay_secret");
            return response;
          }));
  AdminClient client(connection);
  EXPECT_OK(client.GrantRole({"ada", "viewer", "*"}));
  const auto token = client.CreateToken("ada", {.scopes = {"read", "write"}, .expires = 99});
  ASSERT_OK(token);
  EXPECT_EQ(token->secret(), "assay_secret");
}

TEST(AdminClient, ListsPageByPage) {
  auto connection = std::make_shared<MockConnection>();
  EXPECT_CALL(*connection, Call("AdminService/ListTokens", _, _))
      .Times(2)
      .WillRepeatedly(AnswerBy<v1::ListTokensRequest>(
          [](const v1::ListTokensRequest& request) -> absl::StatusOr<v1::ListTokensResponse> {
            EXPECT_EQ(request.principal(), "*");
            v1::ListTokensResponse response;
            response.add_tokens()->set_token_id(request.page_token() + "t");
            if (request.page_token().empty()) response.set_next_page_token("next");
            return response;
          }));
  std::vector<std::string> ids;
  for (auto& token : AdminClient(connection).ListTokens("*")) ids.push_back(token->token_id());
  EXPECT_THAT(ids, ::testing::ElementsAre("t", "nextt"));
}

// Checkpoints of a log of which every leaf is known.
class Continuation : public ::testing::Test {
 protected:
  Continuation() {
    for (int i = 0; i < 9; ++i) {
      tree_.Add(merkle::HashLeaf(std::to_string(i)),
                [this](int level, int64_t index, const merkle::Hash& hash) {
                  nodes_[{level, index}] = hash;
                });
    }
  }

 public:
  absl::StatusOr<merkle::Hash> operator()(int level, int64_t index) const {
    return nodes_.at({level, index});
  }

 protected:
  std::string Note(int64_t size) const {
    return SignCheckpoint({size, *merkle::Root(size, *this), 5}, key_);
  }
  v1::AuditCheckpoint Now(int64_t since) const {
    v1::AuditCheckpoint now;
    now.set_note(Note(9));
    const auto proof = merkle::ConsistencyProof(since, 9, *this);
    for (const merkle::Hash& hash : *proof) {
      now.add_consistency_proof(std::string(merkle::Bytes(hash)));
    }
    return now;
  }

  const SigningKey key_ = SigningKey::Generate();
  merkle::Growing tree_;
  std::map<std::pair<int, int64_t>, merkle::Hash> nodes_;
};

TEST_F(Continuation, OfEveryEarlierState) {
  for (int64_t size = 1; size <= 9; ++size) {
    EXPECT_OK(VerifyContinuation(Note(size), Now(size), key_.public_key()));
  }
}

TEST_F(Continuation, AChangedPastIsTold) {
  const std::string forged = SignCheckpoint({5, merkle::HashLeaf("another past"), 5}, key_);
  EXPECT_THAT(VerifyContinuation(forged, Now(5), key_.public_key()),
              IsError(StatusCode::kFailedPrecondition, "AUDIT_LOG_CHANGED"));
  EXPECT_THAT(VerifyContinuation(Note(5), Now(4), key_.public_key()),
              IsError(StatusCode::kFailedPrecondition, "AUDIT_LOG_CHANGED"));
  EXPECT_THAT(VerifyContinuation(Note(5), Now(5), SigningKey::Generate().public_key()),
              IsError(StatusCode::kInvalidArgument, "CHECKPOINT_FORGED"));
}

}  // namespace
}  // namespace assay
