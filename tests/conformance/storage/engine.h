// The engines that the storage suites run on. A new engine is a new entry in Engines().
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_ENGINE_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/sql/database.h"
#include "storage/sql/migrator.h"

namespace assay::testing {

// The place of one database: empty at first, removed at the end.
class Place {
 public:
  virtual ~Place() = default;
  // Opens the database that is there; one at a time.
  virtual absl::StatusOr<std::unique_ptr<sql::Database>> Open() = 0;
};

struct Engine {
  std::string name;
  const sql::Dialect& dialect;
  std::unique_ptr<Place> (*make_place)();
  // Opens the database in a file.
  absl::StatusOr<std::unique_ptr<sql::Database>> (*open)(const std::string& path);
  // A query whose rows are the text of the schema, and the golden file of it.
  sql::Sql schema;
  std::string golden_schema;
  // Put before a query it gives the plan; its last column is the text of a step.
  sql::Sql explain;
  // A query whose only row is "ok" when nothing in the file is damaged.
  sql::Sql check_integrity;
};

const std::vector<Engine>& Engines();

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_ENGINE_H_
