// The measures of governance: assess, cycle, simulate, commit_race, sweep, champion_at.
#include "client/governance.h"

#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/child_process.h"
#include "bench/measures.h"
#include "client/client.h"
#include "client/registry.h"
#include "core/errors.h"
#include "core/ids.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/sqlite/connection.h"

namespace assay::bench {
namespace {

using sql::sqlite::Access;
using sql::sqlite::Connection;

constexpr int kRules = 20;
constexpr int kEvaluations = 50;
constexpr int kAssessments = 300;
constexpr int kCycleCandidates = 1'000;
constexpr int kSimulated = 10'000;
constexpr int kRacers = 32;
constexpr int kChampions = 10'000;
constexpr int kStandingRules = 5;
constexpr int kDecisions = 1'000'000;
constexpr int kDecisionsOfSlot = 10'000;
constexpr int kQuestions = 5'000;
constexpr char kDataset[] = "holdout";

// A server in a folder of its own, and what it is asked through.
struct World {
  std::string assayd;
  std::string data;
  std::unique_ptr<ChildProcess> server;
  std::shared_ptr<assay::Connection> connection;

  absl::Status Start() {
    ASSAY_ASSIGN_OR_RETURN(server, StartServer(assayd, data));
    connection = MakeConnection({.server = server->address(), .user = "bench"});
    return absl::OkStatus();
  }
  GovernanceClient governance() const { return GovernanceClient(connection); }
};

v1::SlotRef SlotOf(const std::string& use_case) {
  v1::SlotRef slot;
  slot.set_workspace("default");
  slot.set_use_case(use_case);
  slot.set_environment("production");
  return slot;
}

std::string Digest(int64_t number) { return fmt::format("sha256:{:064x}", number); }

// 20 rules of five kinds, and 5 standing rules.
std::string PolicyText() {
  std::string text = fmt::format(
      "name: bench\nevaluation:\n  dataset: {}\n  split: s0\nrequest_expiry: 30d\nrules:\n",
      kDataset);
  for (int i = 0; i < kRules / 5; ++i) {
    text += fmt::format(
        "  - id: floor-{0}\n    metric_threshold: {{metric: m{0}, at_least: 0.1}}\n"
        "  - id: better-{0}\n    compare_to_champion: {{metric: m{0}, direction: "
        "higher_is_better, absolute: -1, on_no_champion: pass}}\n"
        "  - id: size-{0}\n    min_sample_size: {{at_least: {1}}}\n"
        "  - id: flag-{0}\n    flag_absent: {{flags: [legal-hold]}}\n"
        "  - id: expr-{0}\n    expr: \"metrics.m{0} > 0.1 && sample_count > 10\"\n",
        i, 10 + i);
  }
  text += "ranking:\n  - {by: metrics.m0, order: descending}\n";
  text += "tags:\n  - {tag: challenger, when: eligible}\n  - {tag: rejected}\nstanding:\n";
  for (int i = 0; i < kStandingRules; ++i) {
    text += fmt::format(
        "  - tag: watch-{0}\n    rule:\n      id: standing-{0}\n      metric_threshold: {{metric: "
        "m{0}, at_least: 0.1}}\n",
        i);
  }
  return text;
}

absl::Status RecordDataset(World& world) {
  v1::CreateRunRequest create;
  create.set_experiment("bench");
  ASSAY_ASSIGN_OR_RETURN(const v1::Run run, world.connection->Unary<v1::Run>(
                                                "TrackingService/CreateRun", std::move(create)));
  v1::LogBatchRequest batch;
  batch.set_run_id(run.run_id());
  v1::DatasetVersion* dataset = batch.add_outputs()->mutable_dataset()->mutable_dataset();
  dataset->set_name(kDataset);
  dataset->mutable_content()->set_digest(Digest(1));
  return world.connection->Unary<v1::LogBatchResponse>("TrackingService/LogBatch", std::move(batch))
      .status();
}

absl::Status PublishAndBind(World& world) {
  v1::CreatePolicyDraftRequest draft;
  draft.set_yaml(PolicyText());
  ASSAY_RETURN_IF_ERROR(world.governance().CreatePolicyDraft(draft).status());
  v1::PublishPolicyRequest publish;
  publish.set_name("bench");
  ASSAY_RETURN_IF_ERROR(world.governance().PublishPolicy(publish).status());
  v1::SetBindingRequest bind;
  bind.mutable_binding()->mutable_slots()->set_use_case("*");
  bind.mutable_binding()->mutable_slots()->set_environment("production");
  bind.mutable_binding()->set_policy("bench");
  return world.governance().SetBinding(bind).status();
}

absl::Status MakeSlot(World& world, const std::string& use_case) {
  v1::CreateSlotRequest request;
  *request.mutable_slot()->mutable_slot() = SlotOf(use_case);
  return world.governance().CreateSlot(request).status();
}

// A candidate of a slot with so many evaluations; its name.
absl::StatusOr<std::string> MakeCandidate(World& world, const std::string& use_case, int number,
                                          int evaluations) {
  RegistryClient registry(world.connection);
  v1::ModelVersion version;
  version.set_model(use_case);
  version.mutable_artifact()->set_digest("sha256:" + RandomIds().New() + RandomIds().New());
  ASSAY_ASSIGN_OR_RETURN(version, registry.CreateModelVersion(version, true));
  for (int i = 0; i < evaluations; ++i) {
    v1::Evaluation evaluation;
    evaluation.mutable_version()->set_model(use_case);
    evaluation.mutable_version()->set_number(version.number());
    evaluation.set_dataset(kDataset);
    evaluation.set_dataset_digest(Digest(1));
    evaluation.set_split(fmt::format("s{}", i));
    evaluation.set_sample_count(1'000);
    evaluation.set_evaluator("code:bench@1");
    for (int m = 0; m < kStandingRules; ++m) {
      v1::EvaluationMetric* metric = evaluation.add_metrics();
      metric->set_key(fmt::format("m{}", m));
      metric->set_reported(0.5 + 0.0001 * ((number * 7 + m) % 1'000));
    }
    ASSAY_RETURN_IF_ERROR(registry.CreateEvaluation(evaluation).status());
  }
  v1::EnrollCandidateRequest enroll;
  *enroll.mutable_slot() = SlotOf(use_case);
  enroll.set_version(fmt::format("model:default/{}/{}", use_case, version.number()));
  ASSAY_RETURN_IF_ERROR(world.governance().EnrollCandidate(enroll).status());
  return enroll.version();
}

absl::StatusOr<World> MakeWorld(Bench& bench, const std::string& folder) {
  World world;
  world.assayd = bench.assayd;
  world.data = bench.data + "/" + folder;
  std::error_code error;
  std::filesystem::remove_all(world.data, error);
  std::filesystem::create_directories(world.data, error);
  ASSAY_RETURN_IF_ERROR(world.Start());
  ASSAY_RETURN_IF_ERROR(RecordDataset(world));
  ASSAY_RETURN_IF_ERROR(PublishAndBind(world));
  return world;
}

// Stops the server, writes to its database, and starts it again.
absl::Status Seed(World& world, const std::string& script) {
  ASSAY_RETURN_IF_ERROR(world.server->Stop());
  {
    ASSAY_ASSIGN_OR_RETURN(const auto database, Connection::Open(world.data + "/assay.db",
                                                                 Access::kReadWrite, 256 << 10));
    ASSAY_RETURN_IF_ERROR(database->ExecuteScript(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN; " + script + " COMMIT;"));
    ASSAY_RETURN_IF_ERROR(database->Checkpoint(true));
  }
  return world.Start();
}

// So many numbers from 1 on, as n.
std::string Numbers(int count) {
  return fmt::format("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {})",
                     count);
}

Figure P95(const Latencies& latencies, std::string note) {
  Figure figure{.value = latencies.Percentile(0.95), .unit = "ms"};
  figure.WithPercentiles(latencies);
  figure.note = std::move(note);
  return figure;
}

absl::Status Assess(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "assess"));
  v1::AssessSlotRequest request;
  *request.mutable_slot() = SlotOf("assess");
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(),
                         MakeCandidate(world, "assess", 1, kEvaluations));
  Latencies latencies;
  for (int i = 0; i < kAssessments; ++i) {
    const auto begin = SteadyClock::now();
    ASSAY_ASSIGN_OR_RETURN(const auto response, world.governance().AssessSlot(request));
    latencies.Add(SteadyClock::now() - begin);
    if (!response.candidates(0).eligible()) {
      return FailedPrecondition("BENCH_WRONG", "The candidate of assess is not eligible.");
    }
  }
  bench.report.Add("assess",
                   P95(latencies, fmt::format("{} rules, {} evaluations", kRules, kEvaluations)));
  return absl::OkStatus();
}

absl::Status Cycle(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "cycle"));
  for (int i = 0; i < kCycleCandidates; ++i) {
    ASSAY_RETURN_IF_ERROR(MakeCandidate(world, "cycle", i, 2).status());
  }
  v1::AssessSlotRequest request;
  *request.mutable_slot() = SlotOf("cycle");
  const auto begin = SteadyClock::now();
  ASSAY_ASSIGN_OR_RETURN(const auto response, world.governance().AssessSlot(request));
  Figure figure{.value = SecondsSince(begin), .unit = "s"};
  figure.note = fmt::format("{} candidates", response.candidates_size());
  bench.report.Add("cycle", figure);
  return absl::OkStatus();
}

// The assessment of a candidate, many times over: the facts' bodies are the same, not their rows.
absl::Status SimulateStored(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "simulate"));
  ASSAY_ASSIGN_OR_RETURN(const std::string version,
                         MakeCandidate(world, "simulate", 1, kEvaluations));
  v1::AssessSlotRequest assess;
  *assess.mutable_slot() = SlotOf("simulate");
  ASSAY_RETURN_IF_ERROR(world.governance().AssessSlot(assess).status());
  ASSAY_RETURN_IF_ERROR(Seed(
      world,
      Numbers(kSimulated) +
          " INSERT INTO facts (id, digest, body, created_us) SELECT 1000000 + n, 'bench' || n, "
          "f.body, 0 FROM t JOIN facts f ON f.id = (SELECT max(id) FROM facts); " +
          Numbers(kSimulated) +
          " INSERT INTO assessment (digest, slot, model_version, facts, outcome, eligible, body, "
          "as_of_us, created_by) SELECT 'bench' || n, a.slot, a.model_version, 1000000 + n, "
          "a.outcome, a.eligible, a.body, a.as_of_us, 'bench' FROM t JOIN assessment a ON a.id = "
          "(SELECT max(id) FROM assessment);"));
  v1::SimulateRequest request;
  request.set_yaml(PolicyText());
  request.mutable_slots()->set_use_case("simulate");
  request.set_max_assessments(kSimulated);
  const auto begin = SteadyClock::now();
  ASSAY_ASSIGN_OR_RETURN(const auto response, world.governance().Simulate(request));
  Figure figure{.value = SecondsSince(begin), .unit = "s"};
  figure.note =
      fmt::format("{} assessments, {} refused", response.assessments(), response.refused());
  bench.report.Add("simulate", figure);
  return absl::OkStatus();
}

