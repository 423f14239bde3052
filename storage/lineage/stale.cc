#include "storage/lineage/stale.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/in_list.h"
#include "storage/lineage/catalogue.h"
#include "storage/lineage/nodes.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

struct UseRow {
  std::string dataset;
  int64_t used = 0;  // dataset versions
  int64_t newest = 0;
  int64_t run = 0;
  std::string role;
  std::string subset;
};

// Behind this use a page begins: "<version> <run> <bytes of dataset> <bytes of role>
// <dataset><role><subset>".
std::string PlaceText(const UseRow& use) {
  return fmt::format("{} {} {} {} {}{}{}", use.used, use.run, use.dataset.size(), use.role.size(),
                     use.dataset, use.role, use.subset);
}

UseRow ParsePlace(std::string_view text) {
  const auto number = [&text] {
    int64_t value = 0;
    const char* end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
    text.remove_prefix(std::min(static_cast<size_t>(end - text.data()) + 1, text.size()));
    return value;
  };
  const auto take = [&text](size_t bytes) {
    const std::string taken(text.substr(0, bytes));
    text.remove_prefix(std::min(bytes, text.size()));
    return taken;
  };
  UseRow place;
  place.used = number();
  place.run = number();
  const auto dataset_bytes = static_cast<size_t>(number());
  const auto role_bytes = static_cast<size_t>(number());
  place.dataset = take(dataset_bytes);
  place.role = take(role_bytes);
  place.subset = text;
  return place;
}

class StaleLister {
 public:
  StaleLister(ReadTxn& txn, const v1::ListStaleRequest& request, std::string_view after,
              size_t limit)
      : txn_(txn), request_(request), after_(ParsePlace(after)), limit_(limit) {}

  // One more than the page takes, when there are more.
  absl::StatusOr<std::vector<UseRow>> List() {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn_, request_.workspace()));
    if (!request_.dataset().empty()) {
      ASSAY_RETURN_IF_ERROR(FindDataset(txn_, request_.workspace(), request_.dataset()).status());
    }
    sql::Builder sql;
    sql.Append(
        "SELECT d.name, v.id, (SELECT max(n.id) FROM dataset_version n WHERE n.dataset = d.id) "
        "FROM dataset d CROSS JOIN dataset_version v WHERE d.workspace = ");
    sql.Bind(workspace);
    if (request_.dataset().empty()) {
      sql.Append(" AND d.name >= ").Bind(after_.dataset);
    } else {
      sql.Append(" AND d.name = ").Bind(request_.dataset());
    }
    sql.Append(" AND v.dataset = d.id ORDER BY d.name, v.id");
    Rows rows = txn_.Query(sql);
    while (uses_.size() <= limit_ && rows.Next()) {
      const bool listed = rows.Text(0) == after_.dataset && rows.Int(1) < after_.used;
      if (listed || rows.Int(1) == rows.Int(2)) continue;
      ASSAY_RETURN_IF_ERROR(AddRuns(rows.String(0), rows.Int(1), rows.Int(2)));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
    return std::move(uses_);
  }

 private:
  // The runs that read a version.
  absl::Status AddRuns(const std::string& dataset, int64_t version, int64_t newest) {
    sql::Builder sql;
    sql.Append(
        "SELECT i.run, i.label, i.subset FROM run_io i CROSS JOIN run r "
        "WHERE i.dataset_version = ");
    sql.Bind(version).Append(" AND i.dataset_version > 0 AND i.direction = 1");
    if (version == after_.used) {
      sql.Append(" AND (i.run, i.label, i.subset) > (").Bind(after_.run);
      sql.Append(", ").Bind(after_.role).Append(", ").Bind(after_.subset).Append(")");
    }
    sql.Append(" AND r.id = i.run AND r.deleted_us IS NULL");
    if (request_.registered_only()) {
      sql.Append(" AND EXISTS (SELECT 1 FROM edge e WHERE e.target = i.run * 16 + ");
      sql.Bind(int64_t{v1::NODE_KIND_RUN}).Append(" AND e.kind = ");
      sql.Bind(int64_t{v1::EDGE_KIND_REGISTERED_FROM}).Append(" AND e.ended_us IS NULL)");
    }
    sql.Append(" ORDER BY i.run, i.label, i.content, i.subset LIMIT ");
    sql.Bind(static_cast<int64_t>(limit_ + 1 - uses_.size()));
    Rows rows = txn_.Query(sql);
    while (rows.Next()) {
      uses_.push_back({dataset, version, newest, rows.Int(0), rows.String(1), rows.String(2)});
    }
    return rows.status();
  }

  ReadTxn& txn_;
  const v1::ListStaleRequest& request_;
  const UseRow after_;
  const size_t limit_;
  std::vector<UseRow> uses_;
};

