// Requests, facts, assessments, reviews, decisions and flags against their events.
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "governance/digests.h"
#include "governance/override_review.h"
#include "governance/replay.h"
#include "server/audit/rows.h"
#include "server/governance/deciding.h"
#include "server/governance/promoting.h"
#include "storage/governance/audited.h"
#include "storage/governance/body.h"
#include "storage/governance/decisions.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/overrides.h"
#include "storage/governance/promotions.h"
#include "storage/governance/standing.h"
#include "storage/times.h"

namespace assay::audit {
namespace {

constexpr char kUnreadable[] = "can't be read.";
constexpr char kContradicts[] = "has columns that say something else than its content.";
constexpr int kFlagsOfVersion = 10'000;

AuditedRow RowOf(const char* kind, const std::string& id) {
  return {.name = std::string(kind) + " " + id, .subject = std::string(kind) + ":" + id};
}

AuditedRow OfFacts(const StoredFacts& stored) {
  AuditedRow row = RowOf("facts", stored.digest);
  row.events.push_back({"FACTS", stored.digest});
  const auto facts = ReadBody<v1::Facts>(stored.body);
  if (!facts.ok()) {
    row.problems.push_back(kUnreadable);
  } else if (governance::DigestOf(*facts) != stored.digest) {
    row.problems.push_back("were changed: their content has another digest.");
  }
  return row;
}

AuditedRow OfAssessment(const StoredAssessment& stored, const ModelNames& names) {
  AuditedRow row = RowOf("assessment", stored.digest);
  row.events.push_back({"ASSESSMENT", stored.digest, stored.created_by});
  const auto read = ReadBody<v1::Assessment>(stored.body);
  if (!read.ok()) {
    row.problems.push_back(kUnreadable);
  } else if (governance::DigestOf(*read) != stored.digest) {
    row.problems.push_back("was changed: its content has another digest.");
  } else if (read->outcome() != stored.outcome || read->eligible() != stored.eligible ||
             read->facts_digest() != stored.facts_digest ||
             read->candidate() != names.Of(stored.model_version) ||
             TimeMicros(read->as_of()) != stored.as_of_us) {
    row.problems.push_back(kContradicts);
  }
  return row;
}

AuditedRow OfReview(const StoredReviewRow& stored) {
  AuditedRow row = RowOf("review", stored.uid);
  auto read = ReadBody<v1::Review>(stored.body);
  if (!read.ok()) {
    row.problems.push_back(kUnreadable);
    return row;
  }
  if (read->review_id() != stored.uid || read->request_id() != stored.request_id ||
      TimeMicros(read->create_time()) != stored.at_us) {
    row.problems.push_back(kContradicts);
  }
  // What was said can be erased, and is not in the log.
  read->clear_comment();
  read->set_sequence(stored.id);
  row.events.push_back({"REVIEW", governance::DigestOf(*read), read->reviewer(), stored.at_us});
  return row;
}

// Whether the slot's events tell that nobody reviewed the override in time.
absl::StatusOr<bool> WasSaidOverdue(ReadTxn& txn, const StoredDecision& decision) {
  for (int64_t before = std::numeric_limits<int64_t>::max();;) {
    ASSAY_ASSIGN_OR_RETURN(const StandingEventPage page,
                           ListStandingEvents(txn, decision.slot, before, kPageRows));
    for (const v1::StandingEvent& event : page.events) {
      const v1::RuleResult& result = event.result();
      if (result.rule_id() == governance::kOverrideReviewRule &&
          result.status() == v1::RULE_STATUS_FAIL && result.evidence_size() == 1 &&
          result.evidence(0).name() == "decision:" + decision.uid) {
        return true;
      }
    }
    if (!page.more) return false;
    before = page.last;
  }
}

// The list of reviews that are owed follows from decisions, reviews and events.
absl::Status CheckOwed(ReadTxn& txn, const StoredOverride& stored, Check& check) {
  const std::string& decision = stored.decision.uid;
  if (!stored.owed) {
    check.Complain("The override of decision {} is not in the list of reviews that are owed.",
                   decision);
    return absl::OkStatus();
  }
  const OverrideRow& owed = *stored.owed;
  if (owed.open == stored.review.has_value()) {
    check.Complain("The override of decision {} is said to be {}, and has {} review.", decision,
                   owed.open ? "open" : "reviewed", owed.open ? "a" : "no");
  }
  const auto read = ReadBody<v1::Decision>(stored.decision.body);
  if (!read.ok()) return check.TellDamage(read.status(), "override");
  if (read->kind() != v1::DECISION_KIND_OVERRIDE_PROMOTE ||
      owed.workspace != stored.decision.workspace || owed.slot != stored.decision.slot ||
      owed.due_us != TimeMicros(read->override().review_due_time())) {
    check.Complain(
        "The list of reviews that are owed says something else of decision {} than the decision.",
        decision);
  }
  ASSAY_ASSIGN_OR_RETURN(const bool said, WasSaidOverdue(txn, stored.decision));
  if (owed.overdue != said) {
    check.Complain("The override of decision {} is {} as overdue, and the slot's events tell {}.",
                   decision, owed.overdue ? "marked" : "not marked",
                   said ? "that it was" : "nothing of it");
  }
  return absl::OkStatus();
}

absl::Status CheckOverride(ReadTxn& txn, const StoredOverride& stored, Check& check) {
  ASSAY_RETURN_IF_ERROR(CheckOwed(txn, stored, check));
  if (!stored.review) {
    check.Count();
    return absl::OkStatus();
  }
  auto read = ReadBody<v1::OverrideReview>(*stored.review);
  if (!read.ok()) return check.TellDamage(read.status(), "review of an override");
  AuditedRow row = RowOf("override-review", read->review_id());
  read->clear_comment();
  row.events.push_back({"OVERRIDE_REVIEW", governance::DigestOf(*read), read->reviewer()});
  return CheckRow(txn, row, check);
}

absl::StatusOr<AuditedRow> OfDecision(ReadTxn& txn, const StoredDecision& stored,
                                      const ModelNames& names) {
  AuditedRow row = RowOf("decision", stored.uid);
  const auto read = ReadBody<v1::Decision>(stored.body);
  if (!read.ok() || !v1::DecisionKind_IsValid(read->kind()) || read->kind() == 0) {
    row.problems.push_back(kUnreadable);
    return row;
  }
  row.events.push_back({KindName(read->kind()), governance::DigestOf(*read), read->actor()});
  bool agrees = read->decision_id() == stored.uid && read->kind() == stored.kind &&
                read->actor() == stored.actor && TimeMicros(read->time()) == stored.at_us;
  if (governance::MovesChampion(read->kind())) {
    const auto base = DecisionId(txn, stored.base);
    if (!base.ok() && !absl::IsDataLoss(base.status())) return base.status();
    agrees = agrees && stored.moves && base.ok() && *base == read->base_decision_id() &&
             names.Of(stored.champion) == read->model_version();
  } else {
    agrees = agrees && !stored.moves;
  }
  agrees = agrees && read->has_slot() == (stored.slot != 0);
  if (stored.slot != 0) {
    const auto slot = LoadSlotRow(txn, stored.slot);
    if (!slot.ok() && !absl::IsDataLoss(slot.status())) return slot.status();
    agrees = agrees && slot.ok() && SlotText(slot->ref) == SlotText(read->slot());
  }
  if (!agrees) row.problems.push_back(kContradicts);
  return row;
}

absl::StatusOr<AuditedRow> OfRequest(ReadTxn& txn, const StoredRequest& stored) {
  AuditedRow row = RowOf("request", stored.uid);
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow promotion, FindPromotion(txn, stored.uid));
  const auto request = ToMessage(txn, promotion);
  if (!request.ok()) {
    row.problems.push_back(kUnreadable);
    return row;
  }
  row.events.push_back(
      {"REQUEST", OpeningDigest(*request), promotion.created_by, promotion.created_us});
  return row;
}

// The flags of one name that a model version has, or had. A flag that is set already may be set
// again with another reason; what it said last counts.
void CompareFlags(const std::string& name, const std::vector<v1::Flag>& flags,
                  const std::vector<v1::AuditEvent>& events, Check& check) {
  std::set<std::string> set, cleared;
  for (const v1::AuditEvent& event : events) {
    (event.kind() == "FLAG_SET" ? set : cleared).insert(event.digest());
  }
  for (const v1::Flag& flag : flags) {
    check.Count();
    v1::Flag begin = flag;
    begin.clear_clear_time();
    begin.clear_cleared_by();
    begin.clear_clear_reason();
    if (!set.contains(governance::DigestOf(begin))) {
      check.Complain("The {} says that it was set in a way that the log does not tell.", name);
    }
    if (flag.has_clear_time() && cleared.erase(governance::DigestOf(flag)) == 0) {
      check.Complain("The {} says that it was cleared in a way that the log does not tell.", name);
    }
  }
  if (!cleared.empty()) {
    check.Complain("The log tells that the {} was cleared, and the flag does not say so any more.",
                   name);
  }
}

absl::Status CheckFlagsOf(ReadTxn& txn, int64_t version, Check& check) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Flag> flags,
                         ListFlags(txn, version, kFlagsOfVersion));
  std::map<std::string, std::vector<v1::Flag>> by_name;
  for (const v1::Flag& flag : flags) by_name[flag.flag()].push_back(flag);
  for (const auto& [name, same] : by_name) {
    ASSAY_ASSIGN_OR_RETURN(const auto events,
                           EventsOf(txn, fmt::format("flag:{}/{}", version, name)));
    CompareFlags(fmt::format("flag {} of {}", name, same[0].version()), same, events, check);
  }
  return absl::OkStatus();
}

