// What tests say about absl::Status.
#ifndef ASSAY_TESTS_TESTING_STATUS_H_
#define ASSAY_TESTS_TESTING_STATUS_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::testing {

inline absl::Status StatusOf(const absl::Status& status) { return status; }
template <typename T>
absl::Status StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

inline std::string Describe(const absl::Status& status) {
  return std::string(absl::StatusCodeToString(status.code())) + "/" + ErrorReason(status) + ": " +
         std::string(status.message());
}

inline ::testing::AssertionResult IsOk(const absl::Status& status) {
  if (status.ok()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << Describe(status);
}

// An error as callers may see it: with this reason, and with a message for people that has every
// one of `words` and nothing of the database's inside.
MATCHER_P2(IsError, code, reason, "is " + std::string(reason)) {
  const absl::Status status = StatusOf(arg);
  const std::string message(status.message());
  *result_listener << Describe(status);
  for (const char* inside :
       {"SELECT", "INSERT", "UPDATE ", "sqlite", "SQLite", "SQL", "constraint"}) {
    if (message.find(inside) != std::string::npos) {
      *result_listener << "\nwhich tells of the database: " << inside;
      return false;
    }
  }
  if (message.empty() || (message.back() != '.' && message.find('\n') == std::string::npos)) {
    *result_listener << "\nwhich is no sentence";
    return false;
  }
  return status.code() == code && ErrorReason(status) == reason;
}

// The same, at this field of the request.
MATCHER_P3(IsErrorAt, code, reason, field, "is " + std::string(reason) + " at " + field) {
  *result_listener << "at \"" << ErrorField(StatusOf(arg)) << "\" ";
  return ErrorField(StatusOf(arg)) == field &&
         ::testing::ExplainMatchResult(IsError(code, reason), arg, result_listener);
}

MATCHER_P(Says, words, "says \"" + std::string(words) + "\"") {
  const absl::Status status = StatusOf(arg);
  *result_listener << Describe(status);
  return std::string(status.message()).find(words) != std::string::npos;
}

}  // namespace assay::testing

#define EXPECT_OK(expr) EXPECT_TRUE(::assay::testing::IsOk(::assay::testing::StatusOf(expr)))
#define ASSERT_OK(expr) ASSERT_TRUE(::assay::testing::IsOk(::assay::testing::StatusOf(expr)))
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  ASSERT_OK_AND_ASSIGN_IMPL(ASSAY_MACRO_CONCAT(test_statusor_, __LINE__), lhs, expr)
#define ASSERT_OK_AND_ASSIGN_IMPL(statusor, lhs, expr) \
  auto statusor = (expr);                              \
  ASSERT_OK(statusor);                                 \
  lhs = std::move(statusor).value()

#endif  // ASSAY_TESTS_TESTING_STATUS_H_
