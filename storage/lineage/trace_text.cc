// A trace as the position of a token: the number of nodes; for each the difference to the one
// before, and whether it was cut, and then its depth. All as variable-length integers.
#include "core/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "storage/lineage/trace.h"

namespace assay {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

absl::Status ContinuationInvalid() {
  return InvalidArgument(
      "CONTINUATION_INVALID", "continuation",
      "The continuation is not one of this question's. Leave it empty to begin anew, and "
      "change nothing but max_nodes between answers.");
}

std::string TraceText(const Trace& trace) {
  std::string text;
  google::protobuf::io::StringOutputStream stream(&text);
  CodedOutputStream out(&stream);
  out.WriteVarint64(trace.nodes.size());
  int64_t before = 0;
  for (const TraceNode& node : trace.nodes) {
    const int64_t packed = PackNode(node.ref);
    out.WriteVarint64(WireFormatLite::ZigZagEncode64(packed - before));
    out.WriteVarint64(node.cut ? static_cast<uint64_t>(node.depth) + 1 : 0);
    before = packed;
  }
  out.Trim();
  return text;
}

absl::StatusOr<Trace> ParseTrace(std::string_view text) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(text.data()), static_cast<int>(text.size()));
  uint64_t count = 0;
  if (!in.ReadVarint64(&count) || count > text.size()) return ContinuationInvalid();
  Trace trace;
  int64_t packed = 0;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t difference = 0;
    uint64_t depth = 0;
    if (!in.ReadVarint64(&difference) || !in.ReadVarint64(&depth)) return ContinuationInvalid();
    packed += WireFormatLite::ZigZagDecode64(difference);
    const bool cut = depth > 0;
    trace.nodes.push_back({UnpackNode(packed), cut ? static_cast<int>(depth) - 1 : 0, cut});
  }
  return trace;
}

}  // namespace assay
