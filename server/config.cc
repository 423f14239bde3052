#include "server/config.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "core/version.h"

namespace assay {
namespace {

// The command line, behind what the environment says: the last one of a flag counts. Left to
// itself, CLI11 lets the file win over the environment.
std::vector<std::string> Arguments(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> arguments;
  for (const CLI::Option* option : app.get_options()) {
    const char* value =
        option->get_envname().empty() ? nullptr : std::getenv(option->get_envname().c_str());
    if (value != nullptr) arguments.push_back(option->get_name() + "=" + value);
  }
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  // CLI11 takes them from the back.
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

void AddAuthentication(CLI::App& app, Config& config) {
  const std::map<std::string, Auth> modes = {{"none", Auth::kNone}, {"token", Auth::kToken}};
  app.add_option("--auth", config.auth,
                 "Who may call: none (everybody, by any name) or token (who has a token)")
      ->envname("ASSAYD_AUTH")
      ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case));
  app.add_flag("--open-to-network", config.open_to_network,
               "With --auth none, listen beyond this machine all the same")
      ->envname("ASSAYD_OPEN_TO_NETWORK");
  app.add_flag("--development-approvals", config.development_approvals,
               "With --auth none, let approvals by asserted names count; they stay marked for ever")
      ->envname("ASSAYD_DEVELOPMENT_APPROVALS");
  app.add_option("--review-authentication-hours", config.review_authentication_hours,
                 "With --auth token, reviews are taken so long after `assay login`; 0 for ever")
      ->envname("ASSAYD_REVIEW_AUTHENTICATION_HOURS")
      ->check(CLI::Range(0, 8'760))
      ->capture_default_str();
  app.add_option("--first-administrator", config.first_administrator,
                 "The name of the administrator who is made when there is none")
      ->envname("ASSAYD_FIRST_ADMINISTRATOR")
      ->capture_default_str();
  app.add_option("--administrator-token-file", config.administrator_token_file,
                 "A new file for the first administrator's token, in place of stdout")
      ->envname("ASSAYD_ADMINISTRATOR_TOKEN_FILE");
}

void AddProof(CLI::App& app, Config& config) {
  app.add_option("--tls-cert", config.tls_cert, "The server's certificate chain, PEM")
      ->envname("ASSAYD_TLS_CERT");
  app.add_option("--tls-key", config.tls_key, "The certificate's private key, PEM")
      ->envname("ASSAYD_TLS_KEY");
  app.add_option("--audit-checkpoints", config.audit_checkpoints,
                 "A file that signed checkpoints of the audit log are appended to; - for stdout")
      ->envname("ASSAYD_AUDIT_CHECKPOINTS");
  app.add_option("--audit-checkpoint-seconds", config.audit_checkpoint_seconds,
                 "How often, when the log has grown")
      ->envname("ASSAYD_AUDIT_CHECKPOINT_SECONDS")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_option("--sweep-seconds", config.sweep_seconds,
                 "How often the standing rules of champions are asked; 0 for never")
      ->envname("ASSAYD_SWEEP_SECONDS")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
}

}  // namespace

std::optional<Config> ParseConfig(int argc, const char* const* argv, int* exit_code) {
  Config config;
  CLI::App app("assayd: the metadata store for machine-learning experiments and models.", "assayd");
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_version_flag("--version", std::string("assayd ") + kVersion);
  app.set_config("--config", "", "A file with settings, a line \"name = value\" each")
      ->envname("ASSAYD_CONFIG");
  app.add_option("--data", config.data, "The data folder")
      ->envname("ASSAYD_DATA")
      ->capture_default_str();
  app.add_option("--listen", config.listen,
                 "Address and port for gRPC; port 0 lets the system choose")
      ->envname("ASSAYD_LISTEN")
      ->capture_default_str();
  app.add_option("--workers", config.workers, "Threads that handle calls")
      ->envname("ASSAYD_WORKERS")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--max-waiting-calls", config.max_waiting_calls,
                 "Calls that may wait for a worker; more are refused")
      ->envname("ASSAYD_MAX_WAITING_CALLS")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--readers", config.readers,
                 "Database connections for questions, at most; fewer than twice the workers make "
                 "calls wait")
      ->envname("ASSAYD_READERS")
      ->check(CLI::Range(1, 1'024))
      ->capture_default_str();
  app.add_option("--mapped-mib", config.mapped_mib,
                 "MiB of the database, from its beginning, that readers map into memory")
      ->envname("ASSAYD_MAPPED_MIB")
      ->check(CLI::Range(0, 2'047))
      ->capture_default_str();
  app.add_option("--max-waiting-writes", config.max_waiting_writes,
                 "Writes that may wait for a commit; more are refused")
      ->envname("ASSAYD_MAX_WAITING_WRITES")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--shutdown-seconds", config.shutdown_seconds,
                 "How long calls in flight may take when the server stops")
      ->envname("ASSAYD_SHUTDOWN_SECONDS")
      ->check(CLI::Range(0, 3'600))
      ->capture_default_str();
  const std::map<std::string, RequestLog> logs = {
      {"none", RequestLog::kNone}, {"errors", RequestLog::kErrors}, {"all", RequestLog::kAll}};
  app.add_option("--request-log", config.request_log,
                 "Calls that get a line in the log: none, errors, all")
      ->envname("ASSAYD_REQUEST_LOG")
      ->transform(CLI::CheckedTransformer(logs, CLI::ignore_case));
  app.add_option("--log-level", config.log_level, "debug, info, warn or error")
      ->envname("ASSAYD_LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  AddAuthentication(app, config);
  AddProof(app, config);
  try {
    app.parse(Arguments(app, argc, argv));
  } catch (const CLI::ParseError& error) {
    *exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  return config;
}

}  // namespace assay
