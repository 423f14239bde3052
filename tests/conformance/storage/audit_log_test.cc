#include "storage/audit_log.h"

#include "core/digest.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditLogTest : public StorageTest {
 protected:
  absl::StatusOr<int64_t> Append(const std::string& kind, const std::string& subject = "thing:1",
                                 const std::string& digest = "") {
    return WriteFor([&](WriteTxn& txn) {
      return AppendAuditLeaf(txn, {.kind = kind,
                                   .subject = subject,
                                   .digest = digest,
                                   .actor = {.name = "ada", .authenticated = true},
                                   .comment = "what happened"});
    });
  }
  std::vector<v1::AuditEvent> List(const AuditFilter& filter = {}, int64_t first = 0,
                                   int limit = 1'000) {
    const auto events =
        ReadFor([&](ReadTxn& txn) { return ListAuditEvents(txn, filter, first, limit); });
    EXPECT_OK(events);
    return events.value_or(std::vector<v1::AuditEvent>());
  }
  AuditFindings Verify() {
    const auto findings = ReadFor([](ReadTxn& txn) { return VerifyAuditTree(txn); });
    EXPECT_OK(findings);
    return findings.value_or(AuditFindings());
  }
  // Changes rows behind the store's back, as somebody with the file could.
  void Tamper(std::string_view script) {
    ASSERT_OK(store_->database().Write(kNoDeadline, [&](sql::WriteTxn& txn) {
      return txn.ExecuteScript(
          "DROP TRIGGER audit_leaf_stays; DROP TRIGGER audit_leaf_remains;"
          "DROP TRIGGER audit_node_stays; DROP TRIGGER audit_node_remains;" +
          std::string(script));
    }));
  }
};
ASSAY_STORAGE_SUITE_OF(AuditLogTest);

std::string Hex(const merkle::Hash& hash) { return IdText(merkle::Bytes(hash)); }

// What anybody can compute from an event, by the description in the proto.
merkle::Hash LeafOf(const v1::AuditEvent& event) {
  return merkle::HashLeaf(
      fmt::format("assay audit 1\n{}\n{}\n{}\n{}\n{}\n{}\n", event.kind(), event.subject(),
                  event.digest(), event.time().seconds() * 1'000'000 + event.time().nanos() / 1'000,
                  event.authenticated() ? "authenticated" : "asserted", event.actor_commitment()));
}

TEST_P(AuditLogTest, AnEventComesBackWithItsLeaf) {
  const std::string digest = Sha256Digest("content");
  ASSERT_OK_AND_ASSIGN(const int64_t index, Append("PROMOTE", "decision:1", digest));
  EXPECT_EQ(index, 0);
  Reopen();
  const std::vector<v1::AuditEvent> events = List();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].kind(), "PROMOTE");
  EXPECT_EQ(events[0].subject(), "decision:1");
  EXPECT_EQ(events[0].digest(), digest);
  EXPECT_EQ(events[0].time().seconds(), kStartMicros / 1'000'000);
  EXPECT_EQ(events[0].actor(), "ada");
  EXPECT_EQ(events[0].comment(), "what happened");
  EXPECT_TRUE(events[0].authenticated());
  EXPECT_EQ(events[0].leaf_hash(), Hex(LeafOf(events[0])));
  EXPECT_EQ(events[0].actor_commitment(),
            Sha256Digest(IdBytes(events[0].salt()) + "ada").substr(7));
  EXPECT_EQ(Hex(Verify().root), events[0].leaf_hash());
}

