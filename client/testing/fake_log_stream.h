// The far end of StreamLog in memory, for tests: it keeps a server's promises (batches in order,
// each applied once, cumulative acknowledgements) and breaks, delays or refuses on command. No test
// has to sleep: commands take effect at once, and the Wait functions return when something has
// happened.
#ifndef ASSAY_CLIENT_TESTING_FAKE_LOG_STREAM_H_
#define ASSAY_CLIENT_TESTING_FAKE_LOG_STREAM_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/mock_connection.h"
#include "core/errors.h"
#include "core/mutex.h"

namespace assay {

class FakeLogStream;

// Thread-safe. Outlives its streams.
class FakeLogServer {
 public:
  // A connection whose streams end here.
  std::shared_ptr<Connection> Connect() {
    auto connection = std::make_shared<testing::NiceMock<MockConnection>>();
    ON_CALL(*connection, OpenLogStream).WillByDefault([this] { return Open(); });
    return connection;
  }

  // While it is not reachable, streams fail with UNAVAILABLE (UNREACHABLE); those that are open
  // break.
  void SetReachable(bool reachable);
  // Acknowledgements wait until they are released.
  void HoldAcks(bool hold);
  // A stream breaks at the batch after the next `batches`, which is applied or not, and not
  // acknowledged.
  void BreakAfter(int batches, bool applied);
  // The next batch, or from now on every batch (of a run), ends its stream with this.
  void RefuseNext(absl::Status status);
  void RefuseAll(absl::Status status, std::string run_id = "");
  // Which sequences are acknowledged when one was applied; that one alone by default.
  void SetAcks(std::function<std::vector<int64_t>(int64_t sequence)> acks);

  // The batches that were applied, in order.
  std::vector<v1::LogBatchRequest> batches() const;
  // The points of a series without context, in the order in which they were applied.
  std::vector<std::pair<int64_t, double>> Points(const std::string& key) const;
  int streams() const;
  // Waits until so many batches are applied, or streams were opened, since the beginning.
  void WaitBatches(size_t count);
  void WaitStreams(int count);

 private:
  friend class FakeLogStream;
  std::unique_ptr<LogStream> Open();
  void Take(FakeLogStream& stream, const v1::LogBatchRequest& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::LogBatchResponse Apply(const v1::LogBatchRequest& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  CondVar cond_;
  std::set<FakeLogStream*> open_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> last_ ABSL_GUARDED_BY(mutex_);  // by writer
  std::map<std::pair<std::string, std::string>, v1::Value> params_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::LogBatchRequest> batches_ ABSL_GUARDED_BY(mutex_);
  std::function<std::vector<int64_t>(int64_t)> acks_ ABSL_GUARDED_BY(mutex_);
  bool reachable_ ABSL_GUARDED_BY(mutex_) = true;
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<int> break_after_ ABSL_GUARDED_BY(mutex_);
  bool break_applied_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status refuse_next_ ABSL_GUARDED_BY(mutex_);
  absl::Status refuse_all_ ABSL_GUARDED_BY(mutex_);
  std::string refused_run_ ABSL_GUARDED_BY(mutex_);  // empty for all
  int streams_ ABSL_GUARDED_BY(mutex_) = 0;
};

class FakeLogStream : public LogStream {
 public:
  explicit FakeLogStream(FakeLogServer* server) : server_(*server) {}
  ~FakeLogStream() override {
    MutexLock lock(server_.mutex_);
    server_.open_.erase(this);
  }

  bool Write(const v1::LogBatchRequest& request) override {
    MutexLock lock(server_.mutex_);
    if (end_) return false;
    server_.Take(*this, request);
    server_.cond_.NotifyAll();
    return true;
  }

  bool Read(v1::LogBatchResponse* response) override {
    MutexLock lock(server_.mutex_);
    for (;;) {
      if (!server_.hold_ && !acks_.empty()) break;
      if (end_ || (writes_done_ && acks_.empty())) return false;
      server_.cond_.Wait(server_.mutex_);
    }
    *response = std::move(acks_.front());
    acks_.pop_front();
    return true;
  }

  void WritesDone() override {
    MutexLock lock(server_.mutex_);
    writes_done_ = true;
    server_.cond_.NotifyAll();
  }

  void Cancel() override {
    MutexLock lock(server_.mutex_);
    End(absl::CancelledError("The caller cancelled the stream."));
  }

  absl::Status Finish() override {
    MutexLock lock(server_.mutex_);
    return end_.value_or(absl::OkStatus());
  }

 private:
  friend class FakeLogServer;
  // Under the server's lock.
  void End(absl::Status status) {
    if (!end_) end_ = std::move(status);
    server_.cond_.NotifyAll();
  }

  FakeLogServer& server_;
  std::deque<v1::LogBatchResponse> acks_;
  std::optional<absl::Status> end_;
  bool writes_done_ = false;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_TESTING_FAKE_LOG_STREAM_H_
