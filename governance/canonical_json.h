// Canonical JSON: one text for each message, so that its digest identifies what it says.
//
// It is RFC 8785 (sorted keys, no blanks, its escapes and its form of numbers) with one change:
// numbers are strings, so that no reader rounds them. Fields have the names of the proto; those
// without a value are left out; enums are their names; timestamps are RFC 3339 and durations
// seconds, as in proto3's JSON.
#ifndef ASSAY_GOVERNANCE_CANONICAL_JSON_H_
#define ASSAY_GOVERNANCE_CANONICAL_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace assay::governance {

// Numbers that are not finite are "NaN", "Infinity" and "-Infinity"; -0 is "0". The field `omitted`
// of the message itself is left out. Thread-safe.
std::string CanonicalJson(const google::protobuf::Message& message, std::string_view omitted = "");

// Sorts the lists of `message` at every depth by their elements' canonical JSON, and returns that
// of the whole; every part is written once.
std::string SortLists(google::protobuf::Message* message);

// Reads what CanonicalJson wrote into `message`, which is cleared first. Unknown fields, other
// types and values out of range are InvalidArgument with reason CANONICAL_JSON_INVALID and the
// field.
absl::Status FromCanonicalJson(std::string_view json, google::protobuf::Message* message);

// The shortest decimal text that reads back as the same double, in the form that ECMAScript's
// Number::toString has and RFC 8785 asks for: "0.9", "3e-7", "1e+21".
std::string NumberText(double number);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_CANONICAL_JSON_H_