TEST_P(AuditLogTest, RootsAndProofsAgreeWithTheLeavesAtEverySize) {
  merkle::Growing tree;
  std::vector<merkle::Hash> roots = {merkle::EmptyRoot()};
  for (int64_t size = 1; size <= 33; ++size) {
    clock_.Advance(1'000'000);
    ASSERT_OK(Append("EVENT", fmt::format("thing:{}", size)));
    const v1::AuditEvent event = List({}, size - 1).at(0);
    tree.Add(LeafOf(event), [](int, int64_t, const merkle::Hash&) {});
    roots.push_back(tree.Root());
  }
  ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    for (int64_t size = 0; size <= 33; ++size) {
      ASSAY_ASSIGN_OR_RETURN(const merkle::Hash root, AuditRoot(txn, size));
      EXPECT_EQ(Hex(root), Hex(roots[static_cast<size_t>(size)])) << size;
    }
    for (int64_t old_size = 1; old_size <= 33; ++old_size) {
      ASSAY_ASSIGN_OR_RETURN(const auto proof, AuditConsistencyProof(txn, old_size, 33));
      EXPECT_TRUE(merkle::VerifyConsistency(old_size, roots[static_cast<size_t>(old_size)], 33,
                                            roots.back(), proof));
      ASSAY_ASSIGN_OR_RETURN(const auto inclusion, AuditInclusionProof(txn, old_size - 1, 33));
      ASSAY_ASSIGN_OR_RETURN(const auto events, ListAuditEvents(txn, {}, old_size - 1, 1));
      EXPECT_TRUE(
          merkle::VerifyInclusion(LeafOf(events[0]), old_size - 1, 33, inclusion, roots.back()));
    }
    return absl::OkStatus();
  }));
  const AuditFindings findings = Verify();
  EXPECT_THAT(findings.problems, IsEmpty());
  EXPECT_EQ(findings.size, 33);
  EXPECT_EQ(Hex(findings.root), Hex(roots.back()));
}

TEST_P(AuditLogTest, ATransactionThatFailsLeavesNoLeaf) {
  ASSERT_OK(Append("FIRST"));
  EXPECT_FALSE(
      Write([](WriteTxn& txn) -> absl::Status {
        ASSAY_RETURN_IF_ERROR(
            AppendAuditLeaf(txn, {.kind = "SECOND", .subject = "x", .actor = {}}).status());
        return absl::AbortedError("no");
      }).ok());
  ASSERT_OK(Append("THIRD"));
  EXPECT_EQ(List().back().index(), 1);
  EXPECT_THAT(Verify().problems, IsEmpty());
}

TEST_P(AuditLogTest, ListsByKindAndSubjectPageByPage) {
  for (const char* kind : {"A", "B", "A", "B", "A"}) {
    ASSERT_OK(Append(kind, std::string("of:") + kind));
  }
  const auto indexes = [](const std::vector<v1::AuditEvent>& events) {
    std::vector<int64_t> found;
    for (const v1::AuditEvent& event : events) found.push_back(event.index());
    return found;
  };
  EXPECT_THAT(indexes(List({.kind = "A"})), ElementsAre(0, 2, 4));
  EXPECT_THAT(indexes(List({.subject = "of:B"})), ElementsAre(1, 3));
  EXPECT_THAT(indexes(List({.kind = "A", .subject = "of:B"})), IsEmpty());
  EXPECT_THAT(indexes(List({.kind = "A"}, 1, 1)), ElementsAre(2));
}

TEST_P(AuditLogTest, RefusesWhatWouldNotFitIntoALine) {
  const auto invalid = IsError(StatusCode::kInvalidArgument, "AUDIT_EVENT_INVALID");
  EXPECT_THAT(Append(""), invalid);
  EXPECT_THAT(Append("TWO\nLINES"), invalid);
  EXPECT_THAT(Append("KIND", "thing:1\nKIND"), invalid);
  EXPECT_THAT(Append("KIND", "thing:1", "no digest"), invalid);
  EXPECT_EQ(Verify().size, 0);
}

TEST_P(AuditLogTest, TheTablesAreInsertOnly) {
  ASSERT_OK(Append("FIRST"));
  ASSERT_OK(Append("SECOND"));
  for (sql::Sql statement :
       {sql::Sql("UPDATE audit_leaf SET kind = 'OTHER'"), sql::Sql("DELETE FROM audit_leaf"),
        sql::Sql("UPDATE audit_node SET position = 7"), sql::Sql("DELETE FROM audit_node")}) {
    EXPECT_FALSE(Write([&](WriteTxn& txn) { return txn.Run(statement, {}); }).ok())
        << statement.text();
  }
  EXPECT_THAT(Verify().problems, IsEmpty());
}