absl::Status CheckFlags(ReadTxn& txn, Check check) {
  for (int64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> versions,
                           FlaggedVersionsAfter(txn, after, kPageRows));
    if (versions.empty()) return absl::OkStatus();
    for (const int64_t version : versions) {
      ASSAY_RETURN_IF_ERROR(CheckFlagsOf(txn, version, check));
    }
    after = versions.back();
  }
}

// The names of a page's model versions.
template <typename Row>
absl::StatusOr<ModelNames> NamesOf(ReadTxn& txn, const std::vector<Row>& page,
                                   int64_t Row::*version) {
  std::vector<int64_t> versions;
  for (const Row& row : page) versions.push_back(row.*version);
  return LoadModelNames(txn, versions);
}

absl::Status CheckAssessments(ReadTxn& txn, Check check) {
  for (int64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const auto page, AssessmentsAfter(txn, after, kPageRows));
    if (page.empty()) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const ModelNames names,
                           NamesOf(txn, page, &StoredAssessment::model_version));
    for (const StoredAssessment& stored : page) {
      ASSAY_RETURN_IF_ERROR(CheckRow(txn, OfAssessment(stored, names), check));
    }
    after = page.back().id;
  }
}

absl::Status CheckDecisions(ReadTxn& txn, Check check) {
  for (int64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const auto page, DecisionsAfter(txn, after, kPageRows));
    if (page.empty()) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const ModelNames names, NamesOf(txn, page, &StoredDecision::champion));
    for (const StoredDecision& stored : page) {
      ASSAY_ASSIGN_OR_RETURN(const AuditedRow row, OfDecision(txn, stored, names));
      ASSAY_RETURN_IF_ERROR(CheckRow(txn, row, check));
    }
    after = page.back().id;
  }
}

}  // namespace

