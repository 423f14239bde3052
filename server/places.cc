#include "server/places.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/status_macros.h"
#include "storage/lineage/node_name.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Path = std::vector<const FieldDescriptor*>;

// Messages within messages that are looked into.
constexpr size_t kDepth = 3;
// After so many it begins anew.
constexpr size_t kMaxKnown = 100'000;

// Fields with ids of things that are in one workspace.
constexpr std::array<std::pair<std::string_view, PlaceKind>, 11> kIdFields = {{
    {"run_id", PlaceKind::kRun},
    {"run_ids", PlaceKind::kRun},
    {"parent_run_id", PlaceKind::kRun},
    {"source_run_id", PlaceKind::kRun},
    {"experiment_id", PlaceKind::kExperiment},
    {"experiment_ids", PlaceKind::kExperiment},
    {"evaluation_id", PlaceKind::kEvaluation},
    {"promotion_request_id", PlaceKind::kPromotion},
    {"decision_id", PlaceKind::kDecision},
    {"binding_id", PlaceKind::kBinding},
    {"assessment_digest", PlaceKind::kAssessment},
}};
// Those that say where a request's own thing is; the others only refer to something.
constexpr std::array<std::string_view, 2> kReferences = {"parent_run_id", "source_run_id"};
// Fields with names of nodes.
constexpr std::array<std::string_view, 8> kNodeFields = {
    "start", "from", "to", "names", "base", "other", "version", "derived_from"};

bool IsString(const FieldDescriptor& field) { return field.type() == FieldDescriptor::TYPE_STRING; }

std::optional<PlaceKind> KindOf(const FieldDescriptor& field, bool top) {
  if (!IsString(field)) return std::nullopt;
  if (field.name() == "workspace") return PlaceKind::kWorkspace;
  for (const auto& [name, kind] : kIdFields) {
    if (field.name() == name) return kind;
  }
  const bool node =
      std::find(kNodeFields.begin(), kNodeFields.end(), field.name()) != kNodeFields.end();
  // Without a workspace, the name of something says it itself.
  const bool name =
      field.name() == "name" && field.containing_type()->FindFieldByName("workspace") == nullptr;
  if (top && (node || name)) return PlaceKind::kNode;
  return std::nullopt;
}

void Collect(const Descriptor& message, std::vector<const FieldDescriptor*>& path,
             std::vector<PlaceField>* fields) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    path.push_back(&field);
    if (const auto kind = KindOf(field, path.size() == 1)) fields->push_back({*kind, path});
    const bool look_inside = field.type() == FieldDescriptor::TYPE_MESSAGE &&
                             !field.is_repeated() && path.size() < kDepth;
    if (look_inside) Collect(*field.message_type(), path, fields);
    path.pop_back();
  }
}

bool SaysWhere(const PlaceField& field) {
  if (field.kind == PlaceKind::kWorkspace || field.kind == PlaceKind::kNode) return false;
  return std::find(kReferences.begin(), kReferences.end(), field.path.back()->name()) ==
         kReferences.end();
}

// Calls `use` with the values of a field; not when a message on the way is absent.
absl::Status ForEachValue(const Message& request, const PlaceField& field,
                          const std::function<absl::Status(const std::string&)>& use) {
  const Message* message = &request;
  for (size_t i = 0; i + 1 < field.path.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, field.path[i])) return absl::OkStatus();
    message = &message->GetReflection()->GetMessage(*message, field.path[i]);
  }
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  const FieldDescriptor* last = field.path.back();
  if (!last->is_repeated()) return use(reflection.GetString(*message, last));
  for (int i = 0; i < reflection.FieldSize(*message, last); ++i) {
    ASSAY_RETURN_IF_ERROR(use(reflection.GetRepeatedString(*message, last, i)));
  }
  return absl::OkStatus();
}

// How the workspace of a thing is found: by its uid, or by its digest.
sql::Sql WorkspaceQuery(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::kExperiment:
      return "SELECT w.name FROM experiment e JOIN workspace w ON w.id = e.workspace "
             "WHERE e.uid = $1";
    case PlaceKind::kEvaluation:
      return "SELECT w.name FROM evaluation e JOIN model_version v ON v.id = e.model_version "
             "JOIN model m ON m.id = v.model JOIN workspace w ON w.id = m.workspace "
             "WHERE e.uid = $1";
    case PlaceKind::kPromotion:
      return "SELECT w.name FROM promotion p JOIN workspace w ON w.id = p.workspace "
             "WHERE p.uid = $1";
    case PlaceKind::kDecision:
      return "SELECT w.name FROM decision d JOIN workspace w ON w.id = d.workspace "
             "WHERE d.uid = $1";
    case PlaceKind::kBinding:
      return "SELECT w.name FROM policy_binding b JOIN workspace w ON w.id = b.workspace "
             "WHERE b.uid = $1";
    case PlaceKind::kAssessment:
      return "SELECT w.name FROM assessment a JOIN slot s ON s.id = a.slot "
             "JOIN workspace w ON w.id = s.workspace WHERE a.digest = $1";
    default:
      return "SELECT w.name FROM run r JOIN workspace w ON w.id = r.workspace WHERE r.uid = $1";
  }
}

