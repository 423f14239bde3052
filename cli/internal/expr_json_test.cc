#include "cli/internal/expr_json.h"

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::cli {
namespace {

using expression::Value;

// As CEL source, which tells ints from doubles.
std::string Parsed(const std::string& json) {
  const auto value = ParseValue(json);
  return value.ok() ? value->ToString() : "error: " + std::string(value.status().message());
}

TEST(ParseValue, TellsIntsFromDoubles) {
  EXPECT_EQ(Parsed("1"), "1");
  EXPECT_EQ(Parsed("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Parsed("1.0"), "1.0");
  EXPECT_EQ(Parsed("1e3"), "1000.0");
  EXPECT_EQ(Parsed("[true, \"x\", 2.50]"), "[true, \"x\", 2.5]");
}

TEST(ParseValue, RefusesIntsThatDoNotFit) {
  for (const char* json :
       {"9223372036854775808", "100000000000000000000", "-9223372036854775809"}) {
    const auto value = ParseValue(json);
    EXPECT_EQ(ErrorReason(value.status()), "JSON_INVALID") << json;
    EXPECT_NE(std::string(value.status().message()).find("out of an int's range"),
              std::string::npos);
  }
}

TEST(ParseValue, RefusesWhatHasNoValue) {
  for (const std::string& json :
       {std::string("null"), std::string("{\"a\": null}"), std::string("{\"a\": 1, \"a\": 2}"),
        std::string(""), std::string("{"), std::string("1 2"), std::string("NaN"),
        std::string(1'000, '[')}) {
    EXPECT_EQ(ErrorReason(ParseValue(json).status()), "JSON_INVALID") << json;
  }
}

TEST(ValueToJson, IsTheOtherWay) {
  for (const char* json :
       {"1", "1.0", "-0.5", "true", "\"x\"", "[1,[2.0],{}]", "{\"a\":{\"b\":[]},\"c\":1e+300}"}) {
    EXPECT_EQ(ValueToJson(ParseValue(json).value()).dump(), json);
  }
}

TEST(TypeOf, NamesTheFieldsOfObjects) {
  const Value value =
      ParseValue(R"({"a": 1, "b": [1, 2], "c": [1, "x"], "d": {"e": 2.0}})").value();
  const auto type = TypeOf("v", value);
  EXPECT_EQ(type.fields().at("a").ToString(), "int");
  EXPECT_EQ(type.fields().at("b").ToString(), "list<int>");
  EXPECT_EQ(type.fields().at("c").ToString(), "list<dyn>");
  EXPECT_EQ(type.fields().at("d").fields().at("e").ToString(), "double");
}

}  // namespace
}  // namespace assay::cli
