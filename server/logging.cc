#include "server/logging.h"

#include <memory>
#include <utility>

#include "storage/log_batch.h"

namespace assay::tracking {

void LogBatch(ServerEnv& env, const RequestContext& context, v1::LogBatchRequest request,
              ParamConflict conflict, sql::WriteOn on,
              std::function<void(absl::StatusOr<v1::LogBatchResponse>)> done) {
  absl::StatusOr<PreparedBatch> prepared = PrepareBatch(std::move(request), context.caller);
  if (!prepared.ok()) return done(prepared.status());
  auto batch = std::make_shared<const PreparedBatch>(*std::move(prepared));
  auto applied = std::make_shared<AppliedBatch>();
  env.store.WriteAsync(
      context.deadline,
      [batch, applied, conflict](WriteTxn& txn) -> absl::Status {
        absl::StatusOr<AppliedBatch> result =
            ApplyBatch(txn, *batch, conflict == ParamConflict::kRefuseParam);
        if (!result.ok()) return result.status();
        *applied = *std::move(result);
        return absl::OkStatus();
      },
      [&env, batch, applied, done = std::move(done)](absl::Status status) {
        if (!status.ok()) return done(std::move(status));
        if (applied->merge_wanted) env.merger.Notify();
        if (!applied->applied_before) env.watch_hub.Publish(batch->request.run_id(), batch);
        v1::LogBatchResponse response;
        response.set_sequence(batch->request.sequence());
        *response.mutable_refused_params() = std::move(applied->refused);
        done(std::move(response));
      },
      on);
}

}  // namespace assay::tracking
