// What the example programs have in common: flags for the data, the table on the screen, the files.
#ifndef ASSAY_EXAMPLES_PROGRAM_H_
#define ASSAY_EXAMPLES_PROGRAM_H_

#include <cstdint>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/learn/train.h"

namespace assay::examples {

struct ProgramOptions {
  std::string data = "examples/data/breast_cancer.csv";
  std::string target = "malignant";
  double validation_fraction = 0.25;
  uint64_t seed = 1;
  std::string out;  // empty: write no files
};

// Adds --data, --target, --validation-fraction, --seed and --out.
void AddProgramFlags(CLI::App& app, ProgramOptions& options);

// Reads the data file and divides its rows.
absl::StatusOr<Split> LoadData(const ProgramOptions& options, Task task);

// An observer that prints a line: the epoch, and the train and validation scores.
absl::Status PrintEpoch(const EpochReport& report);

// Prints the best epoch, and writes model.txt and predictions.csv (of the validation rows) into the
// folder --out, which it creates.
absl::Status Finish(const ProgramOptions& options, const Split& data, const TrainResult& result);

// The process's exit code; an error goes to stderr.
int ExitCode(const absl::Status& status);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_PROGRAM_H_
