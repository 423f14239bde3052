#include "governance/canonical_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <unordered_map>
#include <utility>
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
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
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

// By name. One that this version doesn't know is called what Protobuf's reflection calls it.
void AppendEnum(const EnumDescriptor& type, int number, std::string* out) {
  const auto* value = type.FindValueByNumber(number);
  if (value != nullptr) return AppendString(value->name(), out);
  AppendString(fmt::format("UNKNOWN_ENUM_VALUE_{}_{}", type.name(), number), out);
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

// The digits of a number that is not 0, as ECMAScript's Number::toString has them: `count` decimal
// digits, the point stands behind the first `point` of them.
void AppendDigits(std::string_view digits, int point, std::string* out) {
  const int count = static_cast<int>(digits.size());
  if (0 < point && point <= 21) {
    const auto whole = static_cast<size_t>(std::min(count, point));
    out->append(digits.substr(0, whole));
    out->append(static_cast<size_t>(std::max(0, point - count)), '0');
    if (count > point) out->append(".").append(digits.substr(whole));
  } else if (-6 < point && point <= 0) {
    out->append("0.").append(static_cast<size_t>(-point), '0').append(digits);
  } else {
    out->append(digits.substr(0, 1));
    if (count > 1) out->append(".").append(digits.substr(1));
    fmt::format_to(std::back_inserter(*out), "e{:+}", point - 1);
  }
}

void AppendNumber(double number, std::string* out) {
  if (std::isnan(number)) return void(*out += "NaN");
  if (number < 0) out->push_back('-');
  if (std::isinf(number)) return void(*out += "Infinity");
  if (number == 0) return out->push_back('0');
  // "d.ddde-07": the shortest digits that read back, and the exponent.
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), std::abs(number),
                                 std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<size_t>(end.ptr - buffer));
  const size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(buffer + e + (text[e + 1] == '+' ? 2 : 1), end.ptr, exponent);
  // The first digit goes into the place of the point.
  if (e > 1) buffer[1] = buffer[0];
  AppendDigits(e > 1 ? text.substr(1, e - 1) : text.substr(0, 1), exponent + 1, out);
}

template <typename Int>
void AppendInt(Int number, std::string* out) {
  const fmt::format_int text(number);
  out->push_back('"');
  out->append(text.data(), text.size());
  out->push_back('"');
}

struct TypePlan;

// A field, with what of its text is the same in every message.
struct FieldPlan {
  const FieldDescriptor* field;
  std::string key;       // "name":
  const TypePlan* type;  // of a message's field, and of a map's values; else null
};

// How messages of one type are written. Made once for a thread: asking descriptors again for every
// message takes longer than writing it.
struct TypePlan {
  enum class Form { kFields, kTimestamp, kDuration };
  Form form = Form::kFields;
  const Reflection* reflection = nullptr;
  std::vector<FieldPlan> fields;  // by name
};

const TypePlan& PlanOf(const Descriptor& type);

const TypePlan* PlanOfField(const FieldDescriptor& field) {
  const FieldDescriptor& value = field.is_map() ? *field.message_type()->map_value() : field;
  return value.message_type() == nullptr ? nullptr : &PlanOf(*value.message_type());
}

std::vector<FieldPlan> PlanFields(const Descriptor& type) {
  std::vector<FieldPlan> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    fields.push_back({field, fmt::format("\"{}\":", field->name()), PlanOfField(*field)});
  }
  // Names of fields are ASCII, so that any order is that of UTF-16.
  std::sort(fields.begin(), fields.end(), [](const FieldPlan& a, const FieldPlan& b) {
    return a.field->name() < b.field->name();
  });
  return fields;
}

const TypePlan& PlanOf(const Descriptor& type) {
  thread_local std::unordered_map<const Descriptor*, TypePlan> known;
  const auto [it, is_new] = known.try_emplace(&type);
  TypePlan& plan = it->second;  // Stays where it is, though its fields' types are added.
  if (!is_new) return plan;
  if (&type == google::protobuf::Timestamp::descriptor()) plan.form = TypePlan::Form::kTimestamp;
  if (&type == google::protobuf::Duration::descriptor()) plan.form = TypePlan::Form::kDuration;
  plan.reflection = MessageFactory::generated_factory()->GetPrototype(&type)->GetReflection();
  plan.fields = PlanFields(type);
  return plan;
}

// Writes messages behind each other into one text.
class Writer {
 public:
  // With `sorts` it also sorts the lists of the messages, which the caller then has to own.
  Writer(bool sorts, std::string* out) : sorts_(sorts), out_(*out) {}

  void Write(const Message& message, const TypePlan& plan, std::string_view omitted = "") {
    switch (plan.form) {
      case TypePlan::Form::kTimestamp:
        return AppendString(expression::TimestampText(
                                TimeOf(static_cast<const google::protobuf::Timestamp&>(message))),
                            &out_);
      case TypePlan::Form::kDuration:
        return AppendString(expression::DurationText(DurationOf(
                                static_cast<const google::protobuf::Duration&>(message))),
                            &out_);
      case TypePlan::Form::kFields:
        return WriteFields(message, plan, omitted);
    }
  }

