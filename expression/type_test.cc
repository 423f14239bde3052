#include "expression/type.h"

#include "gtest/gtest.h"

namespace assay::expression {
namespace {

TEST(TypeTest, Prints) {
  EXPECT_EQ(Type().ToString(), "dyn");
  EXPECT_EQ(Type::List(Type::Map(Type::Double())).ToString(), "list<map<string, double>>");
  EXPECT_EQ(Type::Object("Run", {{"id", Type::String()}}).ToString(), "Run");
}

TEST(TypeTest, IsEqualByStructureAndObjectsByName) {
  EXPECT_EQ(Type::List(Type::Int()), Type::List(Type::Int()));
  EXPECT_FALSE(Type::List(Type::Int()) == Type::List(Type::Double()));
  EXPECT_FALSE(Type::List(Type::Int()) == Type::Map(Type::Int()));
  EXPECT_EQ(Type::Object("Run", {{"id", Type::String()}}), Type::Object("Run", {}));
  EXPECT_FALSE(Type::Object("Run", {}) == Type::Object("Model", {}));
}

TEST(TypeTest, JoinsThroughDyn) {
  EXPECT_EQ(Join(Type::Int(), Type::Int()), Type::Int());
  EXPECT_EQ(Join(Type::Int(), Type::Dyn()), Type::Dyn());
  EXPECT_EQ(Join(Type::List(Type::Dyn()), Type::List(Type::Int())), Type::List(Type::Dyn()));
  EXPECT_EQ(Join(Type::Map(Type::Int()), Type::Map(Type::Int())), Type::Map(Type::Int()));
  EXPECT_FALSE(Join(Type::Int(), Type::Double()).has_value());
  EXPECT_FALSE(Join(Type::List(Type::Int()), Type::List(Type::String())).has_value());
  EXPECT_FALSE(Join(Type::List(Type::Int()), Type::Map(Type::Int())).has_value());
}

}  // namespace
}  // namespace assay::expression
