// Messages that rows hold whole, as protobuf bytes.
#ifndef ASSAY_STORAGE_GOVERNANCE_BODY_H_
#define ASSAY_STORAGE_GOVERNANCE_BODY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// The message of a row's bytes. DataLoss when they are none.
template <typename Message>
absl::StatusOr<Message> ReadBody(std::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("A stored message can't be read.");
  }
  return message;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_BODY_H_
