#include "storage/lineage/edge_walk.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/repeated_query.h"

namespace assay {
namespace {

using Kinds = uint32_t;  // of nodes, as EdgeKinds
constexpr Kinds NodeBit(v1::NodeKind kind) { return Kinds{1} << kind; }

constexpr Kinds kData = NodeBit(v1::NODE_KIND_DATASET_VERSION) | NodeBit(v1::NODE_KIND_CONTENT);

// The kinds of edges that are rows of the table edge.
struct StoredKind {
  v1::EdgeKind kind;
  Kinds sources;
  Kinds targets;
  bool forward;  // lineage flows from the source to the target
};
constexpr StoredKind kStored[] = {
    {v1::EDGE_KIND_EXECUTED, NodeBit(v1::NODE_KIND_RUN), NodeBit(v1::NODE_KIND_CODE_VERSION),
     false},
    {v1::EDGE_KIND_RAN_IN, NodeBit(v1::NODE_KIND_RUN), NodeBit(v1::NODE_KIND_ENVIRONMENT), false},
    {v1::EDGE_KIND_DERIVED_FROM, NodeBit(v1::NODE_KIND_DATASET_VERSION), kData, false},
    {v1::EDGE_KIND_PART_OF, NodeBit(v1::NODE_KIND_RUN), NodeBit(v1::NODE_KIND_RUN), true},
    {v1::EDGE_KIND_PACKAGED_AS, NodeBit(v1::NODE_KIND_CONTENT),
     NodeBit(v1::NODE_KIND_MODEL_VERSION), true},
    {v1::EDGE_KIND_REGISTERED_FROM, NodeBit(v1::NODE_KIND_MODEL_VERSION),
     NodeBit(v1::NODE_KIND_RUN), false},
    {v1::EDGE_KIND_FINE_TUNED_FROM, NodeBit(v1::NODE_KIND_MODEL_VERSION),
     NodeBit(v1::NODE_KIND_MODEL_VERSION), false},
    {v1::EDGE_KIND_EVALUATES, NodeBit(v1::NODE_KIND_EVALUATION),
     NodeBit(v1::NODE_KIND_MODEL_VERSION), false},
    {v1::EDGE_KIND_EVALUATED_ON, NodeBit(v1::NODE_KIND_EVALUATION), kData, false},
    {v1::EDGE_KIND_DECIDED_ON, NodeBit(v1::NODE_KIND_DECISION),
     NodeBit(v1::NODE_KIND_MODEL_VERSION), false},
    {v1::EDGE_KIND_PROMOTED_TO, NodeBit(v1::NODE_KIND_DECISION), NodeBit(v1::NODE_KIND_SLOT), true},
};

// Asks for the edges of nodes of one kind.
class Step {
 public:
  Step(ReadTxn& txn, const WalkOptions& options, EdgeVisitor visit)
      : txn_(txn), options_(options), visit_(visit) {}

  absl::StatusOr<bool> Visit(v1::NodeKind kind, std::span<const int64_t> ids) {
    ASSAY_ASSIGN_OR_RETURN(bool more, VisitData(kind, ids));
    if (!more) return false;
    ASSAY_ASSIGN_OR_RETURN(more, VisitStored(kind, ids, /*as_source=*/true));
    if (!more) return false;
    return VisitStored(kind, ids, /*as_source=*/false);
  }

 private:
  // Whether an edge of this kind is followed from its source to its target, or back.
  bool Follows(v1::EdgeKind kind, bool forward, bool from_source) const {
    if ((options_.kinds & Bit(kind)) == 0) return false;
    switch (options_.direction) {
      case v1::LINEAGE_DIRECTION_UPSTREAM:
        return forward != from_source;
      case v1::LINEAGE_DIRECTION_DOWNSTREAM:
        return forward == from_source;
      default:
        return true;
    }
  }
  bool Consumed(bool from_run) const { return Follows(v1::EDGE_KIND_CONSUMED, false, from_run); }
  bool Produced(bool from_run) const { return Follows(v1::EDGE_KIND_PRODUCED, true, from_run); }

  absl::StatusOr<bool> VisitData(v1::NodeKind kind, std::span<const int64_t> ids) {
    if (kind == v1::NODE_KIND_RUN) return VisitIo(kind, ids, true);
    if (kind == v1::NODE_KIND_DATASET_VERSION) {
      ASSAY_ASSIGN_OR_RETURN(const bool more, VisitIo(kind, ids, false));
      return more ? VisitVersions(ids, /*of_content=*/false) : false;
    }
    if (kind != v1::NODE_KIND_CONTENT) return true;
    ASSAY_ASSIGN_OR_RETURN(bool more, VisitIo(kind, ids, false));
    if (!more) return false;
    ASSAY_ASSIGN_OR_RETURN(more, VisitVersions(ids, /*of_content=*/true));
    if (!more) return false;
    ASSAY_ASSIGN_OR_RETURN(more, VisitFiles(ids));
    return more ? VisitDirectories(ids) : false;
  }

