#include "client/spool.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "client/internal/courier.h"
#include "client/internal/spool_file.h"
#include "core/errors.h"
#include "core/ids.h"
#include "core/status_macros.h"

namespace assay {
namespace {

std::string Home() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "." : user->pw_dir;
}

absl::StatusOr<SpoolInfo> Inspect(const std::string& folder) {
  SpoolInfo info;
  info.writer_id = std::filesystem::path(folder).filename().string();
  ASSAY_ASSIGN_OR_RETURN(
      const SpoolContents contents, ReadSpool(folder, [&info](v1::LogBatchRequest batch) {
        if (info.first_sequence == 0) info.first_sequence = batch.sequence();
        info.run_id = batch.run_id();
        info.last_sequence = batch.sequence();
        for (const v1::MetricColumns& column : batch.metrics()) info.points += column.values_size();
        return absl::OkStatus();
      }));
  info.batches = contents.batches;
  info.bytes = contents.bytes;
  info.torn_bytes = contents.torn_bytes;
  info.in_use = !SpoolFolder::Open(folder).ok();
  return info;
}

// Reads acknowledgements until the stream ends; returns the last one.
int64_t ReadAcks(LogStream& stream, const std::function<void(int64_t)>& progress, int64_t first,
                 absl::Status* refused) {
  v1::LogBatchResponse response;
  int64_t last = 0;
  while (stream.Read(&response)) {
    last = std::max(last, response.sequence());
    if (response.refused_params_size() > 0 && refused->ok()) *refused = RefusedParamsError(response);
    if (progress) progress(last - first + 1);
  }
  return last;
}

}  // namespace

std::string DefaultSpoolDir() {
  if (const char* dir = std::getenv("ASSAY_SPOOL_DIR"); dir != nullptr && *dir != '\0') return dir;
  return Home() + "/.local/share/assay/spool";
}

absl::StatusOr<std::vector<SpoolInfo>> ListSpools(const std::string& dir) {
  std::vector<SpoolInfo> spools;
  std::error_code error;
  if (!std::filesystem::exists(dir, error)) return spools;
  for (std::filesystem::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    if (!it->is_directory() || !IsId(it->path().filename().string())) continue;
    ASSAY_ASSIGN_OR_RETURN(SpoolInfo info, Inspect(it->path().string()));
    spools.push_back(std::move(info));
  }
  if (error) {
    return FailedPrecondition("SPOOL_UNUSABLE", "The spool {} can't be read: {}.", dir, error.message());
  }
  std::sort(spools.begin(), spools.end(),
            [](const SpoolInfo& a, const SpoolInfo& b) { return a.writer_id < b.writer_id; });
  return spools;
}

absl::Status PushSpool(Connection& connection, const std::string& dir, const SpoolInfo& spool,
                       const std::function<void(int64_t)>& progress) {
  const std::string path = dir + "/" + spool.writer_id;
  ASSAY_ASSIGN_OR_RETURN(SpoolFolder folder, SpoolFolder::Open(path));
  if (spool.batches == 0) return folder.Remove();
  std::unique_ptr<LogStream> stream = connection.OpenLogStream();
  int64_t acknowledged = 0;
  absl::Status refused;
  std::thread reader(
      [&] { acknowledged = ReadAcks(*stream, progress, spool.first_sequence, &refused); });
  const auto read = ReadSpool(path, [&](v1::LogBatchRequest batch) {
    return stream->Write(batch) ? absl::OkStatus() : absl::CancelledError();
  });
  stream->WritesDone();
  reader.join();
  ASSAY_RETURN_IF_ERROR(stream->Finish());
  if (!read.ok()) return read.status();
  if (acknowledged < spool.last_sequence) {
    return MakeError(absl::StatusCode::kUnavailable, "UNDELIVERED",
                     "The server ended the stream before it had acknowledged everything. Push again.");
  }
  ASSAY_RETURN_IF_ERROR(folder.Remove());
  return refused;
}

}  // namespace assay
