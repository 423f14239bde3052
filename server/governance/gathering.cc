#include "server/governance/gathering.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/status_macros.h"
#include "fmt/format.h"
#include "governance/digests.h"

namespace assay {
namespace {

// Bounds what one statement is asked for.
constexpr size_t kGatheredAtOnce = 250;
// What a message takes in memory, by its bytes.
constexpr size_t kMemoryOfByte = 4;

// What the candidates of a slot have in common.
class Common {
 public:
  static absl::StatusOr<Common> Load(ReadTxn& txn, const SlotRow& slot) {
    Common common(slot);
    if (slot.champion == 0) return common;
    ASSAY_ASSIGN_OR_RETURN(common.champion_, LoadModelFactsParts(txn, {&slot.champion, 1}));
    common.key_ += KeyOf(common.champion_[0]);
    return common;
  }

  // Of the facts of a candidate.
  std::string Key(const ModelFactsParts& candidate) const { return KeyOf(candidate) + key_; }

  // The champion in normal form, null for none.
  absl::StatusOr<const governance::NormalModel*> Champion(ReadTxn& txn) {
    if (champion_.empty()) return nullptr;
    if (!normal_) {
      ModelFactsParts* const champion = &champion_[0];
      ASSAY_RETURN_IF_ERROR(AddEvaluations(txn, {&champion, 1}));
      normal_ = governance::Normalize(std::move(champion->facts));
    }
    return &*normal_;
  }

 private:
  explicit Common(const SlotRow& slot) {
    const std::string ref = slot.ref.SerializeAsString();
    key_ = fmt::format("{}:{}", ref.size(), ref);
  }

  std::string key_;
  std::vector<ModelFactsParts> champion_;  // one, or none
  std::optional<governance::NormalModel> normal_;
};

// Facts that are not remembered.
struct Missing {
  std::string key;
  ModelFactsParts* parts;
  FactsPointer* to;
};

absl::Status Make(ReadTxn& txn, const SlotRow& slot, Common& common, std::vector<Missing> missing) {
  std::vector<ModelFactsParts*> parts;
  for (const Missing& one : missing) parts.push_back(one.parts);
  ASSAY_RETURN_IF_ERROR(AddEvaluations(txn, parts));
  ASSAY_ASSIGN_OR_RETURN(const governance::NormalModel* champion, common.Champion(txn));
  for (Missing& one : missing) {
    governance::NormalFacts normal =
        governance::Join(slot.ref, governance::Normalize(std::move(one.parts->facts)), champion);
    const size_t weight = one.key.size() + kMemoryOfByte * normal.facts.ByteSizeLong();
    *one.to = std::make_shared<const DigestedFacts>(
        DigestedFacts{std::move(normal.facts), std::move(normal.digest)});
    // The rows of what is not durable yet may become those of something else.
    if (txn.committed()) txn.context().facts.Put(std::move(one.key), *one.to, weight);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<FactsPointer>> GatherFacts(ReadTxn& txn, const SlotRow& slot,
                                                      std::span<const int64_t> model_versions) {
  std::vector<FactsPointer> all(model_versions.size());
  ASSAY_ASSIGN_OR_RETURN(Common common, Common::Load(txn, slot));
  for (size_t begin = 0; begin < all.size(); begin += kGatheredAtOnce) {
    const auto some = model_versions.subspan(begin, std::min(all.size() - begin, kGatheredAtOnce));
    ASSAY_ASSIGN_OR_RETURN(std::vector<ModelFactsParts> parts, LoadModelFactsParts(txn, some));
    std::vector<Missing> missing;
    for (size_t i = 0; i < parts.size(); ++i) {
      std::string key = common.Key(parts[i]);
      FactsPointer& to = all[begin + i];
      to = txn.context().facts.Find(key);
      if (to == nullptr) missing.push_back({std::move(key), &parts[i], &to});
    }
    if (missing.empty()) continue;
    ASSAY_RETURN_IF_ERROR(Make(txn, slot, common, std::move(missing)));
  }
  return all;
}

}  // namespace assay
