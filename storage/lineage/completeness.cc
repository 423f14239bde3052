#include "storage/lineage/completeness.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/lineage/nodes.h"
#include "storage/runs.h"

namespace assay {
namespace {

using Check = v1::CompletenessCheck;

constexpr size_t kSubjects = 20;

// What a run read and wrote, as far as the checks ask.
struct IoFacts {
  bool inputs = false;
  bool outputs = false;
  std::vector<std::string> weak;  // up to kSubjects
  std::set<int64_t> written;      // contents
};

absl::StatusOr<IoFacts> LoadIoFacts(ReadTxn& txn, int64_t run) {
  Rows rows = txn.Query(
      "SELECT i.direction, i.label, i.content, c.digest, d.name FROM run_io i "
      "JOIN content c ON c.id = i.content LEFT JOIN dataset_version v ON v.id = i.dataset_version "
      "LEFT JOIN dataset d ON d.id = v.dataset WHERE i.run = $1 "
      "ORDER BY i.direction, i.label, i.content, i.dataset_version, i.subset",
      {run});
  IoFacts facts;
  while (rows.Next()) {
    const bool output = rows.Int(0) == v1::IO_DIRECTION_OUTPUT;
    (output ? facts.outputs : facts.inputs) = true;
    if (output) facts.written.insert(rows.Int(2));
    if (StrengthOf(rows.Text(3)) != DigestStrength::kStrong && facts.weak.size() < kSubjects) {
      facts.weak.push_back(rows.IsNull(4) ? rows.String(1) : rows.String(4));
    }
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return facts;
}

Check Make(Check::Item item, Check::State state, std::string message) {
  Check check;
  check.set_item(item);
  check.set_state(state);
  check.set_message(std::move(message));
  return check;
}

Check CheckSource(int64_t run) {
  return run != 0 ? Make(Check::SOURCE_RUN, Check::OK, "The source run is recorded.")
                  : Make(Check::SOURCE_RUN, Check::MISSING,
                         "No source run is recorded. Register model versions from the run that "
                         "made them.");
}

Check CheckInputs(const IoFacts& io) {
  return io.inputs ? Make(Check::TRAINING_DATA, Check::OK, "What it read is recorded.")
                   : Make(Check::TRAINING_DATA, Check::MISSING,
                          "No input is recorded. Log the datasets and files that the run reads.");
}

Check CheckDigests(const IoFacts& io) {
  if (!io.inputs && !io.outputs) {
    return Make(Check::DIGESTS, Check::MISSING, "No input and no output is recorded.");
  }
  if (io.weak.empty()) {
    return Make(Check::DIGESTS, Check::OK, "All inputs and outputs have full digests.");
  }
  Check check = Make(Check::DIGESTS, Check::WEAK,
                     "Some inputs or outputs have no full digest. Log their SHA-256.");
  for (const std::string& subject : io.weak) check.add_subjects(subject);
  return check;
}

Check CheckCode(const v1::Run& run) {
  return run.has_code()
             ? Make(Check::CODE, Check::OK, "The commit is recorded.")
             : Make(Check::CODE, Check::MISSING,
                    "No commit is recorded. Run from a git work tree with code capture on.");
}

Check CheckTree(const v1::Run& run) {
  if (!run.has_code()) {
    return Make(Check::CLEAN_TREE, Check::MISSING, "Without a commit there is no tree to compare.");
  }
  if (!run.code().dirty()) {
    return Make(Check::CLEAN_TREE, Check::OK, "The work tree was clean.");
  }
  if (!run.code().patch_digest().empty()) {
    return Make(Check::CLEAN_TREE, Check::WEAK,
                "The work tree differed from the commit; the digest of the patch is recorded. "
                "Commit before the next run.");
  }
  return Make(Check::CLEAN_TREE, Check::MISSING,
              "The work tree differed from the commit, and how is not recorded. Commit before the "
              "next run.");
}

Check CheckEnvironment(const v1::Run& run) {
  return run.has_environment() ? Make(Check::ENVIRONMENT, Check::OK, "The environment is recorded.")
                               : Make(Check::ENVIRONMENT, Check::MISSING,
                                      "No environment is recorded. Turn environment capture on.");
}

Check CheckFinished(const v1::Run& run) {
  switch (run.status()) {
    case v1::RUN_STATUS_FINISHED:
      return Make(Check::FINISHED, Check::OK, "The run finished.");
    case v1::RUN_STATUS_UNSPECIFIED:
      return Make(Check::FINISHED, Check::MISSING, "Without a run there is none that finished.");
    case v1::RUN_STATUS_RUNNING:
      return Make(Check::FINISHED, Check::MISSING, "The run has not ended yet.");
    default:
      return Make(Check::FINISHED, Check::WEAK, "The run failed or was killed.");
  }
}

// The contents that a model version was packaged from.
absl::StatusOr<std::vector<int64_t>> PackagedContents(ReadTxn& txn, NodeRef model_version) {
  Rows rows = txn.Query(
      "SELECT source FROM edge WHERE target = $1 AND kind = $2 AND ended_us IS NULL "
      "ORDER BY source, at_us",
      {PackNode(model_version), int64_t{v1::EDGE_KIND_PACKAGED_AS}});
  std::vector<int64_t> contents;
  while (rows.Next()) contents.push_back(UnpackNode(rows.Int(0)).id);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return contents;
}

// Whether the run wrote the content, or a directory that has it.
absl::StatusOr<bool> Wrote(ReadTxn& txn, const IoFacts& io, int64_t content) {
  if (io.written.contains(content)) return true;
  Rows rows = txn.Query(
      "SELECT m.directory FROM content c CROSS JOIN manifest m "
      "WHERE c.id = $1 AND m.digest = c.digest ORDER BY m.directory, m.path",
      {content});
  while (rows.Next()) {
    if (io.written.contains(rows.Int(0))) return true;
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return false;
}

absl::StatusOr<Check> CheckArtifact(ReadTxn& txn, NodeRef node, const IoFacts& io) {
  if (!io.outputs) {
    return Make(Check::ARTIFACT, Check::MISSING,
                "No output is recorded. Log the files that the run writes.");
  }
  if (node.kind == v1::NODE_KIND_MODEL_VERSION) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> contents, PackagedContents(txn, node));
    for (const int64_t content : contents) {
      ASSAY_ASSIGN_OR_RETURN(const bool wrote, Wrote(txn, io, content));
      if (!wrote) {
        return Make(Check::ARTIFACT, Check::MISSING,
                    "The source run did not record the model's content as an output. Register what "
                    "the run wrote.");
      }
    }
  }
  return Make(Check::ARTIFACT, Check::OK, "What it wrote is recorded.");
}

}  // namespace

absl::StatusOr<RecordedRun> FindRecordedRun(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const NodeRef node, FindNode(txn, name));
  if (node.kind == v1::NODE_KIND_RUN) return RecordedRun{node, node.id};
  if (node.kind != v1::NODE_KIND_MODEL_VERSION) {
    return InvalidArgument(
        "NO_RUN", "", "{} is no run. Name a run (run:...) or a model version (model:...).", name);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t run,
      FirstId(txn.Query("SELECT target FROM edge WHERE source = $1 AND kind = $2 AND "
                        "ended_us IS NULL ORDER BY target, at_us LIMIT 1",
                        {PackNode(node), int64_t{v1::EDGE_KIND_REGISTERED_FROM}})));
  return RecordedRun{node, UnpackNode(run).id};
}

