#include "cli/internal/governance_view.h"

#include <map>
#include <set>

#include "cli/internal/override_view.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

std::string Without(const std::string& prefix, const std::string& name) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

// "name=value, ..." in the order of the names.
std::string ParametersText(const google::protobuf::Map<std::string, v1::FactValue>& parameters) {
  const std::map<std::string, v1::FactValue> sorted(parameters.begin(), parameters.end());
  std::string text;
  for (const auto& [name, value] : sorted) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, FactText(value));
  }
  return text;
}

std::string TagsText(const v1::Candidate& candidate) {
  std::string text;
  for (const v1::TagResult& tag : candidate.tags()) text += (text.empty() ? "" : " ") + tag.tag();
  return text;
}

std::string SelectorText(const v1::SlotSelector& slots) {
  v1::SlotRef slot;
  slot.set_workspace(slots.workspace());
  slot.set_use_case(slots.use_case());
  slot.set_environment(slots.environment());
  return SlotText(slot);
}

void AddFact(const char* name, const std::string& text, Facts* facts) {
  if (!text.empty()) facts->emplace_back(name, text);
}

// What a decision is about: a model version, or a version of a policy.
std::string SubjectText(const v1::Decision& decision) {
  if (decision.kind() == v1::DECISION_KIND_BINDING_CHANGE) {
    return fmt::format("{}@{}{}", decision.binding().policy(), decision.binding().version(),
                       decision.binding_removed() ? " (unbound)" : "");
  }
  if (decision.kind() == v1::DECISION_KIND_POLICY_PUBLISH && decision.policies_size() > 0) {
    return fmt::format("{}@{}", decision.policies(0).policy(), decision.policies(0).version());
  }
  return VersionText(decision.model_version());
}

std::string WhereText(const v1::Decision& decision) {
  if (decision.has_binding()) return SelectorText(decision.binding().slots());
  return decision.has_slot() ? SlotText(decision.slot()) : "";
}

void AddGate(const v1::GateResult& gate, Facts* facts) {
  for (const v1::Blocker& blocker : gate.blockers()) {
    facts->emplace_back(blocker.overridden() ? "overridden" : "blocked by",
                        fmt::format("{}: {}", blocker.id(), blocker.message()));
  }
  std::set<std::string> asserted;
  for (const v1::ReviewStanding& standing : gate.reviews()) {
    if (standing.asserted()) asserted.insert(standing.reviewer());
  }
  for (const v1::QuorumVerdict& quorum : gate.quorums()) {
    for (const v1::FilledPlace& place : quorum.places()) {
      if (place.reviewer().empty()) continue;
      const char* mark = asserted.contains(place.reviewer()) ? " (not authenticated)" : "";
      facts->emplace_back("approved by",
                          fmt::format("{}{} for {}", place.reviewer(), mark, place.role()));
    }
  }
}

}  // namespace

std::string SlotText(const v1::SlotRef& slot) {
  const bool plain = slot.workspace().empty() || slot.workspace() == "default";
  return (plain ? "" : slot.workspace() + "/") + slot.use_case() + "/" + slot.environment();
}

std::string VersionText(const std::string& version) {
  return OrDash(Without("default/", Without("model:", version)));
}

std::string FactText(const v1::FactValue& value) {
  switch (value.kind_case()) {
    case v1::FactValue::kStringValue:
      return value.string_value();
    case v1::FactValue::kIntValue:
      return fmt::format("{}", value.int_value());
    case v1::FactValue::kDoubleValue:
      return ExactDouble(value.double_value());
    case v1::FactValue::kBoolValue:
      return value.bool_value() ? "true" : "false";
    case v1::FactValue::kNotANumber:
      return Without("NOT_A_NUMBER_", v1::NotANumber_Name(value.not_a_number()));
    case v1::FactValue::KIND_NOT_SET:
      break;
  }
  return "-";
}

Cell OutcomeCell(v1::AssessmentOutcome outcome) {
  const std::string text = Without("ASSESSMENT_OUTCOME_", v1::AssessmentOutcome_Name(outcome));
  switch (outcome) {
    case v1::ASSESSMENT_OUTCOME_PASSED:
      return {text, Ink::kGreen};
    case v1::ASSESSMENT_OUTCOME_PASSED_WITH_WARNINGS:
    case v1::ASSESSMENT_OUTCOME_INCONCLUSIVE:
      return {text, Ink::kYellow};
    case v1::ASSESSMENT_OUTCOME_FAILED:
      return {text, Ink::kRed};
    default:
      return "-";
  }
}

