#include "server/call.h"

#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "server/errors_on_wire.h"
#include "spdlog/spdlog.h"

namespace assay {
namespace {

constexpr size_t kMaxHeaderBytes = 128;

// A header's text, when it is fit for logs and rows.
std::string Header(const grpc::CallbackServerContext& context, const char* name) {
  const auto it = context.client_metadata().find(name);
  if (it == context.client_metadata().end()) return "";
  const std::string text(it->second.data(), it->second.size());
  return text.size() <= kMaxHeaderBytes && ValidateName("header", text).ok() ? text : "";
}

sql::Deadline DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return sql::kNoDeadline;
  return std::chrono::steady_clock::now() + (deadline - std::chrono::system_clock::now());
}

}  // namespace

Call::Call(ServerEnv& env, grpc::CallbackServerContext* context, const char* method)
    : env_(env),
      grpc_(context),
      context_{.method = method,
               .request_id = Header(*context, "x-request-id"),
               .caller = {},
               .deadline = DeadlineOf(*context)},
      begin_(std::chrono::steady_clock::now()) {
  if (env.gate.auth() != Auth::kNone) return;
  context_.caller = Header(*context, "x-assay-user");
  context_.principal.name = context_.caller;
}

absl::Status Call::Admit(const google::protobuf::Message& request) {
  if (env_.gate.auth() == Auth::kNone) return absl::OkStatus();
  if (session_ == nullptr || !env_.gate.Stands(*session_)) {
    ASSAY_ASSIGN_OR_RETURN(session_, env_.gate.Authenticate(Header(*grpc_, "authorization")));
    context_.principal = session_->actor;
    context_.caller = session_->actor.name;
  }
  return env_.gate.Authorize(*session_, context_.method, request);
}

grpc::Status Call::End(const absl::Status& status) {
  // A caller who goes away is no error.
  const bool failed = !status.ok() && !absl::IsCancelled(status);
  const bool log =
      env_.request_log == RequestLog::kAll || (env_.request_log == RequestLog::kErrors && failed);
  grpc::Status wire = ToWire(status);
  if (log) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin_);
    // What has no reason is our mistake: the log alone gets its text.
    const bool ours = failed && ErrorReason(status).empty();
    spdlog::log(ours ? spdlog::level::err : spdlog::level::info,
                "{} caller=\"{}\" request_id=\"{}\" {} us {} {}{}", context_.method,
                context_.caller, context_.request_id, micros.count(),
                absl::StatusCodeToString(status.code()), ErrorReason(status),
                ours ? std::string(status.message()) : "");
  }
  return wire;
}

absl::Status Overloaded() {
  return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                   "The server has too many calls waiting. Try again a little later.");
}

}  // namespace assay
