// Reports for people: what was assessed, rule by rule, and why. Every state is a word, never only a
// colour. Names that others wrote can't act on a terminal or a page: control characters, with them
// ANSI escapes, and characters that reorder text are shown escaped (core/visible.h).
#ifndef ASSAY_GOVERNANCE_EXPLAIN_H_
#define ASSAY_GOVERNANCE_EXPLAIN_H_

#include <string>

#include "assay/v1/governance.pb.h"

namespace assay::governance {

// A plain text of several lines that ends with a newline. Thread-safe, as all of these.
std::string Explain(const v1::Assessment& assessment);
// One rule.
std::string Explain(const v1::RuleResult& result);
// What stands in the way of a commit, all of it; the quorums and reviews.
std::string Explain(const v1::GateResult& gate);
// What was overridden, by whom and why, and how its review after the fact stands.
std::string Explain(const v1::OverrideReview& review);

// Any of these texts as a fragment of HTML: <pre>...</pre> with everything escaped.
std::string AsHtml(const std::string& report);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_EXPLAIN_H_
