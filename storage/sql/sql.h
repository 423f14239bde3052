// SQL text and parameters. Only string literals become SQL, so no value of a user ever does.
#ifndef ASSAY_STORAGE_SQL_SQL_H_
#define ASSAY_STORAGE_SQL_SQL_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace assay::sql {

// The text of one statement, with parameters $1..$n that first appear in ascending order (SQLite
// numbers them by appearance). Converts from string literals only, or comes from a Builder.
class Sql {
 public:
  template <size_t N>
  consteval Sql(const char (&literal)[N]) : text_(literal, N - 1) {}  // NOLINT: implicit by design
  std::string_view text() const { return text_; }

 private:
  friend class Builder;
  explicit Sql(std::string_view text) : text_(text) {}
  std::string_view text_;
};

// Bytes, as distinct from text.
struct Bytes {
  std::string_view data;
};

// A parameter. Its text and bytes must live as long as the call that takes it.
using Param = std::variant<std::nullptr_t, int64_t, double, std::string_view, Bytes>;
using Params = std::span<const Param>;

// Puts a statement together from literals and parameters, for filters and orders that users write.
class Builder {
 public:
  Builder& Append(Sql literal) {
    text_.append(literal.text());
    return *this;
  }
  // Appends the next "$n" and keeps its value (text is copied).
  Builder& Bind(int64_t value) { return Add(value); }
  Builder& Bind(double value) { return Add(value); }
  Builder& Bind(std::string_view value) { return Add(std::string(value)); }
  Builder& BindNull() { return Add(nullptr); }
  Builder& BindBytes(std::string_view value) { return Add(OwnedBytes{std::string(value)}); }
  // Appends a part that was built apart; its parameters are numbered anew.
  Builder& Append(const Builder& part);

  Sql sql() const { return Sql(text_); }
  bool empty() const { return text_.empty(); }
  // Valid until the builder changes.
  std::vector<Param> params() const;

 private:
  struct OwnedBytes {
    std::string data;
  };
  using Owned = std::variant<std::nullptr_t, int64_t, double, std::string, OwnedBytes>;
  Builder& Add(Owned value);

  std::string text_;
  std::vector<Owned> values_;
};

}  // namespace assay::sql

#endif  // ASSAY_STORAGE_SQL_SQL_H_
