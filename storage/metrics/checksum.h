// A CRC-32 (that of zlib) at the end of stored bytes, so that damage is told from data.
#ifndef ASSAY_STORAGE_METRICS_CHECKSUM_H_
#define ASSAY_STORAGE_METRICS_CHECKSUM_H_

#include <string>
#include <string_view>

namespace assay {

// Appends the checksum of `bytes`: four bytes, lowest first.
void PutChecksum(std::string* bytes);

// Takes the checksum off the end of `bytes`; false when it is not that of the rest.
bool TakeChecksum(std::string_view* bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_CHECKSUM_H_
