// Rows that the audit log tells of, as whoever compares the two reads them.
#ifndef ASSAY_STORAGE_AUDITED_ROW_H_
#define ASSAY_STORAGE_AUDITED_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

// An event that the log must have, once.
struct ExpectedEvent {
  std::string kind;
  std::string digest;  // of the row as it is
  // What the row says of who and when; absent where the row does not say.
  std::optional<std::string> actor = {};
  std::optional<int64_t> time_us = {};
};

struct AuditedRow {
  int64_t id = 0;
  // Names the row in problems, for example "principal ada".
  std::string name = {};
  // Of its events, of which there must be no others.
  std::string subject = {};
  std::vector<ExpectedEvent> events = {};
  // What contradicts itself inside the row, in sentences.
  std::vector<std::string> problems = {};
};

}  // namespace assay

#endif  // ASSAY_STORAGE_AUDITED_ROW_H_
