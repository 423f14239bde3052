#include "server/tracking_service.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "storage/experiments.h"
#include "storage/params.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/tags.h"
#include "storage/workspaces.h"

namespace assay::tracking {
namespace {

// A change of one run: answers with the run, and tells those who watch it.
template <typename Request, typename Fn>
void ChangeRun(ServerEnv& env, const RequestContext& context, const Request& request,
               const std::string& run_id, Done<v1::Run> done, Fn fn) {
  WriteOnce<v1::Run>(
      env, context, request,
      [&env, run_id, done = std::move(done)](absl::StatusOr<v1::Run> run) {
        if (run.ok()) env.watch_hub.Publish(run_id, nullptr);
        done(std::move(run));
      },
      [run_id, fn = std::move(fn)](WriteTxn& txn) -> absl::StatusOr<v1::Run> {
        ASSAY_RETURN_IF_ERROR(fn(txn));
        return assay::GetRun(txn, run_id, RunParts::kSummary);
      });
}

}  // namespace

void CreateWorkspace(ServerEnv& env, const RequestContext& context,
                     const v1::CreateWorkspaceRequest& request, Done<v1::Workspace> done) {
  WriteOnce<v1::Workspace>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CreateWorkspace(txn, request.workspace(), context.caller);
  });
}

absl::StatusOr<v1::Workspace> GetWorkspace(ServerEnv& env, const RequestContext& context,
                                           const v1::GetWorkspaceRequest& request) {
  return ReadOne<v1::Workspace>(
      env, context, [&](ReadTxn& txn) { return assay::GetWorkspace(txn, request.name()); });
}

absl::StatusOr<v1::ListWorkspacesResponse> ListWorkspaces(
    ServerEnv& env, const RequestContext& context, const v1::ListWorkspacesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  v1::ListWorkspacesResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(auto workspaces, assay::ListWorkspaces(txn, after, size + 1));
    const bool more = workspaces.size() > static_cast<size_t>(size);
    if (more) workspaces.pop_back();
    if (more) response.set_next_page_token(NextPageToken(env, request, workspaces.back().name()));
    for (v1::Workspace& workspace : workspaces) *response.add_workspaces() = std::move(workspace);
    return absl::OkStatus();
  }));
  return response;
}

void CreateExperiment(ServerEnv& env, const RequestContext& context,
                      const v1::CreateExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CreateExperiment(txn, request.experiment(), context.caller);
  });
}

absl::StatusOr<v1::Experiment> GetExperiment(ServerEnv& env, const RequestContext& context,
                                             const v1::GetExperimentRequest& request) {
  return ReadOne<v1::Experiment>(env, context, [&](ReadTxn& txn) {
    return request.experiment_id().empty()
               ? GetExperimentByName(txn, request.workspace(), request.name())
               : assay::GetExperiment(txn, request.experiment_id());
  });
}

absl::StatusOr<v1::ListExperimentsResponse> ListExperiments(
    ServerEnv& env, const RequestContext& context, const v1::ListExperimentsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  v1::ListExperimentsResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
    int64_t next = 0;
    ASSAY_ASSIGN_OR_RETURN(auto experiments,
                           assay::ListExperiments(txn, workspace, request.show_deleted(),
                                                  RowPosition(position), size, &next));
    if (next != 0) response.set_next_page_token(NextPageToken(env, request, std::to_string(next)));
    for (v1::Experiment& experiment : experiments) {
      *response.add_experiments() = std::move(experiment);
    }
    return absl::OkStatus();
  }));
  return response;
}

void UpdateExperiment(ServerEnv& env, const RequestContext& context,
                      const v1::UpdateExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::UpdateExperiment(txn, request, context.caller);
  });
}

void DeleteExperiment(ServerEnv& env, const RequestContext& context,
                      const v1::DeleteExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return SetExperimentDeleted(txn, request.experiment_id(), request.etag(), true, context.caller);
  });
}

void UndeleteExperiment(ServerEnv& env, const RequestContext& context,
                        const v1::UndeleteExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return SetExperimentDeleted(txn, request.experiment_id(), "", false, context.caller);
  });
}