 private:
  void WriteFields(const Message& message, const TypePlan& plan, std::string_view omitted) {
    out_.push_back('{');
    bool first = true;
    for (const FieldPlan& field : plan.fields) {
      const bool present = field.field->is_repeated()
                               ? plan.reflection->FieldSize(message, field.field) > 0
                               : plan.reflection->HasField(message, field.field);
      if (!present || field.field->name() == omitted) continue;
      if (!std::exchange(first, false)) out_.push_back(',');
      out_ += field.key;
      if (field.field->is_map()) {
        WriteMap(message, *plan.reflection, field);
      } else if (field.field->is_repeated()) {
        WriteList(message, *plan.reflection, field);
      } else {
        WriteValue(message, *plan.reflection, *field.field, field.type, -1);
      }
    }
    out_.push_back('}');
  }

  void WriteMap(const Message& message, const Reflection& reflection, const FieldPlan& plan) {
    // Maps of our messages have string keys only.
    const FieldDescriptor* key = plan.field->message_type()->map_key();
    const FieldDescriptor& value = *plan.field->message_type()->map_value();
    std::string scratch;
    std::vector<std::pair<std::string_view, const Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, plan.field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, plan.field, i);
      entries.emplace_back(entry.GetReflection()->GetStringReference(entry, key, &scratch), &entry);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return Utf16Less()(a.first, b.first); });
    out_.push_back('{');
    for (bool first = true; const auto& [name, entry] : entries) {
      if (!std::exchange(first, false)) out_.push_back(',');
      AppendString(name, &out_);
      out_.push_back(':');
      WriteValue(*entry, *entry->GetReflection(), value, plan.type, -1);
    }
    out_.push_back('}');
  }

  void WriteList(const Message& message, const Reflection& reflection, const FieldPlan& plan) {
    std::vector<Piece> pieces;
    out_.push_back('[');
    for (int i = 0; i < reflection.FieldSize(message, plan.field); ++i) {
      if (i > 0) out_.push_back(',');
      const size_t begin = out_.size();
      WriteValue(message, reflection, *plan.field, plan.type, i);
      if (sorts_) pieces.push_back({i, begin, out_.size() - begin});
    }
    if (sorts_) SortList(message, reflection, *plan.field, std::move(pieces));
    out_.push_back(']');
  }

  // The text of one element of a list.
  struct Piece {
    int index;
    size_t begin;
    size_t size;
  };

  // Brings the elements that were just written into the order of their texts: here and in the
  // message.
  void SortList(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
                std::vector<Piece> pieces) {
    const auto text = [this](const Piece& piece) {
      return std::string_view(out_).substr(piece.begin, piece.size);
    };
    const auto before = [&](const Piece& a, const Piece& b) { return text(a) < text(b); };
    if (std::is_sorted(pieces.begin(), pieces.end(), before)) return;
    const size_t begin = pieces.front().begin;
    std::sort(pieces.begin(), pieces.end(), before);
    std::string sorted;
    for (const Piece& piece : pieces) {
      if (!sorted.empty()) sorted.push_back(',');
      sorted += text(piece);
    }
    out_.replace(begin, std::string::npos, sorted);
    // Only SortLists, to which the message was given to be changed, makes a writer that sorts.
    auto* changed = const_cast<Message*>(&message);
    for (size_t i = 0; i < pieces.size(); ++i) {
      // What stood there may have been swapped away already.
      auto from = static_cast<size_t>(pieces[i].index);
      while (from < i) from = static_cast<size_t>(pieces[from].index);
      if (from != i) {
        reflection.SwapElements(changed, &field, static_cast<int>(i), static_cast<int>(from));
      }
    }
  }

  // One value: of a repeated field at `index`, else of the field itself (index -1).
  void WriteValue(const Message& message, const Reflection& reflection,
                  const FieldDescriptor& field, const TypePlan* type, int index) {
    const auto get = [&](auto single, auto repeated) {
      return index < 0 ? (reflection.*single)(message, &field)
                       : (reflection.*repeated)(message, &field, index);
    };
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        return AppendString(
            index < 0 ? reflection.GetStringReference(message, &field, &scratch)
                      : reflection.GetRepeatedStringReference(message, &field, index, &scratch),
            &out_);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        out_ += get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false";
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        return AppendEnum(*field.enum_type(),
                          get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue), &out_);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Write(index < 0 ? reflection.GetMessage(message, &field)
                               : reflection.GetRepeatedMessage(message, &field, index),
                     *type);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return WriteNumber(get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return WriteNumber(get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat));
      case FieldDescriptor::CPPTYPE_INT32:
        return AppendInt(get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32), &out_);
      case FieldDescriptor::CPPTYPE_INT64:
        return AppendInt(get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64), &out_);
      case FieldDescriptor::CPPTYPE_UINT32:
        return AppendInt(get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32), &out_);
      case FieldDescriptor::CPPTYPE_UINT64:
        return AppendInt(get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64), &out_);
    }
  }

  void WriteNumber(double number) {
    out_.push_back('"');
    AppendNumber(number, &out_);
    out_.push_back('"');
  }

  const bool sorts_;
  std::string& out_;
};

}  // namespace

std::string CanonicalJson(const Message& message, std::string_view omitted) {
  std::string out;
  Writer(/*sorts=*/false, &out).Write(message, PlanOf(*message.GetDescriptor()), omitted);
  return out;
}

std::string SortLists(Message* message) {
  std::string out;
  Writer(/*sorts=*/true, &out).Write(*message, PlanOf(*message->GetDescriptor()));
  return out;
}

std::string NumberText(double number) {
  std::string text;
  AppendNumber(number, &text);
  return text;
}

}  // namespace assay::governance
