#include "server/backup.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::admin {
namespace {

constexpr int64_t kBytesPerMessage = 1 << 20;

// Asked before the copy takes the space that writes need.
absl::Status CheckSpace(const std::string& path, int64_t bytes) {
  std::error_code error;
  const auto space = std::filesystem::space(std::filesystem::path(path).parent_path(), error);
  if (error || space.available >= static_cast<uint64_t>(bytes)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                   fmt::format("A backup takes {} bytes in the data folder for a while, and its "
                               "disk has {}. Nothing was written; free some space.",
                               bytes, space.available));
}

}  // namespace

absl::StatusOr<std::unique_ptr<BackupReader>> BackupReader::Open(ServerEnv& env) {
  BackupPlace& place = env.backup_place;
  if (place.taken.exchange(true)) {
    return MakeError(absl::StatusCode::kResourceExhausted, "BACKUP_RUNNING",
                     "Another backup of this server is being taken. Try again when it is done.");
  }
  // From here on its end gives the place back.
  std::unique_ptr<BackupReader> reader(new BackupReader(place));
  ASSAY_ASSIGN_OR_RETURN(reader->copy_, env.store.database().BackUp(place.path));
  reader->total_ = reader->copy_->total();
  ASSAY_RETURN_IF_ERROR(CheckSpace(place.path, reader->total_));
  return reader;
}

BackupReader::~BackupReader() {
  copy_.reset();
  file_.close();
  place_.taken.store(false);
}

absl::Status BackupReader::ReadMessage(v1::BackUpResponse* response) {
  response->Clear();
  ASSAY_RETURN_IF_ERROR(copy_ ? Copy() : ReadBytes(response));
  response->set_copied_bytes(copied_);
  response->set_total_bytes(total_);
  return absl::OkStatus();
}

absl::Status BackupReader::Copy() {
  ASSAY_ASSIGN_OR_RETURN(const bool complete, copy_->Step());
  copied_ = copy_->copied();
  if (!complete) return absl::OkStatus();
  copy_.reset();
  file_.open(place_.path, std::ios::binary);
  // It lasts as long as it is open, and goes with a server that is killed.
  unlink(place_.path.c_str());
  return absl::OkStatus();
}

absl::Status BackupReader::ReadBytes(v1::BackUpResponse* response) {
  std::string& data = *response->mutable_data();
  data.resize(static_cast<size_t>(std::min(kBytesPerMessage, total_ - read_)));
  if (!file_.read(data.data(), static_cast<std::streamsize>(data.size()))) {
    return MakeError(absl::StatusCode::kUnavailable, "STORAGE_IO_ERROR",
                     "Reading the copy in the data folder failed. Take the backup again.");
  }
  digest_.Update(data);
  read_ += static_cast<int64_t>(data.size());
  at_end_ = read_ == total_;
  if (at_end_) response->set_digest("sha256:" + digest_.FinishHex());
  return absl::OkStatus();
}

}  // namespace assay::admin
