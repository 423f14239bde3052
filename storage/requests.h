// First answers of requests with a request_id, so that a repeat changes nothing.
#ifndef ASSAY_STORAGE_REQUESTS_H_
#define ASSAY_STORAGE_REQUESTS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "storage/store.h"

namespace assay {

// Runs `fn`, which fills `*response`, unless `request` was answered before under the same
// `request_id`: then `*response` becomes that answer. An empty request_id always runs.
// AlreadyExists (REQUEST_ID_REUSED) when another request had the id.
absl::Status Once(WriteTxn& txn, std::string_view request_id,
                  const google::protobuf::Message& request, google::protobuf::Message* response,
                  const std::function<absl::Status()>& fn);

// Forgets answers that are older than a day.
absl::Status ForgetOldRequests(WriteTxn& txn);

}  // namespace assay

#endif  // ASSAY_STORAGE_REQUESTS_H_