using EdgesByEnd = std::multimap<int64_t, NodeRef>;  // id of one end, the other end

// Edges of one kind that end at nodes of one kind, by their targets.
absl::StatusOr<EdgesByEnd> Sources(ReadTxn& txn, v1::NodeKind kind, std::vector<int64_t> ids,
                                   v1::EdgeKind edge) {
  EdgesByEnd sources;
  if (ids.empty()) return sources;
  for (int64_t& id : ids) id = PackNode({kind, id});
  sql::Builder sql;
  sql.Append("SELECT target, source FROM edge WHERE target IN ");
  AppendList(ids, &sql);
  sql.Append(" AND kind = ").Bind(int64_t{edge});
  sql.Append(" AND ended_us IS NULL ORDER BY target, kind, source, at_us");
  Rows rows = txn.Query(sql);
  while (rows.Next()) sources.emplace(UnpackNode(rows.Int(0)).id, UnpackNode(rows.Int(1)));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return sources;
}

// The slots of which the model version is the champion now.
absl::Status AddSlots(ReadTxn& txn, int64_t model_version, v1::StaleUse* use) {
  Rows rows = txn.Query("SELECT id FROM slot WHERE champion = $1 ORDER BY id", {model_version});
  std::vector<NodeRef> slots;
  while (rows.Next()) slots.push_back({v1::NODE_KIND_SLOT, rows.Int(0)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, slots));
  for (v1::LineageNode& node : nodes) *use->add_slots() = std::move(node);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::StaleUse>> LoadUses(ReadTxn& txn, const std::vector<UseRow>& rows) {
  std::vector<NodeRef> refs;
  std::vector<int64_t> runs;
  for (const UseRow& row : rows) {
    refs.push_back({v1::NODE_KIND_RUN, row.run});
    refs.push_back({v1::NODE_KIND_DATASET_VERSION, row.used});
    refs.push_back({v1::NODE_KIND_DATASET_VERSION, row.newest});
    runs.push_back(row.run);
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs));
  ASSAY_ASSIGN_OR_RETURN(const EdgesByEnd models,
                         Sources(txn, v1::NODE_KIND_RUN, runs, v1::EDGE_KIND_REGISTERED_FROM));
  std::vector<v1::StaleUse> uses(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::StaleUse& use = uses[i];
    *use.mutable_run() = std::move(nodes[3 * i]);
    *use.mutable_used() = std::move(nodes[3 * i + 1]);
    *use.mutable_newest() = std::move(nodes[3 * i + 2]);
    use.set_role(rows[i].role);
    const auto [first, last] = models.equal_range(rows[i].run);
    for (auto it = first; it != last; ++it) {
      ASSAY_ASSIGN_OR_RETURN(*use.add_model_versions(), LoadNode(txn, it->second));
      ASSAY_RETURN_IF_ERROR(AddSlots(txn, it->second.id, &use));
    }
  }
  return uses;
}

}  // namespace

absl::StatusOr<StalePage> ListStale(ReadTxn& txn, const v1::ListStaleRequest& request,
                                    std::string_view after, int limit) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<UseRow> rows,
                         StaleLister(txn, request, after, static_cast<size_t>(limit)).List());
  StalePage page;
  if (rows.size() > static_cast<size_t>(limit)) {
    rows.pop_back();
    page.next = PlaceText(rows.back());
  }
  ASSAY_ASSIGN_OR_RETURN(page.uses, LoadUses(txn, rows));
  return page;
}

}  // namespace assay
