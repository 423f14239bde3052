// What has to be true of a rule before its policy is published.
#ifndef ASSAY_GOVERNANCE_CHECK_RULE_H_
#define ASSAY_GOVERNANCE_CHECK_RULE_H_

#include <string>

#include "assay/v1/policy.pb.h"
#include "expression/type.h"
#include "governance/policy_check.h"
#include "governance/problems.h"

namespace assay::governance {

struct CheckContext {
  const v1::Policy& policy;
  const KnownNames& known;
  // What the policy's expressions may read.
  const expression::Schema& schema;
  Problems& problems;
};

// `path` is the rule's, for example "rules[2]".
void CheckRule(const v1::Rule& rule, const std::string& path, const CheckContext& context);

void CheckSelector(const v1::EvaluationSelector& selector, const std::string& path,
                   const CheckContext& context);

// An expression under `schema` that has to give `result`.
void CheckExpression(const std::string& source, const expression::Schema& schema,
                     const expression::Type& result, const std::string& path,
                     const CheckContext& context);

// Lower-case letters, digits and "-", 1 to 100 bytes, a letter or digit first.
bool IsSlug(const std::string& text);
// The same, and "_": the server's own roles have it.
bool IsRole(std::string text);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_CHECK_RULE_H_