absl::StatusOr<std::vector<v1::CompletenessCheck>> CheckCompleteness(ReadTxn& txn,
                                                                     const RecordedRun& recorded) {
  IoFacts io;
  v1::Run run;
  if (recorded.run != 0) {
    ASSAY_ASSIGN_OR_RETURN(io, LoadIoFacts(txn, recorded.run));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> runs,
                           LoadRuns(txn, std::span(&recorded.run, 1), RunParts::kSummary));
    run = std::move(runs.front());
  }
  ASSAY_ASSIGN_OR_RETURN(const Check artifact, CheckArtifact(txn, recorded.node, io));
  return std::vector<Check>{
      CheckSource(recorded.run), CheckInputs(io), CheckDigests(io),  CheckCode(run), CheckTree(run),
      CheckEnvironment(run),     artifact,        CheckFinished(run)};
}

absl::StatusOr<v1::GetCompletenessResponse> GetCompleteness(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const RecordedRun recorded, FindRecordedRun(txn, name));
  v1::GetCompletenessResponse response;
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_node(), LoadNode(txn, recorded.node));
  if (recorded.run != 0) {
    ASSAY_ASSIGN_OR_RETURN(const v1::LineageNode run,
                           LoadNode(txn, {v1::NODE_KIND_RUN, recorded.run}));
    response.set_run_id(run.run().run_id());
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<Check> checks, CheckCompleteness(txn, recorded));
  response.set_complete(std::all_of(checks.begin(), checks.end(),
                                    [](const Check& check) { return check.state() == Check::OK; }));
  for (Check& check : checks) *response.add_checks() = std::move(check);
  return response;
}

}  // namespace assay
