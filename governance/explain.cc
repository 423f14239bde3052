#include "governance/explain.h"

#include "core/visible.h"
#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/judge_rule.h"
#include "governance/override_review.h"
#include "governance/replay.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

// "PASS", "INCONCLUSIVE", ...
std::string StatusText(v1::RuleStatus status) {
  std::string text = EnumText(*v1::RuleStatus_descriptor(), status);
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

void Line(std::string_view label, std::string_view value, std::string* out) {
  if (!value.empty()) *out += fmt::format("    {:<11} {}\n", label, Visible(value));
}

void Values(const v1::RuleResult& result, std::string* out) {
  Line("expected", result.expected(), out);
  if (result.has_candidate_value()) Line("candidate", ValueText(result.candidate_value()), out);
  if (result.has_champion_value()) Line("champion", ValueText(result.champion_value()), out);
  if (result.has_difference()) {
    const std::string sign = result.difference() > 0 ? "+" : "";
    Line("difference", sign + NumberText(result.difference()), out);
  }
  Line("dataset", result.dataset(), out);
}

void EvidenceLines(const v1::RuleResult& result, std::string* out) {
  for (const v1::Evidence& evidence : result.evidence()) {
    std::string text = evidence.kind() + " " + evidence.name();
    if (!evidence.digest().empty()) text += " " + evidence.digest();
    if (!evidence.detail().empty()) text += " (" + evidence.detail() + ")";
    Line("evidence", text, out);
  }
}

// What an enforced rule is without saying.
std::string ModeNote(v1::RuleMode mode) {
  if (mode == v1::RULE_MODE_WARN) return " [warning only]";
  if (mode == v1::RULE_MODE_AUDIT) return " [recorded only]";
  return "";
}

std::string Counts(const v1::Assessment& assessment) {
  std::string text;
  for (int status = v1::RULE_STATUS_PASS; status <= v1::RULE_STATUS_SKIPPED; ++status) {
    int count = 0;
    for (const v1::RuleResult& result : assessment.results()) count += result.status() == status;
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count,
                        StatusText(static_cast<v1::RuleStatus>(status)));
  }
  return text;
}

std::string Verdict(const v1::Assessment& assessment) {
  if (assessment.eligible()) return "ELIGIBLE";
  return assessment.ineligible_reason().empty() ? "NOT ELIGIBLE"
                                                : "NOT ELIGIBLE: no policy is enforced on the slot";
}

void RankLines(const v1::Assessment& assessment, std::string* out) {
  for (const v1::RankValue& value : assessment.ranking()) {
    *out += fmt::format(
        "Ranked by {}: {}\n", Visible(value.by()),
        value.has_value() ? NumberText(value.value()) : "no value (" + value.absent_reason() + ")");
  }
}

std::string ReviewLine(const v1::ReviewStanding& review) {
  const std::string verdict =
      review.verdict() == v1::REVIEW_VERDICT_APPROVE ? "approved" : "rejected";
  std::string text = fmt::format("  {}{} {}", Visible(review.reviewer()),
                                 review.asserted() ? " (not authenticated)" : "", verdict);
  text += review.counts() ? ", which counts\n"
                          : fmt::format(", which does not count: {} ({})\n",
                                        Visible(review.message()), review.reason());
  return text;
}

void QuorumLines(const v1::QuorumVerdict& quorum, std::string* out) {
  *out += fmt::format("Quorum of {}: {}\n", Visible(quorum.policy()),
                      quorum.met()        ? "met"
                      : quorum.possible() ? "not met yet"
                                          : "can't be met");
  for (const v1::FilledPlace& place : quorum.places()) {
    *out += fmt::format("  {}: {}\n", Visible(place.role()),
                        place.reviewer().empty() ? "nobody yet" : Visible(place.reviewer()));
  }
}

