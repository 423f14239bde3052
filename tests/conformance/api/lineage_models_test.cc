// What lineage says of model versions that are really registered, decided on and in use.
#include <map>

#include "client/governance.h"
#include "client/registry.h"
#include "tests/conformance/api/lineage_api_test.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Check = v1::CompletenessCheck;

class LineageModelsTest : public LineageApiTest {
 protected:
  LineageModelsTest() : registry_(connection_), governance_(connection_) {}

  // The name of a new version of `model`, of this content, fitted by this run.
  std::string Registered(const std::string& model, const std::string& digest,
                         const std::string& run_id,
                         const std::function<void(v1::ModelVersion*)>& change = {}) {
    v1::ModelVersion version;
    version.set_model(model);
    version.set_run_id(run_id);
    version.mutable_artifact()->set_digest(digest);
    if (change) change(&version);
    const auto made = registry_.CreateModelVersion(version, /*create_model=*/true);
    EXPECT_OK(made);
    return made.ok() ? "model:default/" + model + "/" + std::to_string(made->number()) : "";
  }
  // A run that lacks nothing, and wrote `output`.
  std::string CompleteRun(const v1::RunIo& output) {
    const std::string run = RunWith({File("raw.csv", NewDigest())}, {output});
    v1::LogBatchRequest batch = Batch(run);
    batch.mutable_code()->set_repository("https://host/r");
    batch.mutable_code()->set_commit("9c0ffee");
    (*batch.mutable_environment()->mutable_attributes())["command"] = "train --rate 0.1";
    EXPECT_OK(api().LogBatch(batch));
    EXPECT_OK(FinishRun(run));
    return run;
  }
  static v1::RunIo Directory(const std::string& path, const std::string& file,
                             const std::string& digest) {
    v1::RunIo item = File(path, Sha256Digest(digest.substr(7) + "  " + file + "\n"));
    v1::Content* content = item.mutable_artifact()->mutable_content();
    content->set_kind(v1::CONTENT_KIND_DIRECTORY);
    v1::ManifestEntry* entry = content->mutable_manifest()->add_entries();
    entry->set_path(file);
    entry->set_digest(digest);
    return item;
  }

  // A slot whose policy lets everything in.
  v1::SlotRef NewSlot() {
    v1::SlotRef slot;
    slot.set_use_case(Unique("limit"));
    slot.set_environment("production");
    v1::CreateSlotRequest create;
    *create.mutable_slot()->mutable_slot() = slot;
    EXPECT_OK(governance_.CreateSlot(create));
    v1::CreatePolicyDraftRequest draft;
    draft.set_yaml("name: " + slot.use_case() + "\nrules:\n  - id: all\n    expr: \"true\"\n");
    EXPECT_OK(governance_.CreatePolicyDraft(draft));
    v1::PublishPolicyRequest publish;
    publish.set_name(slot.use_case());
    EXPECT_OK(governance_.PublishPolicy(publish));
    v1::SetBindingRequest bind;
    bind.mutable_binding()->mutable_slots()->set_use_case(slot.use_case());
    bind.mutable_binding()->mutable_slots()->set_environment("*");
    bind.mutable_binding()->set_policy(slot.use_case());
    EXPECT_OK(governance_.SetBinding(bind));
    return slot;
  }
  void Promote(const v1::SlotRef& slot, const std::string& version) {
    v1::EnrollCandidateRequest enroll;
    *enroll.mutable_slot() = slot;
    enroll.set_version(version);
    ASSERT_OK(governance_.EnrollCandidate(enroll));
    v1::OpenRequestRequest open;
    *open.mutable_slot() = slot;
    open.set_version(version);
    ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, governance_.OpenRequest(open));
    v1::CommitRequestRequest commit;
    commit.set_promotion_request_id(request.request_id());
    ASSERT_OK(governance_.CommitRequest(commit));
  }
  static std::string SlotName(const v1::SlotRef& slot) {
    return "slot:default/" + slot.use_case() + "/" + slot.environment();
  }

  std::vector<v1::StaleUse> Stale(const std::string& dataset, bool registered_only = false) {
    auto uses = Collect(lineage().ListStale(dataset, registered_only));
    EXPECT_OK(uses);
    return uses.value_or(std::vector<v1::StaleUse>());
  }
  absl::StatusOr<Check> CheckOf(const std::string& name, Check::Item item) {
    ASSAY_ASSIGN_OR_RETURN(const v1::GetCompletenessResponse response,
                           lineage().GetCompleteness(name));
    for (const Check& check : response.checks()) {
      if (check.item() == item) return check;
    }
    return absl::NotFoundError("no such check");
  }
  Check::State StateOf(const std::string& name, Check::Item item) {
    const absl::StatusOr<Check> check = CheckOf(name, item);
    EXPECT_OK(check);
    return check.ok() ? check->state() : Check::STATE_UNSPECIFIED;
  }

  RegistryClient registry_;
  GovernanceClient governance_;
};