void CreateRun(ServerEnv& env, const RequestContext& context, const v1::CreateRunRequest& request,
               Done<v1::Run> done) {
  absl::Status valid = ValidateParams(request.params());
  if (valid.ok()) valid = ValidateTags(request.tags());
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::Run>(env, context, request, std::move(done),
                     [&](WriteTxn& txn) -> absl::StatusOr<v1::Run> {
                       v1::Run run;
                       ASSAY_ASSIGN_OR_RETURN(const RunRow row,
                                              assay::CreateRun(txn, request, context.caller, &run));
                       if (row.created) return run;
                       return assay::GetRun(txn, run.run_id(), RunParts::kSummary);
                     });
}

absl::StatusOr<v1::Run> GetRun(ServerEnv& env, const RequestContext& context,
                               const v1::GetRunRequest& request) {
  return ReadOne<v1::Run>(env, context, [&](ReadTxn& txn) {
    return assay::GetRun(txn, request.run_id(), RunParts::kAll);
  });
}

void UpdateRun(ServerEnv& env, const RequestContext& context, const v1::UpdateRunRequest& request,
               Done<v1::Run> done) {
  ChangeRun(env, context, request, request.run().run_id(), std::move(done),
            [&](WriteTxn& txn) { return assay::UpdateRun(txn, request, context.caller); });
}

void FinishRun(ServerEnv& env, const RequestContext& context, const v1::FinishRunRequest& request,
               Done<v1::Run> done) {
  ChangeRun(
      env, context, request, request.run_id(),
      [&env, done = std::move(done)](absl::StatusOr<v1::Run> run) {
        if (run.ok()) env.merger.Notify();
        done(std::move(run));
      },
      [&](WriteTxn& txn) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, request.run_id()));
        return assay::FinishRun(txn, row, request, context.caller);
      });
}

void DeleteRun(ServerEnv& env, const RequestContext& context, const v1::DeleteRunRequest& request,
               Done<v1::Run> done) {
  ChangeRun(env, context, request, request.run_id(), std::move(done), [&](WriteTxn& txn) {
    return SetRunDeleted(txn, request.run_id(), request.etag(), true, context.caller);
  });
}

void UndeleteRun(ServerEnv& env, const RequestContext& context,
                 const v1::UndeleteRunRequest& request, Done<v1::Run> done) {
  ChangeRun(env, context, request, request.run_id(), std::move(done), [&](WriteTxn& txn) {
    return SetRunDeleted(txn, request.run_id(), "", false, context.caller);
  });
}

void UpdateTags(ServerEnv& env, const RequestContext& context, const v1::UpdateTagsRequest& request,
                Done<v1::Run> done) {
  absl::Status valid = ValidateTags(request.set());
  if (!valid.ok()) return done(std::move(valid));
  ChangeRun(env, context, request, request.run_id(), std::move(done),
            [&](WriteTxn& txn) -> absl::Status {
              ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, request.run_id()));
              ASSAY_RETURN_IF_ERROR(SetTags(txn, row, request.set()));
              ASSAY_RETURN_IF_ERROR(DeleteTags(txn, row.id, request.delete_()));
              return RecordRunChange(txn, row.id, context.caller);
            });
}

absl::StatusOr<v1::ListRunIoResponse> ListRunIo(ServerEnv& env, const RequestContext& context,
                                                const v1::ListRunIoRequest& request) {
  if (request.direction() == v1::IO_DIRECTION_UNSPECIFIED) {
    return InvalidArgument("DIRECTION_MISSING", "direction", "Say which to list: INPUT or OUTPUT.");
  }
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  v1::ListRunIoResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRun(txn, request.run_id()));
    ASSAY_ASSIGN_OR_RETURN(IoPage page, ListIo(txn, run.id, request.direction(),
                                               request.path_prefix(), position, size));
    if (!page.next.empty()) response.set_next_page_token(NextPageToken(env, request, page.next));
    for (v1::RunIo& item : page.items) *response.add_items() = std::move(item);
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace assay::tracking
