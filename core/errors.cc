#include "core/errors.h"

#include <optional>

#include "absl/strings/cord.h"

namespace assay {
namespace {

constexpr char kReasonPayload[] = "assay.reason";
constexpr char kFieldPayload[] = "assay.field";
constexpr std::string_view kMetadataPrefix = "assay.metadata.";

std::string Payload(const absl::Status& status, const char* name) {
  auto payload = status.GetPayload(name);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       std::string_view field) {
  absl::Status status(code, std::string(message));
  status.SetPayload(kReasonPayload, absl::Cord(std::string(reason)));
  if (!field.empty()) status.SetPayload(kFieldPayload, absl::Cord(std::string(field)));
  return status;
}

std::string ErrorReason(const absl::Status& status) { return Payload(status, kReasonPayload); }

std::string ErrorField(const absl::Status& status) { return Payload(status, kFieldPayload); }

absl::Status WithErrorMetadata(absl::Status status, std::string_view name, std::string_view value) {
  status.SetPayload(std::string(kMetadataPrefix) + std::string(name),
                    absl::Cord(std::string(value)));
  return status;
}

std::map<std::string, std::string> ErrorMetadata(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    const std::string_view name(type.data(), type.size());
    if (!name.starts_with(kMetadataPrefix)) return;
    metadata[std::string(name.substr(kMetadataPrefix.size()))] = std::string(payload);
  });
  return metadata;
}

absl::Status PrefixField(const absl::Status& status, std::string_view prefix) {
  if (status.ok()) return status;
  absl::Status prefixed = status;
  std::string field = ErrorField(status);
  std::string path(prefix);
  if (!field.empty()) path += "." + field;
  prefixed.SetPayload(kFieldPayload, absl::Cord(path));
  return prefixed;
}

}  // namespace assay
