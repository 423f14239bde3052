// Page tokens: opaque, bound to the request that they continue, and signed.
#ifndef ASSAY_STORAGE_PAGE_TOKEN_H_
#define ASSAY_STORAGE_PAGE_TOKEN_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace assay {

// What binds a token: the request without its page_size and page_token.
std::string PageScope(const google::protobuf::Message& request);

// A token for `position`, which is any text, in URL-safe characters. Signed with HMAC-SHA-256.
std::string MakePageToken(std::string_view secret, std::string_view scope,
                          std::string_view position);

// The position of a token. InvalidArgument (PAGE_TOKEN_INVALID) when it was made for another
// request, by another database, or by nobody.
absl::StatusOr<std::string> ReadPageToken(std::string_view secret, std::string_view scope,
                                          std::string_view token);

// The number of items of a page: `asked`, or the default when it is 0. InvalidArgument
// (PAGE_SIZE_INVALID) when it is negative or over `most`.
absl::StatusOr<int> PageSize(int asked, int by_default, int most);

}  // namespace assay

#endif  // ASSAY_STORAGE_PAGE_TOKEN_H_
