// The order of a slot's candidates.
#ifndef ASSAY_GOVERNANCE_RANK_H_
#define ASSAY_GOVERNANCE_RANK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assay/v1/governance.pb.h"

namespace assay::governance {

// What ranking reads of a candidate.
struct RankEntry {
  std::string candidate;
  bool eligible = false;
  bool is_champion = false;
  absl::Time register_time;
  std::vector<v1::RankValue> values;
};

// From an assessment and the facts that it was made of.
RankEntry RankEntryOf(const v1::Assessment& assessment, const v1::Facts& facts);

// Best first, then those who are not eligible by name. By the first key, ties by the next;
// candidates without a value come behind those with one. Ties of all keys: the champion first, then
// who was registered earlier, then the name. `because` says what decided. The order of `entries`
// does not matter. Thread-safe.
std::vector<v1::RankedCandidate> Rank(std::vector<RankEntry> entries);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_RANK_H_
