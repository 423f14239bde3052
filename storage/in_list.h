// Lists of ids in statements, for questions about several runs at once.
#ifndef ASSAY_STORAGE_IN_LIST_H_
#define ASSAY_STORAGE_IN_LIST_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <span>

#include "assay/v1/resources.pb.h"
#include "storage/sql/sql.h"

namespace assay {

// `ids` must not be empty. The last one is repeated up to a power of two, so that few statements
// serve lists of every length.
inline void AppendList(std::span<const int64_t> ids, sql::Builder* builder) {
  builder->Append("(");
  for (size_t i = 0; i < std::bit_ceil(ids.size()); ++i) {
    if (i > 0) builder->Append(", ");
    builder->Bind(ids[std::min(i, ids.size() - 1)]);
  }
  builder->Append(")");
}

// "(VALUES ...)", a table with the ids as column1, in this sequence, then as many zeros as make a
// power of two. For longer lists than AppendList, which make a temporary index first.
inline void AppendValues(std::span<const int64_t> ids, sql::Builder* builder) {
  builder->Append("(VALUES (CAST(");
  for (size_t i = 0; i < std::bit_ceil(ids.size()); ++i) {
    if (i > 0) builder->Append("), (");
    builder->Bind(i < ids.size() ? ids[i] : 0);
    if (i == 0) builder->Append(" AS BIGINT)");
  }
  builder->Append("))");
}

// Where a part of the run of a row goes.
using RunOf = std::function<v1::Run*(int64_t run)>;

}  // namespace assay

#endif  // ASSAY_STORAGE_IN_LIST_H_