Cell StateCell(v1::RequestState state) {
  const std::string text = Without("REQUEST_STATE_", v1::RequestState_Name(state));
  switch (state) {
    case v1::REQUEST_STATE_READY:
    case v1::REQUEST_STATE_COMMITTED:
      return {text, Ink::kGreen};
    case v1::REQUEST_STATE_OPEN:
    case v1::REQUEST_STATE_OUT_OF_DATE:
      return {text, Ink::kYellow};
    case v1::REQUEST_STATE_REJECTED:
    case v1::REQUEST_STATE_BLOCKED:
      return {text, Ink::kRed};
    default:
      return text;
  }
}

Cell DecisionKindCell(v1::DecisionKind kind) {
  const std::string text = Without("DECISION_KIND_", v1::DecisionKind_Name(kind));
  switch (kind) {
    case v1::DECISION_KIND_PROMOTE:
      return {text, Ink::kGreen};
    case v1::DECISION_KIND_OVERRIDE_PROMOTE:
    case v1::DECISION_KIND_ROLLBACK:
      return {text, Ink::kYellow};
    case v1::DECISION_KIND_REFUSE:
    case v1::DECISION_KIND_RECALL:
    case v1::DECISION_KIND_WITHDRAW:
      return {text, Ink::kRed};
    default:
      return text;
  }
}

std::string StateText(v1::PolicyState state) {
  return Without("POLICY_STATE_", v1::PolicyState_Name(state));
}

std::string ModeText(v1::RuleMode mode) {
  return mode == v1::RULE_MODE_UNSPECIFIED ? "ENFORCE"
                                           : Without("RULE_MODE_", v1::RuleMode_Name(mode));
}

std::string RuleStatusText(v1::RuleStatus status) {
  return Without("RULE_STATUS_", v1::RuleStatus_Name(status));
}

std::string VerdictText(v1::ReviewVerdict verdict) {
  return Without("REVIEW_VERDICT_", v1::ReviewVerdict_Name(verdict));
}

std::string RenderSlot(const v1::Slot& slot, const Terminal& terminal) {
  Facts facts = {{"slot", SlotText(slot.slot())}, {"champion", VersionText(slot.champion())}};
  AddFact("since", TimeText(slot.champion_time()), &facts);
  AddFact("last decision", slot.last_decision_id(), &facts);
  AddFact("created", TimeText(slot.create_time()), &facts);
  AddFact("created by", slot.created_by(), &facts);
  AddFact("description", slot.description(), &facts);
  return RenderFacts(facts, terminal);
}

std::string RenderBindings(const v1::ListBindingsResponse& bindings, const Terminal& terminal) {
  Table table({{"BINDING", false, true}, {"SLOTS"}, {"POLICY"}, {"MODE"}, {"PARAMETERS"}});
  for (const v1::Binding& binding : bindings.bindings()) {
    table.Add({binding.binding_id(), SelectorText(binding.slots()),
               fmt::format("{}@{}", binding.policy(), binding.version()), ModeText(binding.mode()),
               ParametersText(binding.parameters())});
  }
  return table.Render(terminal);
}

std::string RenderCandidates(const v1::ListCandidatesResponse& candidates,
                             const Terminal& terminal) {
  Table table({{"CANDIDATE", false, true},
               {"STANDING"},
               {"ELIGIBLE"},
               {"TAGS"},
               {"ENROLLED"},
               {"BY"},
               {"ASSESSMENT"}});
  for (const v1::Candidate& candidate : candidates.candidates()) {
    const bool assessed = !candidate.assessment_digest().empty();
    const Cell standing = candidate.champion()            ? Cell("champion", Ink::kGreen)
                          : candidate.has_withdraw_time() ? Cell("withdrawn", Ink::kDim)
                                                          : Cell("candidate");
    table.Add({VersionText(candidate.version()), standing,
               !assessed              ? "-"
               : candidate.eligible() ? "yes"
                                      : "no",
               TagsText(candidate), TimeText(candidate.enroll_time()), candidate.enrolled_by(),
               OrDash(candidate.assessment_digest())});
  }
  return table.Render(terminal);
}

std::string RenderChampion(const v1::Champion& champion, const Terminal& terminal) {
  Facts facts = {
      {"slot", SlotText(champion.slot())},
      {"champion", champion.version().empty() ? "none" : VersionText(champion.version())}};
  AddFact("since", TimeText(champion.since()), &facts);
  AddFact("content", champion.content_digest(), &facts);
  AddFact("uri", champion.uri(), &facts);
  AddFact("decision", champion.decision_id(), &facts);
  if (!champion.decision_id().empty()) {
    facts.emplace_back("kind", DecisionKindCell(champion.decision_kind()));
  }
  return RenderFacts(facts, terminal);
}

