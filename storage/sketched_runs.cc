#include "storage/sketched_runs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/status_macros.h"
#include "storage/sketch_values.h"

namespace assay {

absl::StatusOr<std::optional<SketchedRuns>> SketchedRuns::Load(ReadTxn& txn, int64_t most_loose) {
  int64_t last = 0;
  std::vector<int64_t> blocks;
  {
    Rows rows = txn.Query("SELECT block FROM sketched_block WHERE ready = 1 ORDER BY block", {});
    while (rows.Next()) blocks.push_back(rows.Int(0));
    ASSAY_RETURN_IF_ERROR(rows.status());
    if (blocks.empty()) return std::nullopt;
    Rows max = txn.Query("SELECT coalesce(max(id), 0) FROM run", {});
    if (max.Next()) last = max.Int(0);
    ASSAY_RETURN_IF_ERROR(max.status());
  }
  SketchedRuns runs(txn, static_cast<size_t>(blocks.back()) + 1);
  // Ids that no run has do no harm: they have no values.
  int64_t next = 1;
  const auto add_loose = [&](int64_t end) {
    if (end - next > most_loose - static_cast<int64_t>(runs.loose_.size())) return false;
    for (; next < end; ++next) runs.loose_.push_back(next);
    return true;
  };
  for (int64_t block : blocks) {
    if (!add_loose(block * kBlockRuns)) return std::nullopt;
    std::fill_n(runs.left_.begin() + block * kBlockRuns, kBlockRuns, uint8_t{1});
    runs.has_left_[static_cast<size_t>(block)] = 1;
    next = (block + 1) * kBlockRuns;
  }
  if (!add_loose(last + 1)) return std::nullopt;
  Rows rows = txn.Query("SELECT run FROM loose_run ORDER BY run", {});
  while (rows.Next() && static_cast<int64_t>(runs.loose_.size()) <= most_loose) {
    const auto run = static_cast<size_t>(rows.Int(0));
    if (run >= runs.left_.size() || std::exchange(runs.left_[run], 0) == 0) continue;
    runs.loose_.push_back(rows.Int(0));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  if (static_cast<int64_t>(runs.loose_.size()) > most_loose) return std::nullopt;
  std::sort(runs.loose_.begin(), runs.loose_.end());
  return runs;
}

absl::StatusOr<double> SketchedRuns::EstimateShare(std::span<const SketchRange> ranges) const {
  constexpr size_t kSampled = 16;
  int64_t all = 0, within = 0;
  SketchBlock sketches;
  for (size_t sample = 0; sample < kSampled; ++sample) {
    const size_t block = has_left_.size() * sample / kSampled;
    std::array<uint8_t, kBlockRuns> marks;
    std::copy_n(left_.begin() + static_cast<ptrdiff_t>(block) * kBlockRuns, kBlockRuns,
                marks.begin());
    all += std::count(marks.begin(), marks.end(), 1);
    for (const SketchRange& range : ranges) {
      Rows rows = txn_->Query("SELECT data FROM run_sketch WHERE id = $1",
                              {SketchRow(range.key, static_cast<int64_t>(block))});
      sketches.fill(kNoValue);
      if (rows.Next()) ASSAY_RETURN_IF_ERROR(DecodeSketches(rows.Blob(0), &sketches));
      ASSAY_RETURN_IF_ERROR(rows.status());
      MarkWithin(sketches, marks.data(), range.span, range.span, marks.data());
    }
    within += std::count(marks.begin(), marks.end(), 1);
  }
  return static_cast<double>(within) / static_cast<double>(std::max<int64_t>(all, 1));
}

absl::Status SketchedRuns::Keep(const SketchRange& range) {
  ASSAY_RETURN_IF_ERROR(ForEachBlock(range.key, [&](size_t block, const SketchBlock& sketches) {
    uint8_t* const left = &left_[block * kBlockRuns];
    has_left_[block] = MarkWithin(sketches, left, range.span, range.span, left) ? 1 : 0;
  }));
  if (loose_.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Sketch> sketches, SketchesOf(*txn_, range.key, loose_));
  size_t kept = 0;
  for (size_t i = 0; i < loose_.size(); ++i) {
    if (sketches[i] - range.span.low <= range.span.more) loose_[kept++] = loose_[i];
  }
  loose_.resize(kept);
  return absl::OkStatus();
}

absl::Status SketchedRuns::ForEachPart(const std::optional<SketchKey>& key,
                                       absl::FunctionRef<void(const Part&)> fn) {
  ASSAY_RETURN_IF_ERROR(ForEachBlock(key, [&](size_t block, const SketchBlock& sketches) {
    const size_t first = block * kBlockRuns;
    fn({sketches, &left_[first], static_cast<int64_t>(first), nullptr});
  }));
  if (loose_.empty()) return absl::OkStatus();
  std::vector<Sketch> sketches(loose_.size(), kNoValue);
  if (key) {
    ASSAY_ASSIGN_OR_RETURN(sketches, SketchesOf(*txn_, *key, loose_));
  }
  const std::vector<uint8_t> left(loose_.size(), 1);
  fn({sketches, left.data(), 0, loose_.data()});
  return absl::OkStatus();
}

// Blocks without a row of the key come as blocks without a value; those with no run left do not
// come.
absl::Status SketchedRuns::ForEachBlock(
    const std::optional<SketchKey>& key,
    absl::FunctionRef<void(size_t block, const SketchBlock&)> fn) {
  static constexpr SketchBlock kNone{};
  size_t next = 0;
  const auto skip_to = [&](size_t end) {
    for (; next < end; ++next) {
      if (has_left_[next] != 0) fn(next, kNone);
    }
  };
  if (key) {
    SketchBlock sketches;
    const int64_t first = SketchRow(*key, 0);
    Rows rows =
        txn_->Query("SELECT id, data FROM run_sketch WHERE id BETWEEN $1 AND $2 ORDER BY id",
                    {first, first + static_cast<int64_t>(has_left_.size()) - 1});
    while (rows.Next()) {
      const auto block = static_cast<size_t>(rows.Int(0) - first);
      skip_to(block);
      next = block + 1;
      if (has_left_[block] == 0) continue;
      ASSAY_RETURN_IF_ERROR(DecodeSketches(rows.Blob(1), &sketches));
      fn(block, sketches);
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  skip_to(has_left_.size());
  return absl::OkStatus();
}

}  // namespace assay