// "PARAM rate: 0.1 | 0.2" for each row; "-" for what one does not have.
std::vector<std::string> RowTexts(const v1::CompareEntitiesResponse& comparison) {
  const auto text = [](const v1::Value& value) -> std::string {
    switch (value.kind_case()) {
      case v1::Value::kStringValue:
        return value.string_value();
      case v1::Value::kDoubleValue:
        return fmt::format("{}", value.double_value());
      default:
        return "-";
    }
  };
  std::vector<std::string> texts;
  for (const v1::CompareRow& row : comparison.rows()) {
    texts.push_back(fmt::format("{} {}: {} | {}", v1::CompareRow::Section_Name(row.section()),
                                row.key(), text(row.values(0)), text(row.values(1))));
  }
  return texts;
}

TEST_F(LineageModelsTest, VersionsDifferInWhatTheyAreAndInWhatTheirRunsLogged) {
  const std::string model = Unique("credit");
  std::vector<std::string> names;
  std::vector<std::string> digests;
  for (const double rate : {0.1, 0.2}) {
    digests.push_back(NewDigest());
    const std::string run = CompleteRun(File("model.bin", digests.back()));
    v1::LogBatchRequest batch = Batch(run);
    v1::Param* param = batch.add_params();
    param->set_key("rate");
    param->mutable_value()->set_double_value(rate);
    ASSERT_OK(api().LogBatch(batch));
    ASSERT_OK(LogValues(run, "auc", {0.5 + rate}));
    names.push_back(Registered(model, digests.back(), run, [&](v1::ModelVersion* version) {
      version->set_framework("torch");
      version->mutable_contract()->set_memory_mb(rate * 100);
      v1::Tag* label = version->add_labels();
      label->set_key("owner");
      label->set_value(rate < 0.15 ? "ada" : "bea");
    }));
  }
  ASSERT_OK_AND_ASSIGN(const v1::CompareEntitiesResponse comparison, lineage().Compare(names));
  EXPECT_THAT(Names(comparison.nodes()), ::testing::ElementsAreArray(names));
  const std::vector<std::string> rows = RowTexts(comparison);
  EXPECT_THAT(rows, Contains("PARAM rate: 0.1 | 0.2"));
  EXPECT_THAT(rows, Contains("METRIC auc: 0.6 | 0.7"));
  EXPECT_THAT(rows, Contains("METRIC contract: memory_mb: 10 | 20"));
  EXPECT_THAT(rows, Contains("TAG label: owner: ada | bea"));
  EXPECT_THAT(rows, Contains("OUTPUT model.bin: " + digests[0] + " | " + digests[1]));
  EXPECT_THAT(rows, Contains("ATTRIBUTE artifact: " + digests[0] + " | " + digests[1]));
  for (const std::string& row : rows) {
    EXPECT_THAT(row, ::testing::Not(::testing::HasSubstr("torch"))) << "equal";
    EXPECT_THAT(row, ::testing::Not(::testing::HasSubstr("9c0ffee"))) << "equal";
  }
  ASSERT_OK_AND_ASSIGN(const v1::CompareEntitiesResponse all,
                       lineage().Compare(names, /*include_equal=*/true));
  EXPECT_THAT(RowTexts(all), Contains("ATTRIBUTE framework: torch | torch"));
  EXPECT_THAT(RowTexts(all), Contains("CODE commit: 9c0ffee | 9c0ffee"));
}

TEST_F(LineageModelsTest, AVersionWithoutARunIsComparedByWhatItHas) {
  const std::string model = Unique("credit");
  const std::string digest = NewDigest();
  const std::string run = CompleteRun(File("model.bin", digest));
  const std::string fitted = Registered(model, digest, run);
  const std::string bought = Registered(model, digest, "");
  ASSERT_OK_AND_ASSIGN(const v1::CompareEntitiesResponse comparison,
                       lineage().Compare({fitted, bought}));
  const std::vector<std::string> rows = RowTexts(comparison);
  EXPECT_THAT(rows, Contains("ATTRIBUTE run_id: " + run + " | -"));
  EXPECT_THAT(rows, Contains("CODE commit: 9c0ffee | -"));
  EXPECT_THAT(lineage().Compare({fitted, "run:" + run}),
              IsErrorAt(absl::StatusCode::kInvalidArgument, "NOT_COMPARABLE", "names[1]"));
}