absl::Status CheckGovernance(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  Check requests("requests", "requests to promote are as they were opened", response);
  ASSAY_RETURN_IF_ERROR(
      ForEachRow([&](int64_t after, int limit) { return RequestsAfter(txn, after, limit); },
                 [&](const StoredRequest& stored) -> absl::Status {
                   ASSAY_ASSIGN_OR_RETURN(const AuditedRow row, OfRequest(txn, stored));
                   return CheckRow(txn, row, requests);
                 }));
  Check facts("facts", "facts have the digest that the log tells", response);
  ASSAY_RETURN_IF_ERROR(
      ForEachRow([&](int64_t after, int limit) { return FactsAfter(txn, after, limit); },
                 [&](const StoredFacts& stored) { return CheckRow(txn, OfFacts(stored), facts); }));
  ASSAY_RETURN_IF_ERROR(CheckAssessments(
      txn, {"assessments", "assessments have the digest that the log tells", response}));
  Check reviews("reviews", "reviews are as the log tells of them", response);
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return ReviewsAfter(txn, after, limit); },
      [&](const StoredReviewRow& stored) { return CheckRow(txn, OfReview(stored), reviews); }));
  ASSAY_RETURN_IF_ERROR(
      CheckDecisions(txn, {"decisions", "decisions are as the log tells of them", response}));
  Check overrides("override_reviews", "reviews of overrides are as the log tells of them",
                  response);
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return OverridesAfter(txn, after, limit); },
      [&](const StoredOverride& stored) { return CheckOverride(txn, stored, overrides); }));
  return CheckFlags(txn, {"flags", "flags were set and cleared as the log tells", response});
}

}  // namespace assay::audit
