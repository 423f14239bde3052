// Registered models, their versions, labels and aliases.
#include <limits>
#include <map>
#include <random>

#include "core/digest.h"
#include "gmock/gmock.h"
#include "storage/registry/aliases.h"
#include "storage/registry/estimators.h"
#include "storage/registry/labels.h"
#include "storage/registry/limits.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/registry_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::Pair;

class ModelsTest : public RegistryTest {
 protected:
  static v1::Tag Label(const std::string& key, const std::string& value) {
    v1::Tag label;
    label.set_key(key);
    label.set_value(value);
    return label;
  }
  absl::Status Alias(int64_t number, const std::string& alias, const std::string& reason = "") {
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_RETURN_IF_ERROR(ValidateAlias(alias, reason));
      ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row,
                             FindModelVersionToWrite(txn, VersionName("credit", number)));
      return SetAlias(txn, row, {alias, reason, "ada"});
    });
  }
  absl::Status Unalias(const std::string& alias) {
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindModelToWrite(txn, "", "credit"));
      return DeleteAlias(txn, model, {alias, "", "ada"});
    });
  }
  // Oldest first.
  absl::StatusOr<std::vector<v1::AliasChange>> History(const std::string& alias = "") {
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::vector<v1::AliasChange>> {
      ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindModel(txn, "", "credit"));
      std::vector<v1::AliasChange> all;
      int64_t before = std::numeric_limits<int64_t>::max();
      for (bool more = true; more;) {
        ASSAY_ASSIGN_OR_RETURN(AliasChangePage page,
                               ListAliasChanges(txn, model.id, alias, before, 3));
        all.insert(all.end(), page.changes.begin(), page.changes.end());
        before = page.last;
        more = page.more;
      }
      return std::vector<v1::AliasChange>(all.rbegin(), all.rend());
    });
  }
};
ASSAY_STORAGE_SUITE_OF(ModelsTest);

TEST_P(ModelsTest, AreCreatedAndRead) {
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel made, NewModel("credit"));
  EXPECT_EQ(made.workspace(), "default");
  EXPECT_EQ(made.created_by(), "ada");
  EXPECT_EQ(made.latest_number(), 0);
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel read, Model("credit"));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());
  EXPECT_THAT(NewModel("credit"), IsError(StatusCode::kAlreadyExists, "MODEL_EXISTS"));
  EXPECT_THAT(Model("other"), IsError(StatusCode::kNotFound, "MODEL_NOT_FOUND"));
}

TEST_P(ModelsTest, NamesHaveNoSeparators) {
  for (const char* name : {"a/b", "a@b", "a:b"}) {
    EXPECT_THAT(NewModel(name),
                IsErrorAt(StatusCode::kInvalidArgument, "NAME_INVALID", "model.name"));
  }
  EXPECT_THAT(NewModel(""), IsErrorAt(StatusCode::kInvalidArgument, "NAME_EMPTY", "model.name"));
}

TEST_P(ModelsTest, UpdatesFollowMaskAndEtag) {
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel made, NewModel("credit"));
  v1::UpdateModelRequest request;
  *request.mutable_model() = made;
  request.mutable_model()->set_description("described");
  v1::Tag* label = request.mutable_model()->add_labels();
  label->set_key("team");
  label->set_value("risk");
  request.mutable_update_mask()->add_paths("labels");
  const auto update = [&] {
    return WriteFor([&](WriteTxn& txn) { return UpdateModel(txn, request, "tester"); });
  };
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel labelled, update());
  EXPECT_EQ(labelled.description(), "");
  ASSERT_EQ(labelled.labels_size(), 1);
  EXPECT_EQ(labelled.labels(0).value(), "risk");
  EXPECT_THAT(update(), IsError(StatusCode::kAborted, "ETAG_STALE"));

  request.mutable_model()->clear_etag();
  request.mutable_model()->clear_labels();
  request.mutable_update_mask()->add_paths("description");
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel described, update());
  EXPECT_EQ(described.description(), "described");
  EXPECT_EQ(described.labels_size(), 0);
  request.mutable_update_mask()->add_paths("name");
  EXPECT_THAT(update(), IsError(StatusCode::kInvalidArgument, "UPDATE_MASK_INVALID"));
}

