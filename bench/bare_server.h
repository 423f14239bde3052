// The bare limit of gRPC: a server with the same service, the same callback API and the same
// messages as assayd, which parses every request and answers at once, and does nothing else.
#ifndef ASSAY_BENCH_BARE_SERVER_H_
#define ASSAY_BENCH_BARE_SERVER_H_

namespace assay::bench {

// Serves on a port of its own, which it prints, until SIGTERM. Returns an exit code.
//   UpdateRun: the request's run, sent back: an echo.
//   CreateRun: a run with the request's fields.
//   GetRun: the run of the last UpdateRun.
//   LogBatch, StreamLog: acknowledge.
//   EchoService: the request, sent back.
//   StreamMetricHistory: a series of `page_size` points, in messages of 65,536.
int ServeBare();

}  // namespace assay::bench

#endif  // ASSAY_BENCH_BARE_SERVER_H_
