#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "fmt/format.h"
#include "storage/lineage/dataset_diff.h"

namespace assay {
namespace {

using Json = nlohmann::json;
using Values = std::map<std::string, std::string>;  // by key

std::string NameOf(const Json& element, size_t position) {
  if (element.is_object()) {
    const auto name = element.find("name");
    if (name != element.end() && name->is_string()) return name->get<std::string>();
  }
  return std::to_string(position);
}

// Below this what is nested is one value.
constexpr int kMaxDepth = 16;

// Adds the values at and below `json`, whose key is `key`.
void Flatten(const Json& json, const std::string& key, int depth, Values* values) {
  const bool nested = json.is_structured() && !json.empty() && depth < kMaxDepth;
  if (nested && json.is_object()) {
    for (const auto& [name, member] : json.items()) {
      Flatten(member, key.empty() ? name : key + "." + name, depth + 1, values);
    }
  } else if (nested) {
    for (size_t i = 0; i < json.size(); ++i) {
      Flatten(json[i], fmt::format("{}[{}]", key, NameOf(json[i], i)), depth + 1, values);
    }
  } else {
    (*values)[key] = json.is_string() ? json.get<std::string>()
                                      : json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

// An empty text has no values.
Values ValuesOf(std::string_view text, bool as_json) {
  Values values;
  if (text.empty()) return values;
  if (as_json) {
    Flatten(Json::parse(text, nullptr, /*allow_exceptions=*/false), "", 0, &values);
  } else {
    values[""] = text;
  }
  return values;
}

bool IsJson(std::string_view text) { return text.empty() || Json::accept(text); }

}  // namespace

std::vector<v1::DatasetChange> DiffTexts(std::string_view base, std::string_view other) {
  const bool as_json = IsJson(base) && IsJson(other);
  const Values before = ValuesOf(base, as_json);
  const Values after = ValuesOf(other, as_json);
  std::map<std::string, v1::DatasetChange> changes;
  for (const auto& [key, value] : before) changes[key].set_base(value);
  for (const auto& [key, value] : after) changes[key].set_other(value);
  std::vector<v1::DatasetChange> differing;
  for (auto& [key, change] : changes) {
    if (change.base() == change.other()) continue;
    change.set_key(key);
    differing.push_back(std::move(change));
  }
  return differing;
}

}  // namespace assay
