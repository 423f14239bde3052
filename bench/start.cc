#include "bench/child_process.h"
#include "bench/measures.h"
#include "bench/million_runs.h"
#include "bench/workload.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"

namespace assay::bench {
namespace {

constexpr int kStarts = 11;

// Asks grpc.health.v1.Health/Check. The request is an empty message; the answer SERVING is field 1
// = 1.
bool IsServing(const std::string& address) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::CompletionQueue queue;
  const grpc::ByteBuffer request(nullptr, 0);
  grpc::ByteBuffer response;
  grpc::Status status;
  const auto call =
      stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  grpc::Slice slice;
  return status.ok() && response.TrySingleSlice(&slice).ok() && slice.size() == 2 &&
         slice.begin()[0] == 0x08 && slice.begin()[1] == 0x01;
}

// From exec to the first answer of the health check, several times.
absl::StatusOr<Figure> TimeStarts(const std::string& assayd, const std::string& data) {
  Latencies latencies;
  for (int i = 0; i < kStarts; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const auto server, StartServer(assayd, data));
    if (!IsServing(server->address())) {
      return FailedPrecondition("NOT_SERVING", "The server at {} does not say that it serves.",
                                server->address());
    }
    latencies.Add(SteadyClock::now() - server->start_time());
    ASSAY_RETURN_IF_ERROR(server->Stop());
  }
  Figure figure{.value = latencies.Percentile(0.5) / 1e3, .unit = "s"};
  figure.WithPercentiles(latencies);
  return figure;
}

}  // namespace

absl::Status MeasureStart(Bench& bench) {
  if (bench.Wants("start.empty")) {
    const std::string data = bench.data + "/start";
    ASSAY_ASSIGN_OR_RETURN(const auto server, StartFreshServer(bench.assayd, data));
    ASSAY_RETURN_IF_ERROR(server->Stop());
    ASSAY_ASSIGN_OR_RETURN(const Figure figure, TimeStarts(bench.assayd, data));
    bench.report.Add("start.empty", figure);
  }
  if (bench.Wants("start.1m")) {
    ASSAY_ASSIGN_OR_RETURN(const std::string data, MillionRuns(bench.data));
    ASSAY_ASSIGN_OR_RETURN(const Figure figure, TimeStarts(bench.assayd, data));
    bench.report.Add("start.1m", figure);
  }
  return absl::OkStatus();
}

}  // namespace assay::bench
