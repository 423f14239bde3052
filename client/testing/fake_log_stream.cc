#include "client/testing/fake_log_stream.h"

namespace assay {
namespace {

absl::Status Unreachable() {
  return MakeError(absl::StatusCode::kUnavailable, "UNREACHABLE", "No server answers.");
}

}  // namespace

std::unique_ptr<LogStream> FakeLogServer::Open() {
  auto stream = std::make_unique<FakeLogStream>(this);
  MutexLock lock(mutex_);
  open_.insert(stream.get());
  ++streams_;
  if (!reachable_) stream->End(Unreachable());
  cond_.NotifyAll();
  return stream;
}

void FakeLogServer::Take(FakeLogStream& stream, const v1::LogBatchRequest& batch) {
  if (break_after_ && (*break_after_)-- == 0) {
    break_after_.reset();
    if (break_applied_) Apply(batch);
    return stream.End(Unreachable());
  }
  absl::Status refused = std::exchange(refuse_next_, absl::OkStatus());
  if (refused.ok() && (refused_run_.empty() || refused_run_ == batch.run_id()))
    refused = refuse_all_;
  if (!refused.ok()) return stream.End(std::move(refused));
  const int64_t last = last_[batch.writer_id()];
  if (batch.sequence() > last + 1) {
    return stream.End(WithErrorMetadata(FailedPrecondition("SEQUENCE_GAP", "A batch is missing."),
                                        "expected_sequence", std::to_string(last + 1)));
  }
  const v1::LogBatchResponse response = Apply(batch);
  if (!acks_) {
    stream.acks_.push_back(response);
    return;
  }
  for (const int64_t sequence : acks_(batch.sequence())) {
    stream.acks_.push_back(response);
    stream.acks_.back().set_sequence(sequence);
  }
}

v1::LogBatchResponse FakeLogServer::Apply(const v1::LogBatchRequest& batch) {
  v1::LogBatchResponse response;
  response.set_sequence(batch.sequence());
  if (batch.sequence() <= last_[batch.writer_id()]) return response;
  last_[batch.writer_id()] = batch.sequence();
  batches_.push_back(batch);
  for (const v1::Param& param : batch.params()) {
    const auto [it, added] = params_.try_emplace({batch.run_id(), param.key()}, param.value());
    if (added || it->second.SerializeAsString() == param.value().SerializeAsString()) continue;
    v1::RefusedParam* refused = response.add_refused_params();
    refused->set_key(param.key());
    *refused->mutable_present() = it->second;
    *refused->mutable_refused() = param.value();
  }
  return response;
}

void FakeLogServer::SetReachable(bool reachable) {
  MutexLock lock(mutex_);
  reachable_ = reachable;
  if (reachable) return;
  for (FakeLogStream* stream : open_) stream->End(Unreachable());
}

void FakeLogServer::HoldAcks(bool hold) {
  MutexLock lock(mutex_);
  hold_ = hold;
  cond_.NotifyAll();
}

void FakeLogServer::BreakAfter(int batches, bool applied) {
  MutexLock lock(mutex_);
  break_after_ = batches;
  break_applied_ = applied;
}

void FakeLogServer::RefuseNext(absl::Status status) {
  MutexLock lock(mutex_);
  refuse_next_ = std::move(status);
}

void FakeLogServer::RefuseAll(absl::Status status, std::string run_id) {
  MutexLock lock(mutex_);
  refuse_all_ = std::move(status);
  refused_run_ = std::move(run_id);
}

void FakeLogServer::SetAcks(std::function<std::vector<int64_t>(int64_t)> acks) {
  MutexLock lock(mutex_);
  acks_ = std::move(acks);
}

std::vector<v1::LogBatchRequest> FakeLogServer::batches() const {
  MutexLock lock(mutex_);
  return batches_;
}

std::vector<std::pair<int64_t, double>> FakeLogServer::Points(const std::string& key) const {
  MutexLock lock(mutex_);
  std::vector<std::pair<int64_t, double>> points;
  for (const v1::LogBatchRequest& batch : batches_) {
    for (const v1::MetricColumns& columns : batch.metrics()) {
      if (columns.key() != key || columns.context_size() > 0) continue;
      for (int i = 0; i < columns.values_size(); ++i) {
        points.emplace_back(columns.steps(i), columns.values(i));
      }
    }
  }
  return points;
}

int FakeLogServer::streams() const {
  MutexLock lock(mutex_);
  return streams_;
}

void FakeLogServer::WaitBatches(size_t count) {
  MutexLock lock(mutex_);
  while (batches_.size() < count) cond_.Wait(mutex_);
}

void FakeLogServer::WaitStreams(int count) {
  MutexLock lock(mutex_);
  while (streams_ < count) cond_.Wait(mutex_);
}

}  // namespace assay
