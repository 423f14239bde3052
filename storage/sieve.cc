#include "storage/sieve.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <variant>
#include <vector>

#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/names.h"

namespace assay {
namespace {

using sql::Builder;

// Where a run stands in an order by the key of a sketch, as far as its sketch tells: numbers, then
// NaN, strings, bools, and what is absent, as the order's ranks are.
using Standing = uint32_t;
constexpr Standing kNanStanding = 0xffff'fffc;
constexpr Standing kTextStanding = kNanStanding + 1;
constexpr Standing kBoolStanding = kNanStanding + 2;
constexpr Standing kAbsentStanding = kNanStanding + 3;
constexpr uint64_t kEnd = uint64_t{kAbsentStanding} + 1;

inline Standing StandingOf(Sketch sketch, bool descending) {
  if (sketch == kNoValue) return kAbsentStanding;
  if (sketch <= kHighestNumber) return descending ? ~sketch : sketch;
  if (sketch < kFirstText) return kNanStanding;
  return sketch < kFirstBool ? kTextStanding : kBoolStanding;
}

// The first standing that a run behind the position can have.
Standing StandingOf(const OrderPosition& position, bool descending) {
  const int64_t rank = std::get<int64_t>(*position[0]);
  if (rank > kBools) return kAbsentStanding;
  if (rank > kNumbers) return kNanStanding + static_cast<Standing>(rank - kNan);
  if (rank < kNumbers || !position[1]) return 0;
  return StandingOf(SketchOfNumber(std::get<double>(*position[1])), descending);
}

// The first sketches of what stands behind the numbers, and the one behind the last.
constexpr Sketch kOthers[] = {kNanSketch, kFirstText, kFirstBool, kNoValue, kNoValue + 1};
constexpr Sketch kOutside = kNoValue + 1;  // of no value

// The sketches that stand from `from` on and before `end`, which is greater.
std::pair<SketchSpan, SketchSpan> SpansOf(uint64_t from, uint64_t end, bool descending) {
  const auto last = static_cast<Standing>(end - 1);
  std::optional<SketchSpan> numbers, others;
  if (from <= kHighestNumber && last >= kLowestNumber) {
    const auto low = std::max(static_cast<Standing>(from), kLowestNumber);
    const auto high = std::min(last, kHighestNumber);
    numbers = descending ? SketchSpan::Of(~high, ~low) : SketchSpan::Of(low, high);
  }
  if (last >= kNanStanding) {
    const uint64_t first = std::max<uint64_t>(from, kNanStanding);
    others = SketchSpan::Of(kOthers[first - kNanStanding], kOthers[last - kNanStanding + 1] - 1);
  }
  if (!numbers && !others) others = numbers = SketchSpan::Of(kOutside, kOutside);
  return {numbers ? *numbers : *others, others ? *others : *numbers};
}

// Of the runs that are added those that stand first: about `wanted`, and never some of a standing
// without the others.
class FirstRuns {
 public:
  FirstRuns(uint64_t from, size_t wanted, size_t most)
      : from_(from), wanted_(wanted), most_(most), prune_at_(2 * wanted) {}

  void Add(const SketchedRuns::Part& part, bool descending) {
    for (size_t begin = 0; begin < part.sketches.size() && end_ != from_; begin += kBlockRuns) {
      AddSome(part, begin, std::min<size_t>(kBlockRuns, part.sketches.size() - begin), descending);
      if (found_.size() >= prune_at_) Prune();
    }
  }

  // Ascending.
  std::vector<int64_t> Take() {
    Prune();
    std::vector<int64_t> runs;
    for (const Found& found : found_) runs.push_back(found.run);
    std::sort(runs.begin(), runs.end());
    return runs;
  }
  // The standing behind the last one that was taken.
  uint64_t end() const { return end_; }

 private:
  struct Found {
    Standing standing;
    int64_t run;
  };

  void AddSome(const SketchedRuns::Part& part, size_t begin, size_t size, bool descending) {
    std::array<uint8_t, kBlockRuns> hits;
    const std::span<const Sketch> sketches = part.sketches.subspan(begin, size);
    const auto [numbers, others] = SpansOf(from_, end_, descending);
    if (!MarkWithin(sketches, part.left + begin, numbers, others, hits.data())) return;
    for (size_t i = 0; i < size; ++i) {
      if (hits[i] != 0)
        found_.push_back({StandingOf(sketches[i], descending), part.run(begin + i)});
    }
  }

  void Prune() {
    if (found_.size() > wanted_) {
      const auto last = found_.begin() + static_cast<ptrdiff_t>(wanted_) - 1;
      std::nth_element(found_.begin(), last, found_.end(),
                       [](const Found& a, const Found& b) { return a.standing < b.standing; });
      EndAt(uint64_t{last->standing} + 1);
      if (found_.size() > most_) EndAt(end_ - 1);
    }
    prune_at_ = 2 * std::max(found_.size(), wanted_);
  }
  void EndAt(uint64_t end) {
    end_ = end;
    std::erase_if(found_, [&](const Found& found) { return found.standing >= end; });
  }

