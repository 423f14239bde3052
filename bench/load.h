// Unary calls in a closed loop: every caller begins its next call when its last one has ended. The
// calls are gRPC's callback calls over one channel, so that many callers need no threads.
#ifndef ASSAY_BENCH_LOAD_H_
#define ASSAY_BENCH_LOAD_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "bench/harness.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace assay::bench {

struct LoadResult {
  int64_t calls = 0;  // that succeeded
  double seconds = 0;
  int64_t errors = 0;
  std::string first_error;
  Latencies latencies;

  double rate() const { return static_cast<double>(calls) / seconds; }
  void Merge(const LoadResult& other) {
    calls += other.calls;
    seconds += other.seconds;
    errors += other.errors;
    if (first_error.empty()) first_error = other.first_error;
    latencies.Merge(other.latencies);
  }
};

// A method of a service's asynchronous stub.
template <typename Stub, typename Request, typename Response>
using Method = void (Stub::async_interface::*)(grpc::ClientContext*, const Request*, Response*,
                                               std::function<void(grpc::Status)>);

namespace internal {

template <typename Stub, typename Request, typename Response>
class Caller {
 public:
  using Prepare = std::function<void(int caller, int64_t number, Request*)>;

  Caller(Stub& stub, Method<Stub, Request, Response> method, const Prepare& prepare, int index,
         SteadyClock::time_point end, std::latch& done)
      : stub_(stub), method_(method), prepare_(prepare), index_(index), end_(end), done_(done) {}

  void Next() {
    begin_ = SteadyClock::now();
    if (begin_ >= end_) return done_.count_down();
    context_.emplace();
    prepare_(index_, number_++, &request_);
    (stub_.async()->*method_)(&*context_, &request_, &response_,
                              [this](const grpc::Status& status) {
                                if (status.ok()) {
                                  result_.latencies.Add(SteadyClock::now() - begin_);
                                  ++result_.calls;
                                } else {
                                  if (result_.errors++ == 0)
                                    result_.first_error = status.error_message();
                                }
                                Next();
                              });
  }

  const LoadResult& result() const { return result_; }

 private:
  Stub& stub_;
  const Method<Stub, Request, Response> method_;
  const Prepare& prepare_;
  const int index_;
  const SteadyClock::time_point end_;
  std::latch& done_;

  std::optional<grpc::ClientContext> context_;
  Request request_;
  Response response_;
  SteadyClock::time_point begin_;
  int64_t number_ = 0;
  LoadResult result_;
};

}  // namespace internal

// Calls `method` from `callers` callers for so long. `prepare(caller, number, request)` makes the
// request of a caller's call; the request still holds what the call before had.
template <typename Request, typename Response, typename Stub>
LoadResult RunLoad(Stub& stub, std::type_identity_t<Method<Stub, Request, Response>> method,
                   int callers, SteadyClock::duration duration,
                   const typename internal::Caller<Stub, Request, Response>::Prepare& prepare) {
  using Caller = internal::Caller<Stub, Request, Response>;
  std::latch done(callers);
  std::vector<std::unique_ptr<Caller>> all;
  const auto begin = SteadyClock::now();
  for (int i = 0; i < callers; ++i) {
    all.push_back(std::make_unique<Caller>(stub, method, prepare, i, begin + duration, done));
  }
  for (auto& caller : all) caller->Next();
  done.wait();
  LoadResult result;
  for (auto& caller : all) result.Merge(caller->result());
  result.seconds = SecondsSince(begin);
  return result;
}

}  // namespace assay::bench

#endif  // ASSAY_BENCH_LOAD_H_
