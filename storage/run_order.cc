#include "storage/run_order.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <set>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/checker.h"
#include "expression/parser.h"
#include "fmt/format.h"

namespace assay {
namespace {

using sql::Builder;
using Type = OrderColumn::Type;

constexpr size_t kMaxKeys = 4;

absl::Status OrderInvalid(std::string_view item, std::string_view why) {
  return InvalidArgument("ORDER_BY_INVALID", "order_by", "\"{}\" is not an order: {}", item, why);
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// The parts between commas that are not in quotes.
std::vector<std::string_view> SplitItems(std::string_view text) {
  std::vector<std::string_view> items;
  char quote = 0;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == quote)
        quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == ',') {
      items.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  items.push_back(text.substr(begin));
  return items;
}

// Takes " asc" or " desc" off the end of `item`; whether it was " desc".
bool TakeDirection(std::string_view* item) {
  for (std::string_view word : {"asc", "desc"}) {
    if (!item->ends_with(word) || item->size() <= word.size()) continue;
    const char before = (*item)[item->size() - word.size() - 1];
    if (before != ' ' && before != '\t' && before != '\n') continue;
    *item = Trim(item->substr(0, item->size() - word.size()));
    return word == "desc";
  }
  return false;
}

bool CanOrder(const RunField& field) {
  static const auto* const kAttributes = new std::set<std::string>{
      "name", "start_time", "end_time", "duration", "created_by", "experiment"};
  const bool keyed =
      field.variable == "metrics" || field.variable == "params" || field.variable == "tags";
  return keyed ? !field.key.empty() : kAttributes->contains(field.variable);
}

absl::StatusOr<OrderKey> ParseKey(std::string_view item) {
  std::string_view text = Trim(item);
  if (text.empty()) return OrderInvalid(item, "something stands on both sides of a comma.");
  OrderKey key;
  key.descending = TakeDirection(&text);
  auto parsed = expression::Parse(text);
  if (parsed.ok()) parsed = expression::Check(*std::move(parsed), RunSchema());
  if (!parsed.ok()) return OrderInvalid(item, std::string(parsed.status().message()));
  std::optional<RunField> field = AsRunField(parsed->root);
  if (!field || !CanOrder(*field)) {
    return OrderInvalid(
        item,
        "write metrics.<key>, params.<key>, tags.<key>, start_time, end_time, duration, "
        "name, experiment or created_by, and asc or desc.");
  }
  key.field = *std::move(field);
  return key;
}

// The types of the columns of a key.
std::vector<Type> ColumnTypes(const OrderKey& key) {
  const std::string& variable = key.field.variable;
  if (variable == "metrics") return {Type::kInt, Type::kDouble};
  if (variable == "params") return {Type::kInt, Type::kDouble, Type::kText};
  if (variable == "tags") return {Type::kInt, Type::kText};
  if (variable == "end_time" || variable == "duration") return {Type::kInt, Type::kInt};
  return {variable == "start_time" ? Type::kInt : Type::kText};
}

Builder Column(sql::Sql alias, sql::Sql column) { return Builder().Append(alias).Append(column); }

OrderColumn Of(Type type, Builder sql, bool descending, bool fixed = false) {
  return {type, std::move(sql), descending, fixed};
}

void AddMetric(sql::Sql alias, bool descending, std::vector<OrderColumn>* columns) {
  Builder rank;
  rank.Append("CASE WHEN ").Append(alias).Append(".run IS NULL THEN 4 WHEN ").Append(alias);
  rank.Append(".last_value IS NULL THEN 1 ELSE 0 END");
  columns->push_back(Of(Type::kInt, rank, false));
  columns->push_back(Of(Type::kDouble, Column(alias, ".last_value"), descending));
}

void AddParam(sql::Sql alias, bool descending, std::vector<OrderColumn>* columns) {
  Builder rank, text;
  rank.Append("CASE WHEN ").Append(alias).Append(".run IS NULL THEN 4 WHEN ").Append(alias);
  rank.Append(".kind = 1 THEN 2 WHEN ")
      .Append(alias)
      .Append(".kind = 4 THEN 3 WHEN ")
      .Append(alias);
  rank.Append(".number IS NULL THEN 1 ELSE 0 END");
  text.Append("CASE WHEN ").Append(alias).Append(".kind = 1 OR ").Append(alias);
  text.Append(".kind = 4 THEN ").Append(alias).Append(".text END");
  columns->push_back(Of(Type::kInt, rank, false));
  columns->push_back(Of(Type::kDouble, Column(alias, ".number"), descending));
  columns->push_back(Of(Type::kText, text, descending));
}

void AddTag(sql::Sql alias, bool descending, std::vector<OrderColumn>* columns) {
  Builder rank;
  rank.Append("CASE WHEN ").Append(alias).Append(".run IS NULL THEN 4 ELSE 2 END");
  columns->push_back(Of(Type::kInt, rank, false));
  columns->push_back(Of(Type::kText, Column(alias, ".value"), descending));
}

absl::Status AddAttribute(const OrderKey& key, RunColumns& columns,
                          std::vector<OrderColumn>* added) {
  ASSAY_ASSIGN_OR_RETURN(const filter::Operand operand, columns.Value(key.field));
  const Builder& value = operand.alternatives.front().value;
  const std::vector<Type> types = ColumnTypes(key);
  if (types.size() == 2) {
    Builder rank;
    rank.Append("CASE WHEN ").Append(value).Append(" IS NULL THEN 4 ELSE 0 END");
    added->push_back(Of(Type::kInt, rank, false));
  }
  added->push_back(Of(types.back(), value, key.descending));
  return absl::OkStatus();
}

Builder Bound(const OrderValue& value) {
  if (const auto* i = std::get_if<int64_t>(&*value)) return Builder().Bind(*i);
  if (const auto* d = std::get_if<double>(&*value)) return Builder().Bind(*d);
  return Builder().Bind(std::string_view(std::get<std::string>(*value)));
}

absl::Status PositionInvalid() {
  return InvalidArgument("PAGE_TOKEN_INVALID", "page_token",
                         "The page token can't be read. Leave it empty to begin anew.");
}

// Takes one value off the front of `text`.
absl::StatusOr<OrderValue> TakeValue(std::string_view* text) {
  if (text->empty()) return PositionInvalid();
  const char type = text->front();
  text->remove_prefix(1);
  const size_t end = text->find(';');
  if (end == std::string_view::npos) return PositionInvalid();
  const std::string_view digits = text->substr(0, end);
  text->remove_prefix(end + 1);
  const auto parse = [digits](auto* number, int base) {
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), *number, base);
    return error == std::errc() && stop == digits.data() + digits.size();
  };
  int64_t number = 0;
  uint64_t bits = 0;
  size_t size = 0;
  if (type == 'n' && digits.empty()) return OrderValue();
  if (type == 'i' && parse(&number, 10)) return OrderValue(number);
  if (type == 'd' && parse(&bits, 16)) return OrderValue(std::bit_cast<double>(bits));
  if (type == 't' && parse(&size, 10) && size <= text->size()) {
    OrderValue value(std::string(text->substr(0, size)));
    text->remove_prefix(size);
    return value;
  }
  return PositionInvalid();
}

}  // namespace