TEST_P(ModelsTest, DeletedOnesTakeNothingNewUntilTheyAreUndeleted) {
  ASSERT_OK(Register(NewVersion("credit")));
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel gone, Delete("credit"));
  EXPECT_TRUE(gone.has_delete_time());
  ASSERT_OK(Delete("credit"));
  const auto is_deleted = IsError(StatusCode::kFailedPrecondition, "MODEL_DELETED");
  EXPECT_THAT(Register(NewVersion("credit")), is_deleted);
  EXPECT_THAT(Alias(1, "best"), is_deleted);
  EXPECT_THAT(NewModel("credit"), IsError(StatusCode::kAlreadyExists, "MODEL_EXISTS"));
  EXPECT_OK(Version("credit", 1));
  ASSERT_OK(Delete("credit", false));
  EXPECT_OK(Alias(1, "best"));
}

TEST_P(ModelsTest, WhatADecisionNamesIsNotDeleted) {
  ASSERT_OK(Register(NewVersion("credit")));
  ASSERT_OK(Register(NewVersion("other")));
  ASSERT_OK_AND_ASSIGN(const NodeRef node, VersionNode("credit", 1));
  ASSERT_OK(Write([&](WriteTxn& txn) {
    return AddEdge(txn, v1::EDGE_KIND_DECIDED_ON, {v1::NODE_KIND_DECISION, 7}, node);
  }));
  EXPECT_THAT(Delete("credit"), IsError(StatusCode::kFailedPrecondition, "MODEL_IN_USE"));
  EXPECT_OK(Delete("other"));
}

TEST_P(ModelsTest, AreListedByNameInPages) {
  for (const char* name : {"c", "a", "d", "b"}) ASSERT_OK(NewModel(name));
  ASSERT_OK(Delete("c"));
  const auto list = [&](bool deleted, std::string_view after, int limit) {
    std::vector<std::string> names;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(auto models, ListModels(txn, 1, deleted, after, limit));
      for (const v1::RegisteredModel& model : models) names.push_back(model.name());
      return absl::OkStatus();
    }));
    return names;
  };
  EXPECT_THAT(list(false, "", 2), ElementsAre("a", "b"));
  EXPECT_THAT(list(false, "b", 2), ElementsAre("d"));
  EXPECT_THAT(list(true, "b", 2), ElementsAre("c", "d"));
}

TEST_P(ModelsTest, VersionsAreNumberedAndKeepWhatTheyAre) {
  const std::string run = NewRun();
  v1::ModelVersion version = NewVersion("credit");
  version.mutable_artifact()->set_size(2'048);
  version.set_run_id(run);
  version.set_uri("s3://models/credit");
  version.set_description("first");
  version.mutable_signature()->set_inputs("[income]");
  version.set_framework("xgboost");
  version.set_framework_version("2.1.0");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion first, Register(version));
  EXPECT_EQ(first.number(), 1);
  EXPECT_EQ(first.workspace(), "default");
  EXPECT_EQ(first.artifact().digest(), DigestOf('a'));
  EXPECT_EQ(first.artifact().strength(), v1::DIGEST_STRENGTH_STRONG);
  EXPECT_EQ(first.uri(), "s3://models/credit");
  EXPECT_EQ(first.signature().inputs(), "[income]");
  EXPECT_EQ(first.run_id(), run);
  EXPECT_EQ(first.run_created_by(), "tester");
  EXPECT_EQ(first.created_by(), "ada");
  // What the version says enters its contract.
  EXPECT_EQ(first.contract().framework(), "xgboost");
  EXPECT_EQ(first.contract().artifact_bytes(), 2'048);

  v1::ModelVersion tuned = NewVersion("credit", 'b');
  *tuned.mutable_fine_tuned_from() = VersionName("credit", 1);
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion second, Register(tuned));
  EXPECT_EQ(second.number(), 2);
  EXPECT_EQ(second.fine_tuned_from().number(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel model, Model("credit"));
  EXPECT_EQ(model.latest_number(), 2);
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion read, Version("credit", 1));
  EXPECT_EQ(read.source_run().run_id(), run);
}

