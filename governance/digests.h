// Digests of what governance keeps: "sha256:<hex>" over canonical JSON.
#ifndef ASSAY_GOVERNANCE_DIGESTS_H_
#define ASSAY_GOVERNANCE_DIGESTS_H_

#include <string>
#include <string_view>

#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"
#include "google/protobuf/message.h"

namespace assay::governance {

// Of the canonical JSON of any message.
std::string DigestOf(const google::protobuf::Message& message);

// Without `state`, which is no part of what a policy says.
std::string PolicyDigest(const v1::Policy& policy);

// Facts with every repeated field sorted, as they are stored, and their digest.
struct NormalFacts {
  v1::Facts facts;
  std::string digest;
};
NormalFacts Normalize(v1::Facts facts);

// The facts of a model version in normal form, and their canonical JSON.
struct NormalModel {
  v1::ModelFacts facts;
  std::string json;
};
NormalModel Normalize(v1::ModelFacts facts);
// The facts of a candidate of `slot`, with its champion, null for none: what Normalize gives for
// all of it, without writing the champion again for every candidate.
NormalFacts Join(const v1::SlotRef& slot, NormalModel candidate, const NormalModel* champion);

// What a review of `assessment` binds to: all of it but `as_of`, and the slot's last decision when
// it was assessed (empty for none).
std::string ReviewDigest(const v1::Assessment& assessment, std::string_view base_decision_id);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_DIGESTS_H_
