// Signs states of the audit log, and hands them out: a log that nobody else has seen proves
// nothing.
#ifndef ASSAY_SERVER_NOTARY_H_
#define ASSAY_SERVER_NOTARY_H_

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "core/mutex.h"
#include "core/signature.h"
#include "storage/store.h"

namespace assay {

struct NotaryOptions {
  // The file with the private key (base64 of 32 bytes); made, readable by its owner only, when it
  // is missing.
  std::string key_path = {};
  // A file that checkpoints are appended to, "-" for stdout; empty for none.
  std::string hand_out = {};
  std::chrono::seconds interval{60};
};

// Keeps and hands out a checkpoint when the log has grown: at the start, then every interval, and
// at the end. Thread-safe.
class Notary {
 public:
  // FailedPrecondition: AUDIT_KEY_UNUSABLE.
  static absl::StatusOr<std::unique_ptr<Notary>> Start(Store& store, const NotaryOptions& options);
  ~Notary();

  const std::string& public_key() const { return key_.public_key(); }
  // The log as a transaction sees it, signed; without a consistency proof.
  absl::StatusOr<v1::AuditCheckpoint> Sign(ReadTxn& txn) const;

 private:
  Notary(Store& store, const NotaryOptions& options, SigningKey key);
  void Loop();
  // Keeps and hands out the present state, unless that was done before.
  absl::Status HandOut();

  Store& store_;
  const NotaryOptions options_;
  const SigningKey key_;
  Mutex mutex_;
  CondVar stop_cond_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_NOTARY_H_
