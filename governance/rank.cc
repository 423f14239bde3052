#include "governance/rank.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

// What decides between two, and how: before < 0 when `a` goes first.
struct Comparison {
  int before = 0;
  std::string because;  // seen from the one that goes behind
};

Comparison CompareKey(const v1::RankValue& a, const v1::RankValue& b) {
  if (a.has_value() != b.has_value()) {
    return {a.has_value() ? -1 : 1, a.by() + " is absent"};
  }
  if (!a.has_value() || a.value() == b.value()) return {};
  const bool descending = a.order() == v1::RANK_ORDER_DESCENDING;
  const bool first = descending ? a.value() > b.value() : a.value() < b.value();
  const double behind = first ? b.value() : a.value();
  const double ahead = first ? a.value() : b.value();
  return {first ? -1 : 1, fmt::format("{} {} {} {}", a.by(), NumberText(behind),
                                      descending ? "<" : ">", NumberText(ahead))};
}

Comparison Compare(const RankEntry& a, const RankEntry& b) {
  const size_t keys = std::min(a.values.size(), b.values.size());
  for (size_t i = 0; i < keys; ++i) {
    if (Comparison decided = CompareKey(a.values[i], b.values[i]); decided.before != 0) {
      return decided;
    }
  }
  if (a.is_champion != b.is_champion)
    return {a.is_champion ? -1 : 1, "tie: the champion goes first"};
  if (a.register_time != b.register_time) {
    return {a.register_time < b.register_time ? -1 : 1, "tie: registered later"};
  }
  return {a.candidate.compare(b.candidate), "tie: by name"};
}

}  // namespace

RankEntry RankEntryOf(const v1::Assessment& assessment, const v1::Facts& facts) {
  RankEntry entry;
  entry.candidate = assessment.candidate();
  entry.eligible = assessment.eligible();
  entry.is_champion = assessment.candidate() == assessment.champion();
  entry.register_time = TimeOf(facts.candidate().register_time());
  entry.values.assign(assessment.ranking().begin(), assessment.ranking().end());
  return entry;
}

std::vector<v1::RankedCandidate> Rank(std::vector<RankEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const RankEntry& a, const RankEntry& b) {
    if (a.eligible != b.eligible) return a.eligible;
    if (!a.eligible) return a.candidate < b.candidate;
    return Compare(a, b).before < 0;
  });
  std::vector<v1::RankedCandidate> ranked;
  for (size_t i = 0; i < entries.size(); ++i) {
    v1::RankedCandidate& candidate = ranked.emplace_back();
    candidate.set_candidate(entries[i].candidate);
    if (!entries[i].eligible) {
      candidate.set_because("not eligible");
      continue;
    }
    candidate.set_rank(static_cast<int32_t>(i) + 1);
    if (i > 0) candidate.set_because(Compare(entries[i - 1], entries[i]).because);
  }
  return ranked;
}

}  // namespace assay::governance
