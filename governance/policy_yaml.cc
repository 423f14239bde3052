#include "governance/policy_yaml.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/time_text.h"
#include "fmt/format.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "governance/text.h"
#include "governance/yaml_scalar.h"
#include "governance/yaml_tree.h"

namespace assay::governance {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What the server sets.
bool IsOutputOnly(const FieldDescriptor& field) {
  return field.full_name() == "assay.v1.Policy.version" ||
         field.full_name() == "assay.v1.Policy.state";
}

// Reads a tree into messages, field by field.
class Reader {
 public:
  explicit Reader(std::map<std::string, expression::Position, std::less<>>* positions)
      : positions_(*positions) {}

  absl::Status Read(const YamlNode& node, const std::string& path, Message* message) {
    if (auto* rule = dynamic_cast<v1::ExpressionRule*>(message)) {
      return ReadText(node, path, rule->mutable_expression());
    }
    if (auto* fact = dynamic_cast<v1::FactValue*>(message)) return ReadFact(node, path, fact);
    if (auto* duration = dynamic_cast<google::protobuf::Duration*>(message)) {
      return At(node, path, ReadAge(node, duration));
    }
    if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(message)) {
      return At(node, path, ReadTime(node, time));
    }
    if (node.kind != YamlNode::Kind::kMap) {
      return Value(node, path, "has to have fields, as \"name: value\"");
    }
    for (size_t i = 0; i < node.keys.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(Field(node.keys[i], node.items[i], path, message));
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status Value(const YamlNode& node, const std::string& path, std::string_view want) {
    const std::string name = path.empty() ? "A policy" : path.substr(path.rfind('.') + 1);
    const std::string_view stop = want.ends_with('?') ? "" : ".";
    return YamlError("POLICY_VALUE_INVALID", path, node.at,
                     fmt::format("{} {}{}", name, want, stop));
  }
  // The error of a scalar, "has to be ...", with its place.
  static absl::Status At(const YamlNode& node, const std::string& path,
                         const absl::Status& status) {
    return status.ok() ? status : Value(node, path, std::string(status.message()));
  }

  absl::Status Unknown(const YamlKey& key, const std::string& path, const Message& message) {
    std::vector<std::string> names;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (!IsOutputOnly(field)) names.emplace_back(field.name());
    }
    const bool rule = message.GetDescriptor() == v1::Rule::descriptor();
    return YamlError(rule ? "POLICY_RULE_KIND_UNKNOWN" : "POLICY_FIELD_UNKNOWN", path, key.at,
                     fmt::format("there is no {} {}{}", rule ? "kind or field of rules" : "field",
                                 key.name, expression::Suggestion(key.name, names)));
  }

  absl::Status Field(const YamlKey& key, const YamlNode& node, const std::string& path,
                     Message* message) {
    const std::string inner = path.empty() ? key.name : path + "." + key.name;
    positions_[inner] = key.at;
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key.name);
    if (field == nullptr || IsOutputOnly(*field)) return Unknown(key, inner, *message);
    if (node.kind == YamlNode::Kind::kNull) return Value(node, inner, "has no value");
    const auto* oneof = field->real_containing_oneof();
    if (oneof != nullptr && message->GetReflection()->HasOneof(*message, oneof)) {
      const auto* other = message->GetReflection()->GetOneofFieldDescriptor(*message, oneof);
      return YamlError("POLICY_FIELD_TWICE", inner, key.at,
                       fmt::format("{} and {} exclude each other.", other->name(), key.name));
    }
    if (field->is_map()) return Map(node, inner, message, *field);
    if (field->is_repeated()) return List(node, inner, message, *field);
    return Set(node, inner, message, *field);
  }

  absl::Status Map(const YamlNode& node, const std::string& path, Message* message,
                   const FieldDescriptor& field) {
    if (node.kind != YamlNode::Kind::kMap)
      return Value(node, path, "has to have names with values");
    for (size_t i = 0; i < node.keys.size(); ++i) {
      Message* entry = message->GetReflection()->AddMessage(message, &field);
      const auto* type = entry->GetDescriptor();
      entry->GetReflection()->SetString(entry, type->map_key(), node.keys[i].name);
      const std::string inner = path + "." + node.keys[i].name;
      positions_[inner] = node.keys[i].at;
      ASSAY_RETURN_IF_ERROR(Set(node.items[i], inner, entry, *type->map_value()));
    }
    return absl::OkStatus();
  }