TEST_P(ModelsTest, VersionsAreNodesOfTheGraph) {
  v1::ModelVersion version = NewVersion("credit");
  version.set_run_id(NewRun());
  ASSERT_OK(Register(version));
  v1::ModelVersion tuned = NewVersion("credit", 'b');
  *tuned.mutable_fine_tuned_from() = VersionName("credit", 1);
  ASSERT_OK(Register(tuned));
  ASSERT_OK_AND_ASSIGN(const NodeRef first, VersionNode("credit", 1));
  ASSERT_OK_AND_ASSIGN(const NodeRef second, VersionNode("credit", 2));
  ASSERT_OK_AND_ASSIGN(const auto from_first, EdgesFrom(first));
  EXPECT_THAT(from_first,
              ElementsAre(Pair(v1::EDGE_KIND_REGISTERED_FROM, NodeRef{v1::NODE_KIND_RUN, 1})));
  ASSERT_OK_AND_ASSIGN(const auto to_first, EdgesTo(first));
  EXPECT_THAT(to_first,
              ElementsAre(Pair(v1::EDGE_KIND_PACKAGED_AS, NodeRef{v1::NODE_KIND_CONTENT, 1}),
                          Pair(v1::EDGE_KIND_FINE_TUNED_FROM, second)));
}

TEST_P(ModelsTest, VersionsDoNotChange) {
  ASSERT_OK(Register(NewVersion("credit")));
  EXPECT_FALSE(Write([](WriteTxn& txn) {
                 return txn.Run("UPDATE model_version SET uri = $1 WHERE id = $2",
                                {std::string_view("elsewhere"), int64_t{1}});
               }).ok());
  EXPECT_FALSE(Write([](WriteTxn& txn) {
                 return txn.Run("DELETE FROM model_version WHERE id = $1", {int64_t{1}});
               }).ok());
  EXPECT_OK(Version("credit", 1));
}

TEST_P(ModelsTest, RefusesVersionsThatCannotBeTold) {
  EXPECT_THAT(Register(NewVersion("credit"), false),
              IsError(StatusCode::kNotFound, "MODEL_NOT_FOUND"));
  v1::ModelVersion weak = NewVersion("credit");
  weak.mutable_artifact()->set_digest("md5:d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_THAT(Register(weak), IsErrorAt(StatusCode::kInvalidArgument, "DIGEST_TOO_WEAK",
                                        "version.artifact.digest"));
  v1::ModelVersion orphan = NewVersion("credit");
  orphan.set_run_id(std::string(32, '0'));
  EXPECT_THAT(Register(orphan), IsError(StatusCode::kNotFound, "RUN_NOT_FOUND"));
  v1::ModelVersion baseless = NewVersion("credit");
  *baseless.mutable_fine_tuned_from() = VersionName("credit", 9);
  EXPECT_THAT(Register(baseless), IsErrorAt(StatusCode::kNotFound, "MODEL_VERSION_NOT_FOUND",
                                            "version.fine_tuned_from"));
  // What comes before an error leaves nothing behind.
  EXPECT_THAT(Model("credit"), IsError(StatusCode::kNotFound, "MODEL_NOT_FOUND"));
}

TEST_P(ModelsTest, TheRunOfAVersionIsThereAndInItsWorkspace) {
  const std::string run = NewRun();
  ASSERT_OK(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run, "", true, "tester"); }));
  v1::ModelVersion version = NewVersion("credit");
  version.set_run_id(run);
  EXPECT_THAT(Register(version), IsError(StatusCode::kFailedPrecondition, "RUN_DELETED"));

  v1::Workspace workspace;
  workspace.set_name("team");
  ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, workspace, "tester"); }));
  version.set_workspace("team");
  version.set_run_id(NewRun());
  EXPECT_THAT(Register(version),
              IsError(StatusCode::kFailedPrecondition, "RUN_OF_OTHER_WORKSPACE"));
}

