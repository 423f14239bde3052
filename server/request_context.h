// Who calls, until when, and under which id.
#ifndef ASSAY_SERVER_REQUEST_CONTEXT_H_
#define ASSAY_SERVER_REQUEST_CONTEXT_H_

#include <string>

#include "storage/sql/database.h"

namespace assay {

struct RequestContext {
  std::string method;      // "GetRun"
  std::string request_id;  // of this call, for the log; from the header x-request-id, or made here
  // The caller's name, as it says itself (header x-assay-user).
  std::string caller;
  sql::Deadline deadline = sql::kNoDeadline;
};

}  // namespace assay

#endif  // ASSAY_SERVER_REQUEST_CONTEXT_H_
