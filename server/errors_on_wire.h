// absl::Status to gRPC's status, with google.rpc details.
#ifndef ASSAY_SERVER_ERRORS_ON_WIRE_H_
#define ASSAY_SERVER_ERRORS_ON_WIRE_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace assay {

// Reason, field and metadata become ErrorInfo and BadRequest; what passes by itself gets a
// RetryInfo. What has no reason is an accident of ours: its message stays here and the caller
// gets INTERNAL, for it may speak of the database.
grpc::Status ToWire(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_SERVER_ERRORS_ON_WIRE_H_