  // What runs read (direction 1) and wrote (2).
  absl::StatusOr<bool> VisitIo(v1::NodeKind kind, std::span<const int64_t> ids, bool from_run) {
    std::vector<int64_t> directions;
    if (Consumed(from_run)) directions.push_back(1);
    if (Produced(from_run)) directions.push_back(2);
    return ForEach(IoOf(kind), ids, directions, [&](const Rows& rows) {
      const NodeRef run = {v1::NODE_KIND_RUN, rows.Int(0)};
      const NodeRef data = rows.Int(3) == 0 ? NodeRef{v1::NODE_KIND_CONTENT, rows.Int(2)}
                                            : NodeRef{v1::NODE_KIND_DATASET_VERSION, rows.Int(3)};
      const v1::EdgeKind edge = rows.Int(1) == 1 ? v1::EDGE_KIND_CONSUMED : v1::EDGE_KIND_PRODUCED;
      return Pass({edge, run, data, rows.Text(4), rows.Text(5), rows.Int(6)}, from_run);
    });
  }

  static sql::Sql IoOf(v1::NodeKind kind) {
    if (kind == v1::NODE_KIND_RUN) {
      return "SELECT run, direction, content, dataset_version, label, subset, created_us "
             "FROM run_io WHERE run = $1 AND direction = $2 AND created_us <= $3 "
             "ORDER BY run, direction, label, content, dataset_version, subset";
    }
    if (kind == v1::NODE_KIND_CONTENT) {
      return "SELECT run, direction, content, dataset_version, label, subset, created_us "
             "FROM run_io WHERE content = $1 AND direction = $2 AND created_us <= $3 "
             "AND dataset_version < 1 "
             "ORDER BY content, direction, run, label, dataset_version, subset";
    }
    return "SELECT run, direction, content, dataset_version, label, subset, created_us "
           "FROM run_io WHERE dataset_version = $1 AND direction = $2 AND created_us <= $3 "
           "AND dataset_version > 0 ORDER BY dataset_version, direction, run, label, content, "
           "subset";
  }

  // Dataset versions and their content.
  absl::StatusOr<bool> VisitVersions(std::span<const int64_t> ids, bool of_content) {
    if ((options_.kinds & Bit(v1::EDGE_KIND_HAS_CONTENT)) == 0) return true;
    const sql::Sql sql = of_content
                             ? sql::Sql(
                                   "SELECT id, content, created_us FROM dataset_version "
                                   "WHERE content = $1 AND created_us <= $2 ORDER BY content, id")
                             : sql::Sql(
                                   "SELECT id, content, created_us FROM dataset_version "
                                   "WHERE id = $1 AND created_us <= $2 ORDER BY id");
    return ForEach(sql, ids, [&](const Rows& rows) {
      return Pass({v1::EDGE_KIND_HAS_CONTENT,
                   {v1::NODE_KIND_DATASET_VERSION, rows.Int(0)},
                   {v1::NODE_KIND_CONTENT, rows.Int(1)},
                   "",
                   "",
                   rows.Int(2)},
                  !of_content);
    });
  }

  // The files of directories that are contents of their own.
  absl::StatusOr<bool> VisitFiles(std::span<const int64_t> directories) {
    if (!Follows(v1::EDGE_KIND_CONTAINS, false, true)) return true;
    return ForEach(
        "SELECT m.directory, c.id, m.path, m.created_us FROM manifest m CROSS JOIN content c "
        "WHERE m.directory = $1 AND c.digest = m.digest AND m.created_us <= $2 "
        "AND c.created_us <= $2 ORDER BY m.directory, m.path",
        directories, [&](const Rows& rows) { return PassContains(rows, true); });
  }

  absl::StatusOr<bool> VisitDirectories(std::span<const int64_t> files) {
    if (!Follows(v1::EDGE_KIND_CONTAINS, false, false)) return true;
    return ForEach(
        "SELECT m.directory, c.id, m.path, m.created_us FROM content c CROSS JOIN manifest m "
        "WHERE c.id = $1 AND c.digest = m.digest AND m.created_us <= $2 "
        "AND c.created_us <= $2 ORDER BY c.id, m.directory, m.path",
        files, [&](const Rows& rows) { return PassContains(rows, false); });
  }

