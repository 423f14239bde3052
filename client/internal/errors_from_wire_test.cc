#include "assay/v1/errors.pb.h"
#include "client/connection.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

void AddDetail(const google::protobuf::Message& detail, const std::string& type,
               v1::RpcStatus* status) {
  google::protobuf::Any* any = status->add_details();
  any->set_type_url("type.googleapis.com/google.rpc." + type);
  any->set_value(detail.SerializeAsString());
}

TEST(FromWire, ReadsReasonFieldMetadataAndDelay) {
  v1::ErrorInfo info;
  info.set_reason("SEQUENCE_GAP");
  (*info.mutable_metadata())["expected_sequence"] = "17";
  v1::BadRequest bad;
  bad.add_field_violations()->set_field("sequence");
  v1::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  v1::RpcStatus wire;
  AddDetail(bad, "BadRequest", &wire);
  AddDetail(info, "ErrorInfo", &wire);
  AddDetail(retry, "RetryInfo", &wire);

  const absl::Status status = FromWire(9, "A batch is missing.", wire.SerializeAsString());
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(std::string(status.message()), "A batch is missing.");
  EXPECT_EQ(ErrorReason(status), "SEQUENCE_GAP");
  EXPECT_EQ(ErrorField(status), "sequence");
  EXPECT_EQ(ErrorMetadata(status).at("expected_sequence"), "17");
  EXPECT_EQ(ErrorMetadata(status).at("retry_delay_ms"), "1250");
}

TEST(FromWire, GivesGrpcsOwnErrorsAReason) {
  EXPECT_TRUE(FromWire(0, "", "").ok());
  EXPECT_EQ(ErrorReason(FromWire(14, "failed to connect", "")), "UNREACHABLE");
  EXPECT_EQ(ErrorReason(FromWire(4, "Deadline Exceeded", "")), "DEADLINE_EXCEEDED");
  EXPECT_EQ(ErrorReason(FromWire(12, "", "not a status")), "UNIMPLEMENTED");
  EXPECT_EQ(FromWire(99, "", "").code(), absl::StatusCode::kUnknown);
}

}  // namespace
}  // namespace assay
