// Cleans a CSV file, and logs what was read and written as versions of two datasets. See
// examples/README.md.
#include "CLI/CLI.hpp"
#include "client/run.h"
#include "core/status_macros.h"
#include "examples/learn/clean.h"
#include "examples/learn/text.h"
#include "examples/program.h"
#include "fmt/format.h"

namespace assay::examples {
namespace {

absl::Status CleanData(Run& run, const ProgramOptions& program, double max_correlation) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("target", program.target));
  ASSAY_RETURN_IF_ERROR(run.LogParam("max_correlation", max_correlation));
  ASSAY_ASSIGN_OR_RETURN(const assay::Dataset raw, run.UseDataset(program.data, "raw"));
  ASSAY_ASSIGN_OR_RETURN(const Table table, ReadCsv(program.data));
  ASSAY_ASSIGN_OR_RETURN(const CleanTable clean, Clean(table, program.target, max_correlation));
  ASSAY_RETURN_IF_ERROR(CreateFolder(program.out));
  const std::string path = fmt::format("{}/{}_clean.csv", program.out, raw.name());
  ASSAY_RETURN_IF_ERROR(WriteTextFile(path, ToCsv(clean.table)));
  ASSAY_RETURN_IF_ERROR(run.WriteDataset(path, "clean").status());
  fmt::print("{:26} run {}  {} rows repeated, {} columns dropped: {}\n", program.run_name,
             run.run_id(), clean.repeated_rows, clean.dropped_columns.size(), path);
  return absl::OkStatus();
}

absl::Status Main(const ProgramOptions& program, double max_correlation) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(MakeRunOptions(program, "task", "clean")));
  return FinishRun(run, CleanData(run, program, max_correlation));
}

}  // namespace
}  // namespace assay::examples

int main(int argc, char** argv) {
  assay::examples::ProgramOptions program;
  program.out = "build/clean";
  double max_correlation = 0.97;
  CLI::App app("Removes repeated rows, and columns that say nearly what an earlier one says.");
  app.option_defaults()->always_capture_default();
  AddProgramFlags(app, program);
  app.add_option("--max-correlation", max_correlation, "more than this is nearly the same");
  CLI11_PARSE(app, argc, argv);
  return assay::examples::ExitCode(assay::examples::Main(program, max_correlation));
}
