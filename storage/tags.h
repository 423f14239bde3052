// Tags: labels that can be set again and deleted.
#ifndef ASSAY_STORAGE_TAGS_H_
#define ASSAY_STORAGE_TAGS_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "assay/v1/resources.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/in_list.h"
#include "storage/runs.h"
#include "storage/store.h"

namespace assay {

using TagList = google::protobuf::RepeatedPtrField<v1::Tag>;

absl::Status ValidateTags(const TagList& tags);
absl::Status SetTags(WriteTxn& txn, const RunRow& run, const TagList& tags);
// Deletes tags by key; one that is not there is fine.
absl::Status DeleteTags(WriteTxn& txn, int64_t run,
                        const google::protobuf::RepeatedPtrField<std::string>& keys);

// Fills the tags of runs, sorted by key.
absl::Status LoadTags(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_TAGS_H_
