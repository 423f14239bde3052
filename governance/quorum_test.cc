#include "governance/quorum.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::governance {
namespace {

v1::ReviewRules Rules(const std::vector<std::string>& roles, bool distinct) {
  v1::ReviewRules rules;
  rules.set_distinct_persons(distinct);
  for (const std::string& role : roles) rules.add_places()->set_role(role);
  return rules;
}

TEST(QuorumTest, GreedyWouldFail) {
  // Whoever fills risk first with ann leaves legal empty.
  const std::vector<Approver> people = {{"ann", {"risk", "legal"}}, {"ben", {"risk"}}};
  const v1::QuorumVerdict verdict = JudgeQuorum(Rules({"risk", "legal"}, true), people, people);
  EXPECT_TRUE(verdict.met());
  EXPECT_EQ(verdict.places(0).reviewer(), "ben");
  EXPECT_EQ(verdict.places(1).reviewer(), "ann");
}

TEST(QuorumTest, OnePersonWithTwoRolesFillsBothUnlessPersonsAreDistinct) {
  const std::vector<Approver> people = {{"ann", {"risk", "legal"}}};
  EXPECT_TRUE(JudgeQuorum(Rules({"risk", "legal"}, false), people, people).met());
  const v1::QuorumVerdict verdict = JudgeQuorum(Rules({"risk", "legal"}, true), people, people);
  EXPECT_FALSE(verdict.met());
  EXPECT_FALSE(verdict.possible());
}

TEST(QuorumTest, OnePersonNeverFillsTwoPlacesOfARole) {
  v1::ReviewRules rules = Rules({"risk"}, false);
  rules.mutable_places(0)->set_count(2);
  const std::vector<Approver> people = {{"ann", {"risk"}}};
  const v1::QuorumVerdict verdict = JudgeQuorum(rules, people, people);
  EXPECT_FALSE(verdict.met());
  EXPECT_THAT(verdict.message(), ::testing::HasSubstr("can't be met"));
}

TEST(QuorumTest, SaysWhatIsMissing) {
  const std::vector<Approver> could = {{"ann", {"risk"}}, {"ben", {"legal"}}};
  const v1::QuorumVerdict verdict =
      JudgeQuorum(Rules({"risk", "legal"}, true), {{"ann", {"risk"}}}, could);
  EXPECT_FALSE(verdict.met());
  EXPECT_TRUE(verdict.possible());
  EXPECT_EQ(verdict.message(), "Approvals are missing: 1 of legal.");
}

TEST(QuorumTest, NoPlacesAreMetByNobody) {
  EXPECT_TRUE(JudgeQuorum(v1::ReviewRules(), {}, {}).met());
}

// Tries every way to seat people.
bool CanSeat(const std::vector<std::string>& places, size_t place,
             const std::vector<Approver>& people, bool distinct,
             std::map<std::string, std::vector<std::string>>* seats) {
  if (place == places.size()) return true;
  for (const Approver& person : people) {
    std::vector<std::string>& taken = (*seats)[person.name];
    const bool same_role = std::find(taken.begin(), taken.end(), places[place]) != taken.end();
    if (!person.roles.contains(places[place]) || same_role || (distinct && !taken.empty()))
      continue;
    taken.push_back(places[place]);
    if (CanSeat(places, place + 1, people, distinct, seats)) return true;
    taken.pop_back();
  }
  return false;
}

TEST(QuorumPropertyTest, AgreesWithTryingEverything) {
  std::mt19937 random(7);
  int met = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string roles = "abc";
    std::vector<std::string> places(random() % 5);
    for (std::string& place : places) place = roles[random() % 3];
    std::vector<Approver> people;
    for (size_t i = random() % 5; i > 0; --i) {
      Approver& person = people.emplace_back();
      person.name = "p" + std::to_string(i);
      for (const char role : roles) {
        if (random() % 2 == 0) person.roles.insert(std::string(1, role));
      }
    }
    const bool distinct = random() % 2 == 0;
    std::map<std::string, std::vector<std::string>> seats;
    const bool expected = CanSeat(places, 0, people, distinct, &seats);
    const v1::QuorumVerdict verdict = JudgeQuorum(Rules(places, distinct), people, people);
    ASSERT_EQ(verdict.met(), expected) << verdict.DebugString();
    ASSERT_EQ(verdict.possible(), expected);
    std::shuffle(people.begin(), people.end(), random);
    ASSERT_EQ(JudgeQuorum(Rules(places, distinct), people, people).SerializeAsString(),
              verdict.SerializeAsString());
    met += expected;
  }
  EXPECT_GT(met, 300);
  EXPECT_LT(met, 2700);
}

}  // namespace
}  // namespace assay::governance
