#include <string>
#include <vector>

#include "cli/internal/cli.h"
#include "cli/internal/table.h"
#include "cli/internal/times.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "core/status_macros.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

struct CreateOptions {
  std::string principal;
  std::string description;
  std::vector<std::string> scopes;
  std::string expires;
};

struct ListOptions {
  std::string principal;
  bool everybody = false;
  bool all = false;
};

struct RevokeOptions {
  std::string token_id;
};

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  command.add_option("PRINCIPAL", options.principal, "Whose")->required()->type_name("");
  command.add_option("--description", options.description, "What it is for")->type_name("TEXT");
  command.add_option("--scope", options.scopes, "What it reaches (all); may be repeated")
      ->check(CLI::IsMember({"read", "write", "govern", "admin"}).description(""))
      ->type_name("read|write|govern|admin")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--expires", options.expires, "When it ends (never), as 2026-12-31T00:00:00Z")
      ->type_name("TIME");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("PRINCIPAL", options.principal, "Whose (one's own)")->type_name("");
  command.add_flag("--everybody", options.everybody, "Those of all principals");
  command.add_flag("--all", options.all, "Also those that are revoked or have expired");
}

void DeclareRevoke(CLI::App& command, RevokeOptions& options) {
  command.add_option("TOKEN", options.token_id, "Its id")->required()->type_name("");
}

std::string ScopesText(const v1::Token& token) {
  return token.scopes().empty() ? "all" : fmt::format("{}", fmt::join(token.scopes(), " "));
}

Cell StateOf(const v1::Token& token) {
  if (token.has_revoke_time()) return Cell("revoked " + TimeText(token.revoke_time()), Ink::kDim);
  if (token.has_expire_time()) return Cell("until " + TimeText(token.expire_time()));
  return Cell("taken", Ink::kGreen);
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  TokenOptions token = {.description = options.description, .scopes = options.scopes};
  if (!options.expires.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto time, ParseTime(options.expires));
    token.expires = time.seconds();
  }
  ASSAY_ASSIGN_OR_RETURN(
      const v1::CreateTokenResponse made,
      AdminClient(cli.Connect().connection()).CreateToken(options.principal, token));
  if (cli.json) {
    cli.PrintJson(made);
    return absl::OkStatus();
  }
  cli.out << RenderFacts({{"id", made.token().token_id()},
                          {"of", made.token().principal()},
                          {"scopes", ScopesText(made.token())},
                          {"token", Cell(made.secret(), Ink::kBold)}},
                         cli.terminal);
  cli.err << "Keep the token safe: it is shown only now.\n";
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListTokensResponse all;
  AdminClient client(cli.Connect().connection());
  for (auto& token : client.ListTokens(options.everybody ? "*" : options.principal, options.all)) {
    ASSAY_RETURN_IF_ERROR(token.status());
    *all.add_tokens() = *std::move(token);
  }
  if (cli.json) {
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  Table table(
      {{"TOKEN", false, true}, {"OF"}, {"SCOPES"}, {"STATE"}, {"CREATED"}, {"DESCRIPTION"}});
  for (const v1::Token& token : all.tokens()) {
    table.Add({token.token_id(), token.principal(), ScopesText(token), StateOf(token),
               TimeText(token.create_time()), token.description()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Revoke(Cli& cli, const RevokeOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Token token,
                         AdminClient(cli.Connect().connection()).RevokeToken(options.token_id));
  if (cli.json) {
    cli.PrintJson(token);
  } else {
    cli.out << RenderFacts({{"revoked", token.token_id()}, {"of", token.principal()}},
                           cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddTokens(CLI::App& app, Cli& cli) {
  CLI::App* token = AddNoun(app, "token", "What callers prove their names with");
  AddCommand<CreateOptions>(*token, cli, "create", "Make a token; it is shown once", DeclareCreate,
                            Create);
  AddCommand<ListOptions>(*token, cli, "list", "Tokens, newest first", DeclareList, List);
  AddCommand<RevokeOptions>(*token, cli, "revoke", "End a token, at once", DeclareRevoke, Revoke);
}

}  // namespace assay::cli
