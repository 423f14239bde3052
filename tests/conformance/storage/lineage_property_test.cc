// Every walk against a plain breadth-first search, on random graphs.
#include <algorithm>

#include "storage/lineage/identify.h"
#include "storage/lineage/path.h"
#include "storage/lineage/stale.h"
#include "storage/lineage/trace.h"
#include "storage/times.h"
#include "tests/conformance/storage/lineage_world.h"

namespace assay::testing {
namespace {

constexpr int kSteps = 120;
constexpr int kQuestions = 60;

class LineagePropertyTest : public LineageWorldTest {
 protected:
  void SetUp() override {
    LineageWorldTest::SetUp();
    for (int i = 0; i < kSteps; ++i) Step();
    clock_.Advance(1'000);
  }

  // A random question about a node that was there.
  PlainQuestion Ask() {
    PlainQuestion question;
    question.direction = static_cast<v1::LineageDirection>(1 + Pick(3));
    const bool some_kinds = Pick(2) == 0;
    for (int kind = 1; some_kinds && kind < v1::EdgeKind_ARRAYSIZE; ++kind) {
      if (Pick(2) == 0) question.kinds.insert(static_cast<v1::EdgeKind>(kind));
    }
    if (Pick(2) == 0) question.as_of = kStartMicros + 1'000 * Pick(kSteps + 2);
    if (Pick(2) == 0) question.max_depth = 1 + Pick(4);
    question.start = SomeStart(question.as_of);
    return question;
  }
  std::string SomeStart(int64_t as_of) {
    std::vector<std::string> there;
    for (const auto& [name, at] : model_.nodes()) {
      if (at <= as_of) there.push_back(name);
    }
    return there.empty() ? "" : there[static_cast<size_t>(Pick(static_cast<int>(there.size())))];
  }

  static WalkOptions ToWalk(const PlainQuestion& question) {
    WalkOptions walk;
    walk.direction = question.direction;
    walk.as_of_us = question.as_of;
    if (!question.kinds.empty()) walk.kinds = 0;
    for (const v1::EdgeKind kind : question.kinds) walk.kinds |= Bit(kind);
    return walk;
  }

  absl::StatusOr<Trace> Answer(const PlainQuestion& question, int max_nodes,
                               const std::string& continuation) {
    const NodeRef start = RefOf(question.start);
    const TraceOptions options{ToWalk(question), question.max_depth, max_nodes};
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<Trace> {
      if (continuation.empty()) return StartTrace(txn, start, options);
      ASSAY_ASSIGN_OR_RETURN(Trace trace, ParseTrace(continuation));
      return ContinueTrace(txn, std::move(trace), options);
    });
  }

