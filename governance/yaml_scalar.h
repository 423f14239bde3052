// Scalars of YAML as values of protobuf's fields. Errors are InvalidArguments whose message ends a
// sentence that begins with the field's name: "has to be a number, not high".
#ifndef ASSAY_GOVERNANCE_YAML_SCALAR_H_
#define ASSAY_GOVERNANCE_YAML_SCALAR_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/facts.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "governance/yaml_tree.h"

namespace assay::governance {

// Numbers and bools stand without quotes; a number is finite.
absl::Status ReadDouble(const YamlNode& node, double* value);
absl::Status ReadInt(const YamlNode& node, int32_t* value);
absl::Status ReadInt(const YamlNode& node, int64_t* value);
absl::Status ReadBool(const YamlNode& node, bool* value);

// "30d", "1h30m", "2d12h": days, then what the expression language reads.
absl::Status ReadAge(const YamlNode& node, google::protobuf::Duration* duration);
// RFC 3339.
absl::Status ReadTime(const YamlNode& node, google::protobuf::Timestamp* time);

// The name of a value in lower case without the enum's prefix: "higher_is_better".
absl::Status ReadEnum(const YamlNode& node, const google::protobuf::EnumDescriptor& type,
                      int* value);

// Without quotes: true and false, a number with a point or an exponent, an int; text otherwise.
// `node` is a scalar.
v1::FactValue FactOfScalar(const YamlNode& node);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_YAML_SCALAR_H_
