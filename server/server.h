// assayd, put together.
#ifndef ASSAY_SERVER_SERVER_H_
#define ASSAY_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/clock.h"
#include "server/config.h"

namespace assay {

// Serves from Start until it is destroyed. Thread-safe.
class Server {
 public:
  // Opens the data folder and the door. Errors say what to do.
  // `clock` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config,
                                                       const Clock& clock = SystemClock());
  // Refuses new calls, ends streams, lets calls in flight end, and closes the database.
  virtual ~Server() = default;
  // The port on which gRPC listens.
  virtual int port() const = 0;
  // The token that was made for the first administrator, this once; empty when there is nothing to
  // show.
  virtual std::string TakeFirstSecret() = 0;
};

}  // namespace assay

#endif  // ASSAY_SERVER_SERVER_H_