  const uint64_t from_;
  const size_t wanted_;
  const size_t most_;
  size_t prune_at_;
  uint64_t end_ = kEnd;
  std::vector<Found> found_;
};

SketchRange RangeOf(SketchKind kind, int64_t id) {
  const Sketch sketch = SketchOfNumber(static_cast<double>(id));
  return {{kind}, SketchSpan::Of(sketch, sketch)};
}

// What a run has to meet by its sketches. Nothing when there is nothing, or when few runs meet a
// condition, which are soon looked up.
absl::StatusOr<std::vector<SketchRange>> RangesOf(ReadTxn& txn, const SearchQuestion& question,
                                                  int64_t rare) {
  const OrderKey& order = question.order.front();
  std::vector<SketchRange> ranges;
  bool helps = false;
  for (const RunCondition& condition : question.conditions) {
    if (condition.sketch) ranges.push_back(*condition.sketch);
    // A walk along the order keeps to this one as well.
    const bool walks = condition.range && condition.field.variable == order.field.variable &&
                       condition.field.key == order.field.key;
    helps = helps || (condition.sketch && !walks);
  }
  if (!helps) return std::vector<SketchRange>();
  const auto is_rare = [&](const Builder& rows, bool sketched) -> absl::StatusOr<bool> {
    const int64_t most = sketched ? rare : kMostDriven;
    ASSAY_ASSIGN_OR_RETURN(const int64_t count, CountRows(txn, rows, most + 1));
    return count <= most;
  };
  for (const RunCondition& condition : question.conditions) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, is_rare(condition.rows, condition.sketch.has_value()));
    if (found) return std::vector<SketchRange>();
  }
  if (!question.experiments.empty()) {
    const bool one = question.experiments.size() == 1;
    ASSAY_ASSIGN_OR_RETURN(const bool found, is_rare(ExperimentRows(question), one));
    if (found) return std::vector<SketchRange>();
    if (one) ranges.push_back(RangeOf(SketchKind::kExperiment, question.experiments.front()));
  } else {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspaces,
                           CountRows(txn, Builder().Append("SELECT id FROM workspace"), 2));
    if (workspaces > 1) ranges.push_back(RangeOf(SketchKind::kWorkspace, question.workspace));
  }
  return ranges;
}

}  // namespace

bool Sieve::CanOrder(const OrderKey& key) {
  return key.field.variable == "metrics" || key.field.variable == "params";
}

absl::StatusOr<std::optional<Sieve>> Sieve::Make(ReadTxn& txn, const SearchQuestion& question,
                                                 const SieveLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<SketchRange> ranges, RangesOf(txn, question, limits.rare));
  if (ranges.empty()) return std::nullopt;
  ASSAY_ASSIGN_OR_RETURN(std::optional<SketchedRuns> runs, SketchedRuns::Load(txn, limits.loose));
  if (!runs) return std::nullopt;
  Sieve sieve(question, limits, std::move(ranges), *std::move(runs));
  const OrderKey& key = question.order.front();
  if (!CanOrder(key)) return sieve;
  const bool metric = key.field.variable == "metrics";
  const auto name = metric ? FindMetric(txn, key.field.key, "") : FindName(txn, key.field.key);
  if (!name.ok()) return name.status();
  // No row has 0.
  sieve.order_ = {metric ? SketchKind::kMetric : SketchKind::kParam, name->value_or(0)};
  if (!CanSketch(*sieve.order_)) return std::nullopt;
  if (question.position) sieve.from_ = StandingOf(*question.position, key.descending);
  return sieve;
}

Sieve::Sieve(const SearchQuestion& question, const SieveLimits& limits,
             std::vector<SketchRange> ranges, SketchedRuns runs)
    : page_(question.limit),
      ranges_(std::move(ranges)),
      runs_(std::move(runs)),
      descending_(question.order.front().descending),
      // A little more than a page, of which some may not match after all.
      wanted_(std::bit_ceil(static_cast<size_t>(question.limit + question.limit / 8 + 1))),
      may_list_(static_cast<size_t>(limits.listed)) {}

absl::StatusOr<double> Sieve::EstimateWalk() const {
  ASSAY_ASSIGN_OR_RETURN(const double share, runs_.EstimateShare(ranges_));
  return static_cast<double>(page_) / std::max(share, 1e-9);
}

absl::StatusOr<std::optional<RunSource>> Sieve::Next() {
  if (from_ == kEnd) return std::nullopt;
  for (const SketchRange& range : std::exchange(ranges_, {})) {
    ASSAY_RETURN_IF_ERROR(runs_.Keep(range));
  }
  FirstRuns first(from_, std::min(wanted_, may_list_), may_list_);
  if (may_list_ > 0) {
    ASSAY_RETURN_IF_ERROR(runs_.ForEachPart(
        order_, [&](const SketchedRuns::Part& part) { first.Add(part, descending_); }));
  }
  const std::vector<int64_t> runs = first.Take();
  from_ = first.end();
  if (runs.empty()) {
    gave_up_ = may_list_ == 0 || from_ != kEnd;
    return std::nullopt;
  }
  may_list_ -= runs.size();
  wanted_ *= 8;
  RunSource source;
  source.rows.Append("SELECT v.column1 AS run FROM ");
  AppendValues(runs, &source.rows);
  source.rows.Append(" v");
  return source;
}

}  // namespace assay