std::string RenderRequest(const v1::PromotionRequest& request, const Terminal& terminal) {
  Facts facts = {{"request", request.request_id()},
                 {"state", StateCell(request.state())},
                 {"slot", SlotText(request.slot())},
                 {"candidate", VersionText(request.candidate())},
                 {"requester", request.requester()}};
  AddFact("comment", request.comment(), &facts);
  AddFact("opened", TimeText(request.create_time()), &facts);
  AddFact("expires", TimeText(request.expire_time()), &facts);
  AddFact("assessment", request.assessment_digest(), &facts);
  AddFact("review digest", request.review_digest(), &facts);
  AddFact("base decision", request.base_decision_id(), &facts);
  AddFact("decision", request.decision_id(), &facts);
  return RenderFacts(facts, terminal);
}

std::string RenderRequests(const v1::ListRequestsResponse& requests, const Terminal& terminal) {
  Table table({{"REQUEST", false, true},
               {"STATE", false, true},
               {"SLOT"},
               {"CANDIDATE"},
               {"REQUESTER"},
               {"OPENED"},
               {"COMMENT"}});
  for (const v1::PromotionRequest& request : requests.requests()) {
    table.Add({request.request_id(), StateCell(request.state()), SlotText(request.slot()),
               VersionText(request.candidate()), request.requester(),
               TimeText(request.create_time()), request.comment()});
  }
  return table.Render(terminal);
}

std::string RenderReviews(const v1::ListReviewsResponse& reviews, const Terminal& terminal) {
  std::map<std::string, const v1::ReviewStanding*> standings;
  for (const v1::ReviewStanding& standing : reviews.standings()) {
    standings[standing.review_id()] = &standing;
  }
  Table table({{"REVIEWER"}, {"VERDICT", false, true}, {"COUNTS"}, {"WHEN"}, {"COMMENT"}});
  for (const v1::Review& review : reviews.reviews()) {
    const auto standing = standings.find(review.review_id());
    const bool counts = standing != standings.end() && standing->second->counts();
    const std::string why = standing == standings.end() ? "" : standing->second->reason();
    table.Add({review.reviewer() + (review.authenticated() ? "" : " (not authenticated)"),
               VerdictText(review.verdict()), counts ? "yes" : "no: " + why,
               TimeText(review.create_time()), review.comment()});
  }
  return table.Render(terminal);
}

std::string RenderDecision(const v1::Decision& decision, const Terminal& terminal) {
  Facts facts = {
      {"decision", decision.decision_id()},
      {"kind", DecisionKindCell(decision.kind())},
      {"time", TimeText(decision.time())},
      {"actor", decision.actor() + (decision.actor_authenticated() ? "" : " (not authenticated)")}};
  if (decision.has_slot()) facts.emplace_back("slot", SlotText(decision.slot()));
  if (!decision.model_version().empty()) {
    facts.emplace_back("model version", VersionText(decision.model_version()));
  }
  AddFact("content", decision.content_digest(), &facts);
  if (!decision.previous_champion().empty()) {
    facts.emplace_back("champion before", VersionText(decision.previous_champion()));
  }
  for (const v1::AppliedPolicy& policy : decision.policies()) {
    facts.emplace_back("policy", fmt::format("{}@{}  {}  {}", policy.policy(), policy.version(),
                                             ModeText(policy.mode()), policy.policy_digest()));
  }
  AddGate(decision.gate(), &facts);
  AddFact("justification", decision.override().justification(), &facts);
  AddFact("comment", decision.comment(), &facts);
  AddFact("request", decision.request_id(), &facts);
  AddFact("facts", decision.facts_digest(), &facts);
  AddFact("assessment", decision.assessment_digest(), &facts);
  AddFact("review digest", decision.review_digest(), &facts);
  AddFact("base decision", decision.base_decision_id(), &facts);
  return RenderFacts(facts, terminal);
}

std::string RenderDecisions(const v1::ListDecisionsResponse& decisions, const Terminal& terminal) {
  Table table({{"DECISION", false, true},
               {"KIND", false, true},
               {"SLOT"},
               {"SUBJECT"},
               {"BEFORE"},
               {"ACTOR"},
               {"TIME"},
               {"COMMENT"}});
  std::map<std::string, std::string> reviews;
  for (const v1::OverrideReview& review : decisions.override_reviews()) {
    reviews[review.decision_id()] = " (review " + ReviewStateCell(review).text + ")";
  }
  for (const v1::Decision& decision : decisions.decisions()) {
    Cell kind = DecisionKindCell(decision.kind());
    kind.text += reviews[decision.decision_id()];
    table.Add({decision.decision_id(), kind, WhereText(decision), SubjectText(decision),
               VersionText(decision.previous_champion()), decision.actor(),
               TimeText(decision.time()), decision.comment()});
  }
  return table.Render(terminal);
}

}  // namespace assay::cli
