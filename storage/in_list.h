// "run IN ($1, $2, ...)" for questions about several runs at once.
#ifndef ASSAY_STORAGE_IN_LIST_H_
#define ASSAY_STORAGE_IN_LIST_H_

#include <cstdint>
#include <functional>
#include <span>

#include "assay/v1/resources.pb.h"
#include "storage/sql/sql.h"

namespace assay {

// `ids` must not be empty.
inline void AppendList(std::span<const int64_t> ids, sql::Builder* builder) {
  builder->Append("(");
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) builder->Append(", ");
    builder->Bind(ids[i]);
  }
  builder->Append(")");
}

// Where a part of the run of a row goes.
using RunOf = std::function<v1::Run*(int64_t run)>;

}  // namespace assay

#endif  // ASSAY_STORAGE_IN_LIST_H_
