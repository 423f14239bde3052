// Who one is to a server.
#include <string>

#include "cli/internal/cli.h"
#include "cli/internal/echo.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "client/credentials.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

struct LoginOptions {
  bool token_stdin = false;
};

struct NoOptions {};

void DeclareLogin(CLI::App& command, LoginOptions& options) {
  command.add_flag("--token-stdin", options.token_stdin, "Read the token from stdin");
}

void DeclareNothing(CLI::App&, NoOptions&) {}

absl::StatusOr<std::string> AskForToken(Cli& cli, const LoginOptions& options,
                                        const std::string& server) {
  std::string token;
  {
    const EchoOff echo;
    if (!options.token_stdin) {
      if (!echo.on_terminal()) {
        return UsageError("stdin is no terminal. Give the token with --token-stdin.");
      }
      cli.err << "Token for " << server << ": " << std::flush;
    }
    std::getline(cli.in, token);
    if (echo.on_terminal() && !options.token_stdin) cli.err << "\n";
  }
  while (!token.empty() && (token.back() == ' ' || token.back() == '\r')) token.pop_back();
  if (token.empty()) return UsageError("No token was given.");
  return token;
}

std::string KindText(v1::PrincipalKind kind) {
  switch (kind) {
    case v1::PRINCIPAL_KIND_PERSON:
      return "person";
    case v1::PRINCIPAL_KIND_SERVICE:
      return "service";
    default:
      return "not known";
  }
}

void Show(Cli& cli, const v1::WhoAmIResponse& who) {
  if (cli.json) return cli.PrintJson(who);
  Facts facts = {{"name", who.name()},
                 {"kind", KindText(who.kind())},
                 {"proved", who.authenticated() ? "by a token" : "no: the server asks nobody"}};
  if (who.authenticated()) {
    facts.emplace_back("since", TimeText(who.authenticate_time()));
    facts.emplace_back("expires", who.has_expire_time() ? TimeText(who.expire_time()) : "never");
    facts.emplace_back(
        "scopes", who.scopes().empty() ? "all" : fmt::format("{}", fmt::join(who.scopes(), ", ")));
  }
  cli.out << RenderFacts(facts, cli.terminal);
  Table roles({{"ROLE"}, {"WORKSPACE"}});
  for (const v1::RoleGrant& grant : who.roles()) roles.Add({grant.role(), grant.workspace()});
  if (!roles.empty()) cli.out << "\n" << roles.Render(cli.terminal);
}

absl::Status Login(Cli& cli, const LoginOptions& options) {
  ConnectionOptions connection = cli.connection_options();
  const std::string server = ServerOf(connection);
  ASSAY_ASSIGN_OR_RETURN(connection.token, AskForToken(cli, options, server));
  AdminClient admin(MakeConnection(connection));
  ASSAY_ASSIGN_OR_RETURN(v1::WhoAmIResponse who, admin.WhoAmI());
  if (!who.authenticated()) {
    return FailedPrecondition("AUTHENTICATION_OFF",
                              "The server at {} asks nobody for a token, so none is kept.", server);
  }
  ASSAY_ASSIGN_OR_RETURN(who, admin.ConfirmLogin());
  ASSAY_RETURN_IF_ERROR(StoreToken(CredentialsPath(), server, connection.token));
  Show(cli, who);
  return absl::OkStatus();
}

absl::Status Logout(Cli& cli, const NoOptions&) {
  const std::string server = ServerOf(cli.connection_options());
  ASSAY_ASSIGN_OR_RETURN(const bool forgotten, ForgetToken(CredentialsPath(), server));
  if (!forgotten) {
    return NotFound("NOT_LOGGED_IN", "No token is kept for {} in {}.", server, CredentialsPath());
  }
  if (cli.json) {
    cli.out << Dump({{"forgotten", server}});
  } else {
    cli.out << "The token for " << server << " is forgotten here. It is taken until it expires or "
            << "`assay token revoke` ends it.\n";
  }
  return absl::OkStatus();
}

absl::Status WhoAmI(Cli& cli, const NoOptions&) {
  ASSAY_ASSIGN_OR_RETURN(const v1::WhoAmIResponse who,
                         AdminClient(cli.Connect().connection()).WhoAmI());
  Show(cli, who);
  return absl::OkStatus();
}

}  // namespace

void AddLogin(CLI::App& app, Cli& cli) {
  AddCommand<LoginOptions>(app, cli, "login", "Keep a token for a server", DeclareLogin, Login);
  AddCommand<NoOptions>(app, cli, "logout", "Forget it", DeclareNothing, Logout);
  AddCommand<NoOptions>(app, cli, "whoami", "What the server knows of the caller", DeclareNothing,
                        WhoAmI);
}

}  // namespace assay::cli
