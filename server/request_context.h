// Who calls, until when, and under which id.
#ifndef ASSAY_SERVER_REQUEST_CONTEXT_H_
#define ASSAY_SERVER_REQUEST_CONTEXT_H_

#include <string>

#include "storage/identity/actor.h"
#include "storage/sql/database.h"

namespace assay {

struct RequestContext {
  std::string method;      // "GetRun"
  std::string request_id;  // of this call, for the log; from the header x-request-id, or made here
  // The caller's name, which writes record: that of the token's principal; without authentication
  // what the caller says (header x-assay-user).
  std::string caller;
  sql::Deadline deadline = sql::kNoDeadline;
  // What else the server knows of the caller; its name is `caller`.
  Actor principal = {};
};

}  // namespace assay

#endif  // ASSAY_SERVER_REQUEST_CONTEXT_H_