  bool PassContains(const Rows& rows, bool from_directory) {
    return Pass({v1::EDGE_KIND_CONTAINS,
                 {v1::NODE_KIND_CONTENT, rows.Int(0)},
                 {v1::NODE_KIND_CONTENT, rows.Int(1)},
                 rows.Text(2),
                 "",
                 rows.Int(3)},
                from_directory);
  }

  absl::StatusOr<bool> VisitStored(v1::NodeKind kind, std::span<const int64_t> ids,
                                   bool as_source) {
    std::vector<int64_t> kinds;
    for (const StoredKind& stored : kStored) {
      const Kinds ends = as_source ? stored.sources : stored.targets;
      if ((ends & NodeBit(kind)) != 0 && Follows(stored.kind, stored.forward, as_source)) {
        kinds.push_back(stored.kind);
      }
    }
    std::vector<int64_t> packed;
    packed.reserve(ids.size());
    for (const int64_t id : ids) packed.push_back(PackNode({kind, id}));
    const sql::Sql sql = as_source ? sql::Sql(
                                         "SELECT source, kind, target, at_us FROM edge "
                                         "WHERE source = $1 AND kind = $2 AND at_us <= $3 "
                                         "AND (ended_us IS NULL OR ended_us > $3) "
                                         "ORDER BY source, kind, target, at_us")
                                   : sql::Sql(
                                         "SELECT source, kind, target, at_us FROM edge "
                                         "WHERE target = $1 AND kind = $2 AND at_us <= $3 "
                                         "AND (ended_us IS NULL OR ended_us > $3) "
                                         "ORDER BY target, kind, source, at_us");
    return ForEach(sql, packed, kinds, [&](const Rows& rows) {
      return Pass({static_cast<v1::EdgeKind>(rows.Int(1)), UnpackNode(rows.Int(0)),
                   UnpackNode(rows.Int(2)), "", "", rows.Int(3)},
                  as_source);
    });
  }

  bool Pass(const Edge& edge, bool from_source) {
    return from_source ? visit_(edge, edge.source, edge.target)
                       : visit_(edge, edge.target, edge.source);
  }

  // The statement has a node as $1 and the time as $2.
  template <typename OnRow>
  absl::StatusOr<bool> ForEach(sql::Sql sql, std::span<const int64_t> ids, OnRow on_row) {
    const auto params_of = [&](size_t i) {
      return std::array<sql::Param, 2>{ids[i], options_.as_of_us};
    };
    return Repeat(txn_, sql, ids.size(), params_of, on_row);
  }

  // The statement has a node as $1, a kind of its edges as $2 and the time as $3.
  template <typename OnRow>
  absl::StatusOr<bool> ForEach(sql::Sql sql, std::span<const int64_t> ids,
                               std::span<const int64_t> kinds, OnRow on_row) {
    const auto params_of = [&](size_t i) {
      return std::array<sql::Param, 3>{ids[i / kinds.size()], kinds[i % kinds.size()],
                                       options_.as_of_us};
    };
    return Repeat(txn_, sql, ids.size() * kinds.size(), params_of, on_row);
  }

  ReadTxn& txn_;
  const WalkOptions& options_;
  EdgeVisitor visit_;
};

}  // namespace

absl::StatusOr<EdgeKinds> ToEdgeKinds(const google::protobuf::RepeatedField<int>& kinds) {
  EdgeKinds set = 0;
  for (const int kind : kinds) {
    if (kind == v1::EDGE_KIND_UNSPECIFIED || !v1::EdgeKind_IsValid(kind)) {
      return InvalidArgument("EDGE_KIND_INVALID", "kinds", "There is no kind of edge {}.", kind);
    }
    set |= Bit(static_cast<v1::EdgeKind>(kind));
  }
  return set == 0 ? kAllEdges : set;
}

absl::StatusOr<bool> VisitEdges(ReadTxn& txn, std::span<const NodeRef> nodes,
                                const WalkOptions& options, EdgeVisitor visit) {
  std::map<v1::NodeKind, std::vector<int64_t>> ids_of;
  for (const NodeRef node : nodes) ids_of[node.kind].push_back(node.id);
  Step step(txn, options, visit);
  for (auto& [kind, ids] : ids_of) {
    // By their rows: neighbours lie on the same pages.
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    ASSAY_ASSIGN_OR_RETURN(const bool more, step.Visit(kind, ids));
    if (!more) return false;
  }
  return true;
}

}  // namespace assay
