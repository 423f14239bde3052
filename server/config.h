// The settings of assayd, from flags, the environment (ASSAYD_...) and a file, in this order of
// weight.
#ifndef ASSAY_SERVER_CONFIG_H_
#define ASSAY_SERVER_CONFIG_H_

#include <optional>
#include <string>

#include "server/gate.h"
#include "server/server_env.h"

namespace assay {

struct Config {
  std::string data = "./assay-data";
  // Where gRPC listens; port 0 lets the system choose.
  std::string listen = "127.0.0.1:7401";
  int workers = 16;
  int max_waiting_calls = 1'024;
  int readers = 32;
  int mapped_mib = 2'047;  // of the database, by readers
  int max_waiting_writes = 4'096;
  int shutdown_seconds = 10;
  RequestLog request_log = RequestLog::kErrors;
  std::string log_level = "info";

  // Who may call.
  Auth auth = Auth::kNone;
  // Lets a server without authentication listen beyond this machine.
  bool open_to_network = false;
  bool development_approvals = false;
  // Reviews want a token that was given by hand in the last so many hours; 0 for ever.
  int review_authentication_hours = 12;
  std::string first_administrator = "admin";
  // Gets the first administrator's token, in place of stdout.
  std::string administrator_token_file = {};
  // The server's certificate chain and private key, in PEM; both or none.
  std::string tls_cert = {};
  std::string tls_key = {};
  // See NotaryOptions::hand_out.
  std::string audit_checkpoints = {};
  int audit_checkpoint_seconds = 60;
  // How often the standing rules of champions are asked; 0 for never.
  int sweep_seconds = 300;
};

// Parses the command line. On --help, --version or a mistake prints what there is to say, sets
// `exit_code`, and returns nothing.
std::optional<Config> ParseConfig(int argc, const char* const* argv, int* exit_code);

}  // namespace assay

#endif  // ASSAY_SERVER_CONFIG_H_
