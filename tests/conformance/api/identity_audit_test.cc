// The audit log, from outside.
#include <filesystem>
#include <iterator>

#include "core/checkpoint.h"
#include "tests/conformance/api/identity_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditApiTest : public IdentityApiTest {
 protected:
  static std::string ReadAll(const std::string& path) {
    std::ifstream file(path);
    return std::string((std::istreambuf_iterator<char>(file)), {});
  }
};

TEST_F(AuditApiTest, ACheckpointProvesWhatCameBefore) {
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint before, Root().GetAuditCheckpoint());
  NewCaller({"viewer", "auditor"});
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint now, Root().GetAuditCheckpoint(before.size()));
  EXPECT_EQ(now.size(), before.size() + 4);  // the principal, two roles, the token
  EXPECT_EQ(now.public_key(), before.public_key());
  EXPECT_OK(VerifyContinuation(before.note(), now, before.public_key()));
  ASSERT_OK_AND_ASSIGN(const Checkpoint opened, OpenCheckpoint(now.note(), now.public_key()));
  EXPECT_EQ(opened.size, now.size());
  EXPECT_EQ(merkle::Bytes(opened.root), now.root());
  const auto another =
      SignCheckpoint({before.size(), merkle::HashLeaf("x"), 1}, SigningKey::Generate());
  EXPECT_THAT(VerifyContinuation(another, now, before.public_key()),
              IsError(StatusCode::kInvalidArgument, "CHECKPOINT_FORGED"));
  EXPECT_THAT(
      Root().GetAuditCheckpoint(now.size() + 1'000),
      IsErrorAt(StatusCode::kInvalidArgument, "AUDIT_SIZE_INVALID", "consistent_with_size"));
}

TEST_F(AuditApiTest, TheRootIsThatOfTheEvents) {
  NewCaller({"viewer"});
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint now, Root().GetAuditCheckpoint());
  merkle::Growing tree;
  for (auto& event : Root().ListAuditEvents()) {
    ASSERT_OK(event);
    tree.Add(
        merkle::HashLeaf(fmt::format(
            "assay audit 1\n{}\n{}\n{}\n{}\n{}\n{}\n", event->kind(), event->subject(),
            event->digest(), event->time().seconds() * 1'000'000 + event->time().nanos() / 1'000,
            event->authenticated() ? "authenticated" : "asserted", event->actor_commitment())),
        [](int, int64_t, const merkle::Hash&) {});
  }
  EXPECT_EQ(tree.size(), now.size());
  EXPECT_EQ(merkle::Bytes(tree.Root()), now.root());
}

TEST_F(AuditApiTest, EventsSayWhoDidWhat) {
  const Caller caller = NewCaller({});
  std::vector<std::string> comments;
  for (auto& event : Root().ListAuditEvents("TOKEN_CREATED")) {
    EXPECT_EQ(event->kind(), "TOKEN_CREATED");
    EXPECT_TRUE(event->authenticated());
    comments.push_back(event->comment());
  }
  EXPECT_THAT(comments, Contains("of " + caller.name));
  auto events = Root().ListAuditEvents("", "token:" + caller.token.token_id());
  EXPECT_EQ((*events.begin())->actor(), "root");
}

TEST_F(AuditApiTest, VerifyingFindsNothingInAnHonestLog) {
  ASSERT_OK_AND_ASSIGN(const v1::VerifyAuditLogResponse found, Root().VerifyAuditLog());
  EXPECT_TRUE(found.intact());
  EXPECT_THAT(found.problems(), IsEmpty());
  EXPECT_GT(found.checkpoint().size(), 0);
  const Caller auditor = NewCaller({"auditor"});
  EXPECT_THAT(AdminClient(auditor.connection).VerifyAuditLog(),
              IsError(StatusCode::kPermissionDenied, "ROLE_MISSING"))
      << "the log is of every workspace";
  ASSERT_OK(Root().GrantRole({auditor.name, "auditor", "*"}));
  EXPECT_OK(AdminClient(auditor.connection).VerifyAuditLog());
}

TEST_F(AuditApiTest, CheckpointsAreHandedOutWhenTheServerStops) {
  TempFolder folder;
  const ServerOptions options = {.data = folder.path("data"),
                                 .flags = {"--audit-checkpoints", folder.path("checkpoints")}};
  const auto server = ServerProcess::Start(options);
  ASSERT_OK(server);
  EXPECT_EQ(ReadAll(folder.path("checkpoints")), "") << "nothing happened yet";
  AdminClient client(ConnectAs(**server, ""));
  ASSERT_OK(client.CreatePrincipal("ada", v1::PRINCIPAL_KIND_PERSON));
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint signed_now, client.GetAuditCheckpoint());
  ASSERT_EQ((*server)->Terminate(), 0);
  const std::string handed_out = ReadAll(folder.path("checkpoints"));
  ASSERT_OK_AND_ASSIGN(const Checkpoint opened,
                       OpenCheckpoint(handed_out, signed_now.public_key()));
  EXPECT_EQ(opened.size, 1);
  EXPECT_EQ(merkle::Bytes(opened.root), signed_now.root());
  ASSERT_OK((*server)->Restart());
  client = AdminClient(ConnectAs(**server, ""));  // without waiting for a reconnection
  ASSERT_OK_AND_ASSIGN(const v1::VerifyAuditLogResponse found, client.VerifyAuditLog());
  EXPECT_TRUE(found.intact());
  EXPECT_EQ(found.checkpoints(), 1);
}

TEST_F(AuditApiTest, AnOlderCopyOfTheDataIsTold) {
  TempFolder folder;
  const ServerOptions options = {.data = folder.path("data"),
                                 .flags = {"--audit-checkpoints", folder.path("checkpoints")}};
  const auto server = ServerProcess::Start(options);
  ASSERT_OK(server);
  AdminClient client(ConnectAs(**server, ""));
  ASSERT_OK(client.CreatePrincipal("ada", v1::PRINCIPAL_KIND_PERSON));
  ASSERT_EQ((*server)->Terminate(), 0);
  std::filesystem::copy(folder.path("data"), folder.path("backup"));
  ASSERT_OK((*server)->Restart());
  client = AdminClient(ConnectAs(**server, ""));  // without waiting for a reconnection
  ASSERT_OK(client.CreatePrincipal("bob", v1::PRINCIPAL_KIND_PERSON));
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint kept, client.GetAuditCheckpoint());
  ASSERT_EQ((*server)->Terminate(), 0);
  std::filesystem::remove_all(folder.path("data"));
  std::filesystem::rename(folder.path("backup"), folder.path("data"));
  ASSERT_OK((*server)->Restart());
  client = AdminClient(ConnectAs(**server, ""));  // without waiting for a reconnection
  const auto now = client.GetAuditCheckpoint(kept.size());
  EXPECT_THAT(now, IsError(StatusCode::kInvalidArgument, "AUDIT_SIZE_INVALID"));
  EXPECT_THAT(now.status(), Says("older copy"));
  ASSERT_OK(client.CreatePrincipal("eve", v1::PRINCIPAL_KIND_PERSON));
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint other, client.GetAuditCheckpoint(kept.size()));
  EXPECT_THAT(VerifyContinuation(kept.note(), other, kept.public_key()),
              IsError(StatusCode::kFailedPrecondition, "AUDIT_LOG_CHANGED"));
}

}  // namespace
}  // namespace assay::testing
