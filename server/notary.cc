#include "server/notary.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/checkpoint.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "server/secret_file.h"
#include "spdlog/spdlog.h"
#include "storage/audit_log.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status KeyUnusable(const std::string& path, std::string_view why) {
  return FailedPrecondition("AUDIT_KEY_UNUSABLE",
                            "The key of the audit log, {}, can't be used: {}. Restore it from a "
                            "backup; without it, whoever kept a checkpoint is told of another log.",
                            path, why);
}

absl::StatusOr<SigningKey> LoadKey(const std::string& path) {
  std::ifstream file(path);
  if (!file) return KeyUnusable(path, "it can't be read");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!text.empty() && text.back() == '\n') text.pop_back();
  const absl::StatusOr<std::string> seed = FromBase64(text);
  absl::StatusOr<SigningKey> key = SigningKey::FromSeed(seed.ok() ? *seed : "");
  if (!key.ok()) return KeyUnusable(path, "it is not 32 bytes in base64");
  return key;
}

absl::StatusOr<SigningKey> LoadOrMakeKey(const std::string& path) {
  if (std::filesystem::exists(path)) return LoadKey(path);
  SigningKey key = SigningKey::Generate();
  ASSAY_RETURN_IF_ERROR(WriteSecretFile(path, Base64(key.seed()) + "\n"));
  return key;
}

absl::Status Append(const std::string& path, const std::string& note) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "a");
  bool written = file != nullptr && std::fputs((note + "\n").c_str(), file) >= 0;
  if (file != nullptr) written = std::fflush(file) == 0 && written;
  if (file != nullptr && file != stdout) std::fclose(file);
  if (written) return absl::OkStatus();
  return FailedPrecondition("CHECKPOINTS_UNWRITABLE",
                            "Checkpoints of the audit log can't be written to {}. Choose another "
                            "file with --audit-checkpoints.",
                            path);
}

}  // namespace

Notary::Notary(Store& store, const NotaryOptions& options, SigningKey key)
    : store_(store), options_(options), key_(std::move(key)) {}

absl::StatusOr<std::unique_ptr<Notary>> Notary::Start(Store& store, const NotaryOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(SigningKey key, LoadOrMakeKey(options.key_path));
  std::unique_ptr<Notary> notary(new Notary(store, options, std::move(key)));
  if (!options.hand_out.empty()) {
    ASSAY_RETURN_IF_ERROR(notary->HandOut());
    notary->thread_ = std::thread([raw = notary.get()] { raw->Loop(); });
  }
  return notary;
}

Notary::~Notary() {
  if (!thread_.joinable()) return;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_cond_.NotifyAll();
  thread_.join();
}

absl::StatusOr<v1::AuditCheckpoint> Notary::Sign(ReadTxn& txn) const {
  Checkpoint state;
  ASSAY_ASSIGN_OR_RETURN(state.size, AuditSize(txn));
  ASSAY_ASSIGN_OR_RETURN(state.root, AuditRoot(txn, state.size));
  state.time_us = txn.context().clock.NowMicros();
  v1::AuditCheckpoint checkpoint;
  checkpoint.set_size(state.size);
  checkpoint.set_root(std::string(merkle::Bytes(state.root)));
  SetTime(state.time_us, checkpoint.mutable_time());
  checkpoint.set_note(SignCheckpoint(state, key_));
  checkpoint.set_public_key(key_.public_key());
  return checkpoint;
}

absl::Status Notary::HandOut() {
  v1::AuditCheckpoint fresh;
  AuditCheckpoint last;
  ASSAY_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(fresh, Sign(txn));
    ASSAY_ASSIGN_OR_RETURN(last, LastAuditCheckpoint(txn));
    return absl::OkStatus();
  }));
  if (fresh.size() == last.size) return absl::OkStatus();
  // First out of the house, then kept: what is kept was seen.
  ASSAY_RETURN_IF_ERROR(Append(options_.hand_out, fresh.note()));
  return store_.Write(kNoDeadline, [&](WriteTxn& txn) {
    return KeepAuditCheckpoint(txn, {fresh.size(), fresh.note()});
  });
}

void Notary::Loop() {
  for (bool stopping = false; !stopping;) {
    {
      MutexLock lock(mutex_);
      const auto next = std::chrono::steady_clock::now() + options_.interval;
      while (!stopping_ && stop_cond_.WaitUntil(mutex_, next)) continue;
      stopping = stopping_;
    }
    if (absl::Status status = HandOut(); !status.ok()) {
      spdlog::error("No checkpoint of the audit log could be handed out: {}",
                    std::string(status.message()));
    }
  }
}

}  // namespace assay
