#include "storage/search_plan.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/status_macros.h"
#include "storage/first_int.h"
#include "storage/in_list.h"
#include "storage/names.h"

namespace assay {
namespace {

using sql::Builder;

class Planner {
 public:
  Planner(ReadTxn& txn, const SearchQuestion& question)
      : txn_(txn), question_(question), key_(question.order.front()) {}

  absl::StatusOr<std::vector<RunSource>> Plan() {
    ASSAY_ASSIGN_OR_RETURN(std::optional<RunSource> driver, ChooseDriver());
    if (driver) return std::vector<RunSource>{*std::move(driver)};
    if (key_.field.key.empty()) return std::vector<RunSource>{AllRuns()};
    return Walk();
  }

  // The groups of the order's first key, from that of the position on.
  absl::StatusOr<std::vector<RunSource>> Walk() {
    const std::string& variable = key_.field.variable;
    const auto id = variable == "metrics" ? FindMetric(txn_, key_.field.key, "")
                                          : FindName(txn_, key_.field.key);
    if (!id.ok()) return id.status();
    int64_t first = 0;
    if (question_.position) first = std::get<int64_t>(*question_.position->front());
    std::vector<RunSource> sources;
    const auto add = [&](OrderRank rank, Builder rows, Builder condition = {}) {
      if (rank < first) return;
      sources.push_back({.rows = std::move(rows),
                         .condition = std::move(condition),
                         .walks = true,
                         .rank = rank});
    };
    if (*id) {
      if (variable == "metrics") AddMetric(**id, add);
      if (variable == "params") AddParam(**id, add);
      if (variable == "tags") {
        add(kStrings,
            ByValue("SELECT x.run AS run, x.value AS value FROM tag x", Of("x.name = ", **id)));
      }
    }
    if (KeepToRange(&sources)) return sources;
    // Along the runs' own key, so that they come in order and a full page ends the walk.
    add(kAbsent, Builder().Append("SELECT x.id AS run FROM run x WHERE x.id > 0"), Absent(*id));
    return sources;
  }

 private:
  // Whether an index has the runs in the order's first key.
  bool CanWalk() const { return !key_.field.key.empty() || key_.field.variable == "start_time"; }

  // The runs of the workspace, or of its one experiment.
  RunSource AllRuns() const {
    RunSource source{.walks = CanWalk()};
    if (question_.indexed.HasAll()) return source;
    source.experiments = question_.experiments.size() == 1;
    const Builder where = source.experiments ? Of("x.experiment = ", question_.experiments.front())
                                             : Of("x.workspace = ", question_.workspace);
    source.rows = SelectByValue("SELECT x.id AS run, x.start_us AS value FROM run x", where,
                                question_.indexed, "x.id");
    source.by_start = CanWalk();
    return source;
  }

  // Whether walking in order can keep to the condition's range.
  bool WalksAlong(const RunCondition& condition) const {
    return condition.range && condition.field.variable == key_.field.variable &&
           condition.field.key == key_.field.key;
  }

  std::vector<RunSource> Drivers() const {
    std::vector<RunSource> drivers;
    for (const RunCondition& condition : question_.conditions) {
      if (WalksAlong(condition)) continue;
      drivers.push_back(
          {.rows = condition.rows, .repeats = condition.repeats, .parts = condition.parts});
    }
    // One experiment's runs are in an index by their start.
    const bool in_order = question_.experiments.size() == 1 && key_.field.variable == "start_time";
    if (!question_.experiments.empty() && !in_order) {
      drivers.push_back({.rows = ExperimentRows(question_), .experiments = true});
    }
    return drivers;
  }

  // The condition to drive by, or nothing when walking is better.
  absl::StatusOr<std::optional<RunSource>> ChooseDriver() {
    std::vector<RunSource> drivers = Drivers();
    if (drivers.empty()) return std::nullopt;
    ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> last,
                           FirstInt(txn_.Query("SELECT max(id) FROM run", {})));
    const int64_t runs = last.value_or(0);
    int64_t fewest = kMostDriven + 1;
    double matching = static_cast<double>(runs);
    size_t best = 0;
    for (size_t i = 0; i < drivers.size(); ++i) {
      // Counting on beyond the fewest tells little.
      ASSAY_ASSIGN_OR_RETURN(const int64_t count, CountRows(txn_, drivers[i].rows, fewest));
      matching *= static_cast<double>(count) / static_cast<double>(std::max<int64_t>(runs, 1));
      if (count < fewest) best = i;
      fewest = std::min(fewest, count);
    }
    if (CanWalk()) {
      if (fewest > kMostDriven) return std::nullopt;
      // How many runs a walk passes until a page is full, were the conditions independent.
      const double passed = static_cast<double>(question_.limit) * static_cast<double>(runs) /
                            std::max(matching, 1e-3);
      if (passed < static_cast<double>(fewest)) return std::nullopt;
    }
    return std::move(drivers[best]);
  }

