// Delivers, beside a run, the spools that dead programs have left.
#ifndef ASSAY_CLIENT_INTERNAL_SPOOL_DELIVERY_H_
#define ASSAY_CLIENT_INTERNAL_SPOOL_DELIVERY_H_

#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "client/connection.h"
#include "client/internal/error_sink.h"

namespace assay {

// Runs on a thread of its own from construction until every spool in `dir` was tried, or
// destruction. What was not delivered stays for the next one. Spools in use are passed over; errors
// that time does not mend are told to `errors`.
class SpoolDelivery {
 public:
  SpoolDelivery(std::shared_ptr<Connection> connection, const ConnectionOptions& options,
                std::string dir, ErrorSink* errors);

 private:
  void DeliverAll(std::stop_token stop) const;
  void Deliver(const std::string& writer_id, std::stop_token stop) const;

  const std::shared_ptr<Connection> connection_;
  const ConnectionOptions options_;
  const std::string dir_;
  ErrorSink* const errors_;
  std::jthread thread_;  // the last member: it stops before the others are gone
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_SPOOL_DELIVERY_H_
