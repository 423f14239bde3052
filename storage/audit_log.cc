#include "storage/audit_log.h"

#include <limits>
#include <tuple>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr size_t kMaxProblems = 100;

// What is hashed of an event.
struct Leaf {
  std::string kind;
  std::string subject;
  std::string digest;
  int64_t time_us = 0;
  bool authenticated = false;
  std::string actor_commitment;  // 32 bytes
};

std::string Hex(std::string_view bytes) { return IdText(bytes); }

std::string Commitment(std::string_view salt, std::string_view actor) {
  Sha256 sha;
  sha.Update(salt);
  sha.Update(actor);
  return IdBytes(sha.FinishHex());
}

// The lines that v1::AuditEvent.leaf_hash describes.
merkle::Hash HashOf(const Leaf& leaf) {
  return merkle::HashLeaf(fmt::format(
      "assay audit 1\n{}\n{}\n{}\n{}\n{}\n{}\n", leaf.kind, leaf.subject, leaf.digest, leaf.time_us,
      leaf.authenticated ? "authenticated" : "asserted", Hex(leaf.actor_commitment)));
}

absl::Status Validate(const AuditEvent& event) {
  const bool fits = ValidateName("event", event.kind).ok() &&
                    ValidateName("event", event.subject).ok() &&
                    (event.digest.empty() || ValidateDigest(event.digest).ok());
  if (!fits) {
    return InvalidArgument("AUDIT_EVENT_INVALID", "event",
                           "An audit event has a kind and a subject of 1 to {} bytes without "
                           "control characters, and a digest or none.",
                           limits::kNameBytes);
  }
  return ValidateText("comment", event.comment, limits::kDescriptionBytes);
}

absl::StatusOr<merkle::Hash> ReadNode(ReadTxn& txn, int level, int64_t position) {
  Rows rows = level == 0
                  ? txn.Query("SELECT hash FROM audit_leaf WHERE position = $1", {position})
                  : txn.Query("SELECT hash FROM audit_node WHERE level = $1 AND position = $2",
                              {int64_t{level}, position});
  if (rows.Next()) return merkle::FromBytes(rows.Blob(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return absl::DataLossError(
      fmt::format("The audit log lacks its node {} of level {}.", position, level));
}

// Completes the subtrees that end with the leaf at `position`.
absl::Status AddNodes(WriteTxn& txn, merkle::Hash hash, int64_t position) {
  for (int level = 0; (position & 1) != 0; ++level, position >>= 1) {
    ASSAY_ASSIGN_OR_RETURN(const merkle::Hash left, ReadNode(txn, level, position - 1));
    hash = merkle::HashChildren(left, hash);
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO audit_node (level, position, hash) VALUES ($1, $2, $3)",
                {int64_t{level + 1}, position >> 1, sql::Bytes{merkle::Bytes(hash)}}));
  }
  return absl::OkStatus();
}

// The columns: position, kind, subject, digest, time_us, authenticated, actor_commitment, hash,
// actor, salt, comment; the last three are NULL when they were erased.
Leaf LeafOf(const Rows& rows) {
  return {rows.String(1), rows.String(2),   rows.String(3),
          rows.Int(4),    rows.Int(5) != 0, rows.String(6)};
}

v1::AuditEvent EventOf(const Rows& rows) {
  v1::AuditEvent event;
  event.set_index(rows.Int(0));
  event.set_kind(rows.String(1));
  event.set_subject(rows.String(2));
  event.set_digest(rows.String(3));
  SetTime(rows.Int(4), event.mutable_time());
  event.set_authenticated(rows.Int(5) != 0);
  event.set_actor_commitment(Hex(rows.Blob(6)));
  event.set_leaf_hash(Hex(rows.Blob(7)));
  if (rows.IsNull(8)) return event;
  event.set_actor(rows.String(8));
  event.set_salt(Hex(rows.Blob(9)));
  event.set_comment(rows.String(10));
  return event;
}

