// What handlers are made of: one read or one write that fills the answer, and page tokens.
#ifndef ASSAY_SERVER_ANSWER_H_
#define ASSAY_SERVER_ANSWER_H_

#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/handler.h"
#include "storage/page_token.h"
#include "storage/requests.h"

namespace assay {

// One snapshot whose answer is what `fn(ReadTxn&)` returns.
template <typename Response, typename Fn>
absl::StatusOr<Response> ReadOne(ServerEnv& env, const RequestContext& context, Fn fn) {
  Response response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(response, fn(txn));
    return absl::OkStatus();
  }));
  return response;
}

// One write whose answer is what `fn(WriteTxn&)` returns; a repeat of the request, which has a
// request_id, gets the first answer.
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
      },
      sql::WriteOn::kThisThread);
}

// The position that a request's page begins behind; empty for the first.
template <typename Request>
absl::StatusOr<std::string> PagePosition(ServerEnv& env, const Request& request) {
  if (request.page_token().empty()) return std::string();
  return ReadPageToken(env.store.context().secret, PageScope(request), request.page_token());
}

// A position that is a row; 0 for the first page.
inline int64_t RowPosition(const std::string& position) {
  int64_t row = 0;
  std::from_chars(position.data(), position.data() + position.size(), row);
  return row;
}

// The token of the page behind `position`.
template <typename Request>
std::string NextPageToken(ServerEnv& env, const Request& request, std::string_view position) {
  return MakePageToken(env.store.context().secret, PageScope(request), position);
}

// The number of items of a page of a list: `asked`, or the default. PAGE_SIZE_INVALID.
inline absl::StatusOr<int> ListPageSize(int asked) {
  return PageSize(asked, limits::kDefaultPageSize, limits::kMaxPageSize);
}

}  // namespace assay

#endif  // ASSAY_SERVER_ANSWER_H_