absl::StatusOr<std::vector<OrderKey>> ParseRunOrder(std::string_view text) {
  std::vector<OrderKey> order;
  if (Trim(text).empty()) {
    order.push_back({{"start_time", ""}, true});
    return order;
  }
  for (std::string_view item : SplitItems(text)) {
    ASSAY_ASSIGN_OR_RETURN(OrderKey key, ParseKey(item));
    order.push_back(std::move(key));
  }
  if (order.size() > kMaxKeys) return OrderInvalid(text, "it has more than four keys.");
  return order;
}

absl::Status AddOrderColumns(const OrderKey& key, RunColumns& columns,
                             std::vector<OrderColumn>* added) {
  if (key.field.key.empty()) return AddAttribute(key, columns, added);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<sql::Sql> alias, columns.KeyAlias(key.field));
  if (!alias) {
    AddFixedColumns(key, kAbsent, added);
  } else if (key.field.variable == "metrics") {
    AddMetric(*alias, key.descending, added);
  } else if (key.field.variable == "params") {
    AddParam(*alias, key.descending, added);
  } else {
    AddTag(*alias, key.descending, added);
  }
  return absl::OkStatus();
}

void AddRunColumn(const RunColumns& columns, bool descending, std::vector<OrderColumn>* added) {
  added->push_back(Of(Type::kInt, Builder().Append(columns.run()), descending));
}