absl::Status CommitRace(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "race"));
  std::vector<std::string> requests;
  for (int i = 0; i < kRacers; ++i) {
    v1::OpenRequestRequest open;
    *open.mutable_slot() = SlotOf("race");
    ASSAY_ASSIGN_OR_RETURN(*open.mutable_version(), MakeCandidate(world, "race", i, 1));
    ASSAY_ASSIGN_OR_RETURN(const auto opened, world.governance().OpenRequest(open));
    requests.push_back(opened.request_id());
  }
  std::vector<absl::Status> results(kRacers);
  std::vector<std::thread> racers;
  const auto begin = SteadyClock::now();
  for (size_t i = 0; i < requests.size(); ++i) {
    racers.emplace_back([&, i] {
      v1::CommitRequestRequest commit;
      commit.set_promotion_request_id(requests[i]);
      results[i] = world.governance().CommitRequest(commit).status();
    });
  }
  for (std::thread& racer : racers) racer.join();
  const double seconds = SecondsSince(begin);
  int won = 0, out_of_date = 0;
  for (const absl::Status& result : results) {
    won += result.ok();
    out_of_date += ErrorReason(result) == "REQUEST_OUT_OF_DATE";
  }
  Figure figure{.value = static_cast<double>(won), .unit = "winner"};
  figure.errors = kRacers - won - out_of_date;
  figure.note =
      fmt::format("{} were told OUT_OF_DATE, all in {:.0f} ms", out_of_date, seconds * 1e3);
  bench.report.Add("commit_race", figure);
  return absl::OkStatus();
}

