#include "storage/requests.h"

#include "storage/experiments.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

constexpr int64_t kHour = int64_t{3'600} * 1'000'000;

class RequestsTest : public StorageTest {
 protected:
  // Creates an experiment once for each request id.
  absl::StatusOr<v1::Experiment> Create(const std::string& request_id, std::string_view name) {
    v1::CreateExperimentRequest request;
    request.set_request_id(request_id);
    request.mutable_experiment()->set_name(std::string(name));
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<v1::Experiment> {
      v1::Experiment answer;
      ASSAY_RETURN_IF_ERROR(Once(txn, request_id, request, &answer, [&]() -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(answer, CreateExperiment(txn, request.experiment(), "ada"));
        return absl::OkStatus();
      }));
      return answer;
    });
  }
};
ASSAY_STORAGE_SUITE_OF(RequestsTest);

TEST_P(RequestsTest, ARepeatReturnsTheFirstAnswer) {
  ASSERT_OK_AND_ASSIGN(const v1::Experiment first, Create("one", "credit"));
  clock_.Advance(23 * kHour);
  ASSERT_OK(Write([](WriteTxn& txn) { return ForgetOldRequests(txn); }));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Experiment second, Create("one", "credit"));
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
}

TEST_P(RequestsTest, WithoutAnIdEveryRequestRuns) {
  ASSERT_OK(Create("", "credit"));
  EXPECT_THAT(Create("", "credit"), IsError(StatusCode::kAlreadyExists, "EXPERIMENT_EXISTS"));
}

TEST_P(RequestsTest, AnIdBelongsToOneRequest) {
  ASSERT_OK(Create("one", "credit"));
  EXPECT_THAT(Create("one", "risk"), IsError(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
  EXPECT_OK(Create("two", "risk"));
}

TEST_P(RequestsTest, AFailedRequestMayBeRepeated) {
  ASSERT_OK(Create("", "credit"));
  EXPECT_THAT(Create("one", "credit"), IsError(StatusCode::kAlreadyExists, "EXPERIMENT_EXISTS"));
  EXPECT_OK(Create("one", "risk"));
}

TEST_P(RequestsTest, AnswersAreForgottenAfterMoreThanADay) {
  ASSERT_OK(Create("one", "credit"));
  clock_.Advance(26 * kHour);
  ASSERT_OK(Write([](WriteTxn& txn) { return ForgetOldRequests(txn); }));
  EXPECT_OK(Create("one", "risk"));
}

TEST_P(RequestsTest, RefusesIdsThatAreTooLong) {
  EXPECT_OK(Create(std::string(128, 'i'), "credit"));
  EXPECT_THAT(Create(std::string(129, 'i'), "risk"),
              IsError(StatusCode::kInvalidArgument, "VALUE_TOO_LONG"));
}

}  // namespace
}  // namespace assay::testing
