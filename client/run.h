// Logging a run from a training program.
//
//   auto run = assay::Run::Open({.experiment = "credit-risk"});
//   if (!run.ok()) return run.status();
//   run->LogParam("learning_rate", 0.1);
//   for (int64_t step = 0; step < steps; ++step) run->Log("loss", Train(), step);
//   return run->Finish();
//
// Logging never waits for the network: points are kept in memory, packed, and sent in the
// background over one stream, each exactly once, through crashes of the server and losses of the
// network. A Run that is destroyed without Finish ends as FINISHED, or as FAILED when an exception
// is under way. With a spool, an online run also delivers, in the background, what earlier programs
// that died have left there.
#ifndef ASSAY_CLIENT_RUN_H_
#define ASSAY_CLIENT_RUN_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "client/artifact.h"
#include "client/connection.h"
#include "client/dataset.h"
#include "core/clock.h"
#include "core/ids.h"

namespace assay {

// Where batches are kept until the server has acknowledged them.
enum class Spool {
  kNever,     // in memory; Log waits when it is full
  kWhenFull,  // in memory, and on disk when that is full or at the end something is undelivered
  kAlways,    // on disk before they are sent, so that they outlive a crash of this program
};

// What was measured on what, for example {{"split", "validation"}}.
using MetricContext = std::map<std::string, std::string>;

struct RunOptions {
  // Required. The experiment's name; it is made when there is none.
  std::string experiment = {};
  std::string workspace = {};
  std::string name = {};
  std::string description = {};
  // The pipeline run that this one is a part of.
  std::string parent_run_id = {};
  // 32 lower-case hex digits, or empty for a new one.
  std::string run_id = {};
  std::map<std::string, std::string> tags = {};

  // Which server; ignored when `connection` is given.
  ConnectionOptions server = {};
  std::shared_ptr<Connection> connection = {};
  // Never connects: everything goes to the spool, for `assay spool push` or the next online start.
  bool offline = false;

  Spool spool = Spool::kWhenFull;
  // Empty means the environment's ASSAY_SPOOL_DIR, else ~/.local/share/assay/spool.
  std::string spool_dir = {};
  // Memory for points and batches that wait, in bytes.
  size_t max_memory = 64 << 20;
  // Points wait at most so long before they are packed and sent.
  std::chrono::milliseconds flush_interval{100};
  // How long Finish and the destructor wait for the server, and for room when memory is full.
  std::chrono::milliseconds finish_timeout{30'000};
  // Record the git commit of the current folder's repository, and the machine.
  bool capture_code = true;
  bool capture_environment = true;

  // Told of every error in the background, once each and one at a time, and when the server can't
  // be reached for the first time (UNREACHABLE: nothing is lost by it). Called from threads of the
  // run: must be quick, and not Flush or Finish.
  std::function<void(const absl::Status&)> on_error = {};

  const Clock* clock = &SystemClock();
  const Ids* ids = &RandomIds();
};

class RunLogger;
class SeriesBuffer;

// A handle of one series: the fastest way to log. Cheap to copy, thread-safe, and valid as long as
// the Run.
class SeriesHandle {
 public:
  // The time is now, as the system's coarse clock has it (to a few milliseconds). Waits only when
  // memory is full and no spool is allowed.
  void Log(double value, int64_t step);
  // `time_ms` counts from 1970 and is not negative.
  absl::Status Log(double value, int64_t step, int64_t time_ms);

 private:
  friend class Run;
  explicit SeriesHandle(SeriesBuffer* buffer) : buffer_(buffer) {}
  SeriesBuffer* buffer_;
};

// Thread-safe, but for moving and destroying it.
class Run {
 public:
  // Begins a run. Does not wait for a server, and works without one. InvalidArgument when an option
  // is malformed; FailedPrecondition when the spool's folder can't be used.
  static absl::StatusOr<Run> Open(RunOptions options);

  Run(Run&&) noexcept;
  Run& operator=(Run&&) = delete;
  ~Run();

  const std::string& run_id() const;

  // A param keeps its type. InvalidArgument when the key or value is malformed, FailedPrecondition
  // (PARAM_CHANGED) when this run logged another value.
  absl::Status LogParam(std::string_view key, std::string_view value);
  absl::Status LogParam(std::string_view key, const char* value) {
    return LogParam(key, std::string_view(value));
  }
  absl::Status LogParam(std::string_view key, int64_t value);
  absl::Status LogParam(std::string_view key, int value) { return LogParam(key, int64_t{value}); }
  absl::Status LogParam(std::string_view key, double value);
  absl::Status LogParam(std::string_view key, bool value);
  absl::Status SetTag(std::string_view key, std::string_view value);

  // The handle of a series, made when there is none.
  absl::StatusOr<SeriesHandle> GetSeries(std::string_view key, const MetricContext& context = {});
  // One point, by name, without context.
  absl::Status Log(std::string_view key, double value, int64_t step);
  // Several metrics of one step.
  absl::Status Log(std::initializer_list<std::pair<std::string_view, double>> metrics,
                   int64_t step);

  // Digests the file or directory at `local_path` and records it as what the run read or wrote,
  // under its file name or `options.path`. The bytes stay where they are. Never from a cache.
  absl::Status LogInput(const std::string& local_path, const ArtifactOptions& options = {});
  absl::Status LogOutput(const std::string& local_path, const ArtifactOptions& options = {});
  // Digests the file or directory and records it as a dataset version that was read, in a role such
  // as "train". The handle says what it is, and whether its digest comes from the cache; it can be
  // used again, in other roles and runs.
  absl::StatusOr<Dataset> UseDataset(const std::string& local_path, const std::string& role = "",
                                     const DatasetOptions& options = {});
  // `subset` says which part was read, when not all: "rows 0..397 of a shuffle by seed 7".
  absl::Status UseDataset(const Dataset& dataset, const std::string& role = "",
                          const std::string& subset = "");
  // The same for one that was written.
  absl::StatusOr<Dataset> WriteDataset(const std::string& local_path, const std::string& role = "",
                                       const DatasetOptions& options = {});
  absl::Status WriteDataset(const Dataset& dataset, const std::string& role = "",
                            const std::string& subset = "");
  // The same for what was digested elsewhere.
  absl::Status LogIo(v1::IoDirection direction, v1::RunIo item);

  // Waits until everything that was logged before is durable. DeadlineExceeded when that takes too
  // long.
  absl::Status Flush(std::chrono::milliseconds timeout);
  // Ends the run and delivers everything. Undelivered batches go to the spool, when that is
  // allowed, and the error says so (UNDELIVERED, or the server's when it refused them). Later calls
  // return the same answer. What is logged afterwards is refused (RUN_FINISHED), through on_error
  // where no Status is returned; Client::LogIo takes inputs and outputs that become known later.
  absl::Status Finish(v1::RunStatus status = v1::RUN_STATUS_FINISHED);
  // The first error in the background, or OK.
  absl::Status status() const;

 private:
  explicit Run(std::unique_ptr<RunLogger> logger);
  std::unique_ptr<RunLogger> logger_;
  int exceptions_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_RUN_H_
