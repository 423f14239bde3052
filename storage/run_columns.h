// The columns that filters and orders of runs read, and the joins that bring them.
#ifndef ASSAY_STORAGE_RUN_COLUMNS_H_
#define ASSAY_STORAGE_RUN_COLUMNS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/filter_operand.h"
#include "storage/run_schema.h"
#include "storage/store.h"

namespace assay {

// How many metrics, params and tags one search can name: engines bound how many tables they join.
inline constexpr size_t kMaxKeysOfSearch = 32;

// Used for one statement. Its FROM has the table run as r, before which key_joins() can stand when
// `run` is a column of an earlier table; attribute_joins() stand behind it.
class RunColumns {
 public:
  // `run` is the row of the run that is looked at: "r.id", or "d.run" of a table d before r.
  RunColumns(ReadTxn& txn, sql::Sql run) : txn_(txn), run_(run) {}

  // A row of param, tag or series of each run, by the key of a field: its alias, joined when it is
  // first asked for. Nothing when no run has that key. InvalidArgument with FILTER_UNSUPPORTED when
  // there are too many.
  absl::StatusOr<std::optional<sql::Sql>> KeyAlias(const RunField& field);

  // The value of a variable or of a key of a map, and of lists and maps as a whole nothing:
  // FILTER_UNSUPPORTED.
  absl::StatusOr<filter::Operand> Value(const RunField& field);
  // has(map.key)
  absl::StatusOr<filter::Operand> Has(const RunField& field);
  // `text in dataset_names`, which `list` names.
  absl::StatusOr<filter::Operand> InList(const std::string& list, const filter::Operand& text);
  // size() of a list or a map.
  absl::StatusOr<filter::Operand> Size(const std::string& variable);

  sql::Sql run() const { return run_; }
  const sql::Builder& key_joins() const { return key_joins_; }
  sql::Builder attribute_joins() const;

 private:
  filter::Operand Attribute(const std::string& name);
  absl::StatusOr<filter::Operand> CodeField(const std::string& name);

  ReadTxn& txn_;
  const sql::Sql run_;
  std::map<std::pair<std::string, std::string>, std::optional<sql::Sql>> aliases_;
  size_t joined_ = 0;
  sql::Builder key_joins_;
  std::set<std::string> joined_attributes_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_COLUMNS_H_
