#include "bench/harness.h"

#include <sys/statfs.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "bench/measures.h"
#include "core/errors.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

// A few significant digits, with groups of three where they help.
std::string Number(double value) {
  if (std::abs(value) >= 10'000) return fmt::format(std::locale("C"), "{:.0f}", value);
  if (std::abs(value) >= 100) return fmt::format("{:.0f}", value);
  if (std::abs(value) >= 1) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3f}", value);
}

std::string Number(const std::optional<double>& value) { return value ? Number(*value) : ""; }

// The value of the first line "name : value" in a file such as /proc/cpuinfo.
std::string ProcField(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

// The device and type of the file system that holds `folder`: the longest mount point that is its
// prefix.
std::string FileSystem(const std::string& folder) {
  std::ifstream mounts("/proc/mounts");
  std::string device, point, type, rest, found;
  size_t longest = 0;
  while (mounts >> device >> point >> type && std::getline(mounts, rest)) {
    if (!folder.starts_with(point) || point.size() < longest) continue;
    longest = point.size();
    found = fmt::format("{} on {}", type, device);
  }
  return found;
}

}  // namespace

double Seconds(SteadyClock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double SecondsSince(SteadyClock::time_point begin) { return Seconds(SteadyClock::now() - begin); }

void Latencies::Merge(const Latencies& other) {
  millis_.insert(millis_.end(), other.millis_.begin(), other.millis_.end());
}

double Latencies::Percentile(double share) const {
  if (millis_.empty()) return 0;
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(millis_.size())));
  const auto nth = millis_.begin() + static_cast<int64_t>(std::max<size_t>(rank, 1) - 1);
  std::nth_element(millis_.begin(), nth, millis_.end());
  return *nth;
}

double Latencies::Mean() const {
  if (millis_.empty()) return 0;
  return std::accumulate(millis_.begin(), millis_.end(), 0.0) / static_cast<double>(millis_.size());
}

Figure& Figure::WithPercentiles(const Latencies& latencies) {
  p50 = latencies.Percentile(0.5);
  p95 = latencies.Percentile(0.95);
  p99 = latencies.Percentile(0.99);
  return *this;
}

Figure& Figure::WithLimit(double bare) {
  limit = bare;
  ratio = value / bare;
  return *this;
}

void Report::Add(const std::string& name, const Figure& figure) {
  const MeasureInfo* info = FindMeasure(name);
  if (info != nullptr && !wanted_.contains(name)) return;
  if (!begun_) {
    fmt::print("{:<24} {:>10} {:<10} {:>9} {:>9} {:>9} {:>10} {:>6} {:>6}  {:<28} {}\n", "measure",
               "value", "unit", "p50 ms", "p95 ms", "p99 ms", "limit", "ratio", "errors",
               "must reach", "");
    begun_ = true;
  }
  const std::string verdict =
      info == nullptr || info->target.empty()
          ? ""
          : fmt::format("{} {}", info->met(figure) ? "met:   " : "MISSED:", info->target);
  fmt::print("{:<24} {:>10} {:<10} {:>9} {:>9} {:>9} {:>10} {:>6} {:>6}  {:<28} {}\n", name,
             Number(figure.value), figure.unit, Number(figure.p50), Number(figure.p95),
             Number(figure.p99), Number(figure.limit), Number(figure.ratio), figure.errors, verdict,
             figure.note);
  std::fflush(stdout);
  figures_[name] = figure;
}

absl::Status Report::WriteJson(const std::string& path,
                               const std::map<std::string, std::string>& machine) const {
  nlohmann::json root;
  for (const auto& [name, figure] : figures_) {
    nlohmann::json& entry = root[name];
    entry = {{"value", figure.value}, {"unit", figure.unit}, {"errors", figure.errors}};
    const auto set = [&](const char* key, const std::optional<double>& value) {
      if (value) entry[key] = *value;
    };
    set("p50", figure.p50);
    set("p95", figure.p95);
    set("p99", figure.p99);
    set("limit", figure.limit);
    set("ratio", figure.ratio);
    if (!figure.note.empty()) entry["note"] = figure.note;
  }
  root["machine"] = machine;
  std::ofstream file(path);
  file << root.dump(2) << "\n";
  file.close();
  if (!file) return FailedPrecondition("FILE_UNWRITABLE", "Can't write {}.", path);
  return absl::OkStatus();
}

std::map<std::string, std::string> DescribeMachine(const std::string& folder) {
  utsname kernel = {};
  uname(&kernel);
  return {{"processor", ProcField("/proc/cpuinfo", "model name")},
          {"cores", std::to_string(std::thread::hardware_concurrency())},
          {"memory", ProcField("/proc/meminfo", "MemTotal")},
          {"kernel", fmt::format("{} {}", kernel.sysname, kernel.release)},
          {"file_system", FileSystem(folder)}};
}

}  // namespace assay::bench