TEST_P(ModelsTest, VersionsAreNamedByNumberOrAlias) {
  ASSERT_OK(Register(NewVersion("credit")));
  const auto find = [&](const v1::ModelVersionName& name) {
    return ReadFor([&](ReadTxn& txn) { return FindModelVersion(txn, name); });
  };
  EXPECT_OK(find(VersionName("credit", 1)));
  EXPECT_THAT(find(VersionName("credit", 2)),
              IsError(StatusCode::kNotFound, "MODEL_VERSION_NOT_FOUND"));
  EXPECT_THAT(find(VersionName("credit", 0)),
              IsError(StatusCode::kInvalidArgument, "VERSION_NOT_NAMED"));
  v1::ModelVersionName by_alias = VersionName("credit", 0);
  by_alias.set_alias("best");
  EXPECT_THAT(find(by_alias), IsError(StatusCode::kNotFound, "ALIAS_NOT_FOUND"));
  ASSERT_OK(Alias(1, "best"));
  EXPECT_OK(find(by_alias));
  by_alias.set_number(1);
  EXPECT_THAT(find(by_alias), IsError(StatusCode::kInvalidArgument, "VERSION_NOT_NAMED"));
}

TEST_P(ModelsTest, SeveralVersionsAreLoadedInTheOrderAsked) {
  for (int i = 0; i < 3; ++i) ASSERT_OK(Register(NewVersion("credit")));
  const std::vector<int64_t> rows = {3, 1, 3, 2};
  ASSERT_OK_AND_ASSIGN(const auto versions,
                       ReadFor([&](ReadTxn& txn) { return LoadModelVersions(txn, rows); }));
  std::vector<int64_t> numbers;
  for (const v1::ModelVersion& version : versions) {
    numbers.push_back(version.number());
    EXPECT_EQ(version.SerializeAsString(),
              Version("credit", version.number())->SerializeAsString());
  }
  EXPECT_THAT(numbers, ElementsAre(3, 1, 3, 2));
}

TEST_P(ModelsTest, LabelsAreSetAndDeleted) {
  ASSERT_OK(Register(NewVersion("credit")));
  const auto label = [&](const std::string& key, const std::string& value) {
    LabelList labels;
    labels.Add()->set_key(key);
    labels[0].set_value(value);
    ASSAY_RETURN_IF_ERROR(ValidateLabels(labels));
    return Write(
        [&](WriteTxn& txn) { return SetLabels(txn, kModelVersionLabels, 1, labels, "ada"); });
  };
  ASSERT_OK(label("owner", "ada"));
  ASSERT_OK(label("owner", "bob"));
  ASSERT_OK(label("kind", "trial"));
  EXPECT_THAT(label("gov:champion", "yes"),
              IsErrorAt(StatusCode::kPermissionDenied, "NAME_RESERVED", "labels[0].key"));
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, Version("credit", 1));
  ASSERT_EQ(version.labels_size(), 2);
  EXPECT_EQ(version.labels(0).key(), "kind");
  EXPECT_EQ(version.labels(1).value(), "bob");
  for (size_t i = 2; i < limits::kLabels; ++i) ASSERT_OK(label("key" + std::to_string(i), ""));
  EXPECT_THAT(label("one more", ""), IsError(StatusCode::kInvalidArgument, "LABELS_TOO_MANY"));
}

TEST_P(ModelsTest, LabelsOfAVersionNameWhoChangedThem) {
  v1::ModelVersion version = NewVersion("credit");
  *version.add_labels() = Label("owner", "ada");
  *version.add_labels() = Label("stage", "trial");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion made, Register(version));
  EXPECT_EQ(made.label_sources(0).set_by(), "ada");
  EXPECT_EQ(made.label_sources(0).time().seconds(), kStartMicros / 1'000'000);
  EXPECT_EQ(made.updated_by(), "") << "nobody changed them since";
  EXPECT_FALSE(made.has_update_time());

  const auto change = [&](const LabelList& set, const LabelKeys& remove, std::string_view by) {
    clock_.Advance(1'000'000);
    EXPECT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row,
                             FindModelVersionToWrite(txn, VersionName("credit", 1)));
      return ChangeModelVersionLabels(txn, row.id, set, remove, by);
    }));
    return Version("credit", 1).value_or(v1::ModelVersion());
  };
  LabelList labels;
  *labels.Add() = Label("owner", "ada");
  *labels.Add() = Label("stage", "final");
  const v1::ModelVersion changed = change(labels, {}, "bob");
  ASSERT_EQ(changed.labels_size(), 2);
  EXPECT_EQ(changed.label_sources(0).set_by(), "ada") << "it has the value that ada gave it";
  EXPECT_EQ(changed.label_sources(1).set_by(), "bob");
  EXPECT_EQ(changed.label_sources(1).time().seconds(), kStartMicros / 1'000'000 + 1);
  EXPECT_EQ(changed.updated_by(), "bob");

  LabelKeys keys;
  *keys.Add() = "stage";
  const v1::ModelVersion bare = change({}, keys, "eve");
  ASSERT_EQ(bare.labels_size(), 1);
  EXPECT_EQ(bare.updated_by(), "eve");
  EXPECT_EQ(bare.update_time().seconds(), kStartMicros / 1'000'000 + 2);
}

