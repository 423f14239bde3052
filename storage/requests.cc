#include "storage/requests.h"

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kKeepMicros = int64_t{25} * 3'600 * 1'000'000;

}  // namespace

absl::Status Once(WriteTxn& txn, std::string_view request_id,
                  const google::protobuf::Message& request, google::protobuf::Message* response,
                  const std::function<absl::Status()>& fn) {
  if (request_id.empty()) return fn();
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("request_id", request_id, limits::kRequestIdBytes), "request_id"));
  const std::string fingerprint =
      Sha256Digest(std::string(request.GetTypeName()) + '\0' + request.SerializeAsString());
  {
    Rows rows = txn.Query("SELECT fingerprint, response FROM request WHERE id = $1", {request_id});
    if (rows.Next()) {
      if (rows.Blob(0) != fingerprint) {
        return AlreadyExists(
            "REQUEST_ID_REUSED",
            "The request_id \"{}\" belongs to another request. Make a new one for each.",
            request_id);
      }
      if (!response->ParseFromString(rows.String(1))) {
        return absl::DataLossError("A stored answer can't be read.");
      }
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_RETURN_IF_ERROR(fn());
  const std::string answer = response->SerializeAsString();
  return txn.Run(
      "INSERT INTO request (id, fingerprint, response, created_us) VALUES ($1, $2, $3, $4)",
      {request_id, sql::Bytes{fingerprint}, sql::Bytes{answer}, txn.now_us()});
}

absl::Status ForgetOldRequests(WriteTxn& txn) {
  return txn.Run("DELETE FROM request WHERE created_us < $1", {txn.now_us() - kKeepMicros});
}

}  // namespace assay
