// gRPC's status to absl::Status: the other end of what the server puts on the wire.
#include <optional>
#include <utility>

#include "assay/v1/errors.pb.h"
#include "client/connection.h"
#include "core/errors.h"

namespace assay {
namespace {

constexpr int kMostCode = static_cast<int>(absl::StatusCode::kUnauthenticated);

absl::StatusCode CodeOf(int code) {
  return code > 0 && code <= kMostCode ? static_cast<absl::StatusCode>(code)
                                       : absl::StatusCode::kUnknown;
}

// The details go by google.rpc's names and have its field numbers.
template <typename Detail>
std::optional<Detail> FindDetail(const v1::RpcStatus& status, std::string_view type) {
  for (const google::protobuf::Any& any : status.details()) {
    if (!any.type_url().ends_with("/google.rpc." + std::string(type))) continue;
    if (Detail detail; detail.ParseFromString(any.value())) return detail;
  }
  return std::nullopt;
}

// What gRPC says by itself, without the server.
std::string ReasonOf(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable ? "UNREACHABLE" : absl::StatusCodeToString(code);
}

}  // namespace

absl::Status FromWire(int code, const std::string& message, const std::string& details) {
  if (code == 0) return absl::OkStatus();
  v1::RpcStatus wire;
  std::optional<v1::ErrorInfo> info;
  if (wire.ParseFromString(details)) info = FindDetail<v1::ErrorInfo>(wire, "ErrorInfo");
  if (!info) return MakeError(CodeOf(code), ReasonOf(CodeOf(code)), message);

  std::string field;
  if (const auto bad = FindDetail<v1::BadRequest>(wire, "BadRequest");
      bad && bad->field_violations_size() > 0) {
    field = bad->field_violations(0).field();
  }
  absl::Status status = MakeError(CodeOf(code), info->reason(), message, field);
  for (const auto& [name, value] : info->metadata()) {
    status = WithErrorMetadata(std::move(status), name, value);
  }
  if (const auto retry = FindDetail<v1::RetryInfo>(wire, "RetryInfo")) {
    const auto& delay = retry->retry_delay();
    const int64_t millis = delay.seconds() * 1'000 + delay.nanos() / 1'000'000;
    status = WithErrorMetadata(std::move(status), "retry_delay_ms", std::to_string(millis));
  }
  return status;
}

}  // namespace assay