  static Builder Of(sql::Sql select, int64_t id) { return Builder().Append(select).Bind(id); }
  Builder ByValue(sql::Sql select, const Builder& where) const {
    return SelectByValue(select, where, question_.indexed);
  }

  template <typename Add>
  void AddMetric(int64_t id, const Add& add) const {
    Builder numbers =
        Of("SELECT x.run AS run, x.last_value AS value FROM series x WHERE x.metric = ", id);
    AppendBounds("x.last_value", &numbers);
    add(kNumbers, std::move(numbers));
    add(kNan,
        Of("SELECT x.run AS run FROM series x WHERE x.last_value IS NULL AND x.metric = ", id));
  }

  template <typename Add>
  void AddParam(int64_t id, const Add& add) const {
    Builder numbers = Of("x.number IS NOT NULL AND x.name = ", id);
    AppendBounds("x.number", &numbers);
    add(kNumbers, ByValue("SELECT x.run AS run, x.number AS value FROM param x", numbers));
    add(kNan, ByValue("SELECT x.run AS run FROM param x",
                      Of("x.number IS NULL AND x.kind = 3 AND x.text IN ('nan', '-nan') AND "
                         "x.name = ",
                         id)));
    add(kStrings, ByValue("SELECT x.run AS run, x.text AS value FROM param x",
                          Of("x.number IS NULL AND x.kind = 1 AND x.name = ", id)));
    add(kBools, ByValue("SELECT x.run AS run, x.text AS value FROM param x",
                        Of("x.number IS NULL AND x.kind = 4 AND x.name = ", id)));
  }

  // The range of the numbers, but for the side on which the position is the bound: with two of them
  // an engine may begin at the wrong one.
  void AppendBounds(sql::Sql column, Builder* rows) const {
    NumberRange range;
    for (const RunCondition& condition : question_.conditions) {
      if (WalksAlong(condition)) range = *condition.range;
    }
    const bool continues =
        question_.position && std::get<int64_t>(*question_.position->front()) == kNumbers;
    if (!continues || key_.descending) {
      rows->Append(" AND ").Append(column).Append(range.low_open ? sql::Sql(" > ")
                                                                 : sql::Sql(" >= "));
      rows->Bind(range.low);
    }
    if (!continues || !key_.descending) {
      rows->Append(" AND ").Append(column).Append(range.high_open ? sql::Sql(" < ")
                                                                  : sql::Sql(" <= "));
      rows->Bind(range.high);
    }
  }

  // When the filter has a range of the order's first key, only the numbers match, and their source
  // keeps to the range.
  bool KeepToRange(std::vector<RunSource>* sources) const {
    for (const RunCondition& condition : question_.conditions) {
      if (!WalksAlong(condition)) continue;
      std::erase_if(*sources, [](const RunSource& source) { return source.rank != kNumbers; });
      for (RunSource& source : *sources) source.parts = condition.parts;
      return true;
    }
    return false;
  }

  // That a run has no value for the order's first key.
  Builder Absent(std::optional<int64_t> id) const {
    Builder absent;
    if (!id) return absent;
    absent.Append("NOT EXISTS (SELECT 1 FROM ");
    if (key_.field.variable == "metrics") {
      absent.Append("series y WHERE y.run = d.run AND y.metric = ");
    } else if (key_.field.variable == "params") {
      absent.Append("param y WHERE y.run = d.run AND y.name = ");
    } else {
      absent.Append("tag y WHERE y.run = d.run AND y.name = ");
    }
    return absent.Bind(*id).Append(")");
  }

  ReadTxn& txn_;
  const SearchQuestion& question_;
  const OrderKey& key_;
};

}  // namespace

Builder ExperimentRows(const SearchQuestion& question) {
  Builder where;
  where.Append("x.experiment IN ");
  AppendList(question.experiments, &where);
  return SelectByValue("SELECT x.id AS run FROM run x", where, question.indexed, "x.id");
}

absl::StatusOr<int64_t> CountRows(ReadTxn& txn, const Builder& rows, int64_t most) {
  Builder count;
  count.Append("SELECT count(*) FROM (").Append(rows).Append(" LIMIT ").Bind(most).Append(") t");
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> counted, FirstInt(txn.Query(count)));
  return counted.value_or(0);
}

absl::StatusOr<std::vector<RunSource>> PlanSearch(ReadTxn& txn, const SearchQuestion& question) {
  return Planner(txn, question).Plan();
}

absl::StatusOr<std::vector<RunSource>> PlanWalk(ReadTxn& txn, const SearchQuestion& question) {
  return Planner(txn, question).Walk();
}

}  // namespace assay
