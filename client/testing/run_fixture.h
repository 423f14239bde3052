// What the tests of Run share: a scripted server, a folder for spools, injected time and ids.
#ifndef ASSAY_CLIENT_TESTING_RUN_FIXTURE_H_
#define ASSAY_CLIENT_TESTING_RUN_FIXTURE_H_

#include <atomic>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

#include "client/internal/spool_file.h"
#include "client/run.h"
#include "client/spool.h"
#include "client/test_files.h"
#include "client/testing/fake_log_stream.h"
#include "client/testing/status_recorder.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "gtest/gtest.h"

namespace assay {

using std::chrono::milliseconds;

inline constexpr milliseconds kLong{1'000'000};  // no test waits for so long
inline constexpr int64_t kNow = 1'700'000'000'123'456;

using Points = std::vector<std::pair<int64_t, double>>;

inline v1::RunIo File(const std::string& path) {
  v1::RunIo item;
  item.mutable_artifact()->set_path(path);
  item.mutable_artifact()->mutable_content()->set_digest(Sha256Digest(path));
  return item;
}

class RunTest : public testing::Test {
 public:
  using Run = assay::Run;  // testing::Test has one too
  // Points are packed by Flush and Finish only, so that tests decide what is in a batch.
  RunOptions Options() {
    RunOptions options;
    options.experiment = "credit-risk";
    options.connection = server_.Connect();
    options.server.first_backoff = milliseconds(1);
    options.server.most_backoff = milliseconds(2);
    options.spool_dir = dir_.path();
    options.flush_interval = kLong;
    options.finish_timeout = kLong;
    options.capture_code = false;
    options.capture_environment = false;
    options.on_error = recorder_.callback();
    options.clock = &clock_;
    options.ids = &ids_;
    return options;
  }

  static assay::Run Open(RunOptions options) {
    absl::StatusOr<assay::Run> run = assay::Run::Open(std::move(options));
    EXPECT_TRUE(run.ok()) << run.status();
    return *std::move(run);
  }

  // Every batch after another of the same writer, within a server's limits, and nothing after the
  // end.
  void ExpectWellFormed() const {
    std::map<std::string, int64_t> last;
    std::map<std::string, bool> ended;
    for (const v1::LogBatchRequest& batch : server_.batches()) {
      EXPECT_EQ(batch.sequence(), ++last[batch.writer_id()]);
      EXPECT_LT(batch.ByteSizeLong(), limits::kMessageBytes);
      EXPECT_LE(batch.params_size(), static_cast<int>(limits::kParamsPerBatch));
      EXPECT_LE(batch.tags_size(), static_cast<int>(limits::kTagsPerBatch));
      EXPECT_LE(batch.inputs_size(), static_cast<int>(limits::kInputsPerBatch));
      EXPECT_LE(batch.metrics_size(), static_cast<int>(limits::kMetricsPerBatch));
      size_t points = 0;
      for (const v1::MetricColumns& columns : batch.metrics()) {
        EXPECT_EQ(columns.steps_size(), columns.values_size());
        EXPECT_EQ(columns.times_ms_size(), columns.values_size());
        points += columns.values_size();
      }
      EXPECT_LE(points, limits::kPointsPerBatch);
      EXPECT_FALSE(ended[batch.writer_id()]) << "a batch after the one that ends the run";
      ended[batch.writer_id()] = batch.has_finish();
    }
  }

  std::vector<SpoolInfo> Spools() const {
    const auto spools = ListSpools(dir_.path());
    EXPECT_TRUE(spools.ok()) << spools.status();
    return spools.value_or(std::vector<SpoolInfo>{});
  }

  TempDir dir_;
  ManualClock clock_{kNow};
  SequentialIds ids_;
  FakeLogServer server_;
  StatusRecorder recorder_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_TESTING_RUN_FIXTURE_H_
