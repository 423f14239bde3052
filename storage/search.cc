#include "storage/search.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/experiments.h"
#include "storage/in_list.h"
#include "storage/run_filter.h"
#include "storage/search_plan.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

using sql::Builder;

absl::Status AskFilter(ReadTxn& txn, const std::string& source, SearchQuestion* question) {
  if (source.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(question->filter, ParseRunFilter(source));
  question->conjuncts = Conjuncts(question->filter.root);
  // All of it, so that a mistake is told whatever the plan.
  RunColumns columns(txn, "r.id");
  for (const expression::Expr* part : question->conjuncts) {
    ASSAY_RETURN_IF_ERROR(CompileCondition(question->filter, *part, columns).status());
  }
  ASSAY_ASSIGN_OR_RETURN(
      question->conditions,
      FindConditions(txn, question->workspace, question->indexed, question->conjuncts));
  return absl::OkStatus();
}

absl::Status Ask(ReadTxn& txn, const v1::SearchRunsRequest& request, std::string_view position,
                 int limit, SearchQuestion* question) {
  ASSAY_ASSIGN_OR_RETURN(question->workspace, FindWorkspace(txn, request.workspace()));
  for (const std::string& id : request.experiment_ids()) {
    ASSAY_ASSIGN_OR_RETURN(const ExperimentRow experiment, FindExperiment(txn, id));
    if (experiment.workspace != question->workspace) {
      return NotFound("EXPERIMENT_NOT_FOUND", "There is no experiment {} in this workspace.", id);
    }
    question->experiments.push_back(experiment.id);
  }
  question->show_deleted = request.show_deleted();
  ASSAY_ASSIGN_OR_RETURN(question->indexed, FindIndexedRuns(txn));
  question->limit = limit;
  ASSAY_ASSIGN_OR_RETURN(question->order, ParseRunOrder(request.order_by()));
  if (!position.empty()) {
    ASSAY_ASSIGN_OR_RETURN(question->position, ParsePosition(position, question->order));
  }
  return AskFilter(txn, request.filter(), question);
}

// The order's own error for keys that have no place beside those of the filter.
absl::Status OfOrder(const absl::Status& status) {
  if (ErrorReason(status) != "FILTER_UNSUPPORTED") return status;
  return InvalidArgument("ORDER_BY_KEYS_TOO_MANY", "order_by",
                         "The filter and the order name more than {} metrics, params and tags "
                         "together. Order by fewer, or name fewer in the filter.",
                         kMaxKeysOfSearch);
}

// Gathers a page from one source after the other.
class Gatherer {
 public:
  Gatherer(ReadTxn& txn, const SearchQuestion& question, int64_t most_walked)
      : txn_(txn), question_(question), most_walked_(most_walked) {}

  absl::Status Gather(const RunSource& source) {
    RunColumns columns(txn_, source.rows.empty() ? sql::Sql("r.id") : sql::Sql("d.run"));
    // First what needs joins, for the joins stand before it in the text.
    ASSAY_ASSIGN_OR_RETURN(const std::vector<Builder> conditions, ConditionsOf(source, columns));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<OrderColumn> order, OrderOf(source, columns));
    Builder statement;
    statement.Append("SELECT ");
    for (const OrderColumn& column : order) statement.Append(column.sql).Append(", ");
    AppendMatches(source, conditions, &statement);
    AppendFrom(source, columns, &statement);
    AppendPlace(source, &statement);
    if (!source.walks) AppendAll(conditions, &statement);
    if (Continues(source)) AppendAfter(order, *question_.position, &statement);
    AppendOrderBy(order, &statement);
    statement.Append(" LIMIT ").Bind(source.walks ? most_walked_ - walked_
                                                  : question_.limit + 1 -
                                                        static_cast<int64_t>(page_.runs.size()));
    return Read(txn_.Query(statement), order, source.walks);
  }

  bool full() const { return !page_.next.empty(); }
  SearchPage Take() { return std::move(page_); }

 private:
  // Whether the position is one among the rows of the source, and not before all of them.
  bool Continues(const RunSource& source) const {
    if (!question_.position) return false;
    return !source.rank || std::get<int64_t>(*question_.position->front()) == *source.rank;
  }

  // What a run has to meet that comes from the source.
  absl::StatusOr<std::vector<Builder>> ConditionsOf(const RunSource& source,
                                                    RunColumns& columns) const {
    std::vector<Builder> conditions = PlaceConditions(source);
    if (!source.condition.empty()) conditions.push_back(source.condition);
    for (size_t i = 0; i < question_.conjuncts.size(); ++i) {
      if (std::count(source.parts.begin(), source.parts.end(), i) > 0) continue;
      if (const RunCondition* probe = ProbeOf(i)) {
        conditions.push_back(Builder()
                                 .Append(probe->probe)
                                 .Append(columns.run())
                                 .Append(" AND ")
                                 .Append(columns.run())
                                 .Append(")"));
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(Builder condition,
                             CompileCondition(question_.filter, *question_.conjuncts[i], columns));
      conditions.push_back(std::move(condition));
    }
    return conditions;
  }

  // What is not told by the place in an index. A + keeps SQLite from an index other than the one
  // that the plan is about.
  std::vector<Builder> PlaceConditions(const RunSource& source) const {
    const std::vector<int64_t>& experiments = question_.experiments;
    const bool table = source.rows.empty();
    std::vector<Builder> conditions;
    if (!table) {
      conditions.push_back(Builder().Append("+r.workspace = ").Bind(question_.workspace));
    }
    if (!experiments.empty() && !source.experiments && !(table && experiments.size() == 1)) {
      Builder any;
      any.Append("+r.experiment IN ");
      AppendList(experiments, &any);
      conditions.push_back(std::move(any));
    }
    if (!question_.show_deleted) conditions.push_back(Builder().Append("r.deleted_us IS NULL"));
    return conditions;
  }

  const RunCondition* ProbeOf(size_t part) const {
    for (const RunCondition& condition : question_.conditions) {
      if (!condition.probe.empty() && condition.parts.front() == part) return &condition;
    }
    return nullptr;
  }

  absl::StatusOr<std::vector<OrderColumn>> OrderOf(const RunSource& source,
                                                   RunColumns& columns) const {
    std::vector<OrderColumn> order;
    for (const OrderKey& key : question_.order) {
      const bool first = &key == &question_.order.front();
      if (first && source.rank) {
        AddFixedColumns(key, *source.rank, &order);
      } else if (first && source.by_start) {
        AddStartColumn(key, &order);
      } else {
        ASSAY_RETURN_IF_ERROR(OfOrder(AddOrderColumns(key, columns, &order)));
      }
    }
    AddRunColumn(columns, question_.order.back().descending, &order);
    return order;
  }

  // CROSS JOIN makes SQLite keep to this sequence of tables.
  static void AppendFrom(const RunSource& source, const RunColumns& columns, Builder* statement) {
    if (source.rows.empty()) {
      statement->Append(" FROM run r")
          .Append(columns.key_joins())
          .Append(columns.attribute_joins());
      return;
    }
    statement->Append(source.repeats ? sql::Sql(" FROM (SELECT DISTINCT t.run AS run FROM (")
                                     : sql::Sql(" FROM ("));
    statement->Append(source.rows).Append(source.repeats ? sql::Sql(") t) d") : sql::Sql(") d"));
    statement->Append(columns.key_joins())
        .Append(" CROSS JOIN run r")
        .Append(columns.attribute_joins());
  }

  // Whether a run matches: of a walk a column, so that it can stop at one that does not.
  static void AppendMatches(const RunSource& source, const std::vector<Builder>& conditions,
                            Builder* statement) {
    if (!source.walks || conditions.empty()) {
      statement->Append("1");
      return;
    }
    statement->Append("CASE");
    for (const Builder& condition : conditions) {
      statement->Append(" WHEN (").Append(condition).Append(") IS NOT TRUE THEN 0");
    }
    statement->Append(" ELSE 1 END");
  }

  // IS TRUE also keeps an engine from taking a LEFT JOIN for a JOIN, and from there to another
  // plan.
  static void AppendAll(const std::vector<Builder>& conditions, Builder* statement) {
    for (const Builder& condition : conditions) {
      statement->Append(" AND (").Append(condition).Append(") IS TRUE");
    }
  }

  // Where in an index the source's runs are.
  void AppendPlace(const RunSource& source, Builder* statement) const {
    if (!source.rows.empty()) {
      statement->Append(" WHERE r.id = d.run");
    } else if (question_.experiments.size() == 1) {
      statement->Append(" WHERE r.indexed = 1 AND r.experiment = ");
      statement->Bind(question_.experiments.front());
    } else {
      statement->Append(" WHERE r.indexed = 1 AND r.workspace = ").Bind(question_.workspace);
    }
  }

  absl::Status Read(Rows rows, const std::vector<OrderColumn>& order, bool walks) {
    const int matches = static_cast<int>(order.size());
    while (!full() && rows.Next()) {
      const bool taken = rows.Int(matches) != 0;
      if (taken && page_.runs.size() == static_cast<size_t>(question_.limit)) {
        page_.next = FormatPosition(last_);
        break;
      }
      const bool enough = walks && ++walked_ == most_walked_;
      if (taken || enough) last_ = PositionOf(rows, order);
      if (taken) page_.runs.push_back(std::get<int64_t>(*last_.back()));
      if (enough) page_.next = FormatPosition(last_);
    }
    return rows.status();
  }

  static OrderPosition PositionOf(const Rows& rows, const std::vector<OrderColumn>& order) {
    OrderPosition position;
    for (size_t i = 0; i < order.size(); ++i) {
      const int column = static_cast<int>(i);
      if (rows.IsNull(column)) {
        position.emplace_back();
      } else if (order[i].type == OrderColumn::Type::kInt) {
        position.emplace_back(rows.Int(column));
      } else if (order[i].type == OrderColumn::Type::kDouble) {
        position.emplace_back(rows.Double(column));
      } else {
        position.emplace_back(rows.String(column));
      }
    }
    return position;
  }

  ReadTxn& txn_;
  const SearchQuestion& question_;
  const int64_t most_walked_;
  int64_t walked_ = 0;  // runs, along all sources
  SearchPage page_;
  OrderPosition last_;
};

// Along the order for at most so many runs. Nothing when they do not fill the page.
absl::StatusOr<std::optional<SearchPage>> WalkShortly(ReadTxn& txn, const SearchQuestion& question,
                                                      int64_t most_walked) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<RunSource> sources, PlanWalk(txn, question));
  Gatherer gatherer(txn, question, most_walked);
  for (const RunSource& source : sources) {
    ASSAY_RETURN_IF_ERROR(gatherer.Gather(source));
    if (gatherer.full()) break;
  }
  SearchPage page = gatherer.Take();
  const bool all = page.next.empty() || page.runs.size() == static_cast<size_t>(question.limit);
  return all ? std::optional(std::move(page)) : std::nullopt;
}

