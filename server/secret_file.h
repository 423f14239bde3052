// Files with secrets: readable by their owner only, from the first moment on.
#ifndef ASSAY_SERVER_SECRET_FILE_H_
#define ASSAY_SERVER_SECRET_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay {

// Makes a file, mode 0600, which must not be there yet, and writes `text` to disk. An error says
// what the system says.
absl::Status WriteSecretFile(const std::string& path, std::string_view text);

}  // namespace assay

#endif  // ASSAY_SERVER_SECRET_FILE_H_
