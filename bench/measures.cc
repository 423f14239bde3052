#include "bench/measures.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "fmt/format.h"

namespace assay::bench {
namespace {

bool Within(const Figure& figure, double most) {
  return figure.errors == 0 && figure.value <= most;
}

MeasureInfo AtMost(std::string_view name, double most, std::string_view unit) {
  return {name, fmt::format("<= {} {}", most, unit),
          [most](const Figure& figure) { return Within(figure, most); }};
}

// At least `least` of the value and at least `ratio` of the limit.
MeasureInfo AtLeast(std::string_view name, double least, double ratio, std::string target) {
  return {name, std::move(target), [least, ratio](const Figure& figure) {
            return figure.errors == 0 && figure.value >= least &&
                   figure.ratio.value_or(ratio) >= ratio;
          }};
}

// At least `least` calls a second, and the 95th percentile at most `most` ms.
MeasureInfo FastAndSteady(std::string_view name, double least, double most) {
  return {name, fmt::format(">= {}/s, p95 <= {} ms", least, most),
          [least, most](const Figure& figure) {
            return figure.errors == 0 && figure.value >= least && figure.p95.value_or(0) <= most;
          }};
}

// At most `ratio` times the limit.
MeasureInfo AtMostTimes(std::string_view name, double ratio) {
  return {name, fmt::format("<= {} x", ratio), [ratio](const Figure& figure) {
            return figure.errors == 0 && figure.ratio.value_or(0) <= ratio;
          }};
}

std::vector<MeasureInfo> MakeMeasures() {
  std::vector<MeasureInfo> all = {
      AtLeast("ingest", 5e6, 0.3, ">= 5 million/s, >= 0.3"),
      AtMost("memory.idle", 40, "MiB"),
      AtMost("memory.ingest", 200, "MiB"),
      AtLeast("single_point.1", 0, 0, ""),
      AtLeast("single_point.64", 8'000, 0, ">= 8000/s"),
      AtLeast("create_run", 0, 0.7, ">= 0.7"),
      AtLeast("get_run.1", 0, 0.7, ">= 0.7"),
      AtLeast("get_run.16", 0, 0.7, ">= 0.7"),
      AtMost("history_downsampled", 20, "ms"),
      AtLeast("history_stream", 10e6, 0, ">= 10 million/s"),
      AtMost("bytes_per_point", 5, "bytes"),
      AtMost("log_call.by_name", 100, "ns"),
      AtMost("log_call.by_handle", 40, "ns"),
      AtMost("log_call.p999", 20, "us"),
      AtMost("search_1m.selective", 20, "ms"),
      AtMost("search_1m.broad.first", 20, "ms"),
      AtMost("search_1m.broad.deep", 20, "ms"),
      AtMost("search_1m.newest", 20, "ms"),
      AtMost("start.empty", 0.2, "s"),
      AtMost("start.1m", 0.2, "s"),
      AtMost("assess", 5, "ms"),
      AtMost("cycle", 2, "s"),
      AtMost("simulate", 10, "s"),
      {"commit_race", "1 winner",
       [](const Figure& figure) { return figure.errors == 0 && figure.value == 1; }},
      AtMost("sweep", 30, "s"),
      AtMost("champion_at", 2, "ms"),
      AtLeast("hash_dir", 0, 0.8, ">= 0.8"),
      FastAndSteady("trace.small", 1'000, 2),
      AtMostTimes("trace.large", 2),
      AtMost("impact", 20, "ms"),
      AtLeast("identify", 0, 0.7, ">= 0.7"),
      AtMost("diamond", 50, "ms"),
      AtLeast("log_io.64", 3'000, 0, ">= 3000/s"),
      AtLeast("ingest_1b", 0, 0.8, ">= 0.8"),
  };
  all.back().on_request = true;
  return all;
}

struct Family {
  std::vector<std::string> measures;
  absl::Status (*run)(Bench&);
};

std::vector<Family> Families() {
  return {
      {{"ingest", "memory.idle", "memory.ingest"}, &MeasureIngest},
      {{"single_point.1", "single_point.64"}, &MeasureSinglePoint},
      {{"create_run"}, &MeasureCreateRun},
      {{"get_run.1", "get_run.16"}, &MeasureGetRun},
      {{"history_downsampled", "history_stream"}, &MeasureHistory},
      {{"bytes_per_point"}, &MeasureBytes},
      {{"log_call.by_name", "log_call.by_handle", "log_call.p999"}, &MeasureLogCall},
      {{"search_1m.selective", "search_1m.broad.first", "search_1m.broad.deep", "search_1m.newest"},
       &MeasureSearch},
      {{"start.empty", "start.1m"}, &MeasureStart},
      {{"assess", "cycle", "simulate", "commit_race", "sweep", "champion_at"}, &MeasureGovernance},
      {{"hash_dir"}, &MeasureHashDir},
      {{"trace.small", "trace.large", "impact", "identify", "diamond"}, &MeasureLineage},
      {{"log_io.64"}, &MeasureLogIo},
      {{"ingest_1b"}, &MeasureIngest1b}};
}

}  // namespace

std::span<const MeasureInfo> AllMeasures() {
  static const auto& measures = *new std::vector<MeasureInfo>(MakeMeasures());
  return measures;
}

const MeasureInfo* FindMeasure(std::string_view name) {
  for (const MeasureInfo& measure : AllMeasures()) {
    if (measure.name == name) return &measure;
  }
  return nullptr;
}

absl::Status RunWanted(Bench& bench) {
  absl::Status first;
  for (const Family& family : Families()) {
    const auto wanted = [&](const std::string& name) { return bench.Wants(name); };
    if (!std::any_of(family.measures.begin(), family.measures.end(), wanted)) continue;
    const absl::Status status = family.run(bench);
    if (status.ok()) continue;
    fmt::print(stderr, "{}: {}\n", family.measures[0], std::string(status.message()));
    if (first.ok()) first = status;
  }
  return first;
}

}  // namespace assay::bench