// How the review of an override stands: one line, and the comment.
std::string ReviewLines(const v1::OverrideReview& review) {
  if (review.state() != v1::OVERRIDE_REVIEW_STATE_CLOSED) {
    return fmt::format("Review after the fact: {}, to be {}\n",
                       review.state() == v1::OVERRIDE_REVIEW_STATE_OVERDUE ? "OVERDUE" : "OPEN",
                       Visible(ReviewExpectation(review.override())));
  }
  std::string out = fmt::format(
      "Review after the fact: {} {} the override at {}{}\n", Visible(review.reviewer()),
      review.verdict() == v1::REVIEW_VERDICT_APPROVE ? "APPROVED" : "REJECTED",
      TimeText(TimeOf(review.review_time())), review.authenticated() ? "" : " (not authenticated)");
  Line("comment", review.comment(), &out);
  return out;
}

}  // namespace

std::string Explain(const v1::RuleResult& result) {
  std::string out = fmt::format("{:<12} {} ({}){}\n", StatusText(result.status()),
                                Visible(result.rule_id()), result.kind(), ModeNote(result.mode()));
  Line("why", result.description(), &out);
  Values(result, &out);
  Line("reason",
       result.message().empty() ? result.reason()
                                : fmt::format("{} {}", result.reason(), result.message()),
       &out);
  EvidenceLines(result, &out);
  // A value says more than its repetition: literals and the whole are in the lines above.
  for (const v1::TraceStep& step : result.trace())
    Line("value", step.source() + " = " + step.value(), &out);
  if (!LetsThrough(result.status())) Line("to pass", result.remedy(), &out);
  return out;
}

std::string Explain(const v1::Assessment& assessment) {
  std::string out = fmt::format("{} for {}\n", Visible(assessment.candidate()),
                                Visible(SlotName(assessment.slot())));
  out += fmt::format("{} ({})\n", Verdict(assessment), Counts(assessment));
  out += fmt::format("Content  {}\n", Visible(assessment.candidate_digest()));
  out += fmt::format("Champion {}\n",
                     assessment.champion().empty() ? "none" : Visible(assessment.champion()));
  out += fmt::format("Facts    {}\n", assessment.facts_digest());
  out += fmt::format("As of    {}, engine {}\n", TimeText(TimeOf(assessment.as_of())),
                     assessment.engine_version());
  std::string policy;
  for (const v1::RuleResult& result : assessment.results()) {
    if (result.policy() != policy) {
      policy = result.policy();
      out += fmt::format("\nPolicy {} {}\n", Visible(policy), result.policy_digest());
    }
    out += '\n';
    out += Explain(result);
  }
  if (!assessment.ranking().empty()) out += "\n";
  RankLines(assessment, &out);
  return out;
}

std::string Explain(const v1::GateResult& gate) {
  std::string out = gate.open() ? "The gate is OPEN.\n" : "The gate is CLOSED.\n";
  for (const v1::Blocker& blocker : gate.blockers()) {
    out +=
        fmt::format("  {} {} {}{}\n", blocker.overridden() ? "overridden:" : "blocked by",
                    Visible(blocker.id()), blocker.reason(),
                    blocker.overridable() && !blocker.overridden()
                        ? fmt::format(" (role {} may override)", Visible(blocker.override_role()))
                        : "");
    out += fmt::format("    {}\n", Visible(blocker.message()));
  }
  for (const v1::QuorumVerdict& quorum : gate.quorums()) QuorumLines(quorum, &out);
  if (!gate.reviews().empty()) out += "Reviews\n";
  for (const v1::ReviewStanding& review : gate.reviews()) out += ReviewLine(review);
  return out;
}

std::string Explain(const v1::OverrideReview& review) {
  const v1::Override& override = review.override();
  std::string out = fmt::format("Overridden by {} at {}\n", Visible(override.actor()),
                                TimeText(TimeOf(review.override_time())));
  for (const std::string& blocker : override.blockers()) {
    out += fmt::format("  {}\n", Visible(blocker));
  }
  Line("why", override.justification(), &out);
  return out + ReviewLines(review);
}

std::string AsHtml(const std::string& report) { return "<pre>" + EscapeHtml(report) + "</pre>"; }

}  // namespace assay::governance
