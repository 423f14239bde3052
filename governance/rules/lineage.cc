// lineage_complete, dataset_disjoint, digest_strength: what is known of where things come from.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

std::string ItemText(int item) { return EnumText(*v1::LineageItem_descriptor(), item); }

std::string Joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<int> ItemsOf(const v1::LineageComplete& rule) {
  if (rule.items_size() > 0) return {rule.items().begin(), rule.items().end()};
  return {v1::LINEAGE_ITEM_DATASET_DIGEST, v1::LINEAGE_ITEM_COMMIT, v1::LINEAGE_ITEM_CLEAN_TREE,
          v1::LINEAGE_ITEM_ARTIFACT_DIGEST, v1::LINEAGE_ITEM_ENVIRONMENT};
}

void TrainingDataUnknown(v1::RuleResult* result) {
  Inconclusive("TRAINING_DATA_UNKNOWN", "It is not recorded what the model version was trained on.",
               result);
  result->set_remedy("Log the training datasets as inputs of the source run.");
}

struct Digest {
  std::string what;
  std::string digest;
  v1::DigestStrength strength;
};

}  // namespace

void Judge(const v1::LineageComplete& rule, const RuleContext& context, v1::RuleResult* result) {
  std::map<int, const v1::LineageFact*> facts;
  for (const v1::LineageFact& fact : context.facts.candidate().lineage()) {
    // Of two that contradict each other the one that is not complete counts.
    if (const auto* known = facts[fact.item()]; known == nullptr || known->complete()) {
      facts[fact.item()] = &fact;
    }
  }
  std::vector<std::string> wanted;
  std::vector<std::string> missing;
  std::vector<std::string> unknown;
  for (const int item : ItemsOf(rule)) {
    wanted.push_back(ItemText(item));
    const auto found = facts.find(item);
    if (found == facts.end()) {
      unknown.push_back(ItemText(item));
      continue;
    }
    AddEvidence("lineage", ItemText(item), "", found->second->detail(), result);
    if (!found->second->complete()) {
      missing.push_back(found->second->detail().empty()
                            ? ItemText(item)
                            : fmt::format("{} ({})", ItemText(item), found->second->detail()));
    }
  }
  result->set_expected("known: " + Joined(wanted));
  if (!missing.empty()) {
    Fail("LINEAGE_INCOMPLETE", fmt::format("Missing: {}.", Joined(missing)), result);
    result->set_remedy(
        "Register a version from a run that logged it: a clean commit, inputs, outputs and "
        "environment.");
    return;
  }
  if (!unknown.empty()) {
    return Inconclusive("LINEAGE_UNKNOWN", fmt::format("Nothing is known of {}.", Joined(unknown)),
                        result);
  }
  Pass("LINEAGE_COMPLETE", "Everything that is asked for is known.", result);
}

void Judge(const v1::DatasetDisjoint& rule, const RuleContext& context, v1::RuleResult* result) {
  result->set_expected("the evaluation data is none of the training data");
  const v1::ModelFacts& model = context.facts.candidate();
  const v1::EvaluationFact* evaluation =
      FindEvaluation(SelectorOf(rule, context.policy), model, "candidate", result);
  if (evaluation == nullptr) return;
  if (model.training_datasets().empty()) return TrainingDataUnknown(result);
  const v1::DatasetFact* vague = nullptr;
  for (const v1::DatasetFact& dataset : model.training_datasets()) {
    AddEvidence("dataset", dataset.name(), dataset.digest(), dataset.role(), result);
    if (dataset.strength() != v1::DIGEST_STRENGTH_STRONG) vague = &dataset;
    if (dataset.digest() != evaluation->dataset_digest()) continue;
    if (!dataset.subset().empty()) {
      Inconclusive(
          "DATASET_PART_UNKNOWN",
          fmt::format("It was trained on a part of the evaluation dataset ({}). Whether the "
                      "evaluation is on another part can't be proved.",
                      dataset.subset()),
          result);
      result->set_remedy("Record the parts as datasets of their own.");
      return;
    }
    Fail("DATASETS_OVERLAP",
         fmt::format("It was trained on the evaluation dataset, {}.", DatasetText(*evaluation)),
         result);
    result->set_remedy("Evaluate it on data that it has not seen.");
    return;
  }
  const bool weak = evaluation->dataset_strength() != v1::DIGEST_STRENGTH_STRONG;
  if (weak || vague != nullptr) {
    Inconclusive("DIGEST_NOT_COMPARABLE",
                 fmt::format("The digest of {} does not prove that the data differs.",
                             weak ? evaluation->dataset() : vague->name()),
                 result);
    result->set_remedy("Record the datasets with digests over all of their content.");
    return;
  }
  Pass("DATASETS_DISJOINT", "No training dataset is the evaluation dataset.", result);
}

void Judge(const v1::DigestStrengthRule& rule, const RuleContext& context, v1::RuleResult* result) {
  const v1::ModelFacts& model = context.facts.candidate();
  const auto asked = [&](v1::DigestOf what) {
    return rule.of().empty() ||
           std::find(rule.of().begin(), rule.of().end(), what) != rule.of().end();
  };
  result->set_expected("digests are SHA-256 over all of the content");
  std::vector<Digest> digests;
  if (asked(v1::DIGEST_OF_ARTIFACT)) {
    digests.push_back({"artifact", model.content_digest(), model.content_strength()});
  }
  if (asked(v1::DIGEST_OF_TRAINING_DATA)) {
    if (model.training_datasets().empty()) return TrainingDataUnknown(result);
    for (const v1::DatasetFact& dataset : model.training_datasets()) {
      digests.push_back(
          {"training dataset " + dataset.name(), dataset.digest(), dataset.strength()});
    }
  }
  if (asked(v1::DIGEST_OF_EVALUATION_DATA)) {
    const v1::EvaluationFact* evaluation =
        FindEvaluation(context.policy.evaluation(), model, "candidate", result);
    if (evaluation == nullptr) return;
    digests.push_back({"evaluation dataset " + evaluation->dataset(), evaluation->dataset_digest(),
                       evaluation->dataset_strength()});
  }
  for (const Digest& digest : digests)
    AddEvidence("digest", digest.what, digest.digest, "", result);
  for (const Digest& digest : digests) {
    if (digest.digest.empty()) {
      return Inconclusive("DIGEST_MISSING", fmt::format("The {} has no digest.", digest.what),
                          result);
    }
    if (digest.strength == v1::DIGEST_STRENGTH_STRONG) continue;
    Fail("DIGEST_WEAK",
         fmt::format("The digest of the {} is {}: it does not identify the content.", digest.what,
                     digest.digest),
         result);
    result->set_remedy("Record it with a SHA-256 over all of its content.");
    return;
  }
  Pass("DIGESTS_STRONG", "Every digest identifies the content.", result);
}

}  // namespace assay::governance::rules
