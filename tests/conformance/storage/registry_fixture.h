// What the suites of the registry share.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_REGISTRY_FIXTURE_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_REGISTRY_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "assay/v1/registry_service.pb.h"
#include "storage/edges.h"
#include "storage/registry/contract_validation.h"
#include "storage/registry/contracts.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/models.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {

inline std::string DigestOf(char digit) { return "sha256:" + std::string(64, digit); }

inline v1::ModelVersionName VersionName(const std::string& model, int64_t number) {
  v1::ModelVersionName name;
  name.set_model(model);
  name.set_number(number);
  return name;
}

// A version that can be registered.
inline v1::ModelVersion NewVersion(const std::string& model, char digit = 'a') {
  v1::ModelVersion version;
  version.set_model(model);
  version.mutable_artifact()->set_digest(DigestOf(digit));
  return version;
}

class RegistryTest : public StorageTest {
 protected:
  absl::StatusOr<v1::RegisteredModel> NewModel(const std::string& name) {
    v1::RegisteredModel model;
    model.set_name(name);
    return WriteFor([&](WriteTxn& txn) { return CreateModel(txn, model, "ada"); });
  }
  absl::StatusOr<v1::RegisteredModel> Model(const std::string& name) {
    return ReadFor([&](ReadTxn& txn) { return GetModel(txn, "", name); });
  }
  absl::StatusOr<v1::RegisteredModel> Delete(const std::string& name, bool deleted = true) {
    return WriteFor(
        [&](WriteTxn& txn) { return SetModelDeleted(txn, "", name, "", deleted, "tester"); });
  }

  // Registers the model too.
  absl::StatusOr<v1::ModelVersion> Register(const v1::ModelVersion& version,
                                            bool create_model = true) {
    v1::CreateModelVersionRequest request;
    *request.mutable_version() = version;
    request.set_create_model(create_model);
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateModelVersion(version), "version"));
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, CreateModelVersion(txn, request, "ada"));
      return LoadModelVersion(txn, row);
    });
  }
  absl::StatusOr<v1::ModelVersion> Version(const std::string& model, int64_t number) {
    return ReadFor([&](ReadTxn& txn) { return GetModelVersion(txn, VersionName(model, number)); });
  }

  absl::StatusOr<v1::ModelVersion> Attach(const std::string& model, int64_t number,
                                          const v1::HandoffContract& contract,
                                          std::string_view by = "ada") {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateContract(contract), "contract"));
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
      ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row,
                             FindModelVersionToWrite(txn, VersionName(model, number)));
      ASSAY_RETURN_IF_ERROR(AddToContract(txn, row, contract, by));
      return LoadModelVersion(txn, row.id);
    });
  }

  absl::StatusOr<v1::Evaluation> Evaluate(const v1::Evaluation& evaluation) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateEvaluation(evaluation), "evaluation"));
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<v1::Evaluation> {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, CreateEvaluation(txn, evaluation, "eve"));
      return LoadEvaluation(txn, row);
    });
  }

  // Records the dataset "holdout" at this digest, as an input of a run.
  void RecordDataset(char digit) {
    v1::LogBatchRequest batch;
    batch.set_run_id(NewRun());
    v1::DatasetVersion* dataset = batch.add_inputs()->mutable_dataset()->mutable_dataset();
    dataset->set_name("holdout");
    dataset->mutable_content()->set_digest(DigestOf(digit));
    ASSERT_OK(Log(batch));
  }

  // The edges that leave a node or enter it: kind, and the node at the other end.
  using Edge = std::pair<v1::EdgeKind, NodeRef>;
  absl::StatusOr<std::vector<Edge>> EdgesFrom(NodeRef source) {
    return ReadFor([&](ReadTxn& txn) {
      return ReadEdges(txn.Query("SELECT kind, target FROM edge WHERE source = $1 ORDER BY kind",
                                 {PackNode(source)}));
    });
  }
  absl::StatusOr<std::vector<Edge>> EdgesTo(NodeRef target) {
    return ReadFor([&](ReadTxn& txn) {
      return ReadEdges(txn.Query("SELECT kind, source FROM edge WHERE target = $1 ORDER BY kind",
                                 {PackNode(target)}));
    });
  }
  absl::StatusOr<NodeRef> VersionNode(const std::string& model, int64_t number) {
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<NodeRef> {
      ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row,
                             FindModelVersion(txn, VersionName(model, number)));
      return NodeRef{v1::NODE_KIND_MODEL_VERSION, row.id};
    });
  }

 private:
  static absl::StatusOr<std::vector<Edge>> ReadEdges(Rows rows) {
    std::vector<Edge> edges;
    while (rows.Next()) {
      edges.emplace_back(static_cast<v1::EdgeKind>(rows.Int(0)), UnpackNode(rows.Int(1)));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
    return edges;
  }
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_REGISTRY_FIXTURE_H_
