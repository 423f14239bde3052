// Pages of metric history, for the unary call and for the stream.
#ifndef ASSAY_SERVER_HISTORY_H_
#define ASSAY_SERVER_HISTORY_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "server/request_context.h"
#include "server/server_env.h"
#include "storage/history.h"

namespace assay::tracking {

// Walks through the series of a request, page by page, each in a snapshot of its own: so a slow
// reader holds none. Not thread-safe.
class HistoryReader {
 public:
  // InvalidArgument when the request is malformed.
  static absl::StatusOr<HistoryReader> Open(ServerEnv& env, const RequestContext& context,
                                            const v1::GetMetricHistoryRequest& request);

  // Begins behind a position that `Position` gave.
  absl::Status Seek(std::string_view position);
  // Where the next page begins; empty at the end.
  std::string Position() const;
  bool AtEnd() const { return next_series_ >= series_.size(); }
  // Appends the next `max_points` points, or buckets of as many series, to the response.
  absl::Status ReadPage(ServerEnv& env, const RequestContext& context, size_t max_points,
                        v1::GetMetricHistoryResponse* response);

 private:
  absl::Status ReadWhole(ReadTxn& txn, size_t max_points, v1::GetMetricHistoryResponse* response);
  absl::Status ReadDownsampled(ReadTxn& txn, size_t max_points,
                               v1::GetMetricHistoryResponse* response);

  std::vector<SeriesRef> series_;
  StepRange range_;
  int max_buckets_ = 0;
  size_t next_series_ = 0;
  std::optional<Point> after_;
};

}  // namespace assay::tracking

#endif  // ASSAY_SERVER_HISTORY_H_
