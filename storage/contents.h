// Content: bytes or a directory, named by its digest. Equal content is one row.
#ifndef ASSAY_STORAGE_CONTENTS_H_
#define ASSAY_STORAGE_CONTENTS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

// The row of the content with this digest; 0 for none.
absl::StatusOr<int64_t> FindContent(ReadTxn& txn, std::string_view digest);

// The row of this content, made when there is none, with its manifest. `path` is where it is, for
// finding it again by file name; may be empty. FailedPrecondition (CONTENT_MISMATCH) when the
// digest is known with another kind or size.
absl::StatusOr<int64_t> InternContent(WriteTxn& txn, const v1::Content& content,
                                      std::string_view path = "");

// Fills a content from the columns digest, kind and size, which begin at `column`.
void FillContent(const Rows& rows, int column, v1::Content* content);

}  // namespace assay

#endif  // ASSAY_STORAGE_CONTENTS_H_