// The name of the workspace; empty when there is no such thing.
absl::StatusOr<std::string> FindWorkspaceOf(ReadTxn& txn, PlaceKind kind, const std::string& id) {
  const std::string uid = kind == PlaceKind::kAssessment ? "" : IdBytes(id);
  const sql::Param key =
      kind == PlaceKind::kAssessment ? sql::Param(std::string_view(id)) : sql::Bytes{uid};
  Rows rows = txn.Query(WorkspaceQuery(kind), {key});
  std::string workspace = rows.Next() ? rows.String(0) : "";
  ASSAY_RETURN_IF_ERROR(rows.status());
  return workspace;
}

}  // namespace

std::vector<PlaceField> PlaceFieldsOf(const Descriptor& request) {
  std::vector<PlaceField> fields;
  std::vector<const FieldDescriptor*> path;
  Collect(request, path, &fields);
  return fields;
}

absl::StatusOr<RequestPlaces> Places::Of(const Message& request,
                                         const std::vector<PlaceField>& fields) {
  RequestPlaces places;
  // Of messages: those with an empty workspace, and those with an id that says where they are.
  std::set<Path> without_workspace, told_by_id;
  for (const PlaceField& field : fields) {
    const Path parent(field.path.begin(), field.path.end() - 1);
    ASSAY_RETURN_IF_ERROR(ForEachValue(request, field, [&](const std::string& value) {
      if (value.empty()) {
        if (field.kind == PlaceKind::kWorkspace) without_workspace.insert(parent);
        return absl::OkStatus();
      }
      RequestPlaces found;
      ASSAY_RETURN_IF_ERROR(Add(field.kind, value, &found));
      if (!found.workspaces.empty() && SaysWhere(field)) told_by_id.insert(parent);
      places.everywhere |= found.everywhere;
      places.workspaces.merge(found.workspaces);
      return absl::OkStatus();
    }));
  }
  // An empty workspace means the default one, unless an id beside it says where the thing is.
  for (const Path& parent : without_workspace) {
    if (!told_by_id.contains(parent)) places.workspaces.insert(kDefaultWorkspace);
  }
  return places;
}

absl::Status Places::Add(PlaceKind kind, const std::string& value, RequestPlaces* places) {
  switch (kind) {
    case PlaceKind::kWorkspace:
      places->workspaces.insert(value);
      return absl::OkStatus();
    case PlaceKind::kNode:
      return AddNode(value, places);
    default:
      return AddThing(kind, value, places);
  }
}

// What is in no workspace, or named in another way, may be anywhere.
absl::Status Places::AddNode(const std::string& name, RequestPlaces* places) {
  const absl::StatusOr<NodeName> node = ParseNodeName(name);
  switch (node.ok() ? node->kind : v1::NODE_KIND_UNSPECIFIED) {
    case v1::NODE_KIND_RUN:
      return AddThing(PlaceKind::kRun, node->parts[0], places);
    case v1::NODE_KIND_EVALUATION:
      return AddThing(PlaceKind::kEvaluation, node->parts[0], places);
    case v1::NODE_KIND_DECISION:
      return AddThing(PlaceKind::kDecision, node->parts[0], places);
    case v1::NODE_KIND_DATASET_VERSION:
    case v1::NODE_KIND_MODEL_VERSION:
    case v1::NODE_KIND_SLOT:
      places->workspaces.insert(node->parts[0]);
      return absl::OkStatus();
    default:
      places->everywhere = true;
      return absl::OkStatus();
  }
}

absl::Status Places::AddThing(PlaceKind kind, const std::string& id, RequestPlaces* places) {
  // The handler says what is wrong with it.
  if (kind != PlaceKind::kAssessment && !IsId(id)) return absl::OkStatus();
  {
    MutexLock lock(mutex_);
    if (const auto it = known_.find(id); it != known_.end()) {
      places->workspaces.insert(it->second);
      return absl::OkStatus();
    }
  }
  std::string workspace;
  ASSAY_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(workspace, FindWorkspaceOf(txn, kind, id));
    return absl::OkStatus();
  }));
  if (workspace.empty()) return absl::OkStatus();
  places->workspaces.insert(workspace);
  MutexLock lock(mutex_);
  if (known_.size() >= kMaxKnown) known_.clear();
  known_.emplace(id, std::move(workspace));
  return absl::OkStatus();
}

}  // namespace assay
