// Whatever the filter, order and position: a search answers, or refuses with a reason. A statement
// that the engine refuses would have none. The input is the filter, the order and the position, a
// line each.
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/errors.h"
#include "fmt/format.h"
#include "storage/search.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"

namespace {

assay::Store& EmptyStore() {
  static const std::unique_ptr<assay::Store> store = [] {
    const std::string path =
        (std::filesystem::temp_directory_path() / fmt::format("search_fuzz_{}.db", getpid()))
            .string();
    auto database = assay::sql::sqlite::Open({.path = path});
    if (!database.ok()) std::abort();
    auto opened = assay::Store::Open(*std::move(database), assay::sql::sqlite::SqliteDialect());
    if (!opened.ok()) std::abort();
    return *std::move(opened);
  }();
  return *store;
}

std::string_view TakeLine(std::string_view* input) {
  const std::string_view line = input->substr(0, input->find('\n'));
  input->remove_prefix(std::min(line.size() + 1, input->size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  assay::v1::SearchRunsRequest request;
  request.set_filter(std::string(TakeLine(&input)));
  request.set_order_by(std::string(TakeLine(&input)));
  const absl::Status status =
      EmptyStore().Read(assay::kNoDeadline, [&](assay::ReadTxn& txn) -> absl::Status {
        return assay::SearchRuns(txn, request, input, 10).status();
      });
  const std::string reason = assay::ErrorReason(status);
  if (!status.ok() && (reason.empty() || reason == "STORAGE_ERROR")) {
    fmt::print(stderr, "{}\n{}\n", std::string(status.message()), request.filter());
    std::abort();
  }
  return 0;
}