// By sketches. Nothing when they don't help.
absl::StatusOr<std::optional<SearchPage>> Sift(ReadTxn& txn, const SearchQuestion& question,
                                               const SearchLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(std::optional<Sieve> sieve, Sieve::Make(txn, question, limits.sieve));
  if (!sieve) return std::nullopt;
  if (Sieve::CanOrder(question.order.front())) {
    ASSAY_ASSIGN_OR_RETURN(const double walk, sieve->EstimateWalk());
    if (2 * walk < static_cast<double>(limits.sieve.walk)) {
      ASSAY_ASSIGN_OR_RETURN(std::optional<SearchPage> page,
                             WalkShortly(txn, question, limits.sieve.walk));
      if (page) return page;
    }
  }
  Gatherer gatherer(txn, question, limits.walked);
  while (!gatherer.full()) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<RunSource> source, sieve->Next());
    if (sieve->gave_up()) return std::nullopt;
    if (!source) break;
    ASSAY_RETURN_IF_ERROR(gatherer.Gather(*source));
  }
  return gatherer.Take();
}

}  // namespace

absl::StatusOr<SearchPage> SearchRuns(ReadTxn& txn, const v1::SearchRunsRequest& request,
                                      std::string_view position, int limit,
                                      const SearchLimits& limits) {
  SearchQuestion question;
  ASSAY_RETURN_IF_ERROR(Ask(txn, request, position, limit, &question));
  const bool in_order = Sieve::CanOrder(question.order.front());
  if (in_order) {
    ASSAY_ASSIGN_OR_RETURN(std::optional<SearchPage> page, Sift(txn, question, limits));
    if (page) return *std::move(page);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<RunSource> sources, PlanSearch(txn, question));
  // A walk need not look at all that matches.
  if (!in_order && !sources.empty() && !sources.front().walks) {
    ASSAY_ASSIGN_OR_RETURN(std::optional<SearchPage> page, Sift(txn, question, limits));
    if (page) return *std::move(page);
  }
  Gatherer gatherer(txn, question, limits.walked);
  for (const RunSource& source : sources) {
    ASSAY_RETURN_IF_ERROR(gatherer.Gather(source));
    if (gatherer.full()) break;
  }
  return gatherer.Take();
}

}  // namespace assay
