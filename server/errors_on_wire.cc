#include "server/errors_on_wire.h"

#include "assay/v1/errors.pb.h"
#include "core/errors.h"

namespace assay {
namespace {

constexpr char kDomain[] = "assay";
constexpr int kRetryMillis = 100;
// gRPC clients take 8 KiB of trailers by default; a message is in them up to three times,
// percent-encoded once. Some messages repeat what the caller sent.
constexpr size_t kMaxMessageBytes = 1'000;

std::string Shortened(std::string message) {
  if (message.size() <= kMaxMessageBytes) return message;
  size_t end = kMaxMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xc0) == 0x80) --end;
  return message.substr(0, end) + "... (cut).";
}

// The details have the field numbers of google.rpc, so they go by its names.
void AddDetail(const google::protobuf::Message& detail, std::string_view type,
               v1::RpcStatus* status) {
  google::protobuf::Any* any = status->add_details();
  any->set_type_url("type.googleapis.com/google.rpc." + std::string(type));
  any->set_value(detail.SerializeAsString());
}

// Whether the same call may succeed a moment later, without anybody doing anything.
bool Passes(std::string_view reason) {
  return reason == "OVERLOADED" || reason == "WRITE_QUEUE_FULL" || reason == "DATABASE_BUSY" ||
         reason == "SERVER_STOPPING";
}

}  // namespace

grpc::Status ToWire(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  std::string reason = ErrorReason(status);
  std::string message(status.message());
  absl::StatusCode code = status.code();
  if (reason.empty()) {
    if (code != absl::StatusCode::kCancelled) code = absl::StatusCode::kInternal;
    reason = code == absl::StatusCode::kCancelled ? "CANCELLED" : "INTERNAL";
    message = code == absl::StatusCode::kCancelled
                  ? "The caller cancelled the call."
                  : "The server made a mistake. Its log has the details under the request id.";
  }
  message = Shortened(std::move(message));
  v1::RpcStatus wire;
  wire.set_code(static_cast<int>(code));
  wire.set_message(message);
  v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(kDomain);
  for (const auto& [name, value] : ErrorMetadata(status)) (*info.mutable_metadata())[name] = value;
  AddDetail(info, "ErrorInfo", &wire);
  if (const std::string field = ErrorField(status); !field.empty()) {
    v1::BadRequest bad;
    v1::BadRequest::FieldViolation* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(message);
    AddDetail(bad, "BadRequest", &wire);
  }
  if (Passes(reason)) {
    v1::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(kRetryMillis * 1'000'000);
    AddDetail(retry, "RetryInfo", &wire);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(code), message, wire.SerializeAsString());
}

}  // namespace assay
