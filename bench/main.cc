#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "bench/bare_server.h"
#include "bench/measures.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

// The measures that `words` name, by their whole name or how it begins; those on request by name
// only.
std::set<std::string> Select(const std::vector<std::string>& words) {
  std::set<std::string> wanted;
  for (const MeasureInfo& measure : AllMeasures()) {
    const std::string name(measure.name);
    bool take = words.empty() && !measure.on_request;
    for (const std::string& word : words) {
      const bool exact = FindMeasure(word) != nullptr;
      take = take || name == word || (!exact && !measure.on_request && name.starts_with(word));
    }
    if (take) wanted.insert(name);
  }
  return wanted;
}

int Main(int argc, char** argv) {
  std::vector<std::string> words;
  std::string json;
  std::string assayd = ASSAY_BENCH_ASSAYD;
  std::string data = ASSAY_BENCH_DATA;
  bool list = false;
  bool bare_server = false;
  CLI::App app("Measures Assay, and the limits of the machine beside it.", "bench/run");
  app.add_option("measure", words,
                 "Measures, or how their names begin; all but the slowest when none is given");
  app.add_option("--json", json, "Also write the figures to this file");
  app.add_option("--data", data, "Folder for everything that is written")->capture_default_str();
  app.add_option("--assayd", assayd, "The server's program")->capture_default_str();
  app.add_flag("--list", list, "Print the names of the measures");
  app.add_flag("--bare-server", bare_server)->group("");
  CLI11_PARSE(app, argc, argv);
  if (bare_server) return ServeBare();
  if (list) {
    for (const MeasureInfo& measure : AllMeasures()) fmt::print("{}\n", measure.name);
    return 0;
  }
  const std::set<std::string> wanted = Select(words);
  if (wanted.empty()) {
    fmt::print(stderr, "No measure has such a name. bench/run --list prints them.\n");
    return 2;
  }
  std::filesystem::create_directories(data);
  data = std::filesystem::canonical(data);
  const auto machine = DescribeMachine(data);
  for (const auto& [name, value] : machine) fmt::print("{}: {}\n", name, value);
  fmt::print("\n");
  Report report(wanted);
  Bench bench{assayd, data, wanted, report};
  absl::Status status = RunWanted(bench);
  if (!json.empty()) status.Update(report.WriteJson(json, machine));
  if (!status.ok()) fmt::print(stderr, "bench/run: {}\n", std::string(status.message()));
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) { return assay::bench::Main(argc, argv); }