TEST_F(LineageModelsTest, AVersionIsAsCompleteAsTheRecordOfItsRun) {
  const std::string digest = NewDigest();
  const std::string run = CompleteRun(File("model.bin", digest));
  const std::string version = Registered(Unique("credit"), digest, run);
  ASSERT_OK_AND_ASSIGN(const v1::GetCompletenessResponse complete,
                       lineage().GetCompleteness(version));
  EXPECT_TRUE(complete.complete()) << complete.DebugString();
  EXPECT_THAT(complete.checks(), SizeIs(8));
  EXPECT_EQ(complete.node().name(), version);
  EXPECT_EQ(complete.run_id(), run);

  const std::string unfinished = RunWith({}, {File("model.bin", digest)});
  const std::string poor = Registered(Unique("credit"), digest, unfinished);
  EXPECT_EQ(StateOf(poor, Check::TRAINING_DATA), Check::MISSING);
  EXPECT_EQ(StateOf(poor, Check::CODE), Check::MISSING);
  EXPECT_EQ(StateOf(poor, Check::FINISHED), Check::MISSING);
  EXPECT_EQ(StateOf(poor, Check::ARTIFACT), Check::OK);
}

TEST_F(LineageModelsTest, AVersionsContentHasToBeWhatItsRunWrote) {
  const std::string weights = NewDigest();
  const std::string run = CompleteRun(Directory("model", "weights.bin", weights));
  EXPECT_EQ(StateOf(Registered(Unique("credit"), weights, run), Check::ARTIFACT), Check::OK)
      << "a file of the directory that it wrote";
  const std::string other = Registered(Unique("credit"), NewDigest(), run);
  ASSERT_OK_AND_ASSIGN(const Check artifact, CheckOf(other, Check::ARTIFACT));
  EXPECT_EQ(artifact.state(), Check::MISSING);
  EXPECT_THAT(artifact.message(), ::testing::HasSubstr("Register what the run wrote"));
}

TEST_F(LineageModelsTest, AVersionWithoutARunLacksItsOrigin) {
  const std::string version = Registered(Unique("credit"), NewDigest(), "");
  ASSERT_OK_AND_ASSIGN(const v1::GetCompletenessResponse completeness,
                       lineage().GetCompleteness(version));
  EXPECT_FALSE(completeness.complete());
  EXPECT_EQ(completeness.run_id(), "");
  for (const Check& check : completeness.checks()) {
    EXPECT_EQ(check.state(), Check::MISSING) << check.DebugString();
  }
  EXPECT_THAT(lineage().GetReproduction(version),
              IsError(absl::StatusCode::kFailedPrecondition, "SOURCE_RUN_MISSING"));
}

TEST_F(LineageModelsTest, AVersionIsReproducedByItsRun) {
  const std::string digest = NewDigest();
  const std::string run = CompleteRun(File("model.bin", digest));
  const std::string version = Registered(Unique("credit"), digest, run);
  ASSERT_OK_AND_ASSIGN(v1::GetReproductionResponse reproduction,
                       lineage().GetReproduction(version));
  EXPECT_EQ(reproduction.run().run_id(), run);
  EXPECT_EQ(reproduction.command(), "train --rate 0.1");
  EXPECT_THAT(reproduction.missing(), IsEmpty());
  ASSERT_THAT(reproduction.outputs(), SizeIs(1));
  EXPECT_EQ(reproduction.outputs(0).artifact().content().digest(), digest);

  // The record outlives the run's deletion, which is told.
  ASSERT_OK(DeleteRun(run));
  ASSERT_OK_AND_ASSIGN(reproduction, lineage().GetReproduction(version));
  EXPECT_EQ(reproduction.command(), "train --rate 0.1");
  EXPECT_TRUE(reproduction.run().has_delete_time());
}

