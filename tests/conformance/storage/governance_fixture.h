// A store with people, models and a policy, and governance's operations in short form.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_GOVERNANCE_FIXTURE_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_GOVERNANCE_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/governance_service.pb.h"
#include "server/governance/moving.h"
#include "server/governance/policing.h"
#include "server/governance/promoting.h"
#include "storage/governance/slots.h"
#include "storage/identity/actor.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {

inline constexpr int64_t kHour = int64_t{3'600} * 1'000'000;

// A floor, a comparison with the champion on the same data, one reviewer for risk, and no commits
// from 22:00 to 06:00 UTC.
inline constexpr char kCreditPolicy[] = R"(name: credit
evaluation:
  dataset: holdout
rules:
  - id: auc-floor
    metric_threshold:
      metric: auc
      at_least: 0.8
  - id: better
    compare_to_champion:
      metric: auc
      direction: higher_is_better
      absolute: 0
      on_no_champion: pass
ranking:
  - by: metrics.auc
    order: descending
tags:
  - tag: challenger
    when: eligible
  - tag: rejected
reviews:
  places:
    - role: risk
windows:
  - id: night
    effect: deny
    reason: nobody is there at night
    from: "22:00"
    to: "06:00"
override:
  role: risk-lead
  rules: [better]
  windows: true
standing:
  - tag: stale
    rule:
      id: fresh
      evaluation_freshness:
        max_age: 10d
)";

// People: "rita" and "ron" review for risk, "lea" is risk's lead, "registrar" registers, "trainer"
// trains, "uploader" evaluates, "requester" asks, "committer" commits; "robot" is a service with
// risk's role.
class GovernanceTest : public StorageTest {
 protected:
  void SetUp() override;

  static Governor By(std::string_view name);
  static v1::SlotRef Slot(std::string_view use_case = "limit");

  // Publishes a policy's text and binds it to every slot.
  absl::Status PublishAndBind(const std::string& yaml);
  absl::StatusOr<v1::Binding> Bind(const std::string& policy, int32_t version = 0);
  absl::Status Grant(const std::string& person, const std::string& role);
  absl::Status Revoke(const std::string& person, const std::string& role);

  // Registers the next version of "score", trained and registered by others than the reviewers,
  // evaluated with this auc, and enrolled. Its name.
  std::string NewCandidate(double auc, std::string_view use_case = "limit");
  // The same, neither evaluated nor enrolled.
  std::string NewVersion();
  absl::Status Evaluate(const std::string& version, double auc,
                        const std::string& uploader = "uploader");
  absl::Status Enroll(const std::string& version, std::string_view use_case = "limit");

  absl::StatusOr<v1::PromotionRequest> Open(const std::string& version,
                                            std::string_view use_case = "limit");
  absl::StatusOr<v1::PromotionRequest> Request(const std::string& request_id);
  absl::StatusOr<v1::PromotionRequest> Assess(const std::string& request_id);
  absl::StatusOr<v1::Review> Review(const std::string& request_id, std::string_view reviewer,
                                    v1::ReviewVerdict verdict = v1::REVIEW_VERDICT_APPROVE);
  absl::StatusOr<v1::Decision> Commit(const std::string& request_id);
  absl::StatusOr<v1::Decision> Override(const std::string& request_id,
                                        const std::vector<std::string>& blockers,
                                        const std::string& justification,
                                        std::string_view by = "lea");
  // Opens, approves and commits; the request must be READY then.
  v1::Decision Promote(const std::string& version, std::string_view use_case = "limit");
  absl::StatusOr<v1::Decision> RollbackTo(const std::string& version,
                                          std::string_view use_case = "limit");
  absl::StatusOr<v1::Decision> EmptySlot(std::string_view use_case = "limit");
  absl::StatusOr<v1::RecallResponse> RecallVersion(const std::string& version);
  absl::StatusOr<v1::RunSweepResponse> SweepAll();

  // The champion's name now, or at a time; empty for none.
  std::string Champion(std::string_view use_case = "limit");
  std::string ChampionAtTime(int64_t at_us, std::string_view use_case = "limit");
  // "gov:..." of a candidate, with commas between.
  std::string TagsOf(const std::string& version, std::string_view use_case = "limit");
  // Every decision, oldest first.
  std::vector<v1::Decision> AllDecisions();
  int64_t Count(sql::Sql query);
  // The rows of a query as text, a line each.
  std::string Dump(sql::Sql query);

  static const std::string& Holdout();

  // When set, moves get tags that were prepared for earlier ones only, as if much had happened
  // between what they read and what they write.
  bool moves_with_old_tags_ = false;

 private:
  // What the server prepares for a move.
  template <typename Expect>
  std::shared_ptr<const PreparedTags> Prepare(Expect expect) {
    auto fresh = PrepareTags(*store_, kNoDeadline, expect);
    const auto old = std::make_shared<PreparedTags>(old_tags_);
    if (old_tags_.size() > 20) old_tags_.clear();
    old_tags_.insert(old_tags_.end(), fresh->begin(), fresh->end());
    return moves_with_old_tags_ ? old : fresh;
  }

  PreparedTags old_tags_;
  int next_version_ = 1;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_GOVERNANCE_FIXTURE_H_