TEST_P(AuditLogTest, ErasingNamesLeavesTheLogIntact) {
  ASSERT_OK(Append("FIRST"));
  ASSERT_OK(Append("SECOND"));
  const merkle::Hash root = Verify().root;
  ASSERT_OK(Write([](WriteTxn& txn) { return EraseAuditNames(txn, 0); }));
  const std::vector<v1::AuditEvent> events = List();
  EXPECT_EQ(events[0].actor(), "");
  EXPECT_EQ(events[0].comment(), "");
  EXPECT_EQ(events[1].actor(), "ada");
  EXPECT_THAT(Verify().problems, IsEmpty());
  EXPECT_EQ(Hex(Verify().root), Hex(root));
}

class AuditTampering : public AuditLogTest {
 protected:
  void SetUp() override {
    AuditLogTest::SetUp();
    for (int i = 0; i < 7; ++i) ASSERT_OK(Append("EVENT", fmt::format("thing:{}", i)));
  }
  std::string Problems() {
    std::string text;
    for (const std::string& problem : Verify().problems) text += problem + "\n";
    return text;
  }
};
ASSAY_STORAGE_SUITE_OF(AuditTampering);

TEST_P(AuditTampering, AnEventThatWasChangedIsTold) {
  Tamper("UPDATE audit_leaf SET subject = 'thing:9' WHERE position = 3");
  EXPECT_THAT(Problems(), HasSubstr("The event 3 was changed"));
}

TEST_P(AuditTampering, AnEventThatWasChangedWithItsHashIsTold) {
  const v1::AuditEvent event = List({}, 3).at(0);
  v1::AuditEvent forged = event;
  forged.set_kind("OTHER");
  Tamper(fmt::format("UPDATE audit_leaf SET kind = 'OTHER', hash = x'{}' WHERE position = 3",
                     Hex(LeafOf(forged))));
  EXPECT_THAT(Problems(), HasSubstr("The node 1 of level 1 is not the hash"));
}

TEST_P(AuditTampering, AMissingEventIsTold) {
  Tamper("DELETE FROM audit_name WHERE position = 2; DELETE FROM audit_leaf WHERE position = 2");
  EXPECT_THAT(Problems(), HasSubstr("The event 2 is missing"));
}

TEST_P(AuditTampering, AnotherActorIsTold) {
  Tamper("UPDATE audit_name SET actor = 'bob' WHERE position = 4");
  EXPECT_THAT(Problems(), HasSubstr("The actor of the event 4 was changed"));
}

TEST_P(AuditTampering, MissingAndSurplusNodesAreTold) {
  Tamper(
      "DELETE FROM audit_node WHERE level = 2;"
      "INSERT INTO audit_node (level, position, hash) VALUES (9, 0, x'00'), (9, 1, x'00')");
  EXPECT_THAT(Problems(), HasSubstr("The node 0 of level 2 is missing"));
  EXPECT_THAT(Problems(), HasSubstr("nodes too many"));
}

// A log that was cut and continued is consistent in itself; only an earlier root tells.
TEST_P(AuditTampering, ACutLogNeedsACheckpointToBeTold) {
  const merkle::Hash root = Verify().root;
  Tamper("DELETE FROM audit_name WHERE position = 6; DELETE FROM audit_leaf WHERE position = 6");
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_OK(Append("EVENT", "thing:other"));
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const merkle::Hash now,
                       ReadFor([](ReadTxn& txn) { return AuditRoot(txn, 7); }));
  EXPECT_NE(Hex(now), Hex(root));
}

TEST_P(AuditLogTest, CheckpointsAreKeptOnce) {
  ASSERT_OK(Write([](WriteTxn& txn) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(KeepAuditCheckpoint(txn, {5, "five"}));
    ASSAY_RETURN_IF_ERROR(KeepAuditCheckpoint(txn, {9, "nine"}));
    return KeepAuditCheckpoint(txn, {5, "another five"});
  }));
  ASSERT_OK_AND_ASSIGN(const auto all,
                       ReadFor([](ReadTxn& txn) { return ListAuditCheckpoints(txn, 0, 10); }));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].note, "five");
  EXPECT_EQ(ReadFor([](ReadTxn& txn) { return LastAuditCheckpoint(txn); })->size, 9);
}

}  // namespace
}  // namespace assay::testing
