#include "storage/params.h"

#include <algorithm>
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
#include "storage/insert_rows.h"
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

// Inserts those whose names the run does not have, and returns how many.
absl::StatusOr<int64_t> Insert(WriteTxn& txn, int64_t run, bool indexed,
                               std::span<const ParamRow> rows) {
  static const auto& insert =
      *new InsertRows("INSERT INTO param (run, name, kind, text, number, indexed) VALUES",
                      /*columns=*/6, " ON CONFLICT DO NOTHING");
  std::vector<sql::Param> values;
  values.reserve(6 * rows.size());
  for (const ParamRow& row : rows) {
    const v1::Value& value = row.param->value();
    const std::optional<double> number = Number(value);
    values.insert(values.end(),
                  {run, row.name, int64_t{value.kind_case()}, std::string_view(row.text),
                   number ? sql::Param(*number) : sql::Param(nullptr), int64_t{indexed}});
  }
  return insert.Execute(txn, values);
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

absl::Status AddParams(WriteTxn& txn, const RunRow& run, const ParamList& params,
                       RefusedParams* refused) {
  if (params.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const bool indexed, IsIndexed(txn, run));
  std::vector<ParamRow> rows;
  rows.reserve(static_cast<size_t>(params.size()));
  for (const v1::Param& param : params) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t name, InternName(txn, param.key()));
    rows.push_back({&param, name, ValueText(param.value())});
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t inserted, Insert(txn, run.id, indexed, rows));
  if (inserted == params.size()) return absl::OkStatus();
  for (const ParamRow& row : rows) {
    ASSAY_RETURN_IF_ERROR(CheckPresent(txn, run.id, row, refused));
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