Rows QueryEvents(ReadTxn& txn, const AuditFilter& filter, int64_t first, int limit) {
  sql::Builder query;
  query.Append(
      "SELECT l.position, l.kind, l.subject, l.digest, l.time_us, l.authenticated, "
      "l.actor_commitment, l.hash, n.actor, n.salt, n.comment "
      "FROM audit_leaf l LEFT JOIN audit_name n ON n.position = l.position WHERE l.position >= ");
  query.Bind(first);
  if (!filter.kind.empty()) query.Append(" AND l.kind = ").Bind(std::string_view(filter.kind));
  if (!filter.subject.empty()) {
    query.Append(" AND l.subject = ").Bind(std::string_view(filter.subject));
  }
  query.Append(" ORDER BY l.position LIMIT ").Bind(int64_t{limit});
  return txn.Query(query);
}

// Compares a log with what its events give.
class Verifier {
 public:
  explicit Verifier(ReadTxn& txn) : txn_(txn) {}

  absl::StatusOr<AuditFindings> Run() && {
    ASSAY_RETURN_IF_ERROR(CheckLeaves());
    ASSAY_RETURN_IF_ERROR(CountNodes());
    findings_.size = tree_.size();
    findings_.root = tree_.Root();
    return std::move(findings_);
  }

 private:
  template <typename... Args>
  void Complain(fmt::format_string<Args...> format, Args&&... args) {
    if (findings_.problems.size() >= kMaxProblems) return;
    findings_.problems.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  absl::Status CheckLeaves() {
    Rows rows =
        QueryEvents(txn_, {}, std::numeric_limits<int64_t>::min(), std::numeric_limits<int>::max());
    while (rows.Next()) {
      if (rows.Int(0) != tree_.size()) {
        Complain("The event {} is missing: {} follows.", tree_.size(), rows.Int(0));
        return absl::OkStatus();
      }
      ASSAY_RETURN_IF_ERROR(CheckLeaf(rows));
    }
    return rows.status();
  }

  absl::Status CheckLeaf(const Rows& rows) {
    const Leaf leaf = LeafOf(rows);
    if (!rows.IsNull(8) && Commitment(rows.Blob(9), rows.Blob(8)) != leaf.actor_commitment) {
      Complain("The actor of the event {} was changed.", rows.Int(0));
    }
    const merkle::Hash hash = HashOf(leaf);
    std::vector<std::tuple<int, int64_t, merkle::Hash>> nodes;
    tree_.Add(hash, [&](int level, int64_t position, const merkle::Hash& node) {
      nodes.emplace_back(level, position, node);
    });
    if (rows.Blob(7) != merkle::Bytes(hash)) {
      Complain("The event {} was changed: its hash is not that of its content.", rows.Int(0));
    }
    for (const auto& [level, position, node] : nodes) {
      if (level > 0) ASSAY_RETURN_IF_ERROR(CheckNode(level, position, node));
    }
    return absl::OkStatus();
  }

  absl::Status CheckNode(int level, int64_t position, const merkle::Hash& computed) {
    ++nodes_;
    const absl::StatusOr<merkle::Hash> stored = ReadNode(txn_, level, position);
    if (!stored.ok() && !absl::IsDataLoss(stored.status())) return stored.status();
    if (!stored.ok()) {
      Complain("The node {} of level {} is missing.", position, level);
    } else if (*stored != computed) {
      Complain("The node {} of level {} is not the hash of the events below it.", position, level);
    }
    return absl::OkStatus();
  }

  absl::Status CountNodes() {
    Rows rows = txn_.Query("SELECT count(*) FROM audit_node", {});
    if (rows.Next() && rows.Int(0) > nodes_) {
      Complain("There are {} nodes too many.", rows.Int(0) - nodes_);
    }
    return rows.status();
  }

  ReadTxn& txn_;
  merkle::Growing tree_;
  int64_t nodes_ = 0;
  AuditFindings findings_;
};

}  // namespace

