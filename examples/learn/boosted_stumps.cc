#include "examples/learn/boosted_stumps.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "examples/learn/text.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::examples {
namespace {

// A leaf needs this much second derivative, or the quotient that gives its value means nothing.
constexpr double kMinHessian = 1e-6;

constexpr std::string_view kLogistic = "logistic";
constexpr std::string_view kSquared = "squared";

// Where to divide between two neighbouring values, low < high: `low` goes left, `high` right.
double Between(double low, double high) {
  const double middle = std::midpoint(low, high);
  return middle < high ? middle : low;
}

absl::StatusOr<Task> TaskOfLoss(std::string_view loss) {
  if (loss == kLogistic) return Task::kClassification;
  if (loss == kSquared) return Task::kRegression;
  return InvalidArgument("MODEL_FILE_MALFORMED", "",
                         "The model file has the loss '{}', which is neither '{}' nor '{}'. Write "
                         "the file again.",
                         loss, kLogistic, kSquared);
}

absl::StatusOr<Stump> ParseStump(const std::vector<std::string_view>& fields,
                                 const std::vector<std::string>& names) {
  const auto name = std::find(names.begin(), names.end(), fields[1]);
  if (name == names.end()) {
    return InvalidArgument("MODEL_FILE_MALFORMED", "",
                           "The model file has a stump on '{}', which is not among its features. "
                           "Write the file again.",
                           fields[1]);
  }
  ASSAY_ASSIGN_OR_RETURN(const auto numbers, NumbersFrom(fields, 2));
  return Stump{static_cast<size_t>(name - names.begin()), numbers[0], numbers[1], numbers[2]};
}

}  // namespace

BoostedStumps::BoostedStumps(std::vector<std::string> feature_names, Task task, double base,
                             std::vector<Stump> stumps)
    : feature_names_(std::move(feature_names)),
      task_(task),
      base_(base),
      stumps_(std::move(stumps)) {}

double BoostedStumps::Predict(std::span<const double> row) const {
  double sum = base_;
  for (const Stump& stump : stumps_) sum += stump.Value(row);
  return task_ == Task::kClassification ? Sigmoid(sum) : sum;
}

std::string BoostedStumps::ToText() const {
  std::string text = fmt::format("model,boosted_stumps,1\nloss,{}\nbase,{}\nfeatures,{}\n",
                                 task_ == Task::kClassification ? kLogistic : kSquared, base_,
                                 fmt::join(feature_names_, ","));
  text += "columns,feature,threshold,left,right\n";
  for (const Stump& stump : stumps_) {
    fmt::format_to(std::back_inserter(text), "stump,{},{},{},{}\n", feature_names_[stump.feature],
                   stump.threshold, stump.left, stump.right);
  }
  return text;
}

absl::StatusOr<BoostedStumps> BoostedStumps::FromText(std::string_view text) {
  const std::vector<Record> records = ParseRecords(text);
  ASSAY_RETURN_IF_ERROR(ExpectModel(records, "boosted_stumps"));
  ASSAY_ASSIGN_OR_RETURN(const auto loss, FieldsOf(records, 1, "loss", 1));
  ASSAY_ASSIGN_OR_RETURN(const Task task, TaskOfLoss(loss[1]));
  ASSAY_ASSIGN_OR_RETURN(const auto base_fields, FieldsOf(records, 2, "base", 1));
  ASSAY_ASSIGN_OR_RETURN(const auto base, NumbersFrom(base_fields, 1));
  ASSAY_ASSIGN_OR_RETURN(const auto features, FieldsOf(records, 3, "features", kAnyCount));
  ASSAY_RETURN_IF_ERROR(FieldsOf(records, 4, "columns", 4).status());
  const std::vector<std::string> names(features.begin() + 1, features.end());
  std::vector<Stump> stumps;
  for (size_t i = 5; i < records.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const auto fields, FieldsOf(records, i, "stump", 4));
    ASSAY_ASSIGN_OR_RETURN(const Stump stump, ParseStump(fields, names));
    stumps.push_back(stump);
  }
  return BoostedStumps(names, task, base[0], std::move(stumps));
}

StumpsLearner::StumpsLearner(const Dataset& train, const StumpsOptions& options)
    : train_(train), options_(options), derivatives_(train.rows()) {
  // The best constant: the mean, or the log-odds of the share of label 1.
  base_ = std::accumulate(train_.labels.begin(), train_.labels.end(), 0.0) / train_.rows();
  if (options_.task == Task::kClassification) base_ = std::log(base_ / (1 - base_));
  sums_.assign(train_.rows(), base_);
  for (size_t f = 0; f < train_.width(); ++f) {
    std::vector<size_t>& order = order_.emplace_back(train_.rows());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return train_.row(a)[f] < train_.row(b)[f]; });
  }
}

void StumpsLearner::ComputeDerivatives() {
  for (size_t i = 0; i < train_.rows(); ++i) {
    if (options_.task == Task::kClassification) {
      const double p = Sigmoid(sums_[i]);
      derivatives_[i] = {p - train_.labels[i], p * (1 - p)};
    } else {
      derivatives_[i] = {sums_[i] - train_.labels[i], 1};
    }
  }
}

double StumpsLearner::LeafValue(const Derivatives& leaf) const {
  return -options_.learning_rate * leaf.gradient / (leaf.hessian + options_.l2);
}

double StumpsLearner::LeafGain(const Derivatives& leaf) const {
  return leaf.gradient * leaf.gradient / (leaf.hessian + options_.l2);
}

void StumpsLearner::SearchFeature(size_t feature, std::optional<Candidate>& best) const {
  Derivatives left, right;
  for (const Derivatives& row : derivatives_) {
    right.gradient += row.gradient;
    right.hessian += row.hessian;
  }
  const std::vector<size_t>& order = order_[feature];
  for (size_t k = 0; k + 1 < order.size(); ++k) {
    const Derivatives& row = derivatives_[order[k]];
    left.gradient += row.gradient;
    left.hessian += row.hessian;
    right.gradient -= row.gradient;
    right.hessian -= row.hessian;
    const double low = train_.row(order[k])[feature];
    const double high = train_.row(order[k + 1])[feature];
    if (low == high || left.hessian < kMinHessian || right.hessian < kMinHessian) continue;
    const double gain = LeafGain(left) + LeafGain(right);
    if (!best || gain > best->gain) {
      best = {{feature, Between(low, high), LeafValue(left), LeafValue(right)}, gain};
    }
  }
}

void StumpsLearner::Step() {
  ComputeDerivatives();
  std::optional<Candidate> best;
  for (size_t f = 0; f < train_.width(); ++f) SearchFeature(f, best);
  if (!best) return;
  stumps_.push_back(best->stump);
  for (size_t i = 0; i < train_.rows(); ++i) sums_[i] += best->stump.Value(train_.row(i));
}

std::unique_ptr<Model> StumpsLearner::Snapshot() const {
  return std::make_unique<BoostedStumps>(train_.feature_names, options_.task, base_, stumps_);
}

}  // namespace assay::examples
