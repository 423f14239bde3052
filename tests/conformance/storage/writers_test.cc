#include "storage/writers.h"

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::Pair;

class WritersTest : public StorageTest {
 protected:
  // A batch with one point, whose step is `step`.
  absl::StatusOr<AppliedBatch> Send(const std::string& run_id, const std::string& writer_id,
                                    int64_t sequence, int64_t step) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    request.set_writer_id(writer_id);
    request.set_sequence(sequence);
    AddColumn("x", {{step, 1, 1}}, &request);
    return Log(std::move(request));
  }
  std::vector<int64_t> Steps(const std::string& run_id) {
    std::vector<int64_t> steps;
    const absl::StatusOr<std::vector<Point>> points = ReadSeries(run_id, "x");
    EXPECT_OK(points);
    for (const Point& point : *points) steps.push_back(point.step);
    return steps;
  }
  const std::string writer_ = std::string(32, 'a');
};
ASSAY_STORAGE_SUITE_OF(WritersTest);

TEST_P(WritersTest, ARepeatedBatchIsAcknowledgedAndNotApplied) {
  const std::string run_id = NewRun();
  ASSERT_OK_AND_ASSIGN(AppliedBatch applied, Send(run_id, writer_, 1, 10));
  EXPECT_FALSE(applied.applied_before);
  ASSERT_OK(Send(run_id, writer_, 2, 20));
  // With other points, so that applying it would show.
  ASSERT_OK_AND_ASSIGN(applied, Send(run_id, writer_, 1, 11));
  EXPECT_TRUE(applied.applied_before);
  ASSERT_OK_AND_ASSIGN(applied, Send(run_id, writer_, 2, 21));
  EXPECT_TRUE(applied.applied_before);
  EXPECT_THAT(Steps(run_id), ElementsAre(10, 20));
}

TEST_P(WritersTest, TheSequenceSurvivesAReopening) {
  const std::string run_id = NewRun();
  ASSERT_OK(Send(run_id, writer_, 1, 10));
  Reopen();
  ASSERT_OK_AND_ASSIGN(AppliedBatch applied, Send(run_id, writer_, 1, 11));
  EXPECT_TRUE(applied.applied_before);
  ASSERT_OK_AND_ASSIGN(applied, Send(run_id, writer_, 2, 20));
  EXPECT_FALSE(applied.applied_before);
}

TEST_P(WritersTest, AGapIsRefusedWithTheNumberThatIsExpected) {
  const std::string run_id = NewRun();
  absl::Status gap = Send(run_id, writer_, 2, 20).status();
  EXPECT_THAT(gap, IsError(StatusCode::kFailedPrecondition, "SEQUENCE_GAP"));
  EXPECT_THAT(ErrorMetadata(gap), ElementsAre(Pair("expected_sequence", "1")));
  ASSERT_OK(Send(run_id, writer_, 1, 10));
  gap = Send(run_id, writer_, 4, 40).status();
  EXPECT_THAT(gap, IsError(StatusCode::kFailedPrecondition, "SEQUENCE_GAP"));
  EXPECT_THAT(ErrorMetadata(gap), ElementsAre(Pair("expected_sequence", "2")));
  EXPECT_THAT(Steps(run_id), ElementsAre(10));
}

TEST_P(WritersTest, ABatchForAnotherRunIsRefused) {
  const std::string run_id = NewRun();
  const std::string other = NewRun();
  ASSERT_OK(Send(run_id, writer_, 1, 10));
  for (int64_t sequence : {1, 2, 3}) {
    EXPECT_THAT(Send(other, writer_, sequence, 20),
                IsError(StatusCode::kFailedPrecondition, "WRITER_OF_OTHER_RUN"));
  }
  EXPECT_OK(Send(run_id, writer_, 2, 20));
}

TEST_P(WritersTest, ARefusedBatchDoesNotMoveTheWriterOn) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  v1::Param* param = request.add_params();
  param->set_key("rate");
  param->mutable_value()->set_int_value(1);
  ASSERT_OK(Log(request));
  param->mutable_value()->set_int_value(2);
  request.set_writer_id(writer_);
  request.set_sequence(1);
  EXPECT_THAT(Log(request), IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  ASSERT_OK_AND_ASSIGN(const AppliedBatch applied, Send(run_id, writer_, 1, 10));
  EXPECT_FALSE(applied.applied_before);
}

TEST_P(WritersTest, WritersOfOneRunCountApart) {
  const std::string run_id = NewRun();
  const std::string second(32, 'b');
  ASSERT_OK(Send(run_id, writer_, 1, 10));
  ASSERT_OK(Send(run_id, second, 1, 11));
  ASSERT_OK(Send(run_id, second, 2, 12));
  EXPECT_THAT(Steps(run_id), ElementsAre(10, 11, 12));
}

TEST_P(WritersTest, RefusesMalformedSequences) {
  const std::string run_id = NewRun();
  const auto invalid = StatusCode::kInvalidArgument;
  EXPECT_THAT(Send(run_id, writer_, 0, 1), IsErrorAt(invalid, "SEQUENCE_INVALID", "sequence"));
  EXPECT_THAT(Send(run_id, writer_, -1, 1), IsErrorAt(invalid, "SEQUENCE_INVALID", "sequence"));
  EXPECT_THAT(Send(run_id, "", 1, 1), IsErrorAt(invalid, "ID_MALFORMED", "writer_id"));
  EXPECT_THAT(Send(run_id, "me", 1, 1), IsErrorAt(invalid, "ID_MALFORMED", "writer_id"));
  EXPECT_THAT(Send("", writer_, 1, 1), IsErrorAt(invalid, "ID_MALFORMED", "run_id"));
}

TEST_P(WritersTest, TheFirstBatchMayCreateTheRun) {
  v1::LogBatchRequest request;
  request.set_run_id(std::string(32, 'c'));
  request.set_writer_id(writer_);
  request.set_sequence(1);
  request.mutable_create()->set_experiment("offline");
  ASSERT_OK(Log(request));
  ASSERT_OK_AND_ASSIGN(const AppliedBatch again, Log(request));
  EXPECT_TRUE(again.applied_before);
  EXPECT_OK(Get(request.run_id()));
  request.mutable_create()->set_run_id(std::string(32, 'd'));
  EXPECT_THAT(Log(request),
              IsErrorAt(StatusCode::kInvalidArgument, "RUN_ID_MISMATCH", "create.run_id"));
}

}  // namespace
}  // namespace assay::testing