void AddFixedColumns(const OrderKey& key, OrderRank rank, std::vector<OrderColumn>* added) {
  constexpr sql::Sql kRanks[] = {"0", "1", "2", "3", "4"};
  const auto value = [&](Type type, bool here) {
    return here ? Of(type, Builder().Append("d.value"), key.descending)
                : Of(type, Builder().Append("NULL"), false, true);
  };
  added->push_back(Of(Type::kInt, Builder().Append(kRanks[rank]), false, true));
  if (key.field.variable != "tags") added->push_back(value(Type::kDouble, rank == kNumbers));
  if (key.field.variable != "metrics") {
    added->push_back(value(Type::kText, rank == kStrings || rank == kBools));
  }
}

void AddStartColumn(const OrderKey& key, std::vector<OrderColumn>* added) {
  added->push_back(Of(Type::kInt, Builder().Append("d.value"), key.descending));
}

std::string FormatPosition(const OrderPosition& position) {
  std::string text;
  for (const OrderValue& value : position) {
    if (!value) {
      text += "n;";
    } else if (const auto* i = std::get_if<int64_t>(&*value)) {
      text += fmt::format("i{};", *i);
    } else if (const auto* d = std::get_if<double>(&*value)) {
      text += fmt::format("d{:x};", std::bit_cast<uint64_t>(*d));
    } else {
      const std::string& bytes = std::get<std::string>(*value);
      text += fmt::format("t{};{}", bytes.size(), bytes);
    }
  }
  return text;
}

absl::StatusOr<OrderPosition> ParsePosition(std::string_view text,
                                            const std::vector<OrderKey>& order) {
  std::vector<Type> types;
  for (const OrderKey& key : order) {
    for (Type type : ColumnTypes(key)) types.push_back(type);
  }
  types.push_back(Type::kInt);
  OrderPosition position;
  for (Type type : types) {
    ASSAY_ASSIGN_OR_RETURN(OrderValue value, TakeValue(&text));
    if (value && value->index() != static_cast<size_t>(type)) return PositionInvalid();
    position.push_back(std::move(value));
  }
  if (!text.empty() || !position.front() || !position.back()) return PositionInvalid();
  return position;
}

void AppendAfter(const std::vector<OrderColumn>& columns, const OrderPosition& position,
                 Builder* builder) {
  std::vector<size_t> telling;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].fixed && position[i]) telling.push_back(i);
  }
  if (telling.empty()) return;
  const auto compare = [&](size_t i) {
    return columns[i].descending ? sql::Sql(" < ") : sql::Sql(" > ");
  };
  const bool one_way = std::all_of(telling.begin(), telling.end(), [&](size_t i) {
    return columns[i].descending == columns[telling[0]].descending;
  });
  builder->Append(" AND ");
  if (one_way) {
    // As one comparison of rows, for an index of these columns to begin at the position.
    Builder left, right;
    for (size_t i : telling) {
      if (i != telling[0]) {
        left.Append(", ");
        right.Append(", ");
      }
      left.Append(columns[i].sql);
      right.Append(Bound(position[i]));
    }
    builder->Append("(").Append(left).Append(")").Append(compare(telling[0]));
    builder->Append("(").Append(right).Append(")");
    return;
  }
  for (size_t i : telling) {
    builder->Append("(").Append(columns[i].sql).Append(compare(i)).Append(Bound(position[i]));
    if (i == telling.back()) break;
    builder->Append(" OR (").Append(columns[i].sql).Append(" = ").Append(Bound(position[i]));
    builder->Append(" AND ");
  }
  builder->Append(")");
  for (size_t n = 1; n < telling.size(); ++n) builder->Append("))");
}

void AppendOrderBy(const std::vector<OrderColumn>& columns, Builder* builder) {
  builder->Append(" ORDER BY ");
  bool first = true;
  for (const OrderColumn& column : columns) {
    if (column.fixed) continue;
    if (!first) builder->Append(", ");
    first = false;
    builder->Append(column.sql).Append(column.descending ? sql::Sql(" DESC") : sql::Sql(" ASC"));
  }
}

}  // namespace assay
