// Whatever the text: nothing crashes, every mistake has a reason and a place, and what can be
// published assesses, and reads back from its canonical JSON as the same policy.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "governance/assess.h"
#include "governance/canonical_json.h"
#include "governance/explain.h"
#include "governance/policy_yaml.h"
#include "governance/ruleset.h"

namespace assay::governance {
namespace {

void Require(bool condition, std::string_view what) {
  if (condition) return;
  fmt::print(stderr, "{}\n", what);
  std::abort();
}

void Publish(const v1::Policy& policy) {
  const std::string json = CanonicalJson(policy);
  v1::Policy back;
  Require(FromCanonicalJson(json, &back).ok(), "canonical JSON that does not read back");
  Require(CanonicalJson(back) == json, "canonical JSON that reads back as another policy");
  BoundPolicy bound{policy, {}};
  bound.binding.mutable_slots()->set_use_case("*");
  bound.binding.mutable_slots()->set_environment("*");
  const auto ruleset = Ruleset::Make({bound});
  Require(ruleset.ok(), "a policy without problems that does not compile");
  const v1::Assessment assessment = Assess(*ruleset, v1::Facts(), absl::UnixEpoch());
  Require(assessment.results_size() == policy.rules_size(), "a rule without a result");
  Explain(assessment);
}

void Run(std::string_view yaml) {
  v1::Policy policy;
  const auto problems = LintPolicy(yaml, {}, &policy);
  for (const PolicyProblem& problem : problems) {
    Require(!problem.reason.empty() && !problem.message.empty(), "a problem without a reason");
  }
  if (problems.empty()) Publish(policy);
}

}  // namespace
}  // namespace assay::governance

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::governance::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
