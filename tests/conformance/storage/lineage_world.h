// A store and a model that live through the same random history.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_WORLD_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_WORLD_H_

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/lineage/nodes.h"
#include "tests/conformance/storage/lineage_model.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {

class LineageWorldTest : public StorageTest {
 protected:
  // One random operation, on both.
  void Step();

  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  int64_t now() const { return clock_.NowMicros(); }

  // The name of a node that the store answers with.
  std::string NameOf(NodeRef ref);
  NodeRef RefOf(const std::string& name);

  // Whether there are edges of nodes that no table has, as only walks are looked at.
  bool made_up_nodes_ = true;
  std::mt19937 random_{1};
  LineageModel model_;
  std::vector<std::string> runs_;
  std::set<std::string> deleted_;
  // By dataset: the names of its versions in the order in which they came.
  std::map<std::string, std::vector<std::string>> versions_;

 private:
  std::string KnownContent(const std::string& digest);
  std::string KnownVersion(const std::string& dataset, const std::string& digest);
  std::string AliveRun();
  void CreateARun();
  void AddItem(const std::string& run, v1::LogBatchRequest* batch);
  void LogSomething();
  void SetOne(const PlainEdge& edge);
  void Reparent();
  void Derive();
  void AddDirectory();
  void AddStored();
  void DeleteOrUndelete();
  std::pair<NodeRef, std::string> SomeNode(const std::string& prefix);

  std::map<int64_t, std::string> names_;  // by packed node
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_WORLD_H_
