// The version of Assay, of all its programs.
#ifndef ASSAY_CORE_VERSION_H_
#define ASSAY_CORE_VERSION_H_

namespace assay {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace assay

#endif  // ASSAY_CORE_VERSION_H_
