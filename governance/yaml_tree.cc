#include "governance/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "core/errors.h"
#include "core/names.h"
#include "fmt/format.h"
#include "governance/policy_yaml.h"

namespace assay::governance {
namespace {

expression::Position PositionOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

// Builds the tree from the parser's events; after an error it ignores the rest.
class Builder : public YAML::EventHandler {
 public:
  const absl::Status& status() const { return status_; }
  YamlNode Take() { return std::move(root_); }
  bool done() const { return done_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override { done_ = true; }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Add(mark, "", anchor, YamlNode::Kind::kNull, "");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Alias(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Add(mark, tag, anchor, YamlNode::Kind::kScalar, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override { Alias(mark); }

 private:
  void Error(std::string_view reason, const YAML::Mark& mark, std::string_view message) {
    if (status_.ok()) status_ = YamlError(reason, "", PositionOf(mark), message);
  }
  void Alias(const YAML::Mark& mark) {
    Error("POLICY_ALIAS", mark, "Anchors and aliases are not for policies. Write it out.");
  }

  // Whether a node may stand here.
  bool Check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) Alias(mark);
    // "?" is a plain scalar or collection, "!" one in quotes.
    if (!tag.empty() && tag != "?" && tag != "!") {
      Error("POLICY_ALIAS", mark, "Tags are not for policies. Write the value only.");
    }
    if (++nodes_ > kPolicyNodes) Error("POLICY_TOO_LARGE", mark, "The policy has too many parts.");
    return status_.ok();
  }

  void Add(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
           YamlNode::Kind kind, const std::string& text) {
    if (!Check(mark, tag, anchor)) return;
    if (IsKey()) return AddKey(mark, kind, text);
    YamlNode node;
    node.kind = kind;
    node.text = text;
    node.plain = tag == "?" || tag.empty();
    node.at = PositionOf(mark);
    Put(std::move(node));
  }

  void AddKey(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& text) {
    if (kind != YamlNode::Kind::kScalar || text == "<<") {
      return Error(text == "<<" ? "POLICY_ALIAS" : "POLICY_SYNTAX", mark,
                   "The name of a field has to stand here.");
    }
    YamlNode& map = open_.back();
    const auto same = [&](const YamlKey& key) { return key.name == text; };
    if (const auto first = std::find_if(map.keys.begin(), map.keys.end(), same);
        first != map.keys.end()) {
      return Error("POLICY_FIELD_TWICE", mark,
                   fmt::format("{} is there twice, first in line {}.", text, first->at.line));
    }
    map.keys.push_back({text, PositionOf(mark)});
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    if (!Check(mark, tag, anchor)) return;
    if (IsKey()) return Error("POLICY_SYNTAX", mark, "The name of a field has to stand here.");
    if (open_.size() >= static_cast<size_t>(kPolicyDepth)) {
      return Error("POLICY_TOO_LARGE", mark,
                   fmt::format("The policy is nested more than {} levels deep.", kPolicyDepth));
    }
    YamlNode node;
    node.kind = kind;
    node.at = PositionOf(mark);
    open_.push_back(std::move(node));
  }

  void Close() {
    if (!status_.ok()) return;
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    Put(std::move(node));
  }

  bool IsKey() const {
    return !open_.empty() && open_.back().kind == YamlNode::Kind::kMap &&
           open_.back().keys.size() == open_.back().items.size();
  }

  void Put(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().items.push_back(std::move(node));
    }
  }

  absl::Status status_;
  std::vector<YamlNode> open_;
  YamlNode root_;
  int nodes_ = 0;
  bool done_ = false;
};

absl::StatusOr<YamlNode> Build(std::string_view yaml) {
  // The only place where exceptions are met: yaml-cpp reports errors of syntax with them.
  try {
    std::istringstream stream{std::string(yaml)};
    YAML::Parser parser(stream);
    Builder first;
    parser.HandleNextDocument(first);
    if (!first.status().ok()) return first.status();
    Builder second;
    parser.HandleNextDocument(second);
    if (!second.status().ok() || second.done()) {
      return InvalidArgument("POLICY_SYNTAX", "", "There are several documents; a policy is one.");
    }
    YamlNode root = first.Take();
    if (root.at.line == 0) root.at = {1, 1};  // There is nothing.
    return root;
  } catch (const YAML::Exception& error) {
    return YamlError("POLICY_SYNTAX", "", PositionOf(error.mark),
                     fmt::format("this is no YAML ({}).", error.msg));
  }
}

}  // namespace

absl::StatusOr<YamlNode> ParseYaml(std::string_view yaml) {
  if (yaml.size() > kPolicyBytes) {
    return InvalidArgument("POLICY_TOO_LARGE", "",
                           "The policy has {} bytes; at most {} are possible.", yaml.size(),
                           kPolicyBytes);
  }
  if (!IsUtf8(yaml) || yaml.find('\0') != std::string_view::npos) {
    return InvalidArgument("POLICY_SYNTAX", "", "The policy is no UTF-8 text.");
  }
  return Build(yaml);
}

absl::Status YamlError(std::string_view reason, std::string_view field, expression::Position at,
                       std::string_view message) {
  return InvalidArgument(reason, field, "Line {}, column {}: {}", at.line, at.column, message);
}

}  // namespace assay::governance