TEST_P(ModelsTest, LabelsOfAModelNameWhoSetThem) {
  ASSERT_OK(NewModel("credit"));
  const auto label = [&](const std::vector<v1::Tag>& labels, std::string_view by) {
    v1::UpdateModelRequest request;
    request.mutable_model()->set_name("credit");
    request.mutable_model()->mutable_labels()->Assign(labels.begin(), labels.end());
    request.mutable_update_mask()->add_paths("labels");
    const auto updated = WriteFor([&](WriteTxn& txn) { return UpdateModel(txn, request, by); });
    EXPECT_OK(updated);
    return updated.value_or(v1::RegisteredModel());
  };
  label({Label("stage", "trial"), Label("team", "risk")}, "ada");
  const v1::RegisteredModel model = label({Label("team", "risk"), Label("tier", "1")}, "bob");
  ASSERT_EQ(model.labels_size(), 2);
  EXPECT_EQ(model.labels(0).key(), "team");
  EXPECT_EQ(model.label_sources(0).set_by(), "ada") << "bob left it as it was";
  EXPECT_EQ(model.label_sources(1).set_by(), "bob");
}

TEST_P(ModelsTest, AliasesKeepTheirHistory) {
  for (int i = 0; i < 3; ++i) ASSERT_OK(Register(NewVersion("credit")));
  ASSERT_OK(Alias(1, "best", "first of all"));
  clock_.Advance(1'000'000);
  ASSERT_OK(Alias(3, "best", "better"));
  ASSERT_OK(Alias(3, "best", "again"));
  ASSERT_OK(Unalias("best"));
  ASSERT_OK_AND_ASSIGN(const auto history, History());
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].from_number(), 0);
  EXPECT_EQ(history[0].to_number(), 1);
  EXPECT_EQ(history[0].reason(), "first of all");
  EXPECT_EQ(history[1].from_number(), 1);
  EXPECT_EQ(history[1].to_number(), 3);
  EXPECT_EQ(history[1].changed_by(), "ada");
  EXPECT_EQ(history[1].time().seconds() - history[0].time().seconds(), 1);
  EXPECT_EQ(history[2].to_number(), 0);
  EXPECT_THAT(Unalias("best"), IsError(StatusCode::kNotFound, "ALIAS_NOT_FOUND"));
  EXPECT_FALSE(Write([](WriteTxn& txn) {
                 return txn.Run("DELETE FROM model_alias_change WHERE id = $1", {int64_t{1}});
               }).ok());
}

TEST_P(ModelsTest, AliasesUnderGovAreGovernances) {
  ASSERT_OK(Register(NewVersion("credit")));
  EXPECT_THAT(Alias(1, "gov:champion"),
              IsErrorAt(StatusCode::kPermissionDenied, "NAME_RESERVED", "alias"));
  EXPECT_THAT(Alias(1, "a/b"), IsErrorAt(StatusCode::kInvalidArgument, "NAME_INVALID", "alias"));
  EXPECT_THAT(Alias(1, "best", std::string(limits::kReasonBytes + 1, 'x')),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_TOO_LONG", "reason"));
}

// Whatever is done to aliases: the history, replayed, gives those that there are.
TEST_P(ModelsTest, HistoryReplaysToThePresentAliases) {
  for (int i = 0; i < 4; ++i) ASSERT_OK(Register(NewVersion("credit")));
  std::mt19937_64 random(11);
  std::map<std::string, int64_t> model;
  for (int step = 0; step < 200; ++step) {
    const std::string alias = "alias" + std::to_string(random() % 5);
    if (random() % 3 == 0) {
      EXPECT_EQ(Unalias(alias).ok(), model.erase(alias) > 0);
      continue;
    }
    const int64_t number = 1 + static_cast<int64_t>(random() % 4);
    ASSERT_OK(Alias(number, alias));
    model[alias] = number;
  }
  std::map<std::string, int64_t> present;
  ASSERT_OK_AND_ASSIGN(const v1::RegisteredModel read, Model("credit"));
  for (const v1::Alias& alias : read.aliases()) present[alias.alias()] = alias.number();
  EXPECT_EQ(present, model);
  std::map<std::string, int64_t> replayed;
  ASSERT_OK_AND_ASSIGN(const auto history, History());
  for (const v1::AliasChange& change : history) {
    EXPECT_EQ(replayed[change.alias()], change.from_number());
    replayed[change.alias()] = change.to_number();
  }
  std::erase_if(replayed, [](const auto& entry) { return entry.second == 0; });
  EXPECT_EQ(replayed, model);
  for (int64_t number = 1; number <= 4; ++number) {
    ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, Version("credit", number));
    for (const std::string& alias : version.aliases()) EXPECT_EQ(model[alias], number);
  }
}

