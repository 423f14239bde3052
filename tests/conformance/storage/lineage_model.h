// The lineage graph as plainly as it can be written: a list of edges, and a breadth-first search.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_MODEL_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_MODEL_H_

#include <cstdint>
#include <limits>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "assay/v1/lineage_service.pb.h"

namespace assay::testing {

inline constexpr int64_t kForever = std::numeric_limits<int64_t>::max();

// An edge as answers have it.
struct PlainEdge {
  v1::EdgeKind kind;
  std::string source;
  std::string target;
  std::string label;
  std::string subset;
  auto Key() const { return std::tie(kind, source, target, label, subset); }
  friend bool operator<(const PlainEdge& a, const PlainEdge& b) { return a.Key() < b.Key(); }
  friend bool operator==(const PlainEdge& a, const PlainEdge& b) { return a.Key() == b.Key(); }
};
inline void PrintTo(const PlainEdge& edge, std::ostream* os) {
  *os << edge.source << " " << v1::EdgeKind_Name(edge.kind) << " " << edge.target << " ["
      << edge.label << "|" << edge.subset << "]";
}

struct PlainQuestion {
  std::string start;
  v1::LineageDirection direction = v1::LINEAGE_DIRECTION_UPSTREAM;
  std::set<v1::EdgeKind> kinds;  // empty for all
  int64_t as_of = kForever;
  int max_depth = 1'000;
};

using Depths = std::map<std::string, int>;

class LineageModel {
 public:
  // An edge from `at` on; the same one again changes nothing.
  void Add(const PlainEdge& edge, int64_t at) {
    if (!edges_.contains(edge)) edges_[edge] = {};
    std::vector<Span>& spans = edges_[edge];
    if (spans.empty() || spans.back().end != kForever) spans.push_back({at, kForever});
  }
  // Ends edges of this kind from `source`, but for one to `but`.
  void End(v1::EdgeKind kind, const std::string& source, const std::string& but, int64_t at) {
    for (auto& [edge, spans] : edges_) {
      if (edge.kind == kind && edge.source == source && edge.target != but &&
          spans.back().end == kForever) {
        spans.back().end = at;
      }
    }
  }
  // A file of a directory is an edge only from when the file is a node of its own.
  void AddFile(const std::string& directory, const std::string& path, const std::string& file,
               int64_t at) {
    files_.emplace(PlainEdge{v1::EDGE_KIND_CONTAINS, directory, file, path, ""}, at);
  }
  void AddNode(const std::string& name, int64_t at) { nodes_.emplace(name, at); }

  const std::map<std::string, int64_t>& nodes() const { return nodes_; }

  // The edges that there were at a time.
  std::vector<PlainEdge> EdgesAt(int64_t as_of) const {
    std::vector<PlainEdge> present;
    for (const auto& [edge, spans] : edges_) {
      for (const Span& span : spans) {
        if (span.begin <= as_of && as_of < span.end) present.push_back(edge);
        if (as_of == kForever && span.end == kForever) present.push_back(edge);
      }
    }
    for (const auto& [edge, at] : files_) {
      const auto file = nodes_.find(edge.target);
      if (at <= as_of && file != nodes_.end() && file->second <= as_of) present.push_back(edge);
    }
    return present;
  }

  // Where each node's edges lead.
  std::multimap<std::string, std::string> Neighbours(const PlainQuestion& question) const {
    std::multimap<std::string, std::string> neighbours;
    for (const PlainEdge& edge : EdgesAt(question.as_of)) {
      if (!question.kinds.empty() && !question.kinds.contains(edge.kind)) continue;
      const bool both = question.direction == v1::LINEAGE_DIRECTION_BOTH ||
                        edge.kind == v1::EDGE_KIND_HAS_CONTENT;
      const bool forward =
          edge.kind == v1::EDGE_KIND_PRODUCED || edge.kind == v1::EDGE_KIND_PART_OF ||
          edge.kind == v1::EDGE_KIND_PACKAGED_AS || edge.kind == v1::EDGE_KIND_PROMOTED_TO;
      const bool to_target = forward == (question.direction == v1::LINEAGE_DIRECTION_DOWNSTREAM);
      if (both || to_target) neighbours.emplace(edge.source, edge.target);
      if (both || !to_target) neighbours.emplace(edge.target, edge.source);
    }
    return neighbours;
  }

  Depths Reach(const PlainQuestion& question) const {
    const auto neighbours = Neighbours(question);
    Depths depths = {{question.start, 0}};
    std::vector<std::string> queue = {question.start};
    for (size_t i = 0; i < queue.size(); ++i) {
      const int depth = depths.at(queue[i]);
      if (depth == question.max_depth) continue;
      const auto [first, last] = neighbours.equal_range(queue[i]);
      for (auto it = first; it != last; ++it) {
        if (depths.emplace(it->second, depth + 1).second) queue.push_back(it->second);
      }
    }
    return depths;
  }

  // Those of `reached` that have a neighbour outside of it.
  std::set<std::string> Frontier(const PlainQuestion& question,
                                 const std::set<std::string>& reached) const {
    std::set<std::string> frontier;
    for (const auto& [from, to] : Neighbours(question)) {
      if (reached.contains(from) && !reached.contains(to)) frontier.insert(from);
    }
    return frontier;
  }

  // The edges of the question's kinds between nodes that were reached.
  std::set<PlainEdge> EdgesBetween(const PlainQuestion& question,
                                   const std::set<std::string>& reached) const {
    std::set<PlainEdge> between;
    for (const PlainEdge& edge : EdgesAt(question.as_of)) {
      const bool asked = question.kinds.empty() || question.kinds.contains(edge.kind);
      if (asked && reached.contains(edge.source) && reached.contains(edge.target)) {
        between.insert(edge);
      }
    }
    return between;
  }

 private:
  struct Span {
    int64_t begin;
    int64_t end;
  };
  std::map<PlainEdge, std::vector<Span>> edges_;
  std::map<PlainEdge, int64_t> files_;
  std::map<std::string, int64_t> nodes_;  // when each came to be
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_MODEL_H_
