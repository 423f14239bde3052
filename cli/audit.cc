// The audit log, as somebody sees it who does not have to trust the server.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "core/checkpoint.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct VerifyOptions {
  std::string since;
  std::string key;
};

struct CheckpointOptions {};

struct ListOptions {
  std::string kind;
  std::string subject;
  int limit = 50;
};

void DeclareVerify(CLI::App& command, VerifyOptions& options) {
  command
      .add_option("--since", options.since,
                  "A checkpoint that was kept: the log must be a continuation of it")
      ->type_name("FILE");
  command
      .add_option("--key", options.key,
                  "The public key that the checkpoint must be signed with, in base64 (what the "
                  "server says)")
      ->type_name("KEY");
}

void DeclareCheckpoint(CLI::App&, CheckpointOptions&) {}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("--kind", options.kind, "Only these, as ROLE_GRANTED")->type_name("KIND");
  command.add_option("--subject", options.subject, "Only what was done to this, as token:ID")
      ->type_name("SUBJECT");
  command.add_option("--limit", options.limit, "At most so many; 0 for all")
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("N")
      ->capture_default_str();
}

absl::StatusOr<std::string> ReadNote(const std::string& path) {
  std::ifstream file(path);
  if (!file) return UsageError("The file " + path + " can't be read.");
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

// The size that a note says; its signature is checked with the rest.
int64_t SizeOf(const std::string& note) {
  const size_t line = std::min(note.find('\n'), note.size());
  return std::strtoll(note.c_str() + std::min(line + 1, note.size()), nullptr, 10);
}

absl::Status CheckContinuation(AdminClient& client, const VerifyOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::string note, ReadNote(options.since));
  ASSAY_ASSIGN_OR_RETURN(const v1::AuditCheckpoint now, client.GetAuditCheckpoint(SizeOf(note)));
  std::string key = now.public_key();
  if (!options.key.empty()) {
    ASSAY_ASSIGN_OR_RETURN(key, FromBase64(options.key));
  }
  return VerifyContinuation(note, now, key);
}

// A line for each kind of thing that was looked at.
std::string RenderChecks(const v1::VerifyAuditLogResponse& found, const Terminal& terminal) {
  Table table({{"RESULT"}, {"CHECKED", true}, {"WRONG", true}, {"WHAT"}});
  for (const v1::AuditCheck& check : found.checks()) {
    // Marks stand in front: a narrow terminal cuts the end.
    std::string what;
    if (check.asserted() > 0) {
      what += "(" + HumanCount(check.asserted()) + " by asserted names only) ";
    }
    if (check.skipped() > 0) {
      what += "(" + HumanCount(check.skipped()) + " by another engine, not checked) ";
    }
    what += check.what();
    table.Add({check.failed() == 0 ? Cell("OK", Ink::kGreen) : Cell("FAIL", Ink::kRed),
               HumanCount(check.checked()), check.failed() == 0 ? "" : HumanCount(check.failed()),
               what});
  }
  return table.Render(terminal);
}

absl::Status Verify(Cli& cli, const VerifyOptions& options) {
  AdminClient client(cli.Connect().connection());
  ASSAY_ASSIGN_OR_RETURN(const v1::VerifyAuditLogResponse found, client.VerifyAuditLog());
  absl::Status continuation;
  if (!options.since.empty()) continuation = CheckContinuation(client, options);
  cli.answer_is_no = !found.intact();
  if (cli.json) {
    cli.PrintJson(found);
    return continuation;
  }
  cli.out << RenderChecks(found, cli.terminal) << "\n";
  for (const std::string& problem : found.problems()) {
    cli.out << cli.terminal.Paint("FAIL", Ink::kRed) << "  " << Visible(problem) << "\n";
  }
  if (found.intact()) {
    cli.out << cli.terminal.Paint("OK", Ink::kGreen) << "  "
            << HumanCount(found.checkpoint().size()) << " events and "
            << HumanCount(found.checkpoints()) << " earlier checkpoints agree; root "
            << Base64(found.checkpoint().root()) << "\n";
  }
  if (!options.since.empty() && continuation.ok()) {
    cli.out << cli.terminal.Paint("OK", Ink::kGreen) << "  the log continues " << options.since
            << "\n";
  }
  return continuation;
}

absl::Status PrintCheckpoint(Cli& cli, const CheckpointOptions&) {
  ASSAY_ASSIGN_OR_RETURN(const v1::AuditCheckpoint checkpoint,
                         AdminClient(cli.Connect().connection()).GetAuditCheckpoint());
  if (cli.json) {
    cli.PrintJson(checkpoint);
  } else {
    cli.out << checkpoint.note();
    cli.err << "The server's public key is " << Base64(checkpoint.public_key())
            << ". Keep both where its administrators can't change them.\n";
  }
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListAuditEventsResponse all;
  AdminClient client(cli.Connect().connection());
  for (auto& event : client.ListAuditEvents(options.kind, options.subject)) {
    ASSAY_RETURN_IF_ERROR(event.status());
    *all.add_events() = *std::move(event);
    if (all.events_size() == options.limit) break;
  }
  if (cli.json) {
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  Table table({{"#", true}, {"TIME"}, {"KIND"}, {"ACTOR"}, {"SUBJECT"}, {"COMMENT"}});
  for (const v1::AuditEvent& event : all.events()) {
    const std::string actor = event.actor() + (event.authenticated() ? "" : " (asserted)");
    table.Add({std::to_string(event.index()), TimeText(event.time()), event.kind(), actor,
               event.subject(), event.comment()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddAudit(CLI::App& app, Cli& cli) {
  CLI::App* audit = AddNoun(app, "audit", "The log that proves what was done");
  AddCommand<VerifyOptions>(*audit, cli, "verify", "Whether the past was changed", DeclareVerify,
                            Verify);
  AddCommand<CheckpointOptions>(*audit, cli, "checkpoint", "The log's state now, signed",
                                DeclareCheckpoint, PrintCheckpoint);
  AddCommand<ListOptions>(*audit, cli, "list", "Events, oldest first", DeclareList, List);
}

}  // namespace assay::cli
