#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/time_text.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "governance/canonical_json.h"
#include "governance/text.h"
#include "nlohmann/json.hpp"

namespace assay::governance {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Json = nlohmann::json;

constexpr int kMaxDepth = 64;

absl::Status Invalid(const std::string& path, std::string_view want) {
  return InvalidArgument("CANONICAL_JSON_INVALID", path, "{} has to be {}.",
                         path.empty() ? "The text" : path, want);
}

// A number out of its string.
template <typename T>
absl::StatusOr<T> Number(const Json& json, const std::string& path) {
  T number = 0;
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end) return number;
  }
  return Invalid(path, "a number in a string");
}

class Reader {
 public:
  absl::Status Read(const Json& json, const std::string& path, int depth, Message* message) {
    if (depth > kMaxDepth) return Invalid(path, "nested less deeply");
    if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(message)) {
      if (!json.is_string()) return Invalid(path, "a timestamp");
      const auto value = expression::ParseTimestamp(json.get_ref<const std::string&>());
      if (!value.ok()) return Invalid(path, "a timestamp");
      *time = TimestampOf(*value);
      return absl::OkStatus();
    }
    if (auto* duration = dynamic_cast<google::protobuf::Duration*>(message)) {
      if (!json.is_string()) return Invalid(path, "a duration");
      const auto value = expression::ParseDuration(json.get_ref<const std::string&>());
      if (!value.ok()) return Invalid(path, "a duration");
      *duration = ProtoDurationOf(*value);
      return absl::OkStatus();
    }
    return Fields(json, path, depth, message);
  }

 private:
  absl::Status Fields(const Json& json, const std::string& path, int depth, Message* message) {
    if (!json.is_object()) return Invalid(path, "an object");
    for (const auto& [name, value] : json.items()) {
      const std::string inner = path.empty() ? name : path + "." + name;
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) return Invalid(inner, "absent; there is no such field");
      ASSAY_RETURN_IF_ERROR(field->is_map()        ? Map(value, inner, depth, message, *field)
                            : field->is_repeated() ? List(value, inner, depth, message, *field)
                                                   : Set(value, inner, depth, message, *field));
    }
    return absl::OkStatus();
  }

  absl::Status Map(const Json& json, const std::string& path, int depth, Message* message,
                   const FieldDescriptor& field) {
    if (!json.is_object()) return Invalid(path, "an object");
    for (const auto& [key, value] : json.items()) {
      Message* entry = message->GetReflection()->AddMessage(message, &field);
      const auto* type = entry->GetDescriptor();
      entry->GetReflection()->SetString(entry, type->map_key(), key);
      ASSAY_RETURN_IF_ERROR(Set(value, path + "." + key, depth, entry, *type->map_value()));
    }
    return absl::OkStatus();
  }

  absl::Status List(const Json& json, const std::string& path, int depth, Message* message,
                    const FieldDescriptor& field) {
    if (!json.is_array()) return Invalid(path, "a list");
    for (size_t i = 0; i < json.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(
          Set(json[i], path + "[" + std::to_string(i) + "]", depth, message, field));
    }
    return absl::OkStatus();
  }

  // Sets a field, or adds to a repeated one.
  absl::Status Set(const Json& json, const std::string& path, int depth, Message* message,
                   const FieldDescriptor& field) {
    const Reflection& reflection = *message->GetReflection();
    const bool add = field.is_repeated();
    const auto put = [&](auto single, auto repeated, auto&& value) {
      if (add) {
        (reflection.*repeated)(message, &field, value);
      } else {
        (reflection.*single)(message, &field, value);
      }
      return absl::OkStatus();
    };
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        if (!json.is_string()) return Invalid(path, "a string");
        auto text = json.get<std::string>();
        add ? reflection.AddString(message, &field, std::move(text))
            : reflection.SetString(message, &field, std::move(text));
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!json.is_boolean()) return Invalid(path, "true or false");
        return put(&Reflection::SetBool, &Reflection::AddBool, json.get<bool>());
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value = json.is_string()
                                ? field.enum_type()->FindValueByName(json.get<std::string>())
                                : nullptr;
        if (value == nullptr) {
          return Invalid(path, "a name of " + std::string(field.enum_type()->name()));
        }
        return put(&Reflection::SetEnumValue, &Reflection::AddEnumValue, value->number());
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Read(json, path, depth + 1,
                    add ? reflection.AddMessage(message, &field)
                        : reflection.MutableMessage(message, &field));
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        ASSAY_ASSIGN_OR_RETURN(const double value, Number<double>(json, path));
        return put(&Reflection::SetDouble, &Reflection::AddDouble, value);
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        ASSAY_ASSIGN_OR_RETURN(const int32_t value, Number<int32_t>(json, path));
        return put(&Reflection::SetInt32, &Reflection::AddInt32, value);
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        ASSAY_ASSIGN_OR_RETURN(const int64_t value, Number<int64_t>(json, path));
        return put(&Reflection::SetInt64, &Reflection::AddInt64, value);
      }
      default:  // Our messages have no others.
        return Invalid(path, "of a type that is stored");
    }
  }
};

}  // namespace

absl::Status FromCanonicalJson(std::string_view json, Message* message) {
  message->Clear();
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return Invalid("", "JSON");
  return Reader().Read(parsed, "", 0, message);
}

}  // namespace assay::governance
