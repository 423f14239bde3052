#include "client/spool.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include "client/internal/courier.h"
#include "client/internal/spool_file.h"
#include "client/internal/spool_order.h"
#include "core/errors.h"
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
  ASSAY_ASSIGN_OR_RETURN(const SpoolContents contents,
                         ReadSpool(folder, [&info](v1::LogBatchRequest batch) {
                           if (info.first_sequence == 0) info.first_sequence = batch.sequence();
                           info.run_id = batch.run_id();
                           info.last_sequence = batch.sequence();
                           for (const v1::MetricColumns& column : batch.metrics())
                             info.points += column.values_size();
                           return absl::OkStatus();
                         }));
  info.batches = contents.batches;
  info.bytes = contents.bytes;
  info.torn_bytes = contents.torn_bytes;
  info.in_use = SpoolFolder::InUse(folder);
  return info;
}

// Reads acknowledgements until the stream ends; returns the last one.
int64_t ReadAcks(LogStream& stream, const std::function<void(int64_t)>& progress, int64_t first,
                 absl::Status* refused) {
  v1::LogBatchResponse response;
  int64_t last = 0;
  while (stream.Read(&response)) {
    last = std::max(last, response.sequence());
    if (response.refused_params_size() > 0 && refused->ok())
      *refused = RefusedParamsError(response);
    if (progress) progress(last - first + 1);
  }
  return last;
}

absl::Status BrokenStream() {
  return MakeError(
      absl::StatusCode::kUnavailable, "UNDELIVERED",
      "The server ended the stream before it had acknowledged everything. Push again.");
}

}  // namespace

std::string DefaultSpoolDir() {
  if (const char* dir = std::getenv("ASSAY_SPOOL_DIR"); dir != nullptr && *dir != '\0') return dir;
  return Home() + "/.local/share/assay/spool";
}

absl::StatusOr<std::vector<SpoolInfo>> ListSpools(const std::string& dir) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolHead> heads, ListSpoolHeads(dir));
  std::vector<SpoolInfo> spools;
  for (const SpoolHead& head : heads) {
    ASSAY_ASSIGN_OR_RETURN(SpoolInfo info, Inspect(dir + "/" + head.writer_id));
    spools.push_back(std::move(info));
  }
  return spools;
}

absl::Status PushSpool(Connection& connection, const std::string& dir, const SpoolInfo& spool,
                       const std::function<void(int64_t)>& progress, std::stop_token cancel) {
  const std::string path = dir + "/" + spool.writer_id;
  ASSAY_ASSIGN_OR_RETURN(SpoolFolder folder, SpoolFolder::Lock(path));
  // Its program may have written on since the spool was listed.
  ASSAY_ASSIGN_OR_RETURN(const SpoolInfo present, Inspect(path));
  if (present.batches == 0) return folder.Remove();
  std::unique_ptr<LogStream> stream = connection.OpenLogStream();
  const std::stop_callback on_cancel(cancel, [&stream] { stream->Cancel(); });
  int64_t acknowledged = 0;
  absl::Status refused;
  std::thread reader(
      [&] { acknowledged = ReadAcks(*stream, progress, present.first_sequence, &refused); });
  const auto read = ReadSpool(path, [&](v1::LogBatchRequest batch) {
    return stream->Write(batch) ? absl::OkStatus() : BrokenStream();
  });
  stream->WritesDone();
  reader.join();
  if (absl::Status status = stream->Finish(); !status.ok()) {
    return ExplainRefusal(status, dir, ReadSpoolHead(dir, spool.writer_id));
  }
  if (!read.ok()) return read.status();
  if (acknowledged < present.last_sequence) return BrokenStream();
  ASSAY_RETURN_IF_ERROR(folder.Remove());
  return refused;
}

absl::Status DropSpool(const std::string& dir, const SpoolInfo& spool) {
  ASSAY_ASSIGN_OR_RETURN(SpoolFolder folder, SpoolFolder::Lock(dir + "/" + spool.writer_id));
  return folder.Remove();
}

}  // namespace assay
