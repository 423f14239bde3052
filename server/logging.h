// Logging to runs: the hot path. The batches of a stream are prepared on a worker, applied by the
// writer's thread, and answered from there: nothing waits on a thread of its own for a commit.
#ifndef ASSAY_SERVER_LOGGING_H_
#define ASSAY_SERVER_LOGGING_H_

#include <functional>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "server/request_context.h"
#include "server/server_env.h"

namespace assay::tracking {

// How a batch that can't be applied as a whole is treated.
enum class ParamConflict { kFailBatch, kRefuseParam };

// Applies a batch and calls `done`, on another thread perhaps, when it is durable or refused.
// Batches of one caller's thread are applied in the order of these calls.
void LogBatch(ServerEnv& env, const RequestContext& context, v1::LogBatchRequest request,
              ParamConflict conflict, sql::WriteOn on,
              std::function<void(absl::StatusOr<v1::LogBatchResponse>)> done);

}  // namespace assay::tracking

#endif  // ASSAY_SERVER_LOGGING_H_