TEST_F(LineageModelsTest, StaleTellsModelsAndTheSlotsThatTheyServe) {
  const std::string name = Unique("applications");
  const std::string model = Unique("credit");
  std::vector<std::string> versions;
  std::vector<std::string> runs;
  for (int i = 0; i < 2; ++i) {
    const std::string digest = NewDigest();
    runs.push_back(RunWith({Data(name, Sha256Digest(name), "train")}, {File("m", digest)}));
    versions.push_back(Registered(model, digest, runs.back()));
  }
  RunWith({Data(name, Sha256Digest(name), "look")}, {});
  const v1::SlotRef slot = NewSlot();
  ASSERT_NO_FATAL_FAILURE(Promote(slot, versions[0]));
  EXPECT_THAT(Stale(name), IsEmpty());
  ASSERT_OK(Register(name, NewDigest()));

  EXPECT_THAT(Stale(name), SizeIs(3));
  std::vector<v1::StaleUse> uses = Stale(name, /*registered_only=*/true);
  ASSERT_THAT(uses, SizeIs(2));
  EXPECT_EQ(uses[0].run().name(), "run:" + runs[0]);
  EXPECT_THAT(Names(uses[0].model_versions()), ElementsAre(versions[0]));
  EXPECT_THAT(Names(uses[0].slots()), ElementsAre(SlotName(slot)));
  EXPECT_EQ(uses[0].slots(0).slot().champion(), versions[0]);
  EXPECT_THAT(Names(uses[1].model_versions()), ElementsAre(versions[1]));
  EXPECT_THAT(uses[1].slots(), IsEmpty());

  ASSERT_NO_FATAL_FAILURE(Promote(slot, versions[1]));
  uses = Stale(name, true);
  EXPECT_THAT(uses[0].slots(), IsEmpty()) << "no longer the champion";
  EXPECT_THAT(Names(uses[1].slots()), ElementsAre(SlotName(slot)));

  v1::RollbackRequest rollback;
  *rollback.mutable_slot() = slot;
  rollback.set_comment("it misbehaves");
  ASSERT_OK(governance_.Rollback(rollback));
  uses = Stale(name, true);
  EXPECT_THAT(Names(uses[0].slots()), ElementsAre(SlotName(slot)));
  EXPECT_THAT(uses[1].slots(), IsEmpty());

  v1::WithdrawRequest withdraw;
  *withdraw.mutable_slot() = slot;
  withdraw.set_comment("nothing serves");
  ASSERT_OK(governance_.Withdraw(withdraw));
  EXPECT_THAT(Stale(name, true)[0].slots(), IsEmpty());
}

TEST_F(LineageModelsTest, EdgesToWhatIsDeletedAreRefused) {
  constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
  const std::string run = RunWith({}, {});
  ASSERT_OK(DeleteRun(run));
  v1::ModelVersion version;
  version.set_model(Unique("credit"));
  version.mutable_artifact()->set_digest(NewDigest());
  version.set_run_id(run);
  EXPECT_THAT(registry_.CreateModelVersion(version, true), IsError(kPrecondition, "RUN_DELETED"));
  version.clear_run_id();
  v1::ModelVersionName base;
  base.set_model(Unique("base"));
  base.set_number(1);
  Registered(base.model(), NewDigest(), "");
  ASSERT_OK(registry_.DeleteModel(base.model()));
  *version.mutable_fine_tuned_from() = base;
  EXPECT_THAT(registry_.CreateModelVersion(version, true),
              IsErrorAt(kPrecondition, "MODEL_DELETED", "version.fine_tuned_from"));
  v1::Evaluation evaluation;
  *evaluation.mutable_version() = base;
  evaluation.set_dataset_digest(NewDigest());
  evaluation.set_sample_count(1);
  v1::EvaluationMetric* metric = evaluation.add_metrics();
  metric->set_key("auc");
  metric->set_reported(0.5);
  EXPECT_THAT(registry_.CreateEvaluation(evaluation), IsError(kPrecondition, "MODEL_DELETED"));
  ASSERT_OK(registry_.UndeleteModel(base.model()));
  EXPECT_OK(registry_.CreateModelVersion(version, true));
}

TEST_F(LineageModelsTest, AChangeOfDataReachesTheSlotByTheDecision) {
  const std::string name = Unique("applications");
  const std::string data = NewDigest();
  const std::string digest = NewDigest();
  const std::string run = RunWith({Data(name, data, "train")}, {File("m", digest)});
  const std::string version = Registered(Unique("credit"), digest, run);
  const v1::SlotRef slot = NewSlot();
  ASSERT_NO_FATAL_FAILURE(Promote(slot, version));
  v1::AnalyzeImpactRequest request;
  request.set_start(Version(name, data));
  ASSERT_OK_AND_ASSIGN(const v1::AnalyzeImpactResponse impact, lineage().AnalyzeImpact(request));
  std::map<v1::NodeKind, std::vector<std::string>> touched;
  for (const v1::ImpactGroup& group : impact.groups()) {
    touched[group.kind()] = Names(group.nodes());
    if (group.kind() != v1::NODE_KIND_DECISION) continue;
    ASSERT_THAT(group.nodes(), SizeIs(1));
    EXPECT_EQ(group.nodes(0).decision().decided_by(), "ada");
    EXPECT_TRUE(group.nodes(0).decision().current());
  }
  EXPECT_THAT(touched[v1::NODE_KIND_RUN], ElementsAre("run:" + run));
  EXPECT_THAT(touched[v1::NODE_KIND_MODEL_VERSION], ElementsAre(version));
  EXPECT_THAT(touched[v1::NODE_KIND_DECISION], SizeIs(1));
  EXPECT_THAT(touched[v1::NODE_KIND_SLOT], ElementsAre(SlotName(slot)));
}

}  // namespace
}  // namespace assay::testing
