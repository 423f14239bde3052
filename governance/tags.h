// The tags of candidates that are not chosen.
#ifndef ASSAY_GOVERNANCE_TAGS_H_
#define ASSAY_GOVERNANCE_TAGS_H_

#include <string>

#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

// Derived tags begin with it; labels that people set never do.
inline constexpr char kTagPrefix[] = "gov:";

struct TagInput {
  // In normal form, as they are stored.
  const v1::Facts* facts = nullptr;
  const v1::Assessment* assessment = nullptr;
  std::string assessment_digest;
  // From Rank; 0 when it is not eligible.
  int32_t rank = 0;
  // Whether it was champion of the slot until now, or at some time before.
  bool was_champion = false;
};

// The first tag rule that matches, in the order of the policies; an empty tag when none does. A
// rule whose expression can't be evaluated does not match. Thread-safe.
v1::TagResult TagOf(const Ruleset& ruleset, const TagInput& input);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_TAGS_H_
