#include "governance/quorum.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fmt/format.h"

namespace assay::governance {
namespace {

constexpr int kNobody = -1;

// Kuhn's algorithm: for each place a path of people who give up their place for another.
class Matching {
 public:
  Matching(const std::vector<std::string>& places, const std::vector<Approver>& people)
      : places_(places), people_(people), place_of_(people.size(), kNobody) {
    for (size_t place = 0; place < places.size(); ++place) {
      tried_.assign(people.size(), false);
      Fill(static_cast<int>(place));
    }
  }

  // Who fills each place; empty for nobody.
  std::vector<std::string> Filled() const {
    std::vector<std::string> filled(places_.size());
    for (size_t person = 0; person < people_.size(); ++person) {
      if (place_of_[person] == kNobody) continue;
      filled[static_cast<size_t>(place_of_[person])] = people_[person].name;
    }
    return filled;
  }

 private:
  bool Fill(int place) {
    for (size_t person = 0; person < people_.size(); ++person) {
      const bool fits = people_[person].roles.contains(places_[static_cast<size_t>(place)]);
      if (!fits || tried_[person]) continue;
      tried_[person] = true;
      if (place_of_[person] != kNobody && !Fill(place_of_[person])) continue;
      place_of_[person] = place;
      return true;
    }
    return false;
  }

  const std::vector<std::string>& places_;
  const std::vector<Approver>& people_;
  std::vector<int> place_of_;
  std::vector<bool> tried_;
};

// The same result for any order of the people.
std::vector<Approver> Sorted(std::vector<Approver> people) {
  std::sort(people.begin(), people.end(),
            [](const Approver& a, const Approver& b) { return a.name < b.name; });
  return people;
}

// Who fills each place. A person without distinct_persons has one place of each role at the most,
// so that each role is a matching of its own.
std::vector<std::string> Fill(const v1::ReviewRules& rules, const std::vector<Approver>& people) {
  const std::vector<std::string> places = PlacesOf(rules);
  if (rules.distinct_persons()) return Matching(places, people).Filled();
  std::map<std::string, size_t> used;
  std::vector<std::string> filled;
  for (const std::string& role : places) {
    size_t& next = used[role];
    while (next < people.size() && !people[next].roles.contains(role)) ++next;
    filled.push_back(next < people.size() ? people[next++].name : "");
  }
  return filled;
}

std::string Missing(const std::vector<std::string>& places,
                    const std::vector<std::string>& filled) {
  std::map<std::string, int> missing;
  for (size_t i = 0; i < places.size(); ++i) {
    if (filled[i].empty()) ++missing[places[i]];
  }
  std::string text;
  for (const auto& [role, count] : missing) {
    text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", count, role);
  }
  return text;
}

}  // namespace

std::vector<std::string> PlacesOf(const v1::ReviewRules& rules) {
  std::vector<std::string> places;
  for (const v1::ReviewPlace& place : rules.places()) {
    places.insert(places.end(), static_cast<size_t>(std::max(place.count(), 1)), place.role());
  }
  return places;
}

v1::QuorumVerdict JudgeQuorum(const v1::ReviewRules& rules, const std::vector<Approver>& approvers,
                              const std::vector<Approver>& could_approve) {
  v1::QuorumVerdict verdict;
  const std::vector<std::string> places = PlacesOf(rules);
  const std::vector<std::string> filled = Fill(rules, Sorted(approvers));
  for (size_t i = 0; i < places.size(); ++i) {
    v1::FilledPlace* place = verdict.add_places();
    place->set_role(places[i]);
    place->set_reviewer(filled[i]);
  }
  const std::string missing = Missing(places, filled);
  verdict.set_met(missing.empty());
  const std::string never = Missing(places, Fill(rules, Sorted(could_approve)));
  verdict.set_possible(verdict.met() || never.empty());
  if (verdict.met()) return verdict;
  verdict.set_message(
      verdict.possible()
          ? fmt::format("Approvals are missing: {}.", missing)
          : fmt::format("The quorum can't be met: even if all who may approve did, {} would be "
                        "missing. Give the role to somebody who did not contribute.",
                        never));
  return verdict;
}

}  // namespace assay::governance