// Every champion is a model version of its own, with an evaluation of five metrics.
absl::Status SweepChampions(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "sweep"));
  ASSAY_RETURN_IF_ERROR(MakeCandidate(world, "sweep", 1, 1).status());
  const std::string all = Numbers(kChampions);
  const std::string last = "(SELECT max(id) FROM model_version WHERE id < 1000000)";
  const std::string evaluated = "(SELECT max(id) FROM evaluation WHERE id < 1000000)";
  ASSAY_RETURN_IF_ERROR(
      Seed(world,
           all +
               " INSERT INTO model_version (id, model, number, content, uri, description, inputs, "
               "outputs, framework, framework_version, created_us, created_by) SELECT 1000000 + n, "
               "v.model, 1000000 + n, v.content, '', '', '', '', '', '', v.created_us, 'bench' "
               "FROM t JOIN model_version v ON v.id = " +
               last + "; " + all +
               " INSERT INTO evaluation (id, uid, model_version, content, dataset_version, split, "
               "slice, sample_count, evaluator, created_us, created_by) SELECT 1000000 + n, "
               "randomblob(16), 1000000 + n, e.content, e.dataset_version, e.split, e.slice, "
               "e.sample_count, e.evaluator, e.created_us, 'bench' FROM t JOIN evaluation e ON "
               "e.id = " +
               evaluated + "; " + all +
               " INSERT INTO evaluation_metric (evaluation, key, value) SELECT 1000000 + n, m.key, "
               "CASE WHEN n % 100 = 0 THEN 0.05 ELSE m.value END FROM t JOIN evaluation_metric m "
               "ON m.evaluation = " +
               evaluated + "; " + all +
               " INSERT INTO slot (workspace, use_case, environment, description, created_us, "
               "created_by, champion, champion_us, head, version) SELECT 1, 'swept-' || n, "
               "'production', '', 0, 'bench', 1000000 + n, 0, 0, 1 FROM t;"));
  Figure figure{.unit = "s"};
  const auto begin = SteadyClock::now();
  ASSAY_ASSIGN_OR_RETURN(const auto first, world.governance().RunSweep({}));
  figure.value = SecondsSince(begin);
  const auto again = SteadyClock::now();
  ASSAY_ASSIGN_OR_RETURN(const auto second, world.governance().RunSweep({}));
  figure.errors = second.changes();
  figure.note = fmt::format("{} champions, {} rules, {} changes; again, with none, in {:.1f} s",
                            first.champions(), first.rules(), first.changes(), SecondsSince(again));
  bench.report.Add("sweep", figure);
  return absl::OkStatus();
}

