#include "expression/functions.h"

#include <algorithm>
#include <array>

#include "core/errors.h"

namespace assay::expression {
namespace {

struct Signature {
  Function function;
  bool global;
  bool member;
};

// Each takes one argument, or a receiver and one argument; x.size() has the receiver alone.
constexpr Signature kFunctions[] = {
    {Function::kSize, true, true},      {Function::kStartsWith, false, true},
    {Function::kEndsWith, false, true}, {Function::kContains, false, true},
    {Function::kDuration, true, false}, {Function::kTimestamp, true, false},
};

constexpr std::string_view kMacros[] = {"all", "exists", "exists_one", "filter", "map"};

// The rest of CEL's standard functions.
constexpr std::string_view kLeftOut[] = {
    "bool",
    "bytes",
    "double",
    "dyn",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "int",
    "string",
    "type",
    "uint",
};

template <typename Names>
bool Contains(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

absl::Status NoSuchFunction(std::string_view name) {
  if (Contains(kMacros, name)) {
    return InvalidArgument("EXPRESSION_UNSUPPORTED", "",
                           "{}() is a macro of CEL, and this subset has no macros; for membership "
                           "write `x in list`",
                           name);
  }
  if (name == "matches") {
    return InvalidArgument("EXPRESSION_UNSUPPORTED", "",
                           "this subset of CEL has no regular expressions, so no matches(); use "
                           "startsWith, endsWith or contains");
  }
  if (Contains(kLeftOut, name)) {
    return InvalidArgument("EXPRESSION_UNSUPPORTED", "",
                           "{}() is a function of CEL that this subset leaves out", name);
  }
  std::array<std::string_view, std::size(kFunctions) + 1> known = {"has"};
  std::transform(std::begin(kFunctions), std::end(kFunctions), known.begin() + 1,
                 [](const Signature& signature) { return FunctionName(signature.function); });
  return InvalidArgument("EXPRESSION_UNKNOWN_NAME", "", "there is no function {}{}", name,
                         Suggestion(name, known));
}

}  // namespace

absl::StatusOr<Function> ResolveCall(std::string_view name, bool member, size_t arguments) {
  const auto* found =
      std::find_if(std::begin(kFunctions), std::end(kFunctions),
                   [&](const Signature& s) { return FunctionName(s.function) == name; });
  if (found == std::end(kFunctions)) return NoSuchFunction(name);
  if (member ? !found->member : !found->global) {
    return InvalidArgument(
        "EXPRESSION_SYNTAX", "", "{} is called as {}", name,
        found->member ? fmt::format("x.{}(y)", name) : fmt::format("{}(x)", name));
  }
  const size_t expected = member && found->function == Function::kSize ? 0 : 1;
  if (arguments != expected) {
    return InvalidArgument("EXPRESSION_TYPE", "", "{} takes {} argument{} here, not {}", name,
                           expected == 0 ? "no" : "one", expected == 0 ? "s" : "", arguments);
  }
  return found->function;
}

}  // namespace assay::expression
