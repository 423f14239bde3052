// Static types, and the variables that an expression may read.
#ifndef ASSAY_EXPRESSION_TYPE_H_
#define ASSAY_EXPRESSION_TYPE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay::expression {

// The type of a variable or of a part of an expression. Immutable but by assignment; copies share.
class Type {
 public:
  enum class Kind {
    kDyn,  // Not known before evaluating; accepted everywhere and checked then.
    kBool,
    kInt,
    kDouble,
    kString,
    kDuration,
    kTimestamp,
    kList,
    kMap,     // String keys that are not known beforehand, values of one type.
    kObject,  // Named fields that are known, each with its type. Its value is a map.
  };
  using Fields = std::map<std::string, Type, std::less<>>;

  Type() = default;  // dyn
  static Type Dyn() { return Type(Kind::kDyn); }
  static Type Bool() { return Type(Kind::kBool); }
  static Type Int() { return Type(Kind::kInt); }
  static Type Double() { return Type(Kind::kDouble); }
  static Type String() { return Type(Kind::kString); }
  static Type Duration() { return Type(Kind::kDuration); }
  static Type Timestamp() { return Type(Kind::kTimestamp); }
  static Type List(Type element);
  static Type Map(Type value);
  // `name` is for messages, and two objects are the same type when they have the same name.
  static Type Object(std::string name, Fields fields);

  Kind kind() const { return kind_; }
  bool IsDyn() const { return kind_ == Kind::kDyn; }
  bool IsNumber() const { return kind_ == Kind::kInt || kind_ == Kind::kDouble; }
  // Of a list or map only: the type of its elements or values.
  const Type& element() const;
  // Of an object only.
  const Fields& fields() const;
  // "int", "list<string>", "map<string, double>", or the name of the object.
  std::string ToString() const;

  bool operator==(const Type& other) const;

 private:
  struct Detail;

  explicit Type(Kind kind, std::shared_ptr<const Detail> detail = nullptr)
      : kind_(kind), detail_(std::move(detail)) {}

  Kind kind_ = Kind::kDyn;
  std::shared_ptr<const Detail> detail_;
};

// The type that holds both: the same type, or dyn where one of them is dyn, also inside lists and
// maps. Nothing when the two exclude each other.
std::optional<Type> Join(const Type& a, const Type& b);

// The variables by name.
using Schema = Type::Fields;

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_TYPE_H_
