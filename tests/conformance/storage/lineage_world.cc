#include "tests/conformance/storage/lineage_world.h"

#include "core/digest.h"
#include "storage/edges.h"
#include "storage/lineage/catalogue.h"

namespace assay::testing {
namespace {

std::string DigestOf(int content) { return Sha256Digest(std::to_string(content)); }

}  // namespace

void LineageWorldTest::Step() {
  clock_.Advance(1'000);
  switch (Pick(10)) {
    case 0:
      return CreateARun();
    case 1:
    case 2:
    case 3:
    case 4:
      return LogSomething();
    case 5:
      return Reparent();
    case 6:
      return Derive();
    case 7:
      return AddDirectory();
    case 8:
      if (made_up_nodes_) AddStored();
      return;
    default:
      return DeleteOrUndelete();
  }
}

std::string LineageWorldTest::NameOf(NodeRef ref) {
  const int64_t packed = PackNode(ref);
  if (!names_.contains(packed)) {
    const auto node = ReadFor([&](ReadTxn& txn) { return LoadNode(txn, ref); });
    EXPECT_OK(node);
    names_[packed] = node.ok() ? node->name() : "";
  }
  return names_[packed];
}
NodeRef LineageWorldTest::RefOf(const std::string& name) {
  for (const auto& [packed, known] : names_) {
    if (known == name) return UnpackNode(packed);
  }
  const auto ref = ReadFor([&](ReadTxn& txn) { return FindNode(txn, name); });
  EXPECT_OK(ref) << name;
  return ref.ok() ? *ref : NodeRef{};
}

std::string LineageWorldTest::KnownContent(const std::string& digest) {
  model_.AddNode("content:" + digest, now());
  return "content:" + digest;
}
std::string LineageWorldTest::KnownVersion(const std::string& dataset, const std::string& digest) {
  const std::string name = "dataset:default/" + dataset + "@" + digest;
  if (!model_.nodes().contains(name)) versions_[dataset].push_back(name);
  model_.AddNode(name, now());
  model_.Add({v1::EDGE_KIND_HAS_CONTENT, name, KnownContent(digest), "", ""}, now());
  return name;
}
std::string LineageWorldTest::AliveRun() {
  std::vector<std::string> alive;
  for (const std::string& run : runs_) {
    if (!deleted_.contains(run)) alive.push_back(run);
  }
  return alive.empty() ? "" : alive[static_cast<size_t>(Pick(static_cast<int>(alive.size())))];
}

void LineageWorldTest::CreateARun() {
  v1::CreateRunRequest request;
  request.set_experiment("experiment");
  if (Pick(2) == 0) request.set_parent_run_id(AliveRun());
  v1::Run run;
  ASSERT_OK(Write([&](WriteTxn& txn) { return CreateRun(txn, request, "tester", &run).status(); }));
  const std::string& id = run.run_id();
  runs_.push_back(id);
  model_.AddNode("run:" + id, now());
  if (!request.parent_run_id().empty()) {
    model_.Add({v1::EDGE_KIND_PART_OF, "run:" + id, "run:" + request.parent_run_id(), "", ""},
               now());
  }
}

// An input or output: a file, or a dataset.
void LineageWorldTest::AddItem(const std::string& run, v1::LogBatchRequest* batch) {
  const bool reads = Pick(2) == 0;
  v1::RunIo* item = reads ? batch->add_inputs() : batch->add_outputs();
  PlainEdge edge{reads ? v1::EDGE_KIND_CONSUMED : v1::EDGE_KIND_PRODUCED, "run:" + run, "", "", ""};
  const std::string digest = DigestOf(Pick(12));
  if (Pick(2) == 0) {
    edge.label = "dir/file" + std::to_string(Pick(2));
    item->mutable_artifact()->set_path(edge.label);
    item->mutable_artifact()->mutable_content()->set_digest(digest);
    edge.target = KnownContent(digest);
  } else {
    const std::string dataset = "data" + std::to_string(Pick(3));
    edge.label = Pick(2) == 0 ? "train" : "";
    edge.subset = Pick(3) == 0 ? "half" : "";
    v1::DatasetUse* use = item->mutable_dataset();
    use->set_role(edge.label);
    use->set_subset(edge.subset);
    use->mutable_dataset()->set_name(dataset);
    use->mutable_dataset()->mutable_content()->set_digest(digest);
    edge.target = KnownVersion(dataset, digest);
  }
  model_.Add(edge, now());
}

void LineageWorldTest::LogSomething() {
  const std::string run = AliveRun();
  if (run.empty()) return;
  v1::LogBatchRequest batch;
  batch.set_run_id(run);
  // Inputs first, as the store logs them: it decides which dataset's version is older.
  AddItem(run, &batch);
  if (Pick(4) == 0) {
    v1::CodeVersion* code = batch.mutable_code();
    code->set_repository("https://host/repository");
    code->set_commit("c" + std::to_string(Pick(3)));
    code->set_branch("b" + std::to_string(Pick(2)));
    SetOne({v1::EDGE_KIND_EXECUTED, "run:" + run, CodeVersionNodeName(*code), "", ""});
  }
  if (Pick(4) == 0) {
    const std::string system = "os" + std::to_string(Pick(2));
    (*batch.mutable_environment()->mutable_attributes())["os"] = system;
    const std::string digest = Sha256Digest("2:os" + std::to_string(system.size()) + ":" + system);
    SetOne({v1::EDGE_KIND_RAN_IN, "run:" + run, EnvironmentNodeName(digest), "", ""});
  }
  ASSERT_OK(Log(batch));
}

// The only edge of its kind from its source.
void LineageWorldTest::SetOne(const PlainEdge& edge) {
  model_.End(edge.kind, edge.source, edge.target, now());
  model_.Add(edge, now());
  model_.AddNode(edge.target, now());
}

void LineageWorldTest::Reparent() {
  const std::string run = AliveRun();
  if (run.empty()) return;
  const std::string parent = Pick(3) == 0 ? "" : AliveRun();
  PlainQuestion above{"run:" + parent, v1::LINEAGE_DIRECTION_DOWNSTREAM, {v1::EDGE_KIND_PART_OF}};
  const bool cycle = !parent.empty() && model_.Reach(above).contains("run:" + run);
  v1::UpdateRunRequest request;
  request.mutable_run()->set_run_id(run);
  request.mutable_run()->set_parent_run_id(parent);
  request.mutable_update_mask()->add_paths("parent_run_id");
  const absl::Status status =
      Write([&](WriteTxn& txn) { return UpdateRun(txn, request, "tester"); });
  if (cycle) {
    EXPECT_THAT(status, IsError(absl::StatusCode::kFailedPrecondition, "RUN_CYCLE"));
    return;
  }
  ASSERT_OK(status);
  const PlainEdge edge{v1::EDGE_KIND_PART_OF, "run:" + run, "run:" + parent, "", ""};
  model_.End(edge.kind, edge.source, edge.target, now());
  if (!parent.empty()) model_.Add(edge, now());
}

// A dataset version from another one or from content.
void LineageWorldTest::Derive() {
  std::vector<std::string> sources;
  for (const auto& [name, at] : model_.nodes()) {
    if (name.starts_with("dataset:") || name.starts_with("content:")) sources.push_back(name);
  }
  if (sources.empty()) return;
  const std::string source = sources[static_cast<size_t>(Pick(static_cast<int>(sources.size())))];
  const std::string dataset = "data" + std::to_string(Pick(3));
  v1::RegisterDatasetVersionRequest request;
  request.mutable_version()->set_name(dataset);
  request.mutable_version()->mutable_content()->set_digest(DigestOf(Pick(12)));
  request.add_derived_from(source);
  const std::string& digest = request.version().content().digest();
  const std::string derived = "dataset:default/" + dataset + "@" + digest;
  const PlainQuestion above{source,
                            v1::LINEAGE_DIRECTION_UPSTREAM,
                            {v1::EDGE_KIND_DERIVED_FROM, v1::EDGE_KIND_HAS_CONTENT}};
  // A new version of the same bytes hangs on them from the start.
  const Depths ancestors = model_.Reach(above);
  const bool cycle = ancestors.contains(derived) || ancestors.contains("content:" + digest);
  const auto registered =
      WriteFor([&](WriteTxn& txn) { return RegisterDatasetVersion(txn, request, "tester"); });
  if (cycle) {
    EXPECT_THAT(registered, IsError(absl::StatusCode::kFailedPrecondition, "DERIVATION_CYCLE"));
    EXPECT_THAT(registered, Says(source));
    return;
  }
  ASSERT_OK(registered);
  model_.Add({v1::EDGE_KIND_DERIVED_FROM, KnownVersion(dataset, digest), source, "", ""}, now());
}

// An output that is a directory of one or two files.
void LineageWorldTest::AddDirectory() {
  const std::string run = AliveRun();
  if (run.empty()) return;
  v1::LogBatchRequest batch;
  batch.set_run_id(run);
  v1::Artifact* artifact = batch.add_outputs()->mutable_artifact();
  artifact->set_path("folder");
  v1::Content* content = artifact->mutable_content();
  content->set_kind(v1::CONTENT_KIND_DIRECTORY);
  std::string lines;
  for (const char* path : {"a", "b"}) {
    if (path[0] == 'b' && Pick(2) == 0) continue;
    v1::ManifestEntry* entry = content->mutable_manifest()->add_entries();
    entry->set_path(path);
    entry->set_digest(DigestOf(Pick(12)));
    lines += entry->digest().substr(7) + "  " + path + "\n";
  }
  content->set_digest(Sha256Digest(lines));
  const std::string directory = KnownContent(content->digest());
  for (const v1::ManifestEntry& entry : content->manifest().entries()) {
    model_.AddFile(directory, entry.path(), "content:" + entry.digest(), now());
  }
  model_.Add({v1::EDGE_KIND_PRODUCED, "run:" + run, directory, "folder", ""}, now());
  ASSERT_OK(Log(batch));
}

// Edges of what other domains store: their nodes are made up, as only the walk is looked at.
void LineageWorldTest::AddStored() {
  const auto made_up = [this](v1::NodeKind kind, int count) {
    const NodeRef ref{kind, 1 + Pick(count)};
    const std::string name = v1::NodeKind_Name(kind) + " " + std::to_string(ref.id);
    names_[PackNode(ref)] = name;
    return std::pair(ref, name);
  };
  const auto model = made_up(v1::NODE_KIND_MODEL_VERSION, 5);
  const auto evaluation = made_up(v1::NODE_KIND_EVALUATION, 4);
  const auto decision = made_up(v1::NODE_KIND_DECISION, 4);
  const auto slot = made_up(v1::NODE_KIND_SLOT, 2);
  const auto add = [&](v1::EdgeKind kind, const std::pair<NodeRef, std::string>& source,
                       const std::pair<NodeRef, std::string>& target) {
    if (target.second.empty() || source.second.empty()) return;
    model_.Add({kind, source.second, target.second, "", ""}, now());
    EXPECT_OK(Write([&](WriteTxn& txn) { return AddEdge(txn, kind, source.first, target.first); }));
  };
  add(v1::EDGE_KIND_PACKAGED_AS, SomeNode("content:"), model);
  add(v1::EDGE_KIND_REGISTERED_FROM, model, SomeNode("run:"));
  add(v1::EDGE_KIND_EVALUATES, evaluation, model);
  add(v1::EDGE_KIND_EVALUATED_ON, evaluation, SomeNode(Pick(2) == 0 ? "dataset:" : "content:"));
  add(v1::EDGE_KIND_DECIDED_ON, decision, model);
  add(v1::EDGE_KIND_PROMOTED_TO, decision, slot);
  const auto base = made_up(v1::NODE_KIND_MODEL_VERSION, 5);
  if (base.first.id < model.first.id) add(v1::EDGE_KIND_FINE_TUNED_FROM, model, base);
}

std::pair<NodeRef, std::string> LineageWorldTest::SomeNode(const std::string& prefix) {
  std::vector<std::string> found;
  for (const auto& [name, at] : model_.nodes()) {
    if (name.starts_with(prefix)) found.push_back(name);
  }
  if (found.empty()) return {};
  const std::string name = found[static_cast<size_t>(Pick(static_cast<int>(found.size())))];
  return {RefOf(name), name};
}

void LineageWorldTest::DeleteOrUndelete() {
  if (runs_.empty()) return;
  const std::string run = runs_[static_cast<size_t>(Pick(static_cast<int>(runs_.size())))];
  const bool deleted = deleted_.contains(run);
  if (!deleted && Pick(2) == 0) return;
  ASSERT_OK(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run, "", !deleted, "tester"); }));
  deleted ? (void)deleted_.erase(run) : (void)deleted_.insert(run);
}

}  // namespace assay::testing
