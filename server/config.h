// The settings of assayd, from flags, the environment (ASSAYD_...) and a file, in this order of
// weight.
#ifndef ASSAY_SERVER_CONFIG_H_
#define ASSAY_SERVER_CONFIG_H_

#include <optional>
#include <string>

#include "server/server_env.h"

namespace assay {

struct Config {
  std::string data = "./assay-data";
  // Where gRPC listens; port 0 lets the system choose.
  std::string listen = "127.0.0.1:7401";
  int workers = 16;
  int max_waiting_calls = 1'024;
  int readers = 32;
  int max_waiting_writes = 4'096;
  int shutdown_seconds = 10;
  RequestLog request_log = RequestLog::kErrors;
  std::string log_level = "info";
};

// Parses the command line. On --help, --version or a mistake prints what there is to say, sets
// `exit_code`, and returns nothing.
std::optional<Config> ParseConfig(int argc, const char* const* argv, int* exit_code);

}  // namespace assay

#endif  // ASSAY_SERVER_CONFIG_H_
