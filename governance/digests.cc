#include "governance/digests.h"

#include <utility>

#include "core/digest.h"
#include "fmt/format.h"
#include "governance/canonical_json.h"

namespace assay::governance {
std::string DigestOf(const google::protobuf::Message& message) {
  return Sha256Digest(CanonicalJson(message));
}

std::string PolicyDigest(const v1::Policy& policy) {
  return Sha256Digest(CanonicalJson(policy, "state"));
}

NormalFacts Normalize(v1::Facts facts) {
  const std::string json = SortLists(&facts);
  return {std::move(facts), Sha256Digest(json)};
}

NormalModel Normalize(v1::ModelFacts facts) {
  std::string json = SortLists(&facts);
  return {std::move(facts), std::move(json)};
}

NormalFacts Join(const v1::SlotRef& slot, NormalModel candidate, const NormalModel* champion) {
  std::string json = "{\"candidate\":" + candidate.json;
  if (champion != nullptr) json += ",\"champion\":" + champion->json;
  json += ",\"slot\":" + CanonicalJson(slot) + "}";
  NormalFacts normal;
  normal.digest = Sha256Digest(json);
  *normal.facts.mutable_slot() = slot;
  *normal.facts.mutable_candidate() = std::move(candidate.facts);
  if (champion != nullptr) *normal.facts.mutable_champion() = champion->facts;
  return normal;
}

std::string ReviewDigest(const v1::Assessment& assessment, std::string_view base_decision_id) {
  const std::string said = Sha256Digest(CanonicalJson(assessment, "as_of"));
  // A digest of two digests of fixed length and an id: no two inputs give the same text.
  return Sha256Digest(fmt::format("{}\n{}", said, base_decision_id));
}

}  // namespace assay::governance
