#include "storage/params.h"

#include <bit>
#include <cmath>
#include <limits>

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

v1::Value Text(std::string text) {
  v1::Value value;
  value.set_string_value(std::move(text));
  return value;
}
v1::Value Int(int64_t number) {
  v1::Value value;
  value.set_int_value(number);
  return value;
}
v1::Value Real(double number) {
  v1::Value value;
  value.set_double_value(number);
  return value;
}
v1::Value Bool(bool truth) {
  v1::Value value;
  value.set_bool_value(truth);
  return value;
}

class ParamsTest : public StorageTest {
 protected:
  static v1::LogBatchRequest Batch(const std::string& run_id,
                                   const std::vector<std::pair<std::string, v1::Value>>& params) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    for (const auto& [key, value] : params) {
      v1::Param* param = request.add_params();
      param->set_key(key);
      *param->mutable_value() = value;
    }
    return request;
  }
  absl::Status LogParam(const std::string& run_id, const std::string& key, const v1::Value& value) {
    return Log(Batch(run_id, {{key, value}})).status();
  }
};
ASSAY_STORAGE_SUITE_OF(ParamsTest);

TEST_P(ParamsTest, EveryValueComesBackWithItsTypeSortedByKey) {
  const double smallest = std::numeric_limits<double>::denorm_min();
  const std::vector<std::pair<std::string, v1::Value>> params = {
      {"a", Text("")},
      {"b", Text("text with \"quotes\", 日本 and\nlines")},
      {"c", Text(std::string(6'000, 'x'))},
      {"d", Int(std::numeric_limits<int64_t>::min())},
      {"e", Int(std::numeric_limits<int64_t>::max())},
      {"f", Real(3e-7)},
      {"g", Real(0.1 + 0.2)},
      {"h", Real(smallest)},
      {"i", Real(-std::numeric_limits<double>::infinity())},
      {"j", Real(-0.0)},
      {"k", Bool(true)},
      {"l", Bool(false)},
      {"m", Int(1)},
      {"n", Real(1)},
      {"o", Text("1")},
  };
  const std::string run_id = NewRun();
  // Logged the other way round.
  ASSERT_OK(Log(Batch(run_id, {params.rbegin(), params.rend()})));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  ASSERT_EQ(run.params_size(), static_cast<int>(params.size()));
  for (size_t i = 0; i < params.size(); ++i) {
    const v1::Param& param = run.params(static_cast<int>(i));
    EXPECT_EQ(param.key(), params[i].first);
    EXPECT_EQ(param.value().SerializeAsString(), params[i].second.SerializeAsString())
        << param.key();
  }
}

TEST_P(ParamsTest, NanIsAValueLikeOthers) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "x", Real(std::nan(""))));
  ASSERT_OK(LogParam(run_id, "x", Real(std::nan(""))));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_TRUE(std::isnan(run.params(0).value().double_value()));
}

TEST_P(ParamsTest, TheSameValueAgainIsFineAndAnotherIsRefusedWithBoth) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "rate", Real(0.1)));
  EXPECT_OK(LogParam(run_id, "rate", Real(0.1)));
  const absl::Status changed = LogParam(run_id, "rate", Real(0.25));
  EXPECT_THAT(changed, IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  EXPECT_THAT(changed, Says("\"rate\""));
  EXPECT_THAT(changed, Says("0.1"));
  EXPECT_THAT(changed, Says("0.25"));
  // The type is a part of the value.
  ASSERT_OK(LogParam(run_id, "depth", Int(1)));
  EXPECT_THAT(LogParam(run_id, "depth", Real(1)),
              IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  EXPECT_THAT(LogParam(run_id, "depth", Text("1")),
              IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
}

TEST_P(ParamsTest, LongValuesAreShortInTheMessage) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "prompt", Text(std::string(6'000, 'a'))));
  const absl::Status changed = LogParam(run_id, "prompt", Text("b" + std::string(5'999, 'c')));
  EXPECT_THAT(changed, IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  EXPECT_THAT(changed, Says("aaaa"));
  EXPECT_THAT(changed, Says("bccc"));
  EXPECT_LT(changed.message().size(), 1'000u);
}

TEST_P(ParamsTest, ABatchWithAChangedParamIsRefusedWhole) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "rate", Real(0.1)));
  v1::LogBatchRequest request = Batch(run_id, {{"new", Int(1)}, {"rate", Real(0.2)}});
  AddColumn("loss", {{1, 1, 1}}, &request);
  EXPECT_THAT(Log(request), IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.params_size(), 1);
  EXPECT_EQ(run.metrics_size(), 0);
}

TEST_P(ParamsTest, OrTheParamAloneIsRefused) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "rate", Real(0.1)));
  v1::LogBatchRequest request = Batch(run_id, {{"new", Int(1)}, {"rate", Real(0.2)}});
  AddColumn("loss", {{1, 1, 1}}, &request);
  ASSERT_OK_AND_ASSIGN(const AppliedBatch applied, Log(request, /*refuse_params=*/true));
  ASSERT_EQ(applied.refused.size(), 1);
  EXPECT_EQ(applied.refused[0].key(), "rate");
  EXPECT_EQ(applied.refused[0].present().double_value(), 0.1);
  EXPECT_EQ(applied.refused[0].refused().double_value(), 0.2);
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.params_size(), 2);
  EXPECT_EQ(run.metrics_size(), 1);
}

TEST_P(ParamsTest, RefusesMalformedOnesAndSaysWhich) {
  const std::string run_id = NewRun();
  const auto log = [&](const std::string& key, const v1::Value& value) {
    return Log(Batch(run_id, {{"fine", Int(1)}, {key, value}}));
  };
  EXPECT_THAT(log("", Int(1)),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_EMPTY", "params[1].key"));
  EXPECT_THAT(log(std::string(251, 'k'), Int(1)),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_TOO_LONG", "params[1].key"));
  EXPECT_THAT(log("a\tb", Int(1)),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_INVALID", "params[1].key"));
  EXPECT_THAT(log("a", v1::Value()),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_MISSING", "params[1].value"));
  EXPECT_THAT(log("a", Text(std::string(6'001, 'x'))),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_TOO_LONG", "params[1].value"));
  EXPECT_THAT(log("a", Text(std::string("a\0b", 3))),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_INVALID", "params[1].value"));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.params_size(), 0);
}

}  // namespace
}  // namespace assay::testing
