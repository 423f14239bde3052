#include "scoring/samples.h"

#include <charconv>
#include <cmath>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay::scoring {
namespace {

using Column = CsvTable::Column;
using RowOfId = absl::flat_hash_map<std::string_view, size_t>;

// A column that has to be there.
absl::StatusOr<const Column*> Require(const CsvTable& table, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const Column* column, table.Find(name));
  if (column == nullptr) {
    return InvalidArgument("COLUMN_MISSING", table.file(),
                           "The {} have no column \"{}\". Name another one in the contract's "
                           "scoring, or give the files that belong to it.",
                           table.file(), Excerpt(name));
  }
  return column;
}

// A column that has to be there when it is named, and may be there under its usual name.
absl::StatusOr<const Column*> Optional(const CsvTable& table, std::string_view name,
                                       std::string_view usual_name) {
  return name.empty() ? table.Find(usual_name) : Require(table, name);
}

std::string_view Or(std::string_view name, std::string_view usual_name) {
  return name.empty() ? usual_name : name;
}

absl::StatusOr<RowOfId> IndexIds(const CsvTable& table, const Column& ids) {
  RowOfId row_of;
  row_of.reserve(ids.size());
  for (size_t row = 0; row < ids.size(); ++row) {
    const auto [there, is_new] = row_of.try_emplace(ids[row], row);
    if (is_new) continue;
    return InvalidArgument(
        "ID_REPEATED", table.file(),
        "The id \"{}\" is on line {} and on line {} of the {}. Give every row an "
        "id of its own.",
        Excerpt(ids[row]), table.line(there->second), table.line(row), table.file());
  }
  return row_of;
}

absl::Status NotIn(const CsvTable& other, const CsvTable& table, const Column& ids, size_t row) {
  return InvalidArgument("ROWS_DIFFER", other.file(),
                         "The id \"{}\" on line {} of the {} is not in the {}. Both files have to "
                         "have the same ids.",
                         Excerpt(ids[row]), table.line(row), table.file(), other.file());
}

// For each row of the labels the row of the predictions with its id.
absl::StatusOr<std::vector<size_t>> MatchRows(const CsvTable& predictions, const CsvTable& labels,
                                              std::string_view id_column) {
  ASSAY_ASSIGN_OR_RETURN(const Column* prediction_ids, Require(predictions, id_column));
  ASSAY_ASSIGN_OR_RETURN(const Column* label_ids, Require(labels, id_column));
  if (label_ids->empty()) {
    return InvalidArgument("ROWS_MISSING", labels.file(), "The labels have no rows.");
  }
  ASSAY_ASSIGN_OR_RETURN(const RowOfId of_prediction, IndexIds(predictions, *prediction_ids));
  ASSAY_ASSIGN_OR_RETURN(const RowOfId of_label, IndexIds(labels, *label_ids));
  std::vector<size_t> rows;
  for (size_t i = 0; i < label_ids->size(); ++i) {
    const auto found = of_prediction.find((*label_ids)[i]);
    if (found == of_prediction.end()) return NotIn(predictions, labels, *label_ids, i);
    rows.push_back(found->second);
  }
  for (size_t i = 0; i < prediction_ids->size(); ++i) {
    if (!of_label.contains((*prediction_ids)[i])) {
      return NotIn(labels, predictions, *prediction_ids, i);
    }
  }
  return rows;
}

Samples Pick(const CsvTable& table, std::string_view name, const Column& column,
             const std::vector<size_t>& rows) {
  Samples samples{.file = table.file(), .column = name};
  for (const size_t row : rows) {
    samples.values.push_back(column[row]);
    samples.lines.push_back(table.line(row));
  }
  return samples;
}

std::optional<Samples> PickOptional(const CsvTable& table, std::string_view name,
                                    const Column* column, const std::vector<size_t>& rows) {
  if (column == nullptr) return std::nullopt;
  return Pick(table, name, *column, rows);
}

}  // namespace

std::string Excerpt(std::string_view value) {
  constexpr size_t kShown = 100;
  if (!IsUtf8(value)) return "(no UTF-8)";
  if (value.size() <= kShown) return std::string(value);
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "...";
}

absl::StatusOr<JoinedSamples> Join(const v1::Scoring& scoring, const CsvTable& predictions,
                                   const CsvTable& labels) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<size_t> rows,
                         MatchRows(predictions, labels, Or(scoring.id_column(), "id")));
  const std::string_view label_name = Or(scoring.label_column(), "label");
  ASSAY_ASSIGN_OR_RETURN(const Column* label, Require(labels, label_name));
  ASSAY_ASSIGN_OR_RETURN(const Column* score,
                         Optional(predictions, scoring.score_column(), "score"));
  ASSAY_ASSIGN_OR_RETURN(const Column* probability,
                         Optional(predictions, scoring.probability_column(), "probability"));
  ASSAY_ASSIGN_OR_RETURN(const Column* prediction,
                         Optional(predictions, scoring.prediction_column(), "prediction"));
  // What is named as a score or a probability is not a class only because of its name.
  const bool named_otherwise = prediction == score || prediction == probability;
  if (scoring.prediction_column().empty() && named_otherwise) prediction = nullptr;

  std::vector<size_t> label_rows(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) label_rows[i] = i;
  return JoinedSamples{
      .labels = Pick(labels, label_name, *label, label_rows),
      .predictions = PickOptional(predictions, Or(scoring.prediction_column(), "prediction"),
                                  prediction, rows),
      .scores = PickOptional(predictions, Or(scoring.score_column(), "score"), score, rows),
      .probabilities = PickOptional(predictions, Or(scoring.probability_column(), "probability"),
                                    probability, rows),
  };
}

absl::StatusOr<std::vector<double>> Numbers(const Samples& samples) {
  std::vector<double> numbers;
  numbers.reserve(samples.values.size());
  for (size_t i = 0; i < samples.values.size(); ++i) {
    const std::string_view text = samples.values[i];
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      return InvalidArgument("NUMBER_MALFORMED", std::string(samples.file),
                             "The {} \"{}\" on line {} of the {} is no number.",
                             Excerpt(samples.column), Excerpt(text), samples.lines[i],
                             samples.file);
    }
    if (!std::isfinite(number)) {
      return InvalidArgument("NUMBER_NOT_FINITE", std::string(samples.file),
                             "The {} on line {} of the {} is {}. A metric over it would say "
                             "nothing; leave the row out of both files, or give it a number.",
                             Excerpt(samples.column), samples.lines[i], samples.file, text);
    }
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace assay::scoring
