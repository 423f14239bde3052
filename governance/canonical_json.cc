#include "governance/canonical_json.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "absl/time/time.h"
#include "expression/time_text.h"
#include "fmt/format.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// RFC 8785, 3.2.2.2.
void AppendEscaped(char c, std::string* out) {
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\t':
      *out += "\\t";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\r':
      *out += "\\r";
      return;
    default:
      *out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

// What needs no escape, which is nearly everything, is appended in one piece.
void AppendString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.substr(begin, i - begin));
    AppendEscaped(c, out);
    begin = i + 1;
  }
  out->append(text.substr(begin));
  out->push_back('"');
}

// Keys in the order of their UTF-16 code units, RFC 8785, 3.2.3. It differs from that of bytes only
// between characters beyond U+FFFF, which are surrogates there, and those from U+E000 to U+FFFF.
struct Utf16Less {
  bool operator()(std::string_view a, std::string_view b) const {
    const size_t common = std::min(a.size(), b.size());
    for (size_t i = 0; i < common; ++i) {
      const auto x = static_cast<unsigned char>(a[i]);
      const auto y = static_cast<unsigned char>(b[i]);
      if (x == y) continue;
      const bool x_high = x >= 0xF0;
      const bool y_high = y >= 0xF0;
      if (x_high != y_high && x >= 0xEE && y >= 0xEE) return x_high;
      return x < y;
    }
    return a.size() < b.size();
  }
};

void AppendMessage(const Message& message, std::string* out);

// One value: of a repeated field at `index`, else of the field itself (index -1).
void AppendValue(const Message& message, const FieldDescriptor& field, int index,
                 std::string* out) {
  const Reflection& reflection = *message.GetReflection();
  const auto get = [&](auto single, auto repeated) {
    return index < 0 ? (reflection.*single)(message, &field)
                     : (reflection.*repeated)(message, &field, index);
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      AppendString(index < 0
                       ? reflection.GetStringReference(message, &field, &scratch)
                       : reflection.GetRepeatedStringReference(message, &field, index, &scratch),
                   out);
      return;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      *out += get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false";
      return;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = get(&Reflection::GetEnum, &Reflection::GetRepeatedEnum);
      AppendString(value->name(), out);
      return;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessage(index < 0 ? reflection.GetMessage(message, &field)
                              : reflection.GetRepeatedMessage(message, &field, index),
                    out);
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      AppendString(NumberText(get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble)), out);
      return;
    case FieldDescriptor::CPPTYPE_FLOAT:
      AppendString(NumberText(get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat)), out);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      *out += fmt::format("\"{}\"", get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      *out += fmt::format("\"{}\"", get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      *out += fmt::format("\"{}\"", get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      *out += fmt::format("\"{}\"", get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64));
      return;
  }
}

std::string MapKey(const Message& entry) {
  const FieldDescriptor& key = *entry.GetDescriptor()->map_key();
  // Maps of our messages have string keys only.
  return entry.GetReflection()->GetString(entry, &key);
}

void AppendMap(const Message& message, const FieldDescriptor& field, std::string* out) {
  const Reflection& reflection = *message.GetReflection();
  std::map<std::string, int, Utf16Less> indexes;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    indexes[MapKey(reflection.GetRepeatedMessage(message, &field, i))] = i;
  }
  out->push_back('{');
  for (bool first = true; const auto& [key, i] : indexes) {
    if (!std::exchange(first, false)) out->push_back(',');
    AppendString(key, out);
    out->push_back(':');
    const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
    AppendValue(entry, *entry.GetDescriptor()->map_value(), -1, out);
  }
  out->push_back('}');
}

void AppendList(const Message& message, const FieldDescriptor& field, std::string* out) {
  out->push_back('[');
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    if (i > 0) out->push_back(',');
    AppendValue(message, field, i, out);
  }
  out->push_back(']');
}

// All fields of a type by name, kept for the thread: sorting them for every message would take
// longer than writing it.
const std::vector<const FieldDescriptor*>& SortedFields(const Descriptor& type) {
  thread_local std::unordered_map<const Descriptor*, std::vector<const FieldDescriptor*>> known;
  const auto [it, is_new] = known.try_emplace(&type);
  if (is_new) {
    for (int i = 0; i < type.field_count(); ++i) it->second.push_back(type.field(i));
    // Names of fields are ASCII, so that any order is that of UTF-16.
    std::sort(
        it->second.begin(), it->second.end(),
        [](const FieldDescriptor* a, const FieldDescriptor* b) { return a->name() < b->name(); });
  }
  return it->second;
}

void AppendFields(const Message& message, std::string* out) {
  const Reflection& reflection = *message.GetReflection();
  out->push_back('{');
  bool first = true;
  for (const FieldDescriptor* field : SortedFields(*message.GetDescriptor())) {
    const bool present = field->is_repeated() ? reflection.FieldSize(message, field) > 0
                                              : reflection.HasField(message, field);
    if (!present) continue;
    if (!std::exchange(first, false)) out->push_back(',');
    AppendString(field->name(), out);
    out->push_back(':');
    if (field->is_map()) {
      AppendMap(message, *field, out);
    } else if (field->is_repeated()) {
      AppendList(message, *field, out);
    } else {
      AppendValue(message, *field, -1, out);
    }
  }
  out->push_back('}');
}

void AppendMessage(const Message& message, std::string* out) {
  const Descriptor* type = message.GetDescriptor();
  if (type == google::protobuf::Timestamp::descriptor()) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    AppendString(expression::TimestampText(TimeOf(time)), out);
  } else if (type == google::protobuf::Duration::descriptor()) {
    const auto& duration = static_cast<const google::protobuf::Duration&>(message);
    AppendString(expression::DurationText(DurationOf(duration)), out);
  } else {
    AppendFields(message, out);
  }
}

}  // namespace

std::string CanonicalJson(const Message& message) {
  std::string out;
  AppendMessage(message, &out);
  return out;
}

std::string NumberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  if (number == 0) return "0";
  // "d.ddde-07": the shortest digits that read back, and the exponent.
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), std::abs(number),
                                 std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<size_t>(end.ptr - buffer));
  const size_t e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 2) digits += text.substr(2, e - 2);
  int exponent = 0;
  const char* from = buffer + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(from, end.ptr, exponent);
  // ECMAScript, Number::toString: k digits, the point stands after the n-th.
  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  std::string result = number < 0 ? "-" : "";
  if (k <= n && n <= 21) {
    result += digits + std::string(static_cast<size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    result +=
        digits.substr(0, static_cast<size_t>(n)) + "." + digits.substr(static_cast<size_t>(n));
  } else if (-6 < n && n <= 0) {
    result += "0." + std::string(static_cast<size_t>(-n), '0') + digits;
  } else {
    result += digits.substr(0, 1);
    if (k > 1) result += fmt::format(".{}", digits.substr(1));
    result += fmt::format("e{:+}", n - 1);
  }
  return result;
}

}  // namespace assay::governance
