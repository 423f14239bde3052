#include "storage/params.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "core/value_text.h"
#include "storage/check_count.h"
#include "storage/names.h"
#include "storage/value_index.h"

namespace assay {
namespace {

absl::Status ValidateParam(const v1::Param& param) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("param", param.key()));
  if (param.value().kind_case() == v1::Value::KIND_NOT_SET) {
    return InvalidArgument("VALUE_MISSING", "value",
                           "The param \"{}\" has no value. Set one of string_value, int_value, "
                           "double_value and bool_value.",
                           param.key());
  }
  if (param.value().kind_case() == v1::Value::kStringValue) {
    return ValidateText("value of a param", param.value().string_value(), limits::kParamValueBytes);
  }
  return absl::OkStatus();
}

// What filters compare: the number as a double, or nothing for what is none and for NaN.
std::optional<double> Number(const v1::Value& value) {
  if (value.kind_case() == v1::Value::kIntValue) return static_cast<double>(value.int_value());
  if (value.kind_case() != v1::Value::kDoubleValue || std::isnan(value.double_value()))
    return std::nullopt;
  return value.double_value();
}

// A value as a message shows it: long ones by their beginning, at a character's end.
std::string Excerpt(const v1::Value& value) {
  constexpr size_t kShown = 200;
  std::string text = ValueText(value);
  if (text.size() <= kShown) return text;
  const size_t bytes = text.size();
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return fmt::format("{}... ({} bytes)", text.substr(0, end), bytes);
}

absl::Status Changed(const v1::Param& param, const v1::Value& present) {
  return FailedPrecondition(
      "PARAM_CHANGED",
      "The param \"{}\" is {} and can't become {}: params do not change. Use a tag, "
      "or log to a new run.",
      param.key(), Excerpt(present), Excerpt(param.value()));
}

struct ParamRow {
  const v1::Param* param;
  int64_t name;
  std::string text;
};

// Rows of one statement.
constexpr size_t kRowsAtOnce = 64;

// Inserts those whose names the run does not have, and returns how many. The last one is repeated
// up to a power of two, so that few statements serve lists of every length.
absl::StatusOr<int64_t> Insert(WriteTxn& txn, int64_t run, bool indexed,
                               std::span<const ParamRow> rows) {
  sql::Builder insert;
  insert.Append("INSERT INTO param (run, name, kind, text, number, indexed) VALUES ");
  for (size_t i = 0; i < std::bit_ceil(rows.size()); ++i) {
    const ParamRow& row = rows[std::min(i, rows.size() - 1)];
    const v1::Value& value = row.param->value();
    insert.Append(i == 0 ? sql::Sql("(") : sql::Sql(", ("));
    insert.Bind(run).Append(", ").Bind(row.name).Append(", ");
    insert.Bind(int64_t{value.kind_case()}).Append(", ").Bind(std::string_view(row.text));
    insert.Append(", ");
    if (const std::optional<double> number = Number(value)) {
      insert.Bind(*number);
    } else {
      insert.BindNull();
    }
    insert.Append(", ").Bind(int64_t{indexed}).Append(")");
  }
  return txn.Execute(insert.Append(" ON CONFLICT DO NOTHING"));
}

// Of a param that the run has, when it was not inserted just now: whether it has the same value.
absl::Status CheckPresent(WriteTxn& txn, int64_t run, const ParamRow& row, RefusedParams* refused) {
  Rows rows =
      txn.Query("SELECT kind, text FROM param WHERE run = $1 AND name = $2", {run, row.name});
  if (!rows.Next()) return rows.status();
  const v1::Param& param = *row.param;
  if (rows.Int(0) == param.value().kind_case() && rows.Text(1) == row.text) {
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Value present, ParseValue(rows.Int(0), rows.Text(1)));
  if (refused == nullptr) return Changed(param, present);
  v1::RefusedParam* entry = refused->Add();
  entry->set_key(param.key());
  *entry->mutable_present() = present;
  *entry->mutable_refused() = param.value();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Value> ParseValue(int64_t kind, std::string_view text) {
  v1::Value value;
  const char* end = text.data() + text.size();
  switch (kind) {
    case v1::Value::kStringValue:
      value.set_string_value(std::string(text));
      return value;
    case v1::Value::kIntValue: {
      int64_t number = 0;
      if (std::from_chars(text.data(), end, number).ec != std::errc()) break;
      value.set_int_value(number);
      return value;
    }
    case v1::Value::kDoubleValue: {
      double number = 0;
      if (std::from_chars(text.data(), end, number).ec != std::errc()) break;
      value.set_double_value(number);
      return value;
    }
    case v1::Value::kBoolValue:
      value.set_bool_value(text == "true");
      return value;
    default:
      break;
  }
  return absl::DataLossError("A param's row can't be read.");
}

absl::Status ValidateParams(const ParamList& params) {
  ASSAY_RETURN_IF_ERROR(
      CheckCount("params", static_cast<size_t>(params.size()), limits::kParamsPerBatch));
  for (int i = 0; i < params.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateParam(params[i]), fmt::format("params[{}]", i)));
  }
  return absl::OkStatus();
}

absl::Status AddParams(WriteTxn& txn, int64_t run, const ParamList& params,
                       RefusedParams* refused) {
  if (params.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const IndexedRuns indexed, FindIndexedRuns(txn));
  std::vector<ParamRow> rows;
  for (const v1::Param& param : params) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t name, InternName(txn, param.key()));
    rows.push_back({&param, name, ValueText(param.value())});
  }
  int64_t inserted = 0;
  for (std::span<const ParamRow> left = rows; !left.empty();) {
    const auto some = left.first(std::min(left.size(), kRowsAtOnce));
    ASSAY_ASSIGN_OR_RETURN(const int64_t count, Insert(txn, run, indexed.Has(run), some));
    inserted += count;
    left = left.subspan(some.size());
  }
  if (inserted == params.size()) return absl::OkStatus();
  for (const ParamRow& row : rows) {
    ASSAY_RETURN_IF_ERROR(CheckPresent(txn, run, row, refused));
  }
  return absl::OkStatus();
}

absl::Status LoadParams(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of) {
  sql::Builder builder;
  builder.Append("SELECT run, name, kind, text FROM param WHERE run IN ");
  AppendList(runs, &builder);
  builder.Append(" ORDER BY run, name");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::Param* param = run_of(rows.Int(0))->add_params();
    ASSAY_ASSIGN_OR_RETURN(*param->mutable_key(), NameText(txn, rows.Int(1)));
    ASSAY_ASSIGN_OR_RETURN(*param->mutable_value(), ParseValue(rows.Int(2), rows.Text(3)));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  for (int64_t run : runs) {
    auto* params = run_of(run)->mutable_params();
    std::sort(params->pointer_begin(), params->pointer_end(),
              [](const v1::Param* a, const v1::Param* b) { return a->key() < b->key(); });
  }
  return absl::OkStatus();
}

}  // namespace assay
