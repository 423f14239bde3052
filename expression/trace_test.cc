#include "expression/trace.h"

#include "core/errors.h"
#include "expression/evaluator.h"
#include "expression/parser.h"
#include "expression/printer.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

const EagerMap& Variables() {
  static const EagerMap variables(
      {{"metrics", Value::Map({{"auc", Value::Double(0.87)}, {"loss", Value::Double(3e-7)}})},
       {"ids", Value::List({Value::String("a")})},
       {"i", Value::Int(0)}});
  return variables;
}

Trace TraceOf(std::string_view source) {
  Trace trace;
  // The trace holds the result as its last entry.
  Evaluate(*Parse(source), Variables(), &trace).status().IgnoreError();
  return trace;
}

TEST(TraceTest, RecordsPartsInOrder) {
  const Trace trace = TraceOf("metrics.auc > 0.9");
  ASSERT_EQ(trace.size(), 3);
  EXPECT_EQ(trace[0].source, "metrics");
  EXPECT_FALSE(trace[0].is_fact);
  EXPECT_EQ(trace[1].source, "metrics.auc");
  EXPECT_EQ(trace[1].at.column, 9);
  EXPECT_TRUE(trace[1].is_fact);
  EXPECT_EQ(trace[1].result->AsDouble(), 0.87);
  EXPECT_EQ(trace[2].source, "metrics.auc > 0.9");
  EXPECT_EQ(trace[2].at.column, 13);
  EXPECT_FALSE(trace[2].result->AsBool());
}

TEST(TraceTest, RecordsErrorsAndNotWhatWasNotEvaluated) {
  const Trace trace = TraceOf("metrics.f1 > 0.9 && i == 0");
  ASSERT_EQ(trace.size(), 6);
  EXPECT_EQ(ErrorReason(trace[1].result.status()), "EXPRESSION_ABSENT");
  EXPECT_EQ(ErrorReason(trace[5].result.status()), "EXPRESSION_ABSENT");
  EXPECT_EQ(TraceOf("i == 0 || metrics.f1 > 0.9").size(), 3);
}

TEST(TraceTest, Explains) {
  EXPECT_EQ(Explain(TraceOf("metrics.auc > 0.9")), "metrics.auc > 0.9: metrics.auc = 0.87");
  EXPECT_EQ(Explain(TraceOf("metrics.auc > 0.8 && metrics.auc < 0.9 && ids[i] == 'a'")),
            "metrics.auc > 0.8 && metrics.auc < 0.9 && ids[i] == 'a': "
            "metrics.auc = 0.87, i = 0, ids[i] = \"a\"");
  EXPECT_EQ(Explain(TraceOf("metrics.loss < 1e-6")), "metrics.loss < 1e-6: metrics.loss = 3e-07");
  EXPECT_EQ(Explain(TraceOf("metrics.f1 > 0.9")), "metrics.f1 > 0.9: metrics.f1 is absent");
  EXPECT_EQ(Explain(TraceOf("ids[9] == 'a'")),
            "ids[9] == 'a': ids[9] is an error (EXPRESSION_RANGE)");
  EXPECT_EQ(Explain(TraceOf("has(metrics.f1)")), "has(metrics.f1) = false");
  EXPECT_EQ(Explain(TraceOf("1 + 1")), "1 + 1 = 2");
  EXPECT_EQ(Explain({}), "");
}

TEST(TraceTest, WritesTheSourceOfTreesThatWereNotParsed) {
  const Expr tree =
      MakeBinary(Op::kGt, MakeSelect(MakeIdent("metrics"), "auc"), MakeLiteral(Value::Double(0.9)));
  Trace trace;
  EXPECT_FALSE(Evaluate({Unparse(tree), tree}, Variables(), &trace)->AsBool());
  EXPECT_EQ(Explain(trace), "metrics.auc > 0.9: metrics.auc = 0.87");
}

}  // namespace
}  // namespace assay::expression
