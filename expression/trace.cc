#include "expression/trace.h"

#include <algorithm>

#include "core/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::expression {
namespace {

std::string Describe(const TraceEntry& entry) {
  if (entry.result.ok()) return fmt::format("{} = {}", entry.source, entry.result->ToString());
  const std::string reason = ErrorReason(entry.result.status());
  if (reason == "EXPRESSION_ABSENT") return entry.source + " is absent";
  return fmt::format("{} is an error ({})", entry.source, reason);
}

}  // namespace

std::string Explain(const Trace& trace) {
  if (trace.empty()) return "";
  std::vector<std::string> facts;
  for (const TraceEntry& entry : trace) {
    if (!entry.is_fact) continue;
    std::string fact = Describe(entry);
    if (std::find(facts.begin(), facts.end(), fact) == facts.end())
      facts.push_back(std::move(fact));
  }
  if (facts.empty() || trace.back().is_fact) return Describe(trace.back());
  return fmt::format("{}: {}", trace.back().source, fmt::join(facts, ", "));
}

}  // namespace assay::expression
