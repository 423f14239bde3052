// ASSAY_RETURN_IF_ERROR and ASSAY_ASSIGN_OR_RETURN, with the semantics of Abseil's own macros,
// which Debian 12's Abseil does not have yet.
#ifndef ASSAY_CORE_STATUS_MACROS_H_
#define ASSAY_CORE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define ASSAY_MACRO_CONCAT_INNER(a, b) a##b
#define ASSAY_MACRO_CONCAT(a, b) ASSAY_MACRO_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expr` is an absl::Status that is not OK.
#define ASSAY_RETURN_IF_ERROR(expr)                               \
  do {                                                            \
    if (absl::Status assay_status = (expr); !assay_status.ok()) { \
      return assay_status;                                        \
    }                                                             \
  } while (false)

// Assigns the value of an absl::StatusOr to `lhs`, or returns its status.
#define ASSAY_ASSIGN_OR_RETURN(lhs, expr) \
  ASSAY_ASSIGN_OR_RETURN_IMPL(ASSAY_MACRO_CONCAT(assay_statusor_, __LINE__), lhs, expr)

#define ASSAY_ASSIGN_OR_RETURN_IMPL(statusor, lhs, expr) \
  auto statusor = (expr);                                \
  if (!statusor.ok()) {                                  \
    return std::move(statusor).status();                 \
  }                                                      \
  lhs = std::move(statusor).value()

#endif  // ASSAY_CORE_STATUS_MACROS_H_