class EstimatorsTest : public RegistryTest {
 protected:
  static v1::Estimator Stumps(double rate) {
    v1::Estimator estimator;
    estimator.set_algorithm("stumps");
    estimator.set_commit("abc");
    v1::Param* param = estimator.add_hyper_parameters();
    param->set_key("rate");
    param->mutable_value()->set_double_value(rate);
    param = estimator.add_hyper_parameters();
    param->set_key("depth");
    param->mutable_value()->set_int_value(1);
    return estimator;
  }
  absl::StatusOr<v1::ModelVersion> RegisterWith(const v1::Estimator& estimator,
                                                const std::string& run_id = "") {
    v1::ModelVersion version = NewVersion("credit");
    *version.mutable_estimator() = estimator;
    version.set_run_id(run_id);
    return Register(version);
  }
};
ASSAY_STORAGE_SUITE_OF(EstimatorsTest);

TEST_P(EstimatorsTest, AreDigestedOverCanonicalJson) {
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, RegisterWith(Stumps(0.1)));
  EXPECT_EQ(version.estimator().digest(),
            Sha256Digest("{\"algorithm\":\"stumps\",\"commit\":\"abc\",\"hyper_parameters\":"
                         "{\"depth\":\"int:1\",\"rate\":\"double:0.1\"},\"patch_digest\":\"\"}"));
  EXPECT_EQ(version.estimator().hyper_parameters(0).key(), "depth");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion same, RegisterWith(Stumps(0.1)));
  EXPECT_EQ(same.estimator().digest(), version.estimator().digest());
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion other, RegisterWith(Stumps(0.2)));
  EXPECT_NE(other.estimator().digest(), version.estimator().digest());
}

TEST_P(EstimatorsTest, AreCompletedFromTheSourceRun) {
  v1::LogBatchRequest batch;
  batch.set_run_id(NewRun());
  v1::Param* param = batch.add_params();
  param->set_key("seed");
  param->mutable_value()->set_int_value(7);
  batch.mutable_code()->set_repository("https://example.org/r.git");
  batch.mutable_code()->set_commit("def");
  ASSERT_OK(Log(batch));
  v1::Estimator given;
  given.set_algorithm("stumps");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion version, RegisterWith(given, batch.run_id()));
  EXPECT_EQ(version.estimator().commit(), "def");
  ASSERT_EQ(version.estimator().hyper_parameters_size(), 1);
  EXPECT_EQ(version.estimator().hyper_parameters(0).key(), "seed");
  ASSERT_OK_AND_ASSIGN(const v1::ModelVersion none, RegisterWith({}));
  EXPECT_FALSE(none.has_estimator());
}

TEST_P(EstimatorsTest, RefuseAHyperParameterTwice) {
  v1::Estimator estimator = Stumps(0.1);
  estimator.mutable_hyper_parameters(1)->set_key("rate");
  EXPECT_THAT(RegisterWith(estimator), IsErrorAt(StatusCode::kInvalidArgument, "KEY_REPEATED",
                                                 "version.estimator.hyper_parameters"));
}

}  // namespace
}  // namespace assay::testing