absl::Status AskForChampions(Bench& bench, World& world) {
  ASSAY_RETURN_IF_ERROR(MakeSlot(world, "past"));
  ASSAY_RETURN_IF_ERROR(MakeCandidate(world, "past", 1, 1).status());
  const int slots = kDecisions / kDecisionsOfSlot;
  ASSAY_RETURN_IF_ERROR(Seed(
      world,
      Numbers(slots) +
          " INSERT INTO slot (id, workspace, use_case, environment, description, created_us, "
          "created_by, head, version) SELECT 2000000 + n, 1, 'past-' || n, 'production', '', 0, "
          "'bench', 0, 1 FROM t; " +
          Numbers(kDecisions) +
          fmt::format(
              " INSERT INTO decision (id, uid, workspace, slot, kind, moves, base, champion, "
              "body, at_us, actor) SELECT 2000000 + n, randomblob(16), 1, 2000001 + n % {}, "
              "1, 1, n, (SELECT max(id) FROM model_version), x'', n * 1000000, 'bench' "
              "FROM t;",
              slots)));
  Latencies latencies;
  v1::GetChampionRequest request;
  for (int i = 0; i < kQuestions; ++i) {
    *request.mutable_slot() = SlotOf(fmt::format("past-{}", 1 + i % slots));
    request.mutable_at()->set_seconds(1 + (int64_t{i} * 7'919) % kDecisions);
    const auto begin = SteadyClock::now();
    ASSAY_RETURN_IF_ERROR(world.governance().GetChampion(request).status());
    latencies.Add(SteadyClock::now() - begin);
  }
  bench.report.Add("champion_at", P95(latencies, fmt::format("{} decisions", kDecisions)));
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureGovernance(Bench& bench) {
  const std::pair<const char*, absl::Status (*)(Bench&, World&)> parts[] = {
      {"assess", &Assess},          {"cycle", &Cycle},          {"simulate", &SimulateStored},
      {"commit_race", &CommitRace}, {"sweep", &SweepChampions}, {"champion_at", &AskForChampions}};
  for (const auto& [name, measure] : parts) {
    if (!bench.Wants(name)) continue;
    ASSAY_ASSIGN_OR_RETURN(World world, MakeWorld(bench, std::string("governance_") + name));
    ASSAY_RETURN_IF_ERROR(measure(bench, world));
    ASSAY_RETURN_IF_ERROR(world.server->Stop());
  }
  return absl::OkStatus();
}

}  // namespace assay::bench