  absl::Status List(const YamlNode& node, const std::string& path, Message* message,
                    const FieldDescriptor& field) {
    if (node.kind != YamlNode::Kind::kList) return Value(node, path, "has to be a list");
    for (size_t i = 0; i < node.items.size(); ++i) {
      const std::string inner = fmt::format("{}[{}]", path, i);
      positions_[inner] = node.items[i].at;
      ASSAY_RETURN_IF_ERROR(Set(node.items[i], inner, message, field));
    }
    return absl::OkStatus();
  }

  absl::Status ReadText(const YamlNode& node, const std::string& path, std::string* text) {
    if (node.kind != YamlNode::Kind::kScalar) return Value(node, path, "has to be text");
    *text = node.text;
    return absl::OkStatus();
  }

  absl::Status ReadFact(const YamlNode& node, const std::string& path, v1::FactValue* fact) {
    if (node.kind != YamlNode::Kind::kScalar) {
      return Value(node, path, "has to be text, a number, true or false");
    }
    *fact = FactOfScalar(node);
    return absl::OkStatus();
  }

  // Sets a field, or adds to a repeated one.
  absl::Status Set(const YamlNode& node, const std::string& path, Message* message,
                   const FieldDescriptor& field) {
    const Reflection& reflection = *message->GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Read(node, path,
                    add ? reflection.AddMessage(message, &field)
                        : reflection.MutableMessage(message, &field));
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text;
        ASSAY_RETURN_IF_ERROR(ReadText(node, path, &text));
        add ? reflection.AddString(message, &field, text)
            : reflection.SetString(message, &field, text);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        int value = 0;
        ASSAY_RETURN_IF_ERROR(At(node, path, ReadEnum(node, *field.enum_type(), &value)));
        add ? reflection.AddEnumValue(message, &field, value)
            : reflection.SetEnumValue(message, &field, value);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        bool value = false;
        ASSAY_RETURN_IF_ERROR(At(node, path, ReadBool(node, &value)));
        reflection.SetBool(message, &field, value);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        double value = 0;
        ASSAY_RETURN_IF_ERROR(At(node, path, ReadDouble(node, &value)));
        reflection.SetDouble(message, &field, value);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        int32_t value = 0;
        ASSAY_RETURN_IF_ERROR(At(node, path, ReadInt(node, &value)));
        reflection.SetInt32(message, &field, value);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        int64_t value = 0;
        ASSAY_RETURN_IF_ERROR(At(node, path, ReadInt(node, &value)));
        reflection.SetInt64(message, &field, value);
        return absl::OkStatus();
      }
      default:
        return Value(node, path, "is of a type that policies do not have");
    }
  }

  std::map<std::string, expression::Position, std::less<>>& positions_;
};

// The place of a field, or of what it is in.
expression::Position PositionOf(const PolicyDocument& document, std::string field) {
  while (!field.empty()) {
    const auto found = document.positions.find(field);
    if (found != document.positions.end()) return found->second;
    const size_t end = field.find_last_of(".[");
    field.resize(end == std::string::npos ? 0 : end);
  }
  return {1, 1};
}

PolicyProblem ProblemOf(const absl::Status& status, expression::Position at) {
  return {ErrorReason(status), ErrorField(status), std::string(status.message()), at};
}

// The place that the message of YamlError begins with.
expression::Position PositionIn(const absl::Status& status) {
  expression::Position at;
  const std::string text(status.message());
  if (std::sscanf(text.c_str(), "Line %d, column %d:", &at.line, &at.column) != 2) return {};
  return at;
}

}  // namespace

absl::StatusOr<PolicyDocument> ParsePolicyYaml(std::string_view yaml) {
  ASSAY_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(yaml));
  PolicyDocument document;
  ASSAY_RETURN_IF_ERROR(Reader(&document.positions).Read(root, "", &document.policy));
  return document;
}

std::vector<PolicyProblem> LintPolicy(std::string_view yaml, const KnownNames& known,
                                      v1::Policy* policy) {
  const absl::StatusOr<PolicyDocument> document = ParsePolicyYaml(yaml);
  if (!document.ok()) return {ProblemOf(document.status(), PositionIn(document.status()))};
  if (policy != nullptr) *policy = document->policy;
  std::vector<PolicyProblem> problems;
  for (const absl::Status& status : CheckPolicy(document->policy, known)) {
    const expression::Position at = PositionOf(*document, ErrorField(status));
    PolicyProblem problem = ProblemOf(status, at);
    problem.message =
        fmt::format("Line {}, column {}: {}", at.line, at.column, std::string(status.message()));
    problems.push_back(std::move(problem));
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const PolicyProblem& a, const PolicyProblem& b) {
                     return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
                   });
  return problems;
}

}  // namespace assay::governance
