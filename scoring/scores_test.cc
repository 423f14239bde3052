#include "scoring/scores.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/status.h"

namespace assay::scoring {
namespace {

using absl::StatusCode;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using testing::IsErrorAt;
using ::testing::Optional;
using testing::Says;

v1::Scoring Binary() {
  v1::Scoring scoring;
  scoring.set_task(v1::SCORING_TASK_BINARY);
  return scoring;
}

v1::Scoring Task(v1::ScoringTask task) {
  v1::Scoring scoring;
  scoring.set_task(task);
  return scoring;
}

std::vector<std::string> Keys(const Scores& scores) {
  std::vector<std::string> keys;
  for (const auto& [key, score] : scores.metrics) keys.push_back(key);
  return keys;
}

auto Invalid(const char* reason, const char* field) {
  return IsErrorAt(StatusCode::kInvalidArgument, reason, field);
}

constexpr char kLabels[] = "id,label\na,1\nb,0\nc,1\nd,0\n";

TEST(ScoresTest, BinaryWithProbabilitiesHasEverything) {
  ASSERT_OK_AND_ASSIGN(
      const Scores scores,
      ComputeScores(Binary(), "probability,id\n0.1,b\n0.35,c\n0.4,d\n0.8,a\n", kLabels));
  EXPECT_EQ(scores.sample_count, 4);
  EXPECT_THAT(Keys(scores),
              ElementsAre("accuracy", "brier", "f1", "log_loss", "precision", "recall", "roc_auc"));
  EXPECT_THAT(scores.metrics.at("accuracy").value, Optional(0.75));
  EXPECT_THAT(scores.metrics.at("precision").value, Optional(1.0));
  EXPECT_THAT(scores.metrics.at("recall").value, Optional(0.5));
  EXPECT_THAT(scores.metrics.at("roc_auc").value, Optional(0.75));
  EXPECT_THAT(scores.metrics.at("brier").value,
              Optional(DoubleNear((0.01 + 0.65 * 0.65 + 0.16 + 0.04) / 4, 1e-12)));
}

TEST(ScoresTest, BinaryFollowsTheColumnsThatAreThere) {
  ASSERT_OK_AND_ASSIGN(const Scores classes,
                       ComputeScores(Binary(), "id,prediction\na,1\nb,0\nc,0\nd,0\n", kLabels));
  EXPECT_THAT(Keys(classes), ElementsAre("accuracy", "f1", "precision", "recall"));
  ASSERT_OK_AND_ASSIGN(const Scores ranked,
                       ComputeScores(Binary(), "id,score\na,7\nb,-3\nc,9\nd,0\n", kLabels));
  EXPECT_THAT(Keys(ranked), ElementsAre("roc_auc"));
  EXPECT_THAT(ranked.metrics.at("roc_auc").value, Optional(1.0));
  EXPECT_THAT(ComputeScores(Binary(), "id,guess\na,1\nb,0\nc,0\nd,0\n", kLabels),
              Invalid("COLUMN_MISSING", "predictions"));
}

TEST(ScoresTest, ColumnsAndLabelsGoByTheirOwnNames) {
  v1::Scoring scoring = Binary();
  scoring.set_id_column("row_id");
  scoring.set_label_column("target");
  scoring.set_probability_column("prediction");
  scoring.set_positive_label("bad");
  ASSERT_OK_AND_ASSIGN(const Scores scores,
                       ComputeScores(scoring, "row_id,prediction\n1,0.9\n2,0.5\n3,0.1\n",
                                     "row_id,target\n1,bad\n2,good\n3,good\n"));
  // The column "prediction" holds probabilities here, so classes come from the threshold.
  EXPECT_THAT(scores.metrics.at("accuracy").value, Optional(DoubleNear(2.0 / 3, 1e-12)));
  EXPECT_TRUE(scores.metrics.contains("log_loss"));
}

TEST(ScoresTest, SaysWhyAMetricIsNotDefined) {
  ASSERT_OK_AND_ASSIGN(const Scores scores,
                       ComputeScores(Binary(), "id,probability\na,0.1\n", "id,label\na,0\n"));
  EXPECT_EQ(scores.metrics.at("roc_auc").value, std::nullopt);
  EXPECT_EQ(scores.metrics.at("roc_auc").undefined, "all labels are equal");
  EXPECT_EQ(scores.metrics.at("precision").undefined, "no row is predicted positive");
  EXPECT_EQ(scores.metrics.at("recall").undefined, "no label is positive");
  ASSERT_OK_AND_ASSIGN(const Scores huge,
                       ComputeScores(Task(v1::SCORING_TASK_REGRESSION), "id,prediction\na,1e300\n",
                                     "id,label\na,-1e300\n"));
  EXPECT_EQ(huge.metrics.at("rmse").undefined, "the values are too large");
}

TEST(ScoresTest, MulticlassHasAccuracy) {
  ASSERT_OK_AND_ASSIGN(const Scores scores, ComputeScores(Task(v1::SCORING_TASK_MULTICLASS),
                                                          "id,prediction\na,red\nb,blue\nc,red\n",
                                                          "id,label\na,red\nb,green\nc,red\n"));
  EXPECT_THAT(Keys(scores), ElementsAre("accuracy"));
  EXPECT_THAT(scores.metrics.at("accuracy").value, Optional(DoubleNear(2.0 / 3, 1e-12)));
}

TEST(ScoresTest, RegressionHasErrors) {
  ASSERT_OK_AND_ASSIGN(const Scores scores, ComputeScores(Task(v1::SCORING_TASK_REGRESSION),
                                                          "id,prediction\n1,2.5\n2,0.0\n3,2\n4,8\n",
                                                          "id,label\n4,7\n3,2\n2,-0.5\n1,3\n"));
  EXPECT_THAT(Keys(scores), ElementsAre("mae", "r2", "rmse"));
  EXPECT_THAT(scores.metrics.at("mae").value, Optional(0.5));
  EXPECT_THAT(scores.metrics.at("rmse").value, Optional(DoubleNear(std::sqrt(0.375), 1e-12)));
}

TEST(ScoresTest, ATaskHasToBeSaid) {
  EXPECT_THAT(ComputeScores(v1::Scoring(), "id,prediction\na,1\n", "id,label\na,1\n"),
              Invalid("TASK_MISSING", "contract.scoring.task"));
}

TEST(ScoresTest, RowsHaveToMatch) {
  const auto score = [](const char* predictions) {
    return ComputeScores(Binary(), predictions, kLabels);
  };
  EXPECT_THAT(score("id,score\na,1\nb,2\nd,3\n"), Invalid("ROWS_DIFFER", "predictions"));
  EXPECT_THAT(score("id,score\na,1\nb,2\nd,3\n"), Says("\"c\" on line 4 of the labels"));
  EXPECT_THAT(score("id,score\na,1\nb,2\nx,0\nc,3\nd,4\n"), Invalid("ROWS_DIFFER", "labels"));
  EXPECT_THAT(score("id,score\na,1\nb,2\nx,0\nc,3\nd,4\n"), Says("\"x\" on line 4"));
  EXPECT_THAT(score("id,score\na,1\nb,2\na,0\nc,3\nd,4\n"), Invalid("ID_REPEATED", "predictions"));
  EXPECT_THAT(score("id,score\na,1\nb,2\na,0\nc,3\nd,4\n"),
              Says("\"a\" is on line 2 and on line 4"));
  EXPECT_THAT(ComputeScores(Binary(), "id,score\na,1\n", "id,label\na,1\na,0\n"),
              Invalid("ID_REPEATED", "labels"));
  EXPECT_THAT(ComputeScores(Binary(), "id,score\n", "id,label\n"),
              Invalid("ROWS_MISSING", "labels"));
}

TEST(ScoresTest, ColumnsHaveToBeThere) {
  EXPECT_THAT(ComputeScores(Binary(), "score\n1\n", kLabels),
              Invalid("COLUMN_MISSING", "predictions"));
  EXPECT_THAT(ComputeScores(Binary(), "id,score\na,1\n", "id,y\na,1\n"),
              Invalid("COLUMN_MISSING", "labels"));
  v1::Scoring scoring = Binary();
  scoring.set_score_column("logit");
  EXPECT_THAT(ComputeScores(scoring, "id,score\na,1\n", "id,label\na,1\n"), Says("\"logit\""));
}

TEST(ScoresTest, ValuesHaveToBeNumbersAndFinite) {
  const auto score = [](const char* value) {
    return ComputeScores(Binary(), std::string("id,score\na,") + value + "\n", "id,label\na,1\n");
  };
  EXPECT_THAT(score("high"), Invalid("NUMBER_MALFORMED", "predictions"));
  EXPECT_THAT(score(""), Invalid("NUMBER_MALFORMED", "predictions"));
  EXPECT_THAT(score("1 "), Invalid("NUMBER_MALFORMED", "predictions"));
  for (const char* value : {"nan", "NaN", "inf", "-inf"}) {
    EXPECT_THAT(score(value), Invalid("NUMBER_NOT_FINITE", "predictions"));
  }
  EXPECT_THAT(
      ComputeScores(Task(v1::SCORING_TASK_REGRESSION), "id,prediction\na,1\n", "id,label\na,nan\n"),
      Invalid("NUMBER_NOT_FINITE", "labels"));
}

TEST(ScoresTest, ProbabilitiesAreFromZeroToOne) {
  EXPECT_OK(ComputeScores(Binary(), "id,probability\na,0\nb,1\n", "id,label\na,1\nb,0\n"));
  EXPECT_THAT(ComputeScores(Binary(), "id,probability\na,1.5\n", "id,label\na,1\n"),
              Invalid("PROBABILITY_OUT_OF_RANGE", "predictions"));
}

TEST(ScoresTest, BinaryHasTwoClasses) {
  EXPECT_THAT(ComputeScores(Binary(), "id,score\na,1\nb,2\nc,3\n", "id,label\na,0\nb,1\nc,2\n"),
              Invalid("LABEL_UNKNOWN", "labels"));
  EXPECT_THAT(ComputeScores(Binary(), "id,prediction\na,0\nb,1.0\n", "id,label\na,0\nb,1\n"),
              Invalid("LABEL_UNKNOWN", "predictions"));
}

TEST(ScoresTest, LongAndStrangeValuesAreShownShort) {
  const std::string id(5'000, 'x');
  EXPECT_THAT(ComputeScores(Binary(), "id,score\n" + id + ",1\n", kLabels), Says("\"a\""));
  const auto extra = ComputeScores(Binary(), "id,score\na,1\n\xff,2\n", "id,label\na,1\n");
  EXPECT_THAT(extra, Says("(no UTF-8)"));
}

}  // namespace
}  // namespace assay::scoring
