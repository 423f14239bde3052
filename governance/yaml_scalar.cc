#include "governance/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/diagnostics.h"
#include "expression/time_text.h"
#include "fmt/ranges.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

std::string Shown(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::kScalar) return "a list or fields";
  return node.plain ? node.text : "\"" + node.text + "\"";
}

absl::Status HasToBe(const YamlNode& node, std::string_view what) {
  return InvalidArgument("POLICY_VALUE_INVALID", "", "has to be {}, not {}", what, Shown(node));
}

bool IsPlain(const YamlNode& node) { return node.kind == YamlNode::Kind::kScalar && node.plain; }

template <typename T>
std::optional<T> NumberIn(std::string_view text) {
  T value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<double> FiniteIn(std::string_view text) {
  const std::optional<double> value = NumberIn<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

template <typename T>
absl::Status ReadWhole(const YamlNode& node, T* value) {
  const std::optional<T> number = IsPlain(node) ? NumberIn<T>(node.text) : std::nullopt;
  if (!number) return HasToBe(node, "a whole number");
  *value = *number;
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadDouble(const YamlNode& node, double* value) {
  const std::optional<double> number = IsPlain(node) ? FiniteIn(node.text) : std::nullopt;
  if (!number) return HasToBe(node, "a number");
  *value = *number;
  return absl::OkStatus();
}

absl::Status ReadInt(const YamlNode& node, int32_t* value) { return ReadWhole(node, value); }
absl::Status ReadInt(const YamlNode& node, int64_t* value) { return ReadWhole(node, value); }

absl::Status ReadBool(const YamlNode& node, bool* value) {
  *value = node.text == "true";
  if (IsPlain(node) && (*value || node.text == "false")) return absl::OkStatus();
  return HasToBe(node, "true or false");
}

absl::Status ReadAge(const YamlNode& node, google::protobuf::Duration* duration) {
  constexpr std::string_view kWant = "a duration such as 30d or 1h30m";
  if (node.kind != YamlNode::Kind::kScalar) return HasToBe(node, kWant);
  std::string_view text = node.text;
  absl::Duration total;
  if (const size_t d = text.find('d'); d != std::string_view::npos) {
    const std::optional<int64_t> days = NumberIn<int64_t>(text.substr(0, d));
    if (!days || *days < 0 || *days > 100'000) return HasToBe(node, kWant);
    total = absl::Hours(24) * *days;
    text.remove_prefix(d + 1);
  }
  if (!text.empty()) {
    const absl::StatusOr<absl::Duration> rest = expression::ParseDuration(text);
    if (!rest.ok()) return HasToBe(node, kWant);
    total += *rest;
  } else if (node.text.empty()) {
    return HasToBe(node, kWant);
  }
  if (!expression::InRange(total).ok()) return HasToBe(node, kWant);
  *duration = ProtoDurationOf(total);
  return absl::OkStatus();
}

absl::Status ReadTime(const YamlNode& node, google::protobuf::Timestamp* time) {
  const auto parsed = expression::ParseTimestamp(node.text);
  if (node.kind != YamlNode::Kind::kScalar || !parsed.ok()) {
    return HasToBe(node, "a time such as 2026-05-01T12:00:00Z");
  }
  *time = TimestampOf(*parsed);
  return absl::OkStatus();
}

absl::Status ReadEnum(const YamlNode& node, const google::protobuf::EnumDescriptor& type,
                      int* value) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) {
    names.push_back(EnumText(type, type.value(i)->number()));
    if (node.kind != YamlNode::Kind::kScalar || node.text != names.back()) continue;
    *value = type.value(i)->number();
    return absl::OkStatus();
  }
  const std::string near =
      node.kind == YamlNode::Kind::kScalar ? expression::Suggestion(node.text, names) : ".";
  absl::Status status = HasToBe(node, fmt::format("{}", fmt::join(names, ", ")));
  if (near == ".") return status;
  // Without the full stop, which the sentence gets at its end.
  return InvalidArgument("POLICY_VALUE_INVALID", "", "{}{}", std::string(status.message()), near);
}

v1::FactValue FactOfScalar(const YamlNode& node) {
  if (!node.plain) return FactOf(std::string_view(node.text));
  if (node.text == "true" || node.text == "false") return FactOf(node.text == "true");
  if (const auto whole = NumberIn<int64_t>(node.text)) return FactOf(*whole);
  if (const auto number = FiniteIn(node.text)) return FactOf(*number);
  return FactOf(std::string_view(node.text));
}

}  // namespace assay::governance
