#include "storage/names.h"

#include <charconv>
#include <utility>

#include "core/status_macros.h"
#include "storage/first_int.h"

namespace assay {
namespace {

// Keys have no control characters, so NUL ends one.
std::string MetricText(std::string_view key, std::string_view context) {
  std::string text;
  text.reserve(key.size() + 1 + context.size());
  text.append(key).push_back('\0');
  text.append(context);
  return text;
}

MetricName SplitMetric(std::string_view text) {
  const size_t end = text.find('\0');
  return {std::string(text.substr(0, end)), std::string(text.substr(end + 1))};
}

Rows SelectName(ReadTxn& txn, std::string_view text) {
  return txn.Query("SELECT id FROM name WHERE text = $1", {text});
}

Rows SelectMetric(ReadTxn& txn, std::string_view key, std::string_view context) {
  return txn.Query("SELECT id FROM metric WHERE key = $1 AND context = $2", {key, context});
}

// "12:abc" at the front of `text`: returns "abc" of 12 bytes and moves on.
std::string_view TakeSized(std::string_view* text) {
  size_t size = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), size);
  const size_t digits = static_cast<size_t>(end - text->data());
  const std::string_view taken = text->substr(std::min(digits + 1, text->size()), size);
  text->remove_prefix(std::min(digits + 1 + size, text->size()));
  return taken;
}

}  // namespace

void ParseContext(std::string_view text, ContextMap* context) {
  while (!text.empty()) {
    const std::string key(TakeSized(&text));
    (*context)[key] = std::string(TakeSized(&text));
  }
}

absl::StatusOr<int64_t> InternName(WriteTxn& txn, std::string_view text) {
  if (const auto id = txn.context().names.Id(text)) return *id;
  ASSAY_ASSIGN_OR_RETURN(std::optional<int64_t> id, FirstInt(SelectName(txn, text)));
  if (!id) {
    ASSAY_ASSIGN_OR_RETURN(id, txn.Insert("INSERT INTO name (text) VALUES ($1)", {text}));
  }
  txn.learned().names.emplace_back(*id, text);
  return *id;
}

absl::StatusOr<int64_t> InternMetric(WriteTxn& txn, std::string_view key,
                                     std::string_view context) {
  std::string text = MetricText(key, context);
  if (const auto id = txn.context().metrics.Id(text)) return *id;
  ASSAY_ASSIGN_OR_RETURN(std::optional<int64_t> id, FirstInt(SelectMetric(txn, key, context)));
  if (!id) {
    ASSAY_ASSIGN_OR_RETURN(
        id, txn.Insert("INSERT INTO metric (key, context) VALUES ($1, $2)", {key, context}));
  }
  txn.learned().metrics.emplace_back(*id, std::move(text));
  return *id;
}

absl::StatusOr<std::optional<int64_t>> FindName(ReadTxn& txn, std::string_view text) {
  if (const auto id = txn.context().names.Id(text)) return id;
  return FirstInt(SelectName(txn, text));
}

absl::StatusOr<std::optional<int64_t>> FindMetric(ReadTxn& txn, std::string_view key,
                                                  std::string_view context) {
  if (const auto id = txn.context().metrics.Id(MetricText(key, context))) return id;
  return FirstInt(SelectMetric(txn, key, context));
}

absl::StatusOr<std::string> NameText(ReadTxn& txn, int64_t id) {
  if (auto text = txn.context().names.Text(id)) return *std::move(text);
  Rows rows = txn.Query("SELECT text FROM name WHERE id = $1", {id});
  if (!rows.Next()) {
    return rows.status().ok() ? absl::DataLossError("A row names a name that is not there.")
                              : rows.status();
  }
  std::string text = rows.String(0);
  if (txn.committed()) txn.context().names.Put(id, text);
  return text;
}

absl::StatusOr<MetricName> MetricNameOf(ReadTxn& txn, int64_t id) {
  if (const auto text = txn.context().metrics.Text(id)) return SplitMetric(*text);
  Rows rows = txn.Query("SELECT key, context FROM metric WHERE id = $1", {id});
  if (!rows.Next()) {
    return rows.status().ok() ? absl::DataLossError("A row names a metric that is not there.")
                              : rows.status();
  }
  MetricName name{rows.String(0), rows.String(1)};
  if (txn.committed()) txn.context().metrics.Put(id, MetricText(name.key, name.context));
  return name;
}

}  // namespace assay
