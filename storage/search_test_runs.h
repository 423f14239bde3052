// A database with random runs for tests of search, and the same runs as values of the expression
// language.
#ifndef ASSAY_STORAGE_SEARCH_TEST_RUNS_H_
#define ASSAY_STORAGE_SEARCH_TEST_RUNS_H_

#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "core/clock.h"
#include "core/ids.h"
#include "expression/value.h"
#include "storage/params.h"
#include "storage/search.h"
#include "storage/store.h"
#include "storage/tags.h"

namespace assay {

// A run as the store gives it back, and what filters see of it.
struct TestRun {
  int64_t row = 0;
  v1::Run run;
  std::shared_ptr<expression::ValueMap> variables;
};

class TestRuns {
 public:
  // A new database in a file of its own with `count` runs, of which every eleventh is deleted. When
  // they are spread, some lie on both sides of each of many boundaries of blocks (sketch.h).
  TestRuns(uint32_t seed, int count, bool spread = false);
  ~TestRuns();

  Store& store() { return *store_; }
  const std::vector<TestRun>& runs() const { return runs_; }
  const std::vector<std::string>& experiment_ids() const { return experiment_ids_; }
  // One page, which must not fail.
  v1::SearchRunsRequest Request(const std::string& filter, const std::string& order_by) const;
  // The rows of all pages of `limit` runs.
  absl::StatusOr<std::vector<int64_t>> SearchAll(const v1::SearchRunsRequest& request, int limit,
                                                 const SearchLimits& limits = {});
  // Takes the runs up to the one at this place among them into the indexes by value, and none that
  // follows and has a param or tag.
  void Index(size_t place);
  // Sketches all blocks that are due; those with sketches are from so many loose runs on.
  void Sketch(int64_t most_loose = 0);
  // Logs metrics and params and changes tags of `count` of the runs, whatever their state.
  void ChangeSome(int count);

 private:
  absl::Status AddRun(WriteTxn& txn);
  // Makes the next runs the last ones of a block and the first ones of the next.
  absl::Status SkipToBoundary(WriteTxn& txn);
  absl::Status Change(WriteTxn& txn, const std::string& run_id);
  absl::Status AddMetrics(WriteTxn& txn, int64_t run);
  absl::Status AddInputs(WriteTxn& txn, const std::string& run_id);
  v1::CreateRunRequest RandomRun();
  ParamList RandomParams();
  TagList RandomTags();
  int Pick(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  void Load();

  std::mt19937 random_;
  ManualClock clock_{1'700'000'000'000'000};
  SequentialIds ids_;
  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
  std::vector<std::string> experiment_ids_;
  std::vector<std::string> run_ids_;
  std::vector<TestRun> runs_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_SEARCH_TEST_RUNS_H_
