// JSON as `--json` prints it: the messages of the API in Protobuf's JSON mapping, with the names of
// the proto files. 64-bit ints are strings there, and NaN and infinities too.
#ifndef ASSAY_CLI_INTERNAL_JSON_H_
#define ASSAY_CLI_INTERNAL_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "nlohmann/json.hpp"

namespace assay::cli {

using Json = nlohmann::ordered_json;

// Fields without presence are there also when they are empty, so that scripts need not ask.
std::string ToJson(const google::protobuf::Message& message, bool one_line = false);

// {"error": {"code": "NOT_FOUND", "reason": "RUN_NOT_FOUND", "message": …, "field": …, "metadata":
// …}}
Json ErrorToJson(const absl::Status& status);

// `json` as text; what is no UTF-8 in it becomes U+FFFD.
std::string Dump(const Json& json, bool one_line = false);

// A double as a JSON number; "NaN", "Infinity" or "-Infinity" for those that JSON lacks.
Json DoubleToJson(double number);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_JSON_H_