  std::set<PlainEdge> EdgesOf(const Trace& trace) {
    std::set<PlainEdge> edges;
    for (const TraceEdge& edge : trace.edges) {
      const bool added =
          edges
              .insert({edge.kind, NameOf(trace.nodes[static_cast<size_t>(edge.source)].ref),
                       NameOf(trace.nodes[static_cast<size_t>(edge.target)].ref), edge.label,
                       edge.subset})
              .second;
      EXPECT_TRUE(added) << "an answer has every edge once";
    }
    return edges;
  }
};
ASSAY_STORAGE_SUITE_OF(LineagePropertyTest);

TEST_P(LineagePropertyTest, ATraceReachesWhatASearchReaches) {
  for (int i = 0; i < kQuestions; ++i) {
    const PlainQuestion question = Ask();
    if (question.start.empty()) continue;
    const Depths expected = model_.Reach(question);
    ASSERT_OK_AND_ASSIGN(const Trace trace, Answer(question, 10'000, ""));
    Depths depths;
    std::set<std::string> reached, cut;
    for (const TraceNode& node : trace.nodes) {
      const std::string name = NameOf(node.ref);
      EXPECT_TRUE(depths.emplace(name, node.depth).second) << name << " comes twice";
      reached.insert(name);
      if (node.cut) cut.insert(name);
    }
    EXPECT_EQ(depths, expected);
    EXPECT_EQ(EdgesOf(trace), model_.EdgesBetween(question, reached));
    EXPECT_EQ(cut, model_.Frontier(question, reached));
    EXPECT_EQ(trace.truncated(), !cut.empty());
    EXPECT_FALSE(trace.can_continue(question.max_depth));
  }
}

TEST_P(LineagePropertyTest, ATraceInPartsIsTheWholeTrace) {
  for (int i = 0; i < kQuestions; ++i) {
    const PlainQuestion question = Ask();
    if (question.start.empty()) continue;
    const Depths expected = model_.Reach(question);
    const int max_nodes = 1 + Pick(6);
    Depths depths;
    std::set<std::string> reached;
    std::set<PlainEdge> edges;
    std::string continuation;
    do {
      ASSERT_OK_AND_ASSIGN(const Trace trace, Answer(question, max_nodes, continuation));
      EXPECT_LE(trace.nodes.size() - trace.first_new, static_cast<size_t>(max_nodes));
      EXPECT_GT(trace.nodes.size(), trace.first_new) << "an answer that brings nothing new";
      std::set<std::string> cut;
      for (size_t j = 0; j < trace.nodes.size(); ++j) {
        const std::string name = NameOf(trace.nodes[j].ref);
        if (trace.nodes[j].cut) cut.insert(name);
        if (j < trace.first_new) continue;
        EXPECT_TRUE(depths.emplace(name, trace.nodes[j].depth).second) << name << " comes twice";
        reached.insert(name);
      }
      EXPECT_EQ(cut, model_.Frontier(question, reached)) << "it says where it was cut";
      for (const PlainEdge& edge : EdgesOf(trace)) edges.insert(edge);
      continuation = trace.can_continue(question.max_depth) ? TraceText(trace) : "";
    } while (!continuation.empty());
    EXPECT_EQ(depths, expected);
    EXPECT_EQ(edges, model_.EdgesBetween(question, reached));
  }
}

TEST_P(LineagePropertyTest, APathIsAsShortAsTheSearchSays) {
  for (int i = 0; i < kQuestions; ++i) {
    PlainQuestion question = Ask();
    question.max_depth = 1'000;
    const std::string goal = SomeStart(question.as_of);
    if (question.start.empty()) continue;
    const Depths reach = model_.Reach(question);
    const NodeRef from = RefOf(question.start);
    const NodeRef to = RefOf(goal);
    ASSERT_OK_AND_ASSIGN(const Path path, ReadFor([&](ReadTxn& txn) {
                           return FindPath(txn, from, to, ToWalk(question), 10'000);
                         }));
    EXPECT_FALSE(path.truncated);
    if (!reach.contains(goal)) {
      EXPECT_TRUE(path.nodes.empty());
      continue;
    }
    ASSERT_EQ(path.nodes.size(), static_cast<size_t>(reach.at(goal)) + 1);
    ASSERT_EQ(path.steps.size() + 1, path.nodes.size());
    EXPECT_EQ(NameOf(path.nodes.front()), question.start);
    EXPECT_EQ(NameOf(path.nodes.back()), goal);
    const std::vector<PlainEdge> edges = model_.EdgesAt(question.as_of);
    for (size_t j = 0; j < path.steps.size(); ++j) {
      const PathStep& step = path.steps[j];
      const std::string first = NameOf(path.nodes[j]);
      const std::string second = NameOf(path.nodes[j + 1]);
      const PlainEdge edge{step.kind, step.forward ? first : second, step.forward ? second : first,
                           step.label, step.subset};
      EXPECT_NE(std::find(edges.begin(), edges.end(), edge), edges.end())
          << ::testing::PrintToString(edge);
    }
  }
}

TEST_P(LineagePropertyTest, NodesShowWhatWasDeletedByThen) {
  for (const std::string& run : runs_) {
    const NodeRef ref = RefOf("run:" + run);
    ASSERT_OK_AND_ASSIGN(const v1::LineageNode node,
                         ReadFor([&](ReadTxn& txn) { return LoadNode(txn, ref); }));
    EXPECT_EQ(node.has_delete_time(), deleted_.contains(run));
    EXPECT_EQ(node.run().has_delete_time(), deleted_.contains(run));
    if (!node.has_delete_time()) continue;
    const int64_t before = TimeMicros(node.delete_time()) - 1;
    ASSERT_OK_AND_ASSIGN(const v1::LineageNode earlier,
                         ReadFor([&](ReadTxn& txn) { return LoadNode(txn, ref, before); }));
    EXPECT_FALSE(earlier.has_delete_time());
    EXPECT_FALSE(earlier.run().has_delete_time());
  }
}

// What needs more of nodes than their edges.
class LineageRecordsPropertyTest : public LineagePropertyTest {
 protected:
  LineageRecordsPropertyTest() { made_up_nodes_ = false; }
};
ASSAY_STORAGE_SUITE_OF(LineageRecordsPropertyTest);

TEST_P(LineageRecordsPropertyTest, AContentIsIdentifiedByAllThatKnowsIt) {
  const std::vector<PlainEdge> edges = model_.EdgesAt(kForever);
  for (const auto& [name, at] : model_.nodes()) {
    if (!name.starts_with("content:")) continue;
    v1::IdentifyContentRequest request;
    request.set_digest(name.substr(8));
    ASSERT_OK_AND_ASSIGN(const v1::IdentifyContentResponse response,
                         ReadFor([&](ReadTxn& txn) { return IdentifyContent(txn, request); }));
    EXPECT_TRUE(response.known());
    std::set<std::string> versions = {name};
    for (const PlainEdge& edge : edges) {
      if (edge.kind == v1::EDGE_KIND_HAS_CONTENT && edge.target == name) {
        versions.insert(edge.source);
      }
    }
    std::set<std::pair<std::string, std::string>> produced, consumed, expected_produced,
        expected_consumed;
    for (const v1::ContentUse& use : response.produced_by()) {
      produced.emplace(use.run().name(), use.label());
    }
    for (const v1::ContentUse& use : response.consumed_by()) {
      consumed.emplace(use.run().name(), use.label());
    }
    for (const PlainEdge& edge : edges) {
      if (!versions.contains(edge.target)) continue;
      if (edge.kind == v1::EDGE_KIND_PRODUCED) expected_produced.emplace(edge.source, edge.label);
      if (edge.kind == v1::EDGE_KIND_CONSUMED) expected_consumed.emplace(edge.source, edge.label);
    }
    EXPECT_EQ(produced, expected_produced);
    EXPECT_EQ(consumed, expected_consumed);
    EXPECT_EQ(static_cast<size_t>(response.dataset_versions_size()), versions.size() - 1);
  }
}

TEST_P(LineageRecordsPropertyTest, StaleIsWhatReadAVersionThatHasANewerOne) {
  std::multiset<std::tuple<std::string, std::string, std::string, std::string>> expected, found;
  for (const PlainEdge& edge : model_.EdgesAt(kForever)) {
    if (edge.kind != v1::EDGE_KIND_CONSUMED || deleted_.contains(edge.source.substr(4))) continue;
    for (const auto& [dataset, versions] : versions_) {
      if (std::find(versions.begin(), versions.end() - 1, edge.target) == versions.end() - 1) {
        continue;
      }
      expected.emplace(edge.source, edge.label, edge.target, versions.back());
    }
  }
  std::string place;
  do {
    ASSERT_OK_AND_ASSIGN(const StalePage page,
                         ReadFor([&](ReadTxn& txn) { return ListStale(txn, {}, place, 2); }));
    EXPECT_LE(page.uses.size(), 2u);
    for (const v1::StaleUse& use : page.uses) {
      found.emplace(use.run().name(), use.role(), use.used().name(), use.newest().name());
    }
    place = page.next;
  } while (!place.empty());
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace assay::testing
