#include "server/governance/policy_diff.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "governance/canonical_json.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using Leaves = std::map<std::string, std::string>;

// The id of an item of a list; its place where it has none.
std::string ItemName(const Json& item, size_t place) {
  if (item.is_object() && item.contains("id")) return item["id"].get<std::string>();
  // A standing rule is named by its rule.
  if (item.is_object() && item.contains("rule")) return ItemName(item["rule"], place);
  return std::to_string(place);
}

void Flatten(const Json& json, const std::string& path, Leaves* leaves) {
  if (json.is_object() && !json.empty()) {
    for (const auto& [name, value] : json.items()) {
      Flatten(value, path.empty() ? name : path + "." + name, leaves);
    }
  } else if (json.is_array() && !json.empty()) {
    for (size_t i = 0; i < json.size(); ++i) {
      Flatten(json[i], path + "[" + ItemName(json[i], i) + "]", leaves);
    }
  } else {
    (*leaves)[path] = json.dump();
  }
}

Leaves LeavesOf(v1::Policy policy) {
  policy.clear_version();
  policy.clear_state();
  Leaves leaves;
  // What CanonicalJson writes is JSON.
  Flatten(Json::parse(governance::CanonicalJson(policy), nullptr, false), "", &leaves);
  return leaves;
}

}  // namespace

std::vector<v1::PolicyDifference> DiffOf(const v1::Policy& from, const v1::Policy& to) {
  std::map<std::string, std::pair<std::string, std::string>> both;
  for (auto& [path, value] : LeavesOf(from)) both[path].first = value;
  for (auto& [path, value] : LeavesOf(to)) both[path].second = value;
  std::vector<v1::PolicyDifference> differences;
  for (const auto& [path, values] : both) {
    if (values.first == values.second) continue;
    v1::PolicyDifference& difference = differences.emplace_back();
    difference.set_path(path);
    difference.set_from(values.first);
    difference.set_to(values.second);
  }
  return differences;
}

}  // namespace assay
