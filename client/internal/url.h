// URLs without secrets.
#ifndef ASSAY_CLIENT_INTERNAL_URL_H_
#define ASSAY_CLIENT_INTERNAL_URL_H_

#include <string>
#include <string_view>

namespace assay {

// The URL without user name, password, query and fragment; "ssh" URLs keep the user name, which is
// no secret there. Paths, and "user@host:path" as git writes it, come back as they are.
std::string StripCredentials(std::string_view url);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_URL_H_
