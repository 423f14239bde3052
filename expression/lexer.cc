#include "expression/lexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "expression/string_literal.h"

namespace assay::expression {
namespace {

constexpr std::string_view kTwoCharacterSymbols[] = {"==", "!=", "<=", ">=", "&&", "||"};
constexpr std::string_view kSymbols = "<>!+-*/%?:.,()[]{}";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

absl::Status SyntaxError(std::string_view message) {
  return InvalidArgument("EXPRESSION_SYNTAX", "", "{}", message);
}

absl::Status Unsupported(std::string_view message) {
  return InvalidArgument("EXPRESSION_UNSUPPORTED", "", "{}", message);
}

// The message for a character that starts no token.
absl::Status UnknownCharacter(char c) {
  switch (c) {
    case '=':
      return SyntaxError("a single = is no operator; equality is ==");
    case '&':
      return SyntaxError("a single & is no operator; \"and\" is &&");
    case '|':
      return SyntaxError("a single | is no operator; \"or\" is ||");
    case '`':
      return Unsupported("names in backquotes are not supported; write map[\"the key\"]");
    default:
      return SyntaxError("this character can't stand here");
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  absl::StatusOr<std::vector<Token>> Run() {
    std::vector<Token> tokens;
    do {
      SkipBlanks();
      Token token;
      token.at = at_;
      token.begin = position_;
      if (const absl::Status status = Read(&token); !status.ok()) {
        return Locate(status, source_, token.at);
      }
      tokens.push_back(std::move(token));
    } while (tokens.back().kind != Token::Kind::kEnd);
    return tokens;
  }

 private:
  std::string_view Rest() const { return source_.substr(position_); }
  char Peek(size_t ahead = 0) const {
    return position_ + ahead < source_.size() ? source_[position_ + ahead] : '\0';
  }

  void Advance(size_t bytes) {
    for (; bytes > 0; --bytes, ++position_) {
      const char c = source_[position_];
      if (c == '\n') {
        at_ = {at_.line + 1, 1};
      } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
        // Counted when a code point starts: at_ is where the next one stands.
        ++at_.column;
      }
    }
  }

  void SkipBlanks() {
    for (;;) {
      if (std::string_view("\t\n\f\r ").find(Peek()) != std::string_view::npos && Peek() != '\0') {
        Advance(1);
      } else if (Rest().substr(0, 2) == "//") {
        Advance(std::min(Rest().find('\n'), Rest().size()));
      } else {
        return;
      }
    }
  }

  // Takes the next `bytes` as the text of `token`.
  void Take(Token::Kind kind, size_t bytes, Token* token) {
    token->kind = kind;
    token->text = Rest().substr(0, bytes);
    Advance(bytes);
  }

  absl::Status Read(Token* token) {
    if (Rest().empty()) return absl::OkStatus();
    if (IsDigit(Peek()) || (Peek() == '.' && IsDigit(Peek(1)))) return ReadNumber(token);
    if (const size_t prefix = StringPrefix(); prefix != kNoString) return ReadString(prefix, token);
    if (IsNameStart(Peek())) {
      size_t length = 1;
      while (IsNamePart(Peek(length))) ++length;
      Take(Token::Kind::kName, length, token);
      return absl::OkStatus();
    }
    return ReadSymbol(token);
  }

  absl::Status ReadSymbol(Token* token) {
    for (const std::string_view symbol : kTwoCharacterSymbols) {
      if (Rest().substr(0, 2) != symbol) continue;
      Take(Token::Kind::kSymbol, 2, token);
      return absl::OkStatus();
    }
    if (kSymbols.find(Peek()) == std::string_view::npos) return UnknownCharacter(Peek());
    Take(Token::Kind::kSymbol, 1, token);
    return absl::OkStatus();
  }

  absl::Status ReadNumber(Token* token) {
    const bool hex = Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X') && IsHexDigit(Peek(2));
    size_t length = hex ? 2 : 0;
    while (hex ? IsHexDigit(Peek(length)) : IsDigit(Peek(length))) ++length;
    const size_t whole = length;
    if (!hex) length += FractionLength(length);
    const char suffix = Peek(length);
    if (length == whole && (suffix == 'u' || suffix == 'U')) {
      return Unsupported("unsigned literals are not supported; leave out the u");
    }
    Take(length == whole ? Token::Kind::kInt : Token::Kind::kDouble, length, token);
    return token->kind == Token::Kind::kDouble ? ConvertDouble(token) : ConvertInt(hex, token);
  }

  // A number too small for a double is 0, as in CEL.
  static absl::Status ConvertDouble(Token* token) {
    if (absl::SimpleAtod({token->text.data(), token->text.size()}, &token->number) &&
        std::isfinite(token->number)) {
      return absl::OkStatus();
    }
    return SyntaxError("the number is out of a double's range");
  }

  static absl::Status ConvertInt(bool hex, Token* token) {
    const char* const begin = token->text.data();
    const char* const end = begin + token->text.size();
    const auto result =
        std::from_chars(begin + (hex ? 2 : 0), end, token->magnitude, hex ? 16 : 10);
    if (result.ec == std::errc()) return absl::OkStatus();
    return SyntaxError("the number is out of an int's range");
  }

  // The bytes of the fraction and exponent that follow `whole` digits.
  size_t FractionLength(size_t whole) const {
    size_t length = 0;
    if (Peek(whole) == '.' && IsDigit(Peek(whole + 1))) {
      length = 2;
      while (IsDigit(Peek(whole + length))) ++length;
    }
    const char e = Peek(whole + length);
    if (e != 'e' && e != 'E') return length;
    size_t exponent = length + 1;
    if (Peek(whole + exponent) == '+' || Peek(whole + exponent) == '-') ++exponent;
    if (!IsDigit(Peek(whole + exponent))) return length;
    while (IsDigit(Peek(whole + exponent))) ++exponent;
    return exponent;
  }

  static constexpr size_t kNoString = 3;

  // The number of letters (r, b) before the quote of a string; kNoString when none starts here.
  size_t StringPrefix() const {
    for (size_t i = 0; i < kNoString; ++i) {
      if (Peek(i) == '"' || Peek(i) == '\'') return i;
      if (std::string_view("rRbB").find(Peek(i)) == std::string_view::npos || Peek(i) == '\0')
        break;
    }
    return kNoString;
  }

  absl::Status ReadString(size_t prefix, Token* token) {
    const std::string_view letters = Rest().substr(0, prefix);
    if (letters.find_first_of("bB") != std::string_view::npos) {
      return Unsupported("bytes literals are not supported; write a string");
    }
    if (letters.size() > 1) return SyntaxError("a raw string has a single r before its quote");
    const bool raw = !letters.empty();
    const char quote = Peek(prefix);
    const bool triple = Peek(prefix + 1) == quote && Peek(prefix + 2) == quote;
    const std::string closing(triple ? 3 : 1, quote);
    const size_t start = prefix + closing.size();
    size_t length = start;
    while (Rest().substr(length, closing.size()) != closing) {
      const char c = Peek(length);
      if (length >= Rest().size() || (!triple && (c == '\n' || c == '\r'))) {
        return SyntaxError("the string is not closed; add " + closing + " at its end");
      }
      length += !raw && c == '\\' && length + 1 < Rest().size() ? 2 : 1;
    }
    Take(Token::Kind::kString, length + closing.size(), token);
    token->string = token->text.substr(start, length - start);
    if (raw) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(token->string, DecodeEscapes(token->string));
    return absl::OkStatus();
  }

  const std::string_view source_;
  size_t position_ = 0;
  Position at_ = {1, 1};
};

}  // namespace

absl::StatusOr<std::vector<Token>> Lex(std::string_view source) {
  if (!IsUtf8(source)) {
    return SyntaxError("The expression is not UTF-8. Send it as UTF-8.");
  }
  return Lexer(source).Run();
}

}  // namespace assay::expression
