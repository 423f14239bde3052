// A command line fit to be recorded.
#ifndef ASSAY_CLIENT_INTERNAL_COMMAND_H_
#define ASSAY_CLIENT_INTERNAL_COMMAND_H_

#include <string>
#include <vector>

namespace assay {

// The arguments quoted for a POSIX shell, with "***" in place of secrets; at most 8,000 bytes of
// UTF-8, and a longer one ends with how much is missing.
std::string RenderCommand(const std::vector<std::string>& arguments);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_COMMAND_H_
