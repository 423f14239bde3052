#include "storage/lineage/edge_walk.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/in_list.h"
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

// For a list of nodes SQLite builds a table, which takes longer than asking for so many one by one.
constexpr size_t kFewNodes = 8;

// Asks for the edges of nodes of one kind, at most kNodesPerStatement of them.
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
    if (directions.empty()) return true;
    const auto ask = [&](std::span<const int64_t> some, std::span<const int64_t> ways) {
      return IoQuery(kind, some, ways);
    };
    return ForEach(ids, directions, ask, [&](const Rows& rows) {
      const NodeRef run = {v1::NODE_KIND_RUN, rows.Int(0)};
      const NodeRef data = rows.Int(3) == 0 ? NodeRef{v1::NODE_KIND_CONTENT, rows.Int(2)}
                                            : NodeRef{v1::NODE_KIND_DATASET_VERSION, rows.Int(3)};
      const v1::EdgeKind edge = rows.Int(1) == 1 ? v1::EDGE_KIND_CONSUMED : v1::EDGE_KIND_PRODUCED;
      return Pass({edge, run, data, rows.Text(4), rows.Text(5), rows.Int(6)}, from_run);
    });
  }

  sql::Builder IoQuery(v1::NodeKind kind, std::span<const int64_t> ids,
                       std::span<const int64_t> directions) const {
    sql::Builder sql;
    sql.Append(
        "SELECT run, direction, content, dataset_version, label, subset, created_us FROM run_io "
        "WHERE ");
    if (kind == v1::NODE_KIND_RUN) {
      AppendIn("run", ids, directions, &sql);
      sql.Append(" ORDER BY run, direction, label, content, dataset_version, subset");
    } else if (kind == v1::NODE_KIND_CONTENT) {
      AppendIn("content", ids, directions, &sql);
      sql.Append(
          " AND dataset_version < 1 ORDER BY content, direction, run, label, dataset_version, "
          "subset");
    } else {
      AppendIn("dataset_version", ids, directions, &sql);
      sql.Append(" AND dataset_version > 0 ORDER BY dataset_version, direction, run, label, ");
      sql.Append("content, subset");
    }
    return sql;
  }

  void AppendIn(sql::Sql column, std::span<const int64_t> ids, std::span<const int64_t> directions,
                sql::Builder* sql) const {
    sql->Append(column).Append(" IN ");
    AppendList(ids, sql);
    sql->Append(" AND direction IN ");
    AppendList(directions, sql);
    sql->Append(" AND created_us <= ").Bind(options_.as_of_us);
  }

  // Dataset versions and their content.
  absl::StatusOr<bool> VisitVersions(std::span<const int64_t> ids, bool of_content) {
    if ((options_.kinds & Bit(v1::EDGE_KIND_HAS_CONTENT)) == 0) return true;
    const auto ask = [&](std::span<const int64_t> some, std::span<const int64_t>) {
      sql::Builder sql;
      sql.Append("SELECT id, content, created_us FROM dataset_version WHERE ");
      sql.Append(of_content ? sql::Sql("content IN ") : sql::Sql("id IN "));
      AppendList(some, &sql);
      sql.Append(" AND created_us <= ").Bind(options_.as_of_us);
      sql.Append(of_content ? sql::Sql(" ORDER BY content, id") : sql::Sql(" ORDER BY id"));
      return sql;
    };
    return ForEach(ids, {}, ask, [&](const Rows& rows) {
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
    const auto ask = [&](std::span<const int64_t> some, std::span<const int64_t>) {
      sql::Builder sql;
      sql.Append(
          "SELECT m.directory, c.id, m.path, m.created_us FROM manifest m CROSS JOIN content c "
          "WHERE m.directory IN ");
      AppendList(some, &sql);
      AppendContains(&sql);
      sql.Append(" ORDER BY m.directory, m.path");
      return sql;
    };
    return ForEach(directories, {}, ask,
                   [&](const Rows& rows) { return PassContains(rows, true); });
  }

  absl::StatusOr<bool> VisitDirectories(std::span<const int64_t> files) {
    if (!Follows(v1::EDGE_KIND_CONTAINS, false, false)) return true;
    const auto ask = [&](std::span<const int64_t> some, std::span<const int64_t>) {
      sql::Builder sql;
      sql.Append(
          "SELECT m.directory, c.id, m.path, m.created_us FROM content c CROSS JOIN manifest m "
          "WHERE c.id IN ");
      AppendList(some, &sql);
      AppendContains(&sql);
      sql.Append(" ORDER BY c.id, m.directory, m.path");
      return sql;
    };
    return ForEach(files, {}, ask, [&](const Rows& rows) { return PassContains(rows, false); });
  }

  void AppendContains(sql::Builder* sql) const {
    sql->Append(" AND substr(c.digest, 8, 12) = substr(m.digest, 8, 12) AND c.digest = m.digest");
    sql->Append(" AND m.created_us <= ").Bind(options_.as_of_us);
    sql->Append(" AND c.created_us <= ").Bind(options_.as_of_us);
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
    if (kinds.empty()) return true;
    std::vector<int64_t> packed;
    packed.reserve(ids.size());
    for (const int64_t id : ids) packed.push_back(PackNode({kind, id}));
    const auto ask = [&](std::span<const int64_t> some, std::span<const int64_t> of) {
      sql::Builder sql;
      sql.Append("SELECT source, kind, target, at_us FROM edge WHERE ");
      sql.Append(as_source ? sql::Sql("source IN ") : sql::Sql("target IN "));
      AppendList(some, &sql);
      sql.Append(" AND kind IN ");
      AppendList(of, &sql);
      sql.Append(" AND at_us <= ").Bind(options_.as_of_us);
      sql.Append(" AND (ended_us IS NULL OR ended_us > ").Bind(options_.as_of_us).Append(")");
      sql.Append(as_source ? sql::Sql(" ORDER BY source, kind, target, at_us")
                           : sql::Sql(" ORDER BY target, kind, source, at_us"));
      return sql;
    };
    return ForEach(packed, kinds, ask, [&](const Rows& rows) {
      return Pass({static_cast<v1::EdgeKind>(rows.Int(1)), UnpackNode(rows.Int(0)),
                   UnpackNode(rows.Int(2)), "", "", rows.Int(3)},
                  as_source);
    });
  }

  bool Pass(const Edge& edge, bool from_source) {
    return from_source ? visit_(edge, edge.source, edge.target)
                       : visit_(edge, edge.target, edge.source);
  }

  // `ask(ids, kinds)` makes the statement for some nodes and kinds of edges (none when it has no
  // such parameter), which are its first parameters. Few nodes are asked for one by one.
  template <typename Ask, typename OnRow>
  absl::StatusOr<bool> ForEach(std::span<const int64_t> ids, std::span<const int64_t> kinds,
                               Ask ask, OnRow on_row) {
    const bool one_by_one = ids.size() <= kFewNodes;
    const sql::Builder sql = one_by_one
                                 ? ask(ids.first(1), kinds.first(std::min(kinds.size(), size_t{1})))
                                 : ask(ids, kinds);
    std::vector<sql::Param> params = sql.params();
    const size_t of_each = one_by_one ? std::max(kinds.size(), size_t{1}) : 1;
    const auto params_of = [&](size_t i) {
      if (one_by_one) params[0] = ids[i / of_each];
      if (one_by_one && !kinds.empty()) params[1] = kinds[i % of_each];
      return sql::Params(params);
    };
    return Repeat(txn_, sql.sql(), one_by_one ? ids.size() * of_each : 1, params_of, on_row);
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
    // As a list gives them: in order, each once.
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (std::span<const int64_t> rest = ids; !rest.empty();) {
      const size_t count = std::min(rest.size(), kNodesPerStatement);
      ASSAY_ASSIGN_OR_RETURN(const bool more, step.Visit(kind, rest.first(count)));
      if (!more) return false;
      rest = rest.subspan(count);
    }
  }
  return true;
}

}  // namespace assay
