// What the example programs have in common: flags, the data, and what of their work is logged.
#ifndef ASSAY_EXAMPLES_PROGRAM_H_
#define ASSAY_EXAMPLES_PROGRAM_H_

#include <cstdint>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/run.h"
#include "examples/learn/train.h"

namespace assay::examples {

struct ProgramOptions {
  std::string data = "examples/data/breast_cancer.csv";
  std::string target = "malignant";
  double validation_fraction = 0.25;
  uint64_t seed = 1;
  std::string out;  // empty: write no files

  std::string server;  // empty: the environment's ASSAY_SERVER, else 127.0.0.1:7401
  std::string experiment = "breast-cancer";
  std::string run_name;
  bool offline = false;
};

// Adds --data, --target, --out; --server, --experiment, --run-name, --offline.
void AddProgramFlags(CLI::App& app, ProgramOptions& options);
// Adds --validation-fraction and --seed.
void AddSplitFlags(CLI::App& app, ProgramOptions& options);

// Where the program logs, with this tag.
RunOptions MakeRunOptions(const ProgramOptions& options, const std::string& tag,
                          const std::string& value);

// The files of a folder that split_data writes.
inline constexpr char kTrainFile[] = "train.csv";
inline constexpr char kValidationFile[] = "validation.csv";

// The rows to learn from and those to judge by, each logged as a use of the dataset. A folder of
// split_data has both; the rows of a file are divided here, and the params logged that decide how.
absl::StatusOr<Split> LoadData(Run& run, const ProgramOptions& options, Task task);

absl::Status CreateFolder(const std::string& path);

// An observer that logs every epoch's scores, as "train/loss", "validation/roc_auc" and so on, with
// the epoch as step.
Observer LogEpochs(Run& run);

// Logs the best epoch's validation scores as "best/loss" and so on, and what the model costs as
// "serving/latency_p95_ms" and so on. Writes model.txt, and predictions.csv and labels.csv of the
// validation rows, into the folder --out, which it creates, and logs the files as outputs.
absl::Status LogResult(Run& run, const ProgramOptions& options, Task task, const Split& data,
                       const TrainResult& result);

// Ends the run as FINISHED, or as FAILED with the error in the tag "error" when `trained` is one,
// and waits until all is delivered. Returns the first error of both.
absl::Status FinishRun(Run& run, const absl::Status& trained);

// The process's exit code; an error goes to stderr.
int ExitCode(const absl::Status& status);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_PROGRAM_H_
