#include "server/tracking_service.h"

#include <charconv>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/experiments.h"
#include "storage/page_token.h"
#include "storage/params.h"
#include "storage/requests.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/tags.h"
#include "storage/workspaces.h"

namespace assay::tracking {
namespace {

// One write whose answer is what `fn` returns; a repeat of the request gets the first answer.
template <typename Response, typename Request, typename Fn>
void WriteOnce(ServerEnv& env, const RequestContext& context, const Request& request,
               Done<Response> done, Fn fn) {
  auto response = std::make_shared<Response>();
  env.store.WriteAsync(
      context.deadline,
      [&request, response, fn = std::move(fn)](WriteTxn& txn) {
        return Once(txn, request.request_id(), request, response.get(), [&]() -> absl::Status {
          ASSAY_ASSIGN_OR_RETURN(*response, fn(txn));
          return absl::OkStatus();
        });
      },
      [response, done = std::move(done)](absl::Status status) {
        if (!status.ok()) return done(std::move(status));
        done(std::move(*response));
      });
}

// The same for a change of one run: answers with the run, and tells those who watch it.
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

template <typename Response, typename Fn>
absl::StatusOr<Response> ReadOne(ServerEnv& env, const RequestContext& context, Fn fn) {
  Response response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(response, fn(txn));
    return absl::OkStatus();
  }));
  return response;
}

// The position that a request's page begins behind; empty for the first.
template <typename Request>
absl::StatusOr<std::string> Position(ServerEnv& env, const Request& request) {
  if (request.page_token().empty()) return std::string();
  return ReadPageToken(env.store.context().secret, PageScope(request), request.page_token());
}

template <typename Request>
std::string Token(ServerEnv& env, const Request& request, std::string_view position) {
  return MakePageToken(env.store.context().secret, PageScope(request), position);
}

int64_t Number(const std::string& position) {
  int64_t number = 0;
  std::from_chars(position.data(), position.data() + position.size(), number);
  return number;
}

absl::StatusOr<int> ListPageSize(int asked) {
  return PageSize(asked, limits::kDefaultPageSize, limits::kMaxPageSize);
}

}  // namespace

void CreateWorkspace(ServerEnv& env, const RequestContext& context,
                     const v1::CreateWorkspaceRequest& request, Done<v1::Workspace> done) {
  WriteOnce<v1::Workspace>(env, context, request, std::move(done), [&request](WriteTxn& txn) {
    return assay::CreateWorkspace(txn, request.workspace());
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
  ASSAY_ASSIGN_OR_RETURN(const std::string after, Position(env, request));
  v1::ListWorkspacesResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(auto workspaces, assay::ListWorkspaces(txn, after, size + 1));
    const bool more = workspaces.size() > static_cast<size_t>(size);
    if (more) workspaces.pop_back();
    if (more) response.set_next_page_token(Token(env, request, workspaces.back().name()));
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
  ASSAY_ASSIGN_OR_RETURN(const std::string position, Position(env, request));
  v1::ListExperimentsResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
    int64_t next = 0;
    ASSAY_ASSIGN_OR_RETURN(auto experiments,
                           assay::ListExperiments(txn, workspace, request.show_deleted(),
                                                  Number(position), size, &next));
    if (next != 0) response.set_next_page_token(Token(env, request, std::to_string(next)));
    for (v1::Experiment& experiment : experiments) {
      *response.add_experiments() = std::move(experiment);
    }
    return absl::OkStatus();
  }));
  return response;
}

void UpdateExperiment(ServerEnv& env, const RequestContext& context,
                      const v1::UpdateExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&request](WriteTxn& txn) {
    return assay::UpdateExperiment(txn, request);
  });
}

void DeleteExperiment(ServerEnv& env, const RequestContext& context,
                      const v1::DeleteExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&request](WriteTxn& txn) {
    return SetExperimentDeleted(txn, request.experiment_id(), request.etag(), true);
  });
}

void UndeleteExperiment(ServerEnv& env, const RequestContext& context,
                        const v1::UndeleteExperimentRequest& request, Done<v1::Experiment> done) {
  WriteOnce<v1::Experiment>(env, context, request, std::move(done), [&request](WriteTxn& txn) {
    return SetExperimentDeleted(txn, request.experiment_id(), "", false);
  });
}

void CreateRun(ServerEnv& env, const RequestContext& context, const v1::CreateRunRequest& request,
               Done<v1::Run> done) {
  absl::Status valid = ValidateParams(request.params());
  if (valid.ok()) valid = ValidateTags(request.tags());
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::Run>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::Run> {
        std::string run_id;
        ASSAY_RETURN_IF_ERROR(assay::CreateRun(txn, request, context.caller, &run_id).status());
        return assay::GetRun(txn, run_id, RunParts::kSummary);
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
            [&request](WriteTxn& txn) { return assay::UpdateRun(txn, request); });
}

void FinishRun(ServerEnv& env, const RequestContext& context, const v1::FinishRunRequest& request,
               Done<v1::Run> done) {
  ChangeRun(
      env, context, request, request.run_id(),
      [&env, done = std::move(done)](absl::StatusOr<v1::Run> run) {
        if (run.ok()) env.merger.Notify();
        done(std::move(run));
      },
      [&request](WriteTxn& txn) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, request.run_id()));
        return assay::FinishRun(txn, row, request);
      });
}

void DeleteRun(ServerEnv& env, const RequestContext& context, const v1::DeleteRunRequest& request,
               Done<v1::Run> done) {
  ChangeRun(env, context, request, request.run_id(), std::move(done), [&request](WriteTxn& txn) {
    return SetRunDeleted(txn, request.run_id(), request.etag(), true);
  });
}

void UndeleteRun(ServerEnv& env, const RequestContext& context,
                 const v1::UndeleteRunRequest& request, Done<v1::Run> done) {
  ChangeRun(env, context, request, request.run_id(), std::move(done),
            [&request](WriteTxn& txn) { return SetRunDeleted(txn, request.run_id(), "", false); });
}

void UpdateTags(ServerEnv& env, const RequestContext& context, const v1::UpdateTagsRequest& request,
                Done<v1::Run> done) {
  absl::Status valid = ValidateTags(request.set());
  if (!valid.ok()) return done(std::move(valid));
  ChangeRun(env, context, request, request.run_id(), std::move(done),
            [&request](WriteTxn& txn) -> absl::Status {
              ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, request.run_id()));
              ASSAY_RETURN_IF_ERROR(SetTags(txn, row.id, request.set()));
              return DeleteTags(txn, row.id, request.delete_());
            });
}

absl::StatusOr<v1::ListRunIoResponse> ListRunIo(ServerEnv& env, const RequestContext& context,
                                                const v1::ListRunIoRequest& request) {
  if (request.direction() == v1::IO_DIRECTION_UNSPECIFIED) {
    return InvalidArgument("DIRECTION_MISSING", "direction", "Say which to list: INPUT or OUTPUT.");
  }
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, Position(env, request));
  v1::ListRunIoResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRun(txn, request.run_id()));
    ASSAY_ASSIGN_OR_RETURN(IoPage page, ListIo(txn, run.id, request.direction(),
                                               request.path_prefix(), Number(position), size));
    if (page.items.size() == static_cast<size_t>(size)) {
      response.set_next_page_token(Token(env, request, std::to_string(page.last)));
    }
    for (v1::RunIo& item : page.items) *response.add_items() = std::move(item);
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace assay::tracking
