#include "expression/type.h"

#include <utility>

#include "fmt/format.h"

namespace assay::expression {

struct Type::Detail {
  Type element;
  std::string name;
  Fields fields;
};

Type Type::List(Type element) {
  return Type(Kind::kList, std::make_shared<const Detail>(Detail{std::move(element), "", {}}));
}

Type Type::Map(Type value) {
  return Type(Kind::kMap, std::make_shared<const Detail>(Detail{std::move(value), "", {}}));
}

Type Type::Object(std::string name, Fields fields) {
  return Type(Kind::kObject,
              std::make_shared<const Detail>(Detail{Dyn(), std::move(name), std::move(fields)}));
}

const Type& Type::element() const { return detail_->element; }

const Type::Fields& Type::fields() const { return detail_->fields; }

std::string Type::ToString() const {
  static constexpr std::string_view kNames[] = {"dyn",    "bool",     "int",      "double",
                                                "string", "duration", "timestamp"};
  switch (kind_) {
    case Kind::kList:
      return fmt::format("list<{}>", element().ToString());
    case Kind::kMap:
      return fmt::format("map<string, {}>", element().ToString());
    case Kind::kObject:
      return detail_->name;
    default:
      return std::string(kNames[static_cast<size_t>(kind_)]);
  }
}

bool Type::operator==(const Type& other) const {
  if (kind_ != other.kind_) return false;
  if (detail_ == other.detail_) return true;
  return kind_ == Kind::kObject ? detail_->name == other.detail_->name
                                : element() == other.element();
}

std::optional<Type> Join(const Type& a, const Type& b) {
  if (a.IsDyn() || b.IsDyn()) return Type::Dyn();
  if (a == b) return a;
  if (a.kind() != b.kind() || (a.kind() != Type::Kind::kList && a.kind() != Type::Kind::kMap)) {
    return std::nullopt;
  }
  const std::optional<Type> element = Join(a.element(), b.element());
  if (!element.has_value()) return std::nullopt;
  return a.kind() == Type::Kind::kList ? Type::List(*element) : Type::Map(*element);
}

}  // namespace assay::expression
