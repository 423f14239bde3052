// Where a person's tokens are kept: a file of their own, with a line "host:port token" for each
// server, so that a token goes to no other server than the one it was made for.
#ifndef ASSAY_CLIENT_CREDENTIALS_H_
#define ASSAY_CLIENT_CREDENTIALS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/connection.h"

namespace assay {

// The environment's ASSAY_CREDENTIALS, else assay/credentials in XDG_CONFIG_HOME, else
// ~/.config/assay/credentials.
std::string CredentialsPath();

// The server that a connection with these options reaches, as the file names it.
std::string ServerOf(const ConnectionOptions& options);

// The token kept for `server`; empty when there is none. FailedPrecondition with reason
// CREDENTIALS_EXPOSED when others can read the file.
absl::StatusOr<std::string> StoredToken(const std::string& path, const std::string& server);

// Keeps a token, in place of an earlier one of this server. The file is readable by its owner only.
// InvalidArgument with reason TOKEN_MALFORMED; FailedPrecondition with reason CREDENTIALS_UNUSABLE.
absl::Status StoreToken(const std::string& path, const std::string& server,
                        const std::string& token);

// Forgets it; false when there was none.
absl::StatusOr<bool> ForgetToken(const std::string& path, const std::string& server);

}  // namespace assay

#endif  // ASSAY_CLIENT_CREDENTIALS_H_
