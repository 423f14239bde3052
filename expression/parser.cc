#include "expression/parser.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "expression/functions.h"
#include "expression/lexer.h"

namespace assay::expression {
namespace {

constexpr std::string_view kReserved[] = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};
constexpr std::string_view kKeywords[] = {"true", "false", "null", "in"};

bool IsReserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

bool IsKeyword(std::string_view name) {
  return std::find(std::begin(kKeywords), std::end(kKeywords), name) != std::end(kKeywords);
}

std::optional<Op> BinaryOp(const Token& token) {
  if (token.kind != Token::Kind::kSymbol && token.text != "in") return std::nullopt;
  for (Op op = Op::kOr; op <= Op::kMod; op = static_cast<Op>(static_cast<int>(op) + 1)) {
    if (OpText(op) == token.text) return op;
  }
  return std::nullopt;
}

bool IsNumber(const Token& token) {
  return token.kind == Token::Kind::kInt || token.kind == Token::Kind::kDouble;
}

// Recursive descent, one function for each rule of CEL's grammar but for the binary operators,
// which share one. Recursion is bounded by `depth_`.
class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens)
      : source_(source), tokens_(std::move(tokens)) {}

  absl::StatusOr<Expr> Run() {
    ASSAY_ASSIGN_OR_RETURN(Expr root, ParseExpr());
    if (Peek().kind != Token::Kind::kEnd) return Unexpected("an operator or the end");
    return root;
  }

 private:
  const Token& Peek(size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }
  const Token& Take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  bool Is(std::string_view symbol, size_t ahead = 0) const {
    return Peek(ahead).kind == Token::Kind::kSymbol && Peek(ahead).text == symbol;
  }
  bool Accept(std::string_view symbol) {
    if (!Is(symbol)) return false;
    ++next_;
    return true;
  }

  absl::Status Error(const Token& token, std::string_view reason, std::string_view message) const {
    return Locate(InvalidArgument(reason, "", "{}", message), source_, token.at);
  }
  absl::Status TooDeep(const Token& token) const {
    return Error(
        token, "EXPRESSION_TOO_DEEP",
        fmt::format("the expression is nested more than {} levels deep; split it, or write "
                    "a chain of == as `x in [...]`",
                    kMaxDepth));
  }

  absl::Status Expect(std::string_view symbol) {
    return Accept(symbol) ? absl::OkStatus() : Unexpected(symbol);
  }

  // The error that the next token is not `wanted`.
  absl::Status Unexpected(std::string_view wanted) const {
    const Token& token = Peek();
    if (token.kind == Token::Kind::kEnd) {
      return Error(token, "EXPRESSION_SYNTAX",
                   fmt::format("the expression ends where {} is missing", wanted));
    }
    std::string hint;
    if (token.text == "and" || token.text == "AND") hint = "; \"and\" is &&";
    if (token.text == "or" || token.text == "OR") hint = "; \"or\" is ||";
    if (token.text == "not" || token.text == "NOT") hint = "; \"not\" is !";
    return Error(token, "EXPRESSION_SYNTAX",
                 fmt::format("found {} where {} should be{}", token.text, wanted, hint));
  }

  // Gives `node` its place: `at` is its own token, `begin` its first byte; it ends where the last
  // token that was taken does.
  absl::StatusOr<Expr> Place(Expr node, const Token& at, size_t begin) {
    node.at = at.at;
    node.begin = begin;
    node.end = tokens_[next_ - 1].end();
    if (node.height > kMaxDepth) return TooDeep(at);
    if (++nodes_ > kMaxNodes) {
      return Error(at, "EXPRESSION_TOO_LONG",
                   fmt::format("the expression has more than {} parts; split it", kMaxNodes));
    }
    return node;
  }

  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr]
  absl::StatusOr<Expr> ParseExpr() {
    if (depth_ >= kMaxDepth) return TooDeep(Peek());
    ++depth_;
    absl::StatusOr<Expr> expr = ParseConditional();
    --depth_;
    return expr;
  }

  absl::StatusOr<Expr> ParseConditional() {
    const size_t begin = Peek().begin;
    ASSAY_ASSIGN_OR_RETURN(Expr condition, ParseBinary(1));
    if (!Is("?")) return condition;
    const Token& question = Take();
    ASSAY_ASSIGN_OR_RETURN(Expr then, ParseBinary(1));
    ASSAY_RETURN_IF_ERROR(Expect(":"));
    ASSAY_ASSIGN_OR_RETURN(Expr otherwise, ParseExpr());
    return Place(MakeConditional(std::move(condition), std::move(then), std::move(otherwise)),
                 question, begin);
  }

  // Binary operators of `precedence` and above, by precedence climbing.
  absl::StatusOr<Expr> ParseBinary(int precedence) {
    const size_t begin = Peek().begin;
    ASSAY_ASSIGN_OR_RETURN(Expr left, ParseUnary());
    for (;;) {
      const std::optional<Op> op = BinaryOp(Peek());
      if (!op.has_value() || Precedence(*op) < precedence) return left;
      const Token& token = Take();
      ASSAY_ASSIGN_OR_RETURN(Expr right, ParseBinary(Precedence(*op) + 1));
      ASSAY_ASSIGN_OR_RETURN(
          left, Place(MakeBinary(*op, std::move(left), std::move(right)), token, begin));
    }
  }

  // Whether a unary minus comes next. One right before a number belongs to the number.
  bool IsNegation() const { return Is("-") && !IsNumber(Peek(1)); }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member
  absl::StatusOr<Expr> ParseUnary() {
    const size_t first = next_;
    if (Is("!")) {
      while (Accept("!")) {
      }
    } else {
      while (IsNegation()) ++next_;
    }
    const size_t last = next_;
    ASSAY_ASSIGN_OR_RETURN(Expr expr, ParseMember());
    for (size_t i = last; i > first; --i) {
      const Token& token = tokens_[i - 1];
      const Op op = token.text == "!" ? Op::kNot : Op::kNegate;
      ASSAY_ASSIGN_OR_RETURN(expr, Place(MakeUnary(op, std::move(expr)), token, token.begin));
    }
    return expr;
  }

  // Member = Primary | Member "." SELECTOR ["(" [ExprList] ")"] | Member "[" Expr "]"
  absl::StatusOr<Expr> ParseMember() {
    const size_t begin = Peek().begin;
    ASSAY_ASSIGN_OR_RETURN(Expr expr, ParsePrimary());
    for (;;) {
      const Token& token = Peek();
      if (Accept("[")) {
        ASSAY_ASSIGN_OR_RETURN(Expr index, ParseExpr());
        ASSAY_RETURN_IF_ERROR(Expect("]"));
        ASSAY_ASSIGN_OR_RETURN(expr,
                               Place(MakeIndex(std::move(expr), std::move(index)), token, begin));
      } else if (Accept(".")) {
        ASSAY_ASSIGN_OR_RETURN(expr, ParseSelector(std::move(expr), begin));
      } else if (Is("{")) {
        return Error(token, "EXPRESSION_UNSUPPORTED", "message literals are not supported");
      } else {
        return expr;
      }
    }
  }

  absl::StatusOr<Expr> ParseSelector(Expr operand, size_t begin) {
    const Token& name = Peek();
    if (name.kind != Token::Kind::kName || IsKeyword(name.text))
      return Unexpected("a field's name");
    ++next_;
    if (!Accept("(")) return Place(MakeSelect(std::move(operand), name.text), name, begin);
    std::vector<Expr> arguments;
    arguments.push_back(std::move(operand));
    return ParseCall(name, begin, /*member=*/true, std::move(arguments));
  }

  // The rest of a call, after its "(".
  absl::StatusOr<Expr> ParseCall(const Token& name, size_t begin, bool member,
                                 std::vector<Expr> arguments) {
    // A macro's arguments bind variables, so the name is the mistake to tell first.
    const size_t receivers = arguments.size();
    if (const auto known = ResolveCall(name.text, member, 1);
        ErrorReason(known.status()) == "EXPRESSION_UNSUPPORTED") {
      return Locate(known.status(), source_, name.at);
    }
    ASSAY_RETURN_IF_ERROR(ParseExprs(")", &arguments));
    const auto function = ResolveCall(name.text, member, arguments.size() - receivers);
    if (!function.ok()) return Locate(function.status(), source_, name.at);
    return Place(MakeCall(*function, std::move(arguments)), name, begin);
  }

  // Expressions between commas, and the `closing` symbol after them.
  absl::Status ParseExprs(std::string_view closing, std::vector<Expr>* exprs) {
    if (Accept(closing)) return absl::OkStatus();
    do {
      // A list, but no call, may have a comma at its end.
      if (closing == "]" && !exprs->empty() && Is("]")) break;
      ASSAY_ASSIGN_OR_RETURN(Expr expr, ParseExpr());
      exprs->push_back(std::move(expr));
    } while (Accept(","));
    return Expect(closing);
  }

  absl::StatusOr<Expr> ParseHas(const Token& name) {
    const size_t begin = name.begin;
    ASSAY_ASSIGN_OR_RETURN(Expr argument, ParseExpr());
    ASSAY_RETURN_IF_ERROR(Expect(")"));
    if (argument.kind != Expr::Kind::kSelect) {
      return Error(
          name, "EXPRESSION_SYNTAX",
          "has() takes a field, as in has(metrics.auc); for other keys write \"key\" in map");
    }
    Expr operand = std::move(argument.children[0]);
    return Place(MakeHas(std::move(operand), argument.name), name, begin);
  }

  absl::StatusOr<Expr> ParsePrimary() {
    const Token& token = Peek();
    if (token.kind == Token::Kind::kName) return ParseName();
    if (Accept("(")) {
      ASSAY_ASSIGN_OR_RETURN(Expr expr, ParseExpr());
      ASSAY_RETURN_IF_ERROR(Expect(")"));
      return expr;
    }
    if (Accept("[")) {
      std::vector<Expr> elements;
      ASSAY_RETURN_IF_ERROR(ParseExprs("]", &elements));
      return Place(MakeList(std::move(elements)), token, token.begin);
    }
    if (Is("{")) return Error(token, "EXPRESSION_UNSUPPORTED", "map literals are not supported");
    if (Is(".")) {
      return Error(token, "EXPRESSION_UNSUPPORTED",
                   "names with a point before them are not supported; leave out the point");
    }
    return ParseLiteral();
  }

  // Primary, where it starts with a name: a constant, a call or a variable.
  absl::StatusOr<Expr> ParseName() {
    const Token& name = Peek();
    if (name.text == "in") return Unexpected("a value");
    if (name.text == "null") {
      return Error(name, "EXPRESSION_UNSUPPORTED",
                   "there is no null here; whether a key is there is asked with has(map.key) or "
                   "\"key\" in map");
    }
    if (IsReserved(name.text)) {
      return Error(name, "EXPRESSION_SYNTAX",
                   fmt::format("{} is a reserved word of CEL and can't be a name", name.text));
    }
    ++next_;
    if (name.text == "true" || name.text == "false") {
      return Place(MakeLiteral(Value::Bool(name.text == "true")), name, name.begin);
    }
    if (!Accept("(")) return Place(MakeIdent(name.text), name, name.begin);
    if (name.text == "has") return ParseHas(name);
    return ParseCall(name, name.begin, /*member=*/false, {});
  }

  absl::StatusOr<Expr> ParseLiteral() {
    const Token& first = Peek();
    const bool negative = Is("-") && IsNumber(Peek(1));
    const Token& token = Peek(negative ? 1 : 0);
    Value value;
    if (token.kind == Token::Kind::kInt) {
      ASSAY_ASSIGN_OR_RETURN(value, IntLiteral(token, negative));
    } else if (token.kind == Token::Kind::kDouble) {
      value = Value::Double(negative ? -token.number : token.number);
    } else if (token.kind == Token::Kind::kString) {
      value = Value::String(token.string);
    } else {
      return Unexpected("a value");
    }
    next_ += negative ? 2 : 1;
    return Place(MakeLiteral(std::move(value)), first, first.begin);
  }

  absl::StatusOr<Value> IntLiteral(const Token& token, bool negative) const {
    constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
    if (token.magnitude > kMax + (negative ? 1 : 0)) {
      return Error(token, "EXPRESSION_SYNTAX", "the number is out of an int's range");
    }
    // Unsigned, because 2^63 is no int64.
    return Value::Int(static_cast<int64_t>(negative ? 0 - token.magnitude : token.magnitude));
  }

  const std::string_view source_;
  const std::vector<Token> tokens_;
  size_t next_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
};

}  // namespace

absl::StatusOr<Expression> Parse(std::string_view source) {
  if (source.size() > limits::kFilterBytes) {
    return InvalidArgument("EXPRESSION_TOO_LONG", "",
                           "The expression has {} bytes; at most {} are allowed. Shorten it.",
                           source.size(), limits::kFilterBytes);
  }
  Expression expression;
  expression.source = source;
  ASSAY_ASSIGN_OR_RETURN(std::vector<Token> tokens, Lex(expression.source));
  ASSAY_ASSIGN_OR_RETURN(expression.root, Parser(expression.source, std::move(tokens)).Run());
  return expression;
}

}  // namespace assay::expression
