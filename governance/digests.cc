#include "governance/digests.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "fmt/format.h"
#include "governance/canonical_json.h"

namespace assay::governance {
namespace {

// By canonical JSON: the same for any order in which they came.
template <typename T>
void Sort(google::protobuf::RepeatedPtrField<T>* items) {
  std::vector<std::pair<std::string, T>> keyed;
  keyed.reserve(static_cast<size_t>(items->size()));
  for (T& item : *items) {
    std::string key = CanonicalJson(item);
    keyed.emplace_back(std::move(key), std::move(item));
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (int i = 0; i < items->size(); ++i) {
    *items->Mutable(i) = std::move(keyed[static_cast<size_t>(i)].second);
  }
}

void Sort(v1::ModelFacts* model) {
  for (v1::EvaluationFact& evaluation : *model->mutable_evaluations()) {
    Sort(evaluation.mutable_metrics());
  }
  Sort(model->mutable_flags());
  Sort(model->mutable_lineage());
  Sort(model->mutable_training_datasets());
  Sort(model->mutable_evaluations());
  Sort(model->mutable_checks());
  Sort(model->mutable_drifts());
}

}  // namespace

std::string DigestOf(const google::protobuf::Message& message) {
  return Sha256Digest(CanonicalJson(message));
}

std::string PolicyDigest(const v1::Policy& policy) {
  v1::Policy said = policy;
  said.clear_state();
  return DigestOf(said);
}

v1::Facts NormalFacts(v1::Facts facts) {
  if (facts.has_candidate()) Sort(facts.mutable_candidate());
  if (facts.has_champion()) Sort(facts.mutable_champion());
  return facts;
}

std::string FactsDigest(const v1::Facts& normal_facts) { return DigestOf(normal_facts); }

std::string ReviewDigest(const v1::Assessment& assessment, std::string_view base_decision_id) {
  v1::Assessment said = assessment;
  said.clear_as_of();
  // A digest of two digests of fixed length and an id: no two inputs give the same text.
  return Sha256Digest(fmt::format("{}\n{}", DigestOf(said), base_decision_id));
}

}  // namespace assay::governance
