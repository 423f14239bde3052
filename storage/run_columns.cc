#include "storage/run_columns.h"

#include <array>
#include <limits>

#include "core/status_macros.h"
#include "storage/names.h"

namespace assay {

using filter::Alternative;
using filter::Kind;
using filter::MakeOperand;
using filter::Operand;
using filter::Unsupported;
using sql::Builder;

namespace {

// SQL comes from literals only, so the aliases are spelled out.
constexpr std::array<sql::Sql, kMaxKeysOfSearch> kAliases = {
    "k0",  "k1",  "k2",  "k3",  "k4",  "k5",  "k6",  "k7",  "k8",  "k9",  "k10",
    "k11", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19", "k20", "k21",
    "k22", "k23", "k24", "k25", "k26", "k27", "k28", "k29", "k30", "k31"};

Builder Column(sql::Sql alias, sql::Sql column) { return Builder().Append(alias).Append(column); }

// The kinds of param.kind.
constexpr int64_t kString = 1, kInt = 2, kDouble = 3, kBool = 4;

Operand ParamOf(sql::Sql alias) {
  const auto is = [alias](int64_t kind) { return Column(alias, ".kind = ").Bind(kind); };
  const auto when = [&is](int64_t kind, const Builder& value) {
    return Builder()
        .Append("CASE WHEN ")
        .Append(is(kind))
        .Append(" THEN ")
        .Append(value)
        .Append(" END");
  };
  const Builder text = Column(alias, ".text");
  Builder whole, truth;
  whole.Append("CAST(").Append(text).Append(" AS BIGINT)");
  truth.Append(text).Append(" = 'true'");
  Operand operand;
  operand.alternatives.push_back({Kind::kString, when(kString, text), is(kString)});
  operand.alternatives.push_back({Kind::kInt, when(kInt, whole), is(kInt)});
  operand.alternatives.push_back(
      {Kind::kDouble, when(kDouble, Column(alias, ".number")), is(kDouble)});
  operand.alternatives.push_back({Kind::kBool, when(kBool, truth), is(kBool)});
  return operand;
}

Operand Always(Kind kind, Builder value) {
  return MakeOperand(kind, std::move(value), Builder().Append("TRUE"));
}

// Text of which the empty one says that it was not logged.
Operand NonEmpty(sql::Sql column) {
  return MakeOperand(Kind::kString, Builder().Append("nullif(").Append(column).Append(", '')"));
}

Builder DurationSql() {
  // CEL's durations are an int64 of nanoseconds.
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 1'000;
  Builder duration;
  duration.Append("CASE WHEN r.end_us - r.start_us BETWEEN ")
      .Bind(-kMost)
      .Append(" AND ")
      .Bind(kMost);
  return duration.Append(" THEN r.end_us - r.start_us END");
}

}  // namespace

absl::StatusOr<std::optional<sql::Sql>> RunColumns::KeyAlias(const RunField& field) {
  const auto key = std::pair(field.variable, field.key);
  const auto found = aliases_.find(key);
  if (found != aliases_.end()) return found->second;
  const bool metric = field.variable == "metrics";
  auto id = metric ? FindMetric(txn_, field.key, "") : FindName(txn_, field.key);
  if (!id.ok()) return id.status();
  std::optional<sql::Sql>& alias = aliases_[key];
  if (!*id) return alias;
  if (joined_ == kAliases.size()) {
    return Unsupported("a search can name at most 32 metrics, params and tags");
  }
  alias = kAliases[joined_++];
  const sql::Sql table = metric                       ? sql::Sql(" LEFT JOIN series ")
                         : field.variable == "params" ? sql::Sql(" LEFT JOIN param ")
                                                      : sql::Sql(" LEFT JOIN tag ");
  key_joins_.Append(table).Append(*alias).Append(" ON ").Append(*alias).Append(".run = ").Append(
      run_);
  key_joins_.Append(" AND ").Append(*alias).Append(metric ? sql::Sql(".metric = ")
                                                          : sql::Sql(".name = "));
  key_joins_.Bind(**id);
  return alias;
}

absl::StatusOr<Operand> RunColumns::Value(const RunField& field) {
  if (field.variable == "code" && !field.key.empty()) return CodeField(field.key);
  if (field.key.empty()) {
    const auto variable = RunSchema().find(field.variable);
    using TypeKind = expression::Type::Kind;
    const TypeKind kind = variable->second.kind();
    if (kind == TypeKind::kMap || kind == TypeKind::kList || kind == TypeKind::kObject) {
      return Unsupported("a map or a list of a run can't be used as a whole: name a key of it");
    }
    return Attribute(field.variable);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<sql::Sql> alias, KeyAlias(field));
  if (!alias) return Operand();
  if (field.variable == "params") return ParamOf(*alias);
  const Builder present = Column(*alias, ".run IS NOT NULL");
  if (field.variable == "tags")
    return MakeOperand(Kind::kString, Column(*alias, ".value"), present);
  return MakeOperand(Kind::kDouble, Column(*alias, ".last_value"), present);
}

Operand RunColumns::Attribute(const std::string& name) {
  if (name == "run_id") return Always(Kind::kId, Builder().Append("r.uid"));
  if (name == "name") return Always(Kind::kString, Builder().Append("r.name"));
  if (name == "created_by") return Always(Kind::kString, Builder().Append("r.created_by"));
  if (name == "start_time") return Always(Kind::kTimestamp, Builder().Append("r.start_us"));
  if (name == "end_time") return MakeOperand(Kind::kTimestamp, Builder().Append("r.end_us"));
  if (name == "duration") return MakeOperand(Kind::kDuration, DurationSql());
  if (name == "status") {
    return Always(Kind::kString,
                  Builder().Append("CASE r.status WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'FINISHED' "
                                   "WHEN 3 THEN 'FAILED' ELSE 'KILLED' END"));
  }
  if (name == "parent_run_id") {
    joined_attributes_.insert("parent");
    return MakeOperand(Kind::kId, Builder().Append("p.uid"));
  }
  joined_attributes_.insert("experiment");
  if (name == "experiment") return Always(Kind::kString, Builder().Append("e.name"));
  return Always(Kind::kId, Builder().Append("e.uid"));
}

absl::StatusOr<Operand> RunColumns::CodeField(const std::string& name) {
  joined_attributes_.insert("code");
  if (name == "dirty") {
    return MakeOperand(Kind::kBool, Builder().Append("c.dirty = 1"),
                       Builder().Append("r.code IS NOT NULL"));
  }
  if (name == "commit") return NonEmpty("c.commit_id");
  if (name == "repository") return NonEmpty("c.repository");
  if (name == "branch") return NonEmpty("c.branch");
  return NonEmpty("c.patch_digest");
}

absl::StatusOr<Operand> RunColumns::Has(const RunField& field) {
  if (field.variable == "code") {
    ASSAY_ASSIGN_OR_RETURN(const Operand value, CodeField(field.key));
    return Always(Kind::kBool, Present(value));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<sql::Sql> alias, KeyAlias(field));
  return Always(Kind::kBool,
                alias ? Column(*alias, ".run IS NOT NULL") : Builder().Append("FALSE"));
}

absl::StatusOr<Operand> RunColumns::InList(const std::string& list, const Operand& text) {
  Builder value;
  for (const Alternative& alternative : text.alternatives) {
    if (alternative.kind == Kind::kString) value = alternative.value;
  }
  Builder found;
  found.Append("EXISTS (SELECT 1 FROM run_io x CROSS JOIN dataset_version v ");
  found.Append(list == "dataset_names" ? sql::Sql("CROSS JOIN dataset y")
                                       : sql::Sql("CROSS JOIN content y"));
  found.Append(" WHERE x.run = ").Append(run_).Append(" AND v.id = x.dataset_version AND ");
  found.Append(list == "dataset_names" ? sql::Sql("y.id = v.dataset AND y.name = ")
                                       : sql::Sql("y.id = v.content AND y.digest = "));
  if (value.empty()) {
    found = Builder().Append("FALSE");
  } else {
    found.Append(value).Append(")");
  }
  Builder condition;
  condition.Append("CASE WHEN ")
      .Append(Present(text))
      .Append(" THEN ")
      .Append(found)
      .Append(" END");
  return MakeOperand(Kind::kBool, condition);
}

absl::StatusOr<Operand> RunColumns::Size(const std::string& variable) {
  Builder count;
  if (variable == "metrics") {
    count.Append("(SELECT count(*) FROM series x CROSS JOIN metric y WHERE x.run = ").Append(run_);
    count.Append(" AND y.id = x.metric AND y.context = '')");
  } else if (variable == "dataset_names" || variable == "dataset_digests") {
    count.Append(variable == "dataset_names" ? sql::Sql("(SELECT count(DISTINCT v.dataset)")
                                             : sql::Sql("(SELECT count(DISTINCT v.content)"));
    count.Append(" FROM run_io x CROSS JOIN dataset_version v WHERE x.run = ").Append(run_);
    count.Append(" AND v.id = x.dataset_version)");
  } else {
    count.Append(variable == "params" ? sql::Sql("(SELECT count(*) FROM param x WHERE x.run = ")
                                      : sql::Sql("(SELECT count(*) FROM tag x WHERE x.run = "));
    count.Append(run_).Append(")");
  }
  return Always(Kind::kInt, count);
}

Builder RunColumns::attribute_joins() const {
  Builder joins;
  if (joined_attributes_.contains("experiment")) {
    joins.Append(" LEFT JOIN experiment e ON e.id = r.experiment");
  }
  if (joined_attributes_.contains("parent")) joins.Append(" LEFT JOIN run p ON p.id = r.parent");
  if (joined_attributes_.contains("code"))
    joins.Append(" LEFT JOIN code_version c ON c.id = r.code");
  return joins;
}

}  // namespace assay
