#include "cli/internal/json.h"

#include <cmath>

#include "cli/internal/text.h"
#include "core/errors.h"
#include "google/protobuf/util/json_util.h"

namespace assay::cli {
namespace {

// Fields that are empty are printed, too. Protobuf 26 gave the option another name.
template <typename Options>
void PrintEmptyFields(Options* options) {
  if constexpr (requires { options->always_print_fields_with_no_presence; }) {
    options->always_print_fields_with_no_presence = true;
  } else {
    options->always_print_primitive_fields = true;
  }
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message, bool one_line) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  PrintEmptyFields(&options);
  options.add_whitespace = !one_line;
  std::string text;
  // It fails for malformed Any messages only, and the API has none.
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  if (one_line) text += "\n";
  return text;
}

Json ErrorToJson(const absl::Status& status) {
  Json error;
  error["code"] = absl::StatusCodeToString(status.code());
  error["reason"] = ErrorReason(status);
  error["message"] = std::string(status.message());
  if (const std::string field = ErrorField(status); !field.empty()) error["field"] = field;
  if (const auto metadata = ErrorMetadata(status); !metadata.empty()) error["metadata"] = metadata;
  Json result;
  result["error"] = std::move(error);
  return result;
}

std::string Dump(const Json& json, bool one_line) {
  return json.dump(one_line ? -1 : 2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json DoubleToJson(double number) {
  if (!std::isfinite(number)) return ExactDouble(number);
  return number;
}

}  // namespace assay::cli
