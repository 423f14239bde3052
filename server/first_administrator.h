// How the first administrator comes in: with a token that the server makes for them.
#ifndef ASSAY_SERVER_FIRST_ADMINISTRATOR_H_
#define ASSAY_SERVER_FIRST_ADMINISTRATOR_H_

#include <string>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

// When no administrator has a token that is taken: makes the person `name`, if they are missing,
// an administrator, maintainer and auditor in every workspace, and returns the secret of a new
// token. Else returns nothing, and changes nothing. PRINCIPAL_DEACTIVATED when `name` is.
absl::StatusOr<std::string> MakeFirstAdministrator(Store& store, const std::string& name);

}  // namespace assay

#endif  // ASSAY_SERVER_FIRST_ADMINISTRATOR_H_
