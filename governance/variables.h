// What the expressions of a policy may read; docs/policies.md has the list.
#ifndef ASSAY_GOVERNANCE_VARIABLES_H_
#define ASSAY_GOVERNANCE_VARIABLES_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/policy.pb.h"
#include "expression/ast.h"
#include "expression/type.h"
#include "expression/value.h"
#include "google/protobuf/map.h"

namespace assay::governance {

using Variables = std::map<std::string, expression::Value, std::less<>>;
using Parameters = google::protobuf::Map<std::string, v1::FactValue>;

// Of rules and ranking keys.
expression::Schema RuleSchema(const v1::Policy& policy);
// Of tag rules: the same, and the outcome.
expression::Schema TagSchema(const v1::Policy& policy);

// The values of RuleSchema. A metric that is no number, and whatever has no value, is absent.
// `facts` are in normal form.
Variables RuleVariables(const v1::Policy& policy, const Parameters& parameters,
                        const v1::Facts& facts);

// Parses and checks `source`. Errors are those of the expression language.
absl::StatusOr<expression::Expression> Compile(std::string_view source,
                                               const expression::Schema& schema,
                                               const expression::Type& result);

// Whether the expression reads what only an evaluation gives.
bool ReadsEvaluation(const expression::Expr& expr);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_VARIABLES_H_