absl::StatusOr<int64_t> AppendAuditLeaf(WriteTxn& txn, const AuditEvent& event) {
  ASSAY_RETURN_IF_ERROR(Validate(event));
  ASSAY_ASSIGN_OR_RETURN(const int64_t position, AuditSize(txn));
  const std::string salt = IdBytes(txn.NewId());
  const Leaf leaf = {event.kind,
                     event.subject,
                     event.digest,
                     txn.now_us(),
                     event.actor.authenticated,
                     Commitment(salt, event.actor.name)};
  const merkle::Hash hash = HashOf(leaf);
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO audit_leaf (position, kind, subject, digest, time_us, authenticated, "
              "actor_commitment, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
              {position, std::string_view(leaf.kind), std::string_view(leaf.subject),
               std::string_view(leaf.digest), leaf.time_us, int64_t{leaf.authenticated},
               sql::Bytes{leaf.actor_commitment}, sql::Bytes{merkle::Bytes(hash)}}));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO audit_name (position, actor, salt, comment) VALUES ($1, $2, $3, $4)",
              {position, std::string_view(event.actor.name), sql::Bytes{salt},
               std::string_view(event.comment)}));
  ASSAY_RETURN_IF_ERROR(AddNodes(txn, hash, position));
  return position;
}

absl::StatusOr<int64_t> AuditSize(ReadTxn& txn) {
  Rows rows = txn.Query("SELECT coalesce(max(position) + 1, 0) FROM audit_leaf", {});
  const int64_t size = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return size;
}

absl::StatusOr<merkle::Hash> AuditRoot(ReadTxn& txn, int64_t size) {
  return merkle::Root(size,
                      [&](int level, int64_t position) { return ReadNode(txn, level, position); });
}

absl::StatusOr<std::vector<merkle::Hash>> AuditInclusionProof(ReadTxn& txn, int64_t index,
                                                              int64_t size) {
  return merkle::InclusionProof(
      index, size, [&](int level, int64_t position) { return ReadNode(txn, level, position); });
}

absl::StatusOr<std::vector<merkle::Hash>> AuditConsistencyProof(ReadTxn& txn, int64_t old_size,
                                                                int64_t size) {
  return merkle::ConsistencyProof(
      old_size, size, [&](int level, int64_t position) { return ReadNode(txn, level, position); });
}

absl::StatusOr<std::vector<v1::AuditEvent>> ListAuditEvents(ReadTxn& txn, const AuditFilter& filter,
                                                            int64_t first, int limit) {
  Rows rows = QueryEvents(txn, filter, first, limit);
  std::vector<v1::AuditEvent> events;
  while (rows.Next()) events.push_back(EventOf(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return events;
}

absl::Status EraseAuditNames(WriteTxn& txn, int64_t index) {
  return txn.Run("DELETE FROM audit_name WHERE position = $1", {index});
}

absl::Status KeepAuditCheckpoint(WriteTxn& txn, const AuditCheckpoint& checkpoint) {
  return txn.Run("INSERT INTO audit_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                 {checkpoint.size, std::string_view(checkpoint.note)});
}

absl::StatusOr<AuditCheckpoint> LastAuditCheckpoint(ReadTxn& txn) {
  Rows rows = txn.Query("SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1", {});
  AuditCheckpoint last;
  if (rows.Next()) last = {rows.Int(0), rows.String(1)};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return last;
}

absl::StatusOr<std::vector<AuditCheckpoint>> ListAuditCheckpoints(ReadTxn& txn, int64_t after,
                                                                  int limit) {
  Rows rows =
      txn.Query("SELECT size, note FROM audit_checkpoint WHERE size > $1 ORDER BY size LIMIT $2",
                {after, int64_t{limit}});
  std::vector<AuditCheckpoint> checkpoints;
  while (rows.Next()) checkpoints.push_back({rows.Int(0), rows.String(1)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return checkpoints;
}

absl::StatusOr<AuditFindings> VerifyAuditTree(ReadTxn& txn) { return Verifier(txn).Run(); }

}  // namespace assay
